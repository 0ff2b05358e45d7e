import '../widget/widget.css';
import './page.css';
import { createBookingApi } from '../shared/booking-api.ts';
import { LiveUpdates } from '../shared/live.ts';
import { loadMessages } from '../shared/messages.ts';
import { BookingController } from '../widget/controller.ts';
import { mountBooking } from '../widget/mount.tsx';
import { reportHeight } from './frame-height.ts';
import { readPageData } from './page-data.ts';

/** `/book/:host/:event`, or the same in a frame: `/embed/frame/:host/:event` */
const [event = '', host = ''] = location.pathname.split('/').map(decodeURIComponent).reverse();

const container = document.querySelector<HTMLElement>('#page');
if (container) {
  reportHeight(container);
  const data = readPageData();
  const api = createBookingApi('', (url, init) => fetch(url, init), data);
  // Once: who tries again wants to know what is so now.
  let known = data?.page;
  const messages = await loadMessages(navigator.languages);
  document.documentElement.lang = messages.language;
  const controller = new BookingController({
    host,
    event,
    api: {
      ...api,
      page: async (...asked: Parameters<typeof api.page>) => {
        const page = known ?? (await api.page(...asked));
        known = undefined;
        return page;
      },
    },
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
  const shown = container.querySelector<HTMLElement>('booking-widget') ?? container;
  shown.replaceChildren();
  mountBooking(shown, controller, { headingLevel: 1, theme: 'auto', live });
  void controller.start();
}
