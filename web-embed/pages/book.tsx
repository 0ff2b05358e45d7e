import '../widget/widget.css';
import './page.css';
import { createBookingApi } from '../shared/booking-api.ts';
import { LiveUpdates } from '../shared/live.ts';
import { loadMessages } from '../shared/messages.ts';
import { BookingController } from '../widget/controller.ts';
import { mountBooking } from '../widget/mount.tsx';

/** `/book/:host/:event` */
const [, , host = '', event = ''] = location.pathname.split('/').map(decodeURIComponent);

const container = document.querySelector<HTMLElement>('#page');
if (container) {
  const messages = await loadMessages(navigator.languages);
  document.documentElement.lang = messages.language;
  const controller = new BookingController({
    host,
    event,
    api: createBookingApi('', (url, init) => fetch(url, init)),
    languages: navigator.languages,
    messages,
  });
  const unsubscribe = controller.subscribe(() => {
    const { page } = controller.state;
    if (!page) return;
    document.title = `${page.event_type.title} – ${page.host.display_name}`;
    unsubscribe();
  });
  const live = new LiveUpdates({
    url: `${location.origin.replace(/^http/, 'ws')}/live?host=${encodeURIComponent(host)}`,
    onChange: () => controller.refresh(),
    readAt: () => controller.calendar.readAt(),
  });
  mountBooking(container, controller, { headingLevel: 1, theme: 'auto', live });
  void controller.start();
}
