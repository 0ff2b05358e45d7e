import type { BookingApi, BookingRequest, Slot } from '../shared/booking-api.ts';
import { createFormats, localeFor } from '../shared/formats.ts';
import { english, type Messages } from '../shared/messages.ts';
import { monthOf } from '../shared/month-grid.ts';
import { type FailureCode, RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import { localZone } from '../shared/zones.ts';
import { CalendarPart } from './calendar-part.ts';
import { checkForm, type FieldValue, formAnswers, formFields } from './form-fields.ts';
import { HoldKeeper } from './hold-keeper.ts';
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

/** The slot is gone for this visitor: another one has to be chosen. */
const LOST: ReadonlySet<FailureCode> = new Set(['slot_taken', 'slot_not_offered', 'hold_expired']);

/**
 * The booking flow without a view: what the visitor does comes in as calls, what he sees is `state`.
 *
 * It touches neither the document nor storage, so any view can show it in any container.
 */
export class BookingController {
  readonly calendar: CalendarPart;
  readonly #options: ControllerOptions;
  readonly #store: Store;
  readonly #windows: SlotWindows;
  readonly #hold: HoldKeeper;
  readonly #now: () => number;
  #lastSend: { body: string; key: string } | null = null;

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
      isBusy: false,
      booking: null,
      focus: null,
      announcement: null,
    });
    const load = (from: number, until: number, minutes: number, signal: AbortSignal) =>
      options.api.slots(this.#page().event_type.id, from, until, minutes, signal);
    this.#windows = new SlotWindows(load, this.#now);
    this.#hold = new HoldKeeper((hold) => options.api.release(hold));
    this.calendar = new CalendarPart(this.#store, this.#windows, this.#now);
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
        fields: formFields(page.event_type.questions ?? [], this.state.messages),
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

  /** Chooses a time: the form opens at once, the hold follows. */
  selectTime(slot: Slot, keyboard: boolean): void {
    this.#store.set({
      step: 'form',
      selectedSlot: slot,
      notice: null,
      errors: {},
      submitError: null,
      ...this.#store.focusOn('form', keyboard),
    });
    void this.#keep(slot);
  }

  async #keep(slot: Slot): Promise<void> {
    const { api } = this.#options;
    const { duration } = this.state;
    try {
      const hold = await this.#hold.keep(() => api.hold(this.#page().event_type.id, slot.start, duration));
      if (hold) this.#store.set({ isHeld: true });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isCurrent = this.state.step === 'form' && this.state.selectedSlot === slot && !this.state.isBusy;
      // A hold is a courtesy: without one the booking itself is checked just the same.
      if (isCurrent && LOST.has(error.code)) this.#loseSlot();
    }
  }

  /** Back from the form to the times; what was typed stays. */
  async backToTimes(keyboard: boolean): Promise<void> {
    if (this.state.isBusy) return;
    this.#store.set({ step: 'picking', isHeld: false, submitError: null, ...this.#store.focusOn('time', keyboard) });
    await this.#hold.release();
    await this.calendar.show({ refresh: true });
  }

  /** Takes what the visitor types. */
  setField(key: string, value: FieldValue): void {
    const { [key]: _corrected, ...errors } = this.state.errors;
    this.#store.set({ values: { ...this.state.values, [key]: value }, errors });
  }

  /** Sends the booking, or shows what is missing. */
  async submit(): Promise<void> {
    const { fields, values, messages, isBusy, selectedSlot } = this.state;
    if (isBusy || !selectedSlot) return;
    const errors = checkForm(fields, values, messages);
    if (Object.keys(errors).length > 0) {
      this.#store.set({ errors, submitError: null, ...this.#store.focusOn('field', true) });
      return;
    }
    this.#store.set({ isBusy: true, errors, submitError: null, ...this.#store.say(messages.submitting) });
    try {
      // A hold still under way would refuse its own booking.
      const request = await this.#request(selectedSlot);
      const booking = await this.#options.api.book(request, this.#keyFor(request));
      this.#hold.forget();
      this.#windows.clear();
      this.#lastSend = null;
      this.#store.set({ step: 'done', booking, isBusy: false, isHeld: false, ...this.#store.focusOn('done', true) });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#store.set({ isBusy: false });
      if (LOST.has(error.code)) this.#loseSlot();
      else {
        const submitError = error.code === 'invalid_request' ? error.message : this.#textFor(error);
        this.#store.set({ submitError, ...this.#store.focusOn('notice', true) });
      }
    }
  }

  async #request(slot: Slot): Promise<BookingRequest> {
    const { fields, values, duration, timeZone, formats } = this.state;
    const { name, email, answers } = formAnswers(fields, values);
    const hold = await this.#hold.current();
    return {
      event_type_id: this.#page().event_type.id,
      start: new Date(slot.start).toISOString(),
      duration_minutes: duration,
      attendee: { name, email, time_zone: timeZone, locale: formats.locale },
      answers,
      ...(hold ? { hold: { id: hold.id, token: hold.token } } : {}),
    };
  }

  /** The same body again is the same booking, for instance after an answer that got lost. */
  #keyFor(request: BookingRequest): string {
    const body = JSON.stringify(request);
    if (this.#lastSend?.body !== body) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      this.#lastSend = { body, key: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') };
    }
    return this.#lastSend.key;
  }

  #loseSlot(): void {
    const { selectedSlot, messages, formats, timeZone } = this.state;
    const notice = messages.slotLost(selectedSlot ? formats.time(selectedSlot.start, timeZone) : '');
    this.#windows.clear();
    this.#store.set({
      step: 'picking',
      selectedSlot: null,
      isHeld: false,
      notice,
      ...this.#store.focusOn('notice', true),
    });
    void this.#hold.release().then(() => this.calendar.show({ refresh: true }));
  }

  /** From the confirmation to a new booking; name and email stay. */
  bookAnother(): void {
    const { name = '', email = '' } = this.state.values;
    this.#store.set({
      step: 'picking',
      booking: null,
      selectedDay: null,
      selectedSlot: null,
      values: { name, email },
      ...this.#store.focusOn('month', true),
    });
    void this.calendar.show();
  }

  /** The page goes away: the hold is given back. */
  leave(): void {
    if (this.state.step !== 'form' || this.state.isBusy) return;
    void this.#hold.release();
    this.#store.set({ isHeld: false });
  }

  /** The page comes back from the browser's memory. */
  resume(): void {
    const { step, selectedSlot } = this.state;
    if (step === 'form' && selectedSlot) void this.#keep(selectedSlot);
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

  #textFor(error: RequestError): string {
    const { messages } = this.state;
    if (error.code === 'network') return messages.failNetwork;
    if (error.code === 'calendar_unavailable') return messages.failCalendar;
    return error.code === 'rate_limited' ? messages.failRate : messages.failUnexpected;
  }

  #fail(error: RequestError): void {
    const { messages } = this.state;
    const missing = error.code === 'not_found';
    this.#store.set({
      step: 'failed',
      failure: missing
        ? { title: messages.notFoundTitle, text: messages.notFoundText, retry: false }
        : { title: messages.failLoad, text: this.#textFor(error), retry: true },
      ...(this.state.focus ? this.#store.focusOn('notice', true) : {}),
    });
  }
}
