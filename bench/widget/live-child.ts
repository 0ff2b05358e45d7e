import { WebSocket } from 'ws';
import { createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { type LiveSocket, LiveUpdates } from '../../web-embed/shared/live.ts';
import { serve } from '../child.ts';
import { clockMs } from '../report.ts';

/** What one round of changes was to the open widgets; times of the clock that all processes share. */
interface Heard {
  /** When each message arrived. */
  heard: number[];
  /** When each widget began to read again. */
  asked: number[];
  /** When the widget had read. */
  read: number[];
  /** How long each reading took. */
  each: number[];
  failed: number;
}

export type LiveCommands = {
  open(url: string, key: string, eventType: string, count: number): Promise<number>;
  take(): Heard;
};

const none = (): Heard => ({ heard: [], asked: [], read: [], each: [], failed: 0 });
let round = none();
const widgets: LiveUpdates[] = [];

/** As many widgets as visitors of as many addresses have open, each with the widget's own client. */
async function open(url: string, key: string, eventType: string, count: number): Promise<number> {
  const api = createBookingApi(url, fetch, { supabaseUrl: url, publishableKey: key, plainReads: true });
  const from = Date.now();
  let connected = 0;
  for (let n = 0; n < count; n += 1) {
    const widget = new LiveUpdates({
      url: `${url.replace('http', 'ws')}/live?host=demo`,
      readAt: () => Date.now(),
      async onChange() {
        const began = clockMs();
        round.asked.push(began);
        try {
          await api.slots(eventType, from, from + 42 * 86_400_000, 30);
        } catch {
          round.failed += 1;
          return false;
        }
        const ended = clockMs();
        round.read.push(ended);
        round.each.push(ended - began);
        return true;
      },
      open(address) {
        // Each is a visitor of another address.
        const headers = { 'x-forwarded-for': `10.${n >> 8}.${n & 255}.1`, origin: 'http://site.example' };
        const socket = new WebSocket(address, { headers });
        const face: LiveSocket = { onmessage: null, onclose: null, close: () => socket.close() };
        socket.once('open', () => {
          connected += 1;
        });
        socket.on('message', (data) => {
          round.heard.push(clockMs());
          face.onmessage?.({ data: String(data) });
        });
        socket.on('error', () => undefined);
        socket.on('close', () => face.onclose?.());
        return face;
      },
    });
    widget.setActive(true);
    widgets.push(widget);
    // As visitors come, and not all in one moment.
    if (n % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const deadline = Date.now() + 30_000; connected < count && Date.now() < deadline; )
    await new Promise((resolve) => setTimeout(resolve, 50));
  return connected;
}

serve(
  {
    open,
    take() {
      const taken = round;
      round = none();
      return taken;
    },
  } satisfies LiveCommands,
  () => {
    for (const widget of widgets) widget.setActive(false);
  },
);
