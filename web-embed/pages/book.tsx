import './page.css';
import { loadLanguage } from '../shared/languages.ts';
import { isRightToLeft } from '../shared/messages.ts';
import { environment } from '../widget/element/environment.ts';
import { type BookingWidget, define } from '../widget/element/module.ts';
import { reportHeight } from './frame-height.ts';
import { readPageData } from './page-data.ts';

const container = document.querySelector<HTMLElement>('#page');
const widget = container?.querySelector<BookingWidget>('booking-widget');
if (container && widget) {
  reportHeight(container);
  const data = readPageData();
  environment.settings = data;
  environment.page = data?.page ?? null;
  const { language } = await loadLanguage(navigator.languages);
  document.documentElement.lang = language;
  document.documentElement.dir = isRightToLeft(language) ? 'rtl' : 'ltr';
  widget.addEventListener('booking:ready', () => {
    document.title = widget.name;
  });
  define();
}
