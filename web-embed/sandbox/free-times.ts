import { type BookingPage, createBookingApi, type Slot } from '../shared/booking-api.ts';
import { createFormats, localeFor } from '../shared/formats.ts';
import { LiveUpdates } from '../shared/live.ts';
import { addDays, toUtc } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { knownZone, localZone } from '../shared/zones.ts';

const host = 'demo';
const event = 'intro';
/** How long a change can be seen. */
const TRACE_MS = 5000;
const HOUR = 3_600_000;

/** The free times of the demo's booking page, for as long as the page is visible. */
export class FreeTimes {
  slots: readonly Slot[] = [];
  /** What went, and the starts of what came, a moment ago. */
  gone: readonly Slot[] = [];
  fresh: ReadonlySet<number> = new Set();
  readonly #api = createBookingApi('', (url, init) => fetch(url, init));
  readonly #formats = createFormats(localeFor('en', navigator.languages));
  readonly #onChange: () => void;
  readonly #say: (text: string) => void;
  #page: BookingPage | null = null;
  #window: { first: string; days: number } | null = null;
  #readAt: number | null = null;
  #trace: ReturnType<typeof setTimeout> | undefined;

  constructor(onChange: () => void, say: (text: string) => void) {
    this.#onChange = onChange;
    this.#say = say;
  }

  /** Whether there is a booking page at all. */
  get isKnown(): boolean {
    return this.#page !== null;
  }

  /** The zone that the booking page thinks in; without one the visitor's. */
  get zone(): string {
    return knownZone(this.#page?.event_type.time_zone ?? localZone());
  }

  async start(): Promise<void> {
    try {
      this.#page = await this.#api.page(host, event);
    } catch (error) {
      // The demo's host may have been deleted; the calendars are still there.
      if (error instanceof RequestError && error.code === 'not_found') return;
      throw error;
    }
    const live = new LiveUpdates({
      url: `${location.origin.replace(/^http/, 'ws')}/live?host=${host}`,
      onChange: () => this.#readAgain(),
      readAt: () => this.#readAt,
    });
    const follow = () => live.setActive(!document.hidden);
    document.addEventListener('visibilitychange', follow);
    follow();
  }

  /** Reads the times of some days; what changed before is no longer announced. */
  async show(first: string, days: number): Promise<void> {
    const isSame = this.#window?.first === first && this.#window.days === days;
    this.#window = { first, days };
    const before = isSame ? this.slots : null;
    const slots = await this.#read();
    if (slots !== null) this.#replace(before, slots);
  }

  async #readAgain(): Promise<boolean> {
    try {
      const before = this.slots;
      const slots = await this.#read();
      if (slots !== null) this.#replace(before, slots);
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return false;
    }
  }

  /** Null if something else is to be shown by now. */
  async #read(): Promise<Slot[] | null> {
    const window = this.#window;
    const type = this.#page?.event_type;
    if (!window || !type) return null;
    const askedAt = Date.now();
    // Whatever the zone, these instants hold its days; those beside them are not shown.
    const from = Math.max(askedAt, toUtc(window.first) - 14 * HOUR);
    const until = toUtc(addDays(window.first, window.days)) + 12 * HOUR;
    const slots = await this.#api.slots(type.id, from, until, type.durations_minutes[0] ?? 30);
    if (this.#window !== window) return null;
    this.#readAt = askedAt;
    return slots;
  }

  #replace(before: readonly Slot[] | null, slots: readonly Slot[]): void {
    const [old, current] = [before ?? slots, slots].map((list) => new Set(list.map(({ start }) => start)));
    // What has gone by the clock alone is no news.
    const gone = (before ?? []).filter(({ start }) => !current?.has(start) && start > Date.now());
    const fresh = slots.filter(({ start }) => !old?.has(start));
    this.slots = slots;
    if (gone.length + fresh.length > 0 || before === null) {
      this.gone = gone;
      this.fresh = new Set(fresh.map(({ start }) => start));
      clearTimeout(this.#trace);
      this.#trace = setTimeout(() => {
        this.gone = [];
        this.fresh = new Set();
        this.#onChange();
      }, TRACE_MS);
      const reported = [this.#reported(gone, 'no longer free'), this.#reported(fresh, 'free now')].filter(
        (text) => text !== '',
      );
      if (reported.length > 0) this.#say(reported.join(' '));
    }
    this.#onChange();
  }

  #reported(slots: readonly Slot[], what: string): string {
    if (slots.length === 0) return '';
    const first = slots.slice(0, 3).map(({ start }) => this.#formats.time(start, this.zone));
    return `${first.join(', ')}${slots.length > 3 ? ` and ${slots.length - 3} more` : ''}: ${what}.`;
  }
}
