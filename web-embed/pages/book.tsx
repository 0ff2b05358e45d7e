import './page.css';
import { loadLanguage } from '../shared/languages.ts';
import { isRightToLeft } from '../shared/messages.ts';
import { type BookingWidget, define } from '../widget/element/module.ts';

/** `/book/:host/:event` */
const [, , host = '', event = ''] = location.pathname.split('/').map(decodeURIComponent);

const container = document.querySelector<HTMLElement>('#page');
if (container) {
  const { language } = await loadLanguage(navigator.languages);
  document.documentElement.lang = language;
  document.documentElement.dir = isRightToLeft(language) ? 'rtl' : 'ltr';
  define();
  const widget = document.createElement('booking-widget') as BookingWidget;
  for (const [name, value] of Object.entries({ host, event, theme: 'auto', 'heading-level': '1' })) {
    widget.setAttribute(name, value);
  }
  widget.addEventListener('booking:ready', () => {
    document.title = widget.name;
  });
  container.append(widget);
}
