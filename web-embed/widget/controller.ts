import type { BookingApi } from '../shared/booking-api.ts';
import { createFormats, localeFor } from '../shared/formats.ts';
import { english, type Messages } from '../shared/messages.ts';
import { monthOf } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import { localZone } from '../shared/zones.ts';
import { CalendarPart } from './calendar-part.ts';
import { failureText } from './failure-text.ts';
import { formFields } from './form-fields.ts';
import { FormPart } from './form-part.ts';
import { SlotWindows } from './slot-windows.ts';
import type { BookingState } from './state.ts';
import { Store } from './store.ts';

/** What a booking flow needs to run. */
export interface ControllerOptions {
  host: string;
  event: string;
  api: BookingApi;
  /** IANA name; default: the visitor's. */
  timeZone?: string;
  /** The browser's languages, best first; they decide formats. */
  languages?: readonly string[];
  messages?: Messages;
  /** The clock, in milliseconds. */
  now?: () => number;
}

/**
 * The booking flow without a view: what the visitor does comes in as calls, what they see is `state`.
 *
 * It touches neither the document nor storage, so any view can show it in any container.
 */
export class BookingController {
  /** The month and its times. */
  readonly calendar: CalendarPart;
  /** The chosen time and the form. */
  readonly form: FormPart;
  readonly #options: ControllerOptions;
  readonly #store: Store;
  readonly #windows: SlotWindows;
  readonly #now: () => number;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    const messages = options.messages ?? english;
    const timeZone = options.timeZone ?? localZone();
    const today = wallClock(this.#now(), timeZone).date;
    this.#store = new Store({
      step: 'loading',
      messages,
      formats: createFormats(localeFor(messages.language, options.languages ?? [])),
      page: null,
      failure: null,
      duration: 0,
      timeZone,
      today,
      month: monthOf(today),
      focusedDay: today,
      selectedDay: null,
      selectedSlot: null,
      slots: 'loading',
      days: new Map(),
      nextDay: { status: 'idle' },
      notice: null,
      fields: [],
      values: {},
      errors: {},
      submitError: null,
      isHeld: false,
      isHoldOver: false,
      isBusy: false,
      booking: null,
      focus: null,
      announcement: null,
    });
    const load = (from: number, until: number, minutes: number, signal: AbortSignal) =>
      options.api.slots(this.#page().event_type.id, from, until, minutes, signal);
    this.#windows = new SlotWindows(load, this.#now);
    this.calendar = new CalendarPart(this.#store, this.#windows, this.#now);
    this.form = new FormPart(this.#store, options.api, this.#windows, this.calendar, this.#now);
  }

  /** What there is to see now. */
  get state(): BookingState {
    return this.#store.state;
  }

  /** Calls back after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Reads the page and its first times; also the way to try again after a failure. */
  async start(): Promise<void> {
    this.#store.set({ step: 'loading', failure: null });
    try {
      const page = await this.#options.api.page(this.#options.host, this.#options.event);
      this.#store.set({
        step: 'picking',
        page,
        duration: page.event_type.durations_minutes[0] ?? 30,
        fields: formFields(page.event_type.questions ?? [], this.state.messages, page.event_type.locations ?? []),
      });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#fail(error);
      return;
    }
    await this.calendar.show();
  }

  /** Changes the duration; the times are read again. */
  setDuration(minutes: number): void {
    if (minutes === this.state.duration) return;
    this.#store.set({ duration: minutes, notice: null });
    void this.calendar.show();
  }

  /** Gives up the chosen day, to choose another. */
  clearDay(keyboard: boolean): void {
    this.#store.set({ selectedDay: null, notice: null, ...this.#store.focusOn('day', keyboard) });
  }

  /** The page goes away: the hold is given back. */
  leave(): void {
    if (this.state.step === 'form') void this.form.releaseHold();
  }

  /** The page comes back from the browser's memory. */
  resume(): void {
    this.form.holdAgain();
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
    return step !== 'form' || this.form.checkTime();
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
    const { messages } = this.state;
    const missing = error.code === 'not_found';
    this.#store.set({
      step: 'failed',
      failure: missing
        ? { title: messages.notFoundTitle, text: messages.notFoundText, retry: false }
        : { title: messages.failLoad, text: failureText(error, messages), retry: true },
      ...(this.state.focus ? this.#store.focusOn('notice', true) : {}),
    });
  }
}
