import './page.css';
import { loadLanguage, setPageLanguage } from '../shared/languages.ts';
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
  setPageLanguage(language);
  widget.addEventListener('booking:ready', () => {
    document.title = widget.name;
  });
  define();
}
