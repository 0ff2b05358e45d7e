import type { BookingApi, BookingPage, Slot } from '../shared/booking-api.ts';
import { createFormats, type Formats, type FormatWishes, localeFor } from '../shared/formats.ts';
import type { Messages } from '../shared/messages.ts';
import { dateSpan, monthOf, shownWeeks } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { isoOf, wallClock } from '../shared/time.ts';
import { localZone } from '../shared/zones.ts';
import { CalendarPart } from './calendar-part.ts';
import type { Emit } from './events.ts';
import type { FormPart } from './form-part.ts';
import { SlotWindows } from './slot-windows.ts';
import type { BookingState } from './state.ts';
import { Store } from './store.ts';
import type { Tools } from './tools.ts';

/** What a booking flow needs to run. */
export interface ControllerOptions {
  host: string;
  /** Slug of the event type, or several separated by spaces: then the visitor chooses. */
  event: string;
  api: BookingApi;
  /** IANA name; default: the visitor's. */
  timeZone?: string;
  /** The browser's languages, best first; they decide formats. */
  languages?: readonly string[];
  messages: Messages;
  /** Default: those of the language of the texts with the region of the visitor. */
  formats?: Formats;
  wishes?: FormatWishes;
  /** Minutes, if the event type offers them; default: its first. */
  duration?: number | undefined;
  /** `YYYY-MM-DD`: the day, or with `YYYY-MM` the month, that is shown first. */
  date?: string | undefined;
  /** Told of what happens; default: nobody. */
  emit?: Emit;
  /** The clock, in milliseconds. */
  now?: () => number;
  /** What is known of an event type already; used once, for who tries again wants to know what is so now. */
  known?: BookingPage | null;
  /** What the page says of a booking that exists, which a part of its own reads (`manage/`). */
  managed?: string | null;
}

/**
 * The booking flow without a view: what the visitor does comes in as calls, what they see is `state`.
 *
 * It touches neither the document nor storage, so any view can show it in any container.
 */
export class BookingController {
  /** The month and its times. */
  readonly calendar: CalendarPart;
  /** What comes after a time is chosen; null until it has arrived (`addForm`). */
  form: FormPart | null = null;
  /** What the form works with. */
  readonly tools: Tools;
  readonly #options: ControllerOptions;
  readonly #store: Store;
  readonly #windows: SlotWindows;
  readonly #now: () => number;
  readonly #emit: Emit;
  #known: BookingPage | null;
  /** The duration that is shown where it is offered; it may be chosen before anything is read. */
  #wantedDuration: number | undefined;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#known = options.known ?? null;
    this.#wantedDuration = options.duration;
    this.#now = options.now ?? Date.now;
    const { messages } = options;
    const timeZone = options.timeZone ?? localZone();
    const today = wallClock(this.#now(), timeZone).date;
    this.#store = new Store({
      step: 'loading',
      name: null,
      messages,
      formats:
        options.formats ?? createFormats(localeFor(messages.language, options.languages ?? []), options.wishes ?? {}),
      page: null,
      choices: [],
      failure: null,
      duration: 0,
      timeZone,
      today,
      month: monthOf(today),
      focusedDay: today,
      selectedDay: null,
      selectedSlot: null,
      slots: 'loading',
      slotsError: null,
      days: new Map(),
      nextDay: { status: 'idle' },
      notice: null,
      nearest: [],
      showsAllTimes: false,
      showsAllText: false,
      fields: [],
      values: {},
      errors: {},
      submitError: null,
      isHeld: false,
      heldUntil: null,
      isHoldEnding: false,
      isHoldOver: false,
      isBusy: false,
      series: null,
      clashes: [],
      booking: null,
      bookings: [],
      manageToken: null,
      focus: null,
      announcement: null,
    });
    const load = (from: number, until: number, minutes: number, signal: AbortSignal) =>
      options.api.slots(this.#page().event_type.id, from, until, minutes, signal);
    const emit: Emit = options.emit ?? (() => true);
    this.#emit = emit;
    this.#windows = new SlotWindows(load, this.#now, (month) => {
      const { first, last } = shownWeeks(month, this.state.today, this.state.formats.weekStart);
      return dateSpan(first, last);
    });
    this.calendar = new CalendarPart(this.#store, this.#windows, this.#now, emit);
    this.tools = {
      store: this.#store,
      api: options.api,
      windows: this.#windows,
      calendar: this.calendar,
      now: this.#now,
      emit,
      managed: options.managed ?? null,
    };
  }

  /** What there is to see now. */
  get state(): BookingState {
    return this.#store.state;
  }

  /** Calls back after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /**
   * Reads the page and its first times; also the way to try again after a failure.
   *
   * @param ready What the first look waits for besides, as texts in the visitor's language.
   */
  async start(ready?: Promise<unknown>): Promise<void> {
    const { host, event, date } = this.#options;
    this.#store.set({ step: 'loading', failure: null });
    if (this.tools.managed) {
      await ready;
      this.#store.set({ step: 'manage' });
      return;
    }
    if (date !== undefined) this.calendar.startAt(date);
    const events = event.split(/\s+/).filter((slug) => slug !== '');
    let pages: BookingPage[];
    try {
      const read = (slug: string) => (events.length > 1 ? this.#readOneOfMany(slug) : this.#readWithTimes(slug));
      const found = await Promise.all([...events.map(read), ready?.then(() => null)]);
      pages = found.filter((page) => page != null);
      if (pages.length === 0)
        throw new RequestError('not_found', 404, `No event type of ${host} is known by this name`);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#fail(error);
      return;
    }
    const [page] = pages;
    this.#store.set({ choices: pages });
    if (page && pages.length === 1) await this.#open(page);
    else this.#store.set({ step: 'choosing' });
  }

  /** What is booked together with its first times, so that one request leads to them. */
  async #readWithTimes(slug: string): Promise<BookingPage> {
    const { api, host } = this.#options;
    const duration = this.#wantedDuration;
    const known = this.#known;
    this.#known = null;
    let page = known?.event_type.slug === slug && known.host.slug === host ? known : null;
    const read = this.#windows.readWith(this.state.month, async ({ from, until }) => {
      if (page) {
        const minutes = durationOf(page, duration);
        return { minutes, slots: await api.slots(page.event_type.id, from, until, minutes) };
      }
      const first = await api.first(host, slug, { from, until, minutes: duration });
      page = first.page;
      return first;
    });
    try {
      await read;
    } catch (error) {
      // What is known is shown; its times are asked for once more, and if that fails it is said where they would be.
      if (!page || !(error instanceof RequestError)) throw error;
    }
    if (!page) throw new Error('No answer without a page');
    return page;
  }

  /** Of several event types, those that exist are offered. */
  async #readOneOfMany(slug: string): Promise<BookingPage | null> {
    try {
      return await this.#options.api.page(this.#options.host, slug);
    } catch (error) {
      if (error instanceof RequestError && error.code === 'not_found') return null;
      throw error;
    }
  }

  /** Chooses one of several event types. */
  async choose(page: BookingPage, keyboard: boolean): Promise<void> {
    this.#windows.clear();
    this.#store.set({
      slots: 'loading',
      days: new Map(),
      selectedDay: null,
      series: null,
      ...this.#store.focusOn('title', keyboard),
    });
    await this.#open(page);
  }

  /** Back to the choice between event types; what was typed stays. */
  chooseAgain(keyboard: boolean): void {
    this.#windows.clear();
    this.#store.set({ step: 'choosing', page: null, notice: null, ...this.#store.focusOn('title', keyboard) });
  }

  async #open(page: BookingPage): Promise<void> {
    this.#store.set({
      step: 'picking',
      page,
      duration: durationOf(page, this.#wantedDuration),
      showsAllText: false,
    });
    await this.calendar.show();
    const slots = [...this.state.days.values()].reduce((count, day) => count + day.length, 0);
    if (this.state.slots === 'ready') this.#emit('booking:ready', { event: page.event_type.slug, slots });
    else if (this.state.slots === 'failed') this.#emit('booking:error', { code: 'network' });
  }

  /** Other texts and formats; what the visitor has done stays. */
  setTexts(messages: Messages, formats: Formats): void {
    this.#store.set({ messages, formats });
    this.form?.setFields();
  }

  /** The form has arrived: a time may have been chosen before. */
  addForm(form: FormPart): void {
    this.form = form;
    if (this.state.step === 'form') form.begin();
  }

  /** Chooses a time: the form opens at once, the hold follows. */
  selectTime(slot: Slot, keyboard: boolean): void {
    const { duration, timeZone } = this.state;
    const detail = { start: isoOf(slot.start), end: isoOf(slot.end), duration, timeZone };
    if (!this.#emit('booking:time-select', detail)) return;
    this.#store.set({
      selectedDay: wallClock(slot.start, timeZone).date,
      nearest: [],
      step: 'form',
      selectedSlot: slot,
      notice: null,
      errors: {},
      clashes: [],
      submitError: null,
      isHoldOver: false,
      ...this.#store.focusOn('form', keyboard),
    });
    this.form?.begin();
  }

  /** The whole description, or its beginning. */
  showAllText(showsAllText: boolean): void {
    this.#store.set({ showsAllText });
  }

  /** Changes the duration; the times are read again. */
  setDuration(minutes: number): void {
    const { duration, page } = this.state;
    if (minutes === duration || page?.event_type.durations_minutes.includes(minutes) === false) return;
    this.#emit('booking:duration-select', { value: minutes });
    this.#wantedDuration = minutes;
    this.#store.set({ duration: minutes, notice: null });
    void this.calendar.show();
  }

  /** Gives up the chosen day, to choose another. */
  clearDay(keyboard: boolean): void {
    this.#store.set({ selectedDay: null, notice: null, ...this.#store.focusOn('day', keyboard) });
  }

  /** The page goes away: the hold is given back. */
  leave(): void {
    if (this.state.step === 'form') void this.form?.releaseHold();
  }

  /** The page comes back from the browser's memory. */
  resume(): void {
    this.form?.holdAgain();
    this.calendar.refreshIfStale();
  }

  /**
   * Something may have changed: reads again what is shown, without touching what the visitor does.
   *
   * @returns whether it could be read
   */
  async refresh(): Promise<boolean> {
    this.#windows.outdate();
    const { step } = this.state;
    if (step === 'picking') return this.calendar.show({ refresh: true });
    return step !== 'form' || (this.form?.checkTime() ?? true);
  }

  /** The visitor comes back: reads again what is older than 30 s. */
  refreshIfStale(): void {
    if (this.state.step === 'form' && this.calendar.isStale()) void this.refresh();
    else this.calendar.refreshIfStale();
  }

  /** Ends the flow: gives back the hold, gives up every request. */
  stop(): void {
    this.leave();
    this.#windows.clear();
  }

  #page() {
    const { page } = this.state;
    if (!page) throw new Error('The booking page is not loaded yet');
    return page;
  }

  #fail(error: RequestError): void {
    this.#emit('booking:error', { code: error.code });
    this.#store.set({
      step: 'failed',
      failure: { code: error.code, retry: error.code !== 'not_found' },
      ...(this.state.focus ? this.#store.focusOn('notice', true) : {}),
    });
  }
}

/** The duration that is wanted if it is offered, else the first. */
function durationOf({ event_type: { durations_minutes: durations } }: BookingPage, wanted: number | undefined): number {
  return durations.find((minutes) => minutes === wanted) ?? durations[0] ?? 30;
}
