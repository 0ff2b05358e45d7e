import '../shared/page.css';
import { reportHeight } from './frame-height.ts';

/** What a page of the service adds to the element on it: the booking flow, or a booking. */
const page = document.querySelector<HTMLElement>('#page');
const widget = page?.querySelector<HTMLElement & { name?: string }>('booking-widget');
if (page && widget) {
  reportHeight(page);
  for (const event of ['ready', 'rescheduled', 'cancelled', 'failed']) {
    widget.addEventListener(`booking:${event}`, () => {
      document.title = widget.name || document.title;
    });
  }
}
