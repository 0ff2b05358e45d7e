import type { Booking, BookingRequest, Place, Slot } from '../shared/booking-api.ts';
import { type BookingCalls, createBookingCalls, type LoadSolver } from '../shared/booking-calls.ts';
import { type FailureCode, RequestError } from '../shared/request.ts';
import { Attempts, randomKey } from './attempts.ts';
import type { CalendarPart } from './calendar-part.ts';
import type { Emit } from './events.ts';
import { failureText } from './failure-text.ts';
import { checkForm, type FieldValue, formAnswers, formFields, formPlace, PLACE_KEY } from './form-fields.ts';
import { HoldKeeper } from './hold-keeper.ts';
import { HoldWatch } from './hold-watch.ts';
import type { PageWishes } from './page-wishes.ts';
import type { SlotWindows } from './slot-windows.ts';
import type { BookingState } from './state.ts';
import type { Store } from './store.ts';
import type { Tools } from './tools.ts';

/** The slot is gone for this visitor: another one has to be chosen. */
const LOST: ReadonlySet<FailureCode> = new Set(['slot_taken', 'slot_not_offered', 'hold_expired']);

const isChallenge = ({ details }: RequestError) => /^challenge_/.test(String(details.reason));

/** What went wrong, in the five words that pages are told. */
function failedCode(error: RequestError): string {
  const { code } = error;
  if (isChallenge(error)) return 'challenge_failed';
  if (LOST.has(code)) return 'slot_taken';
  if (code === 'network' || code === 'rate_limited') return code;
  return code === 'invalid_request' ? 'invalid' : code;
}

/** So many free times are offered in place of one that is gone. */
const NEAREST = 3;

/** A chosen time, its hold, the form and the booking: everything after a time is chosen. */
export class FormPart {
  readonly #store: Store;
  readonly #api: BookingCalls;
  readonly #windows: SlotWindows;
  readonly #calendar: CalendarPart;
  readonly #hold: HoldKeeper;
  readonly #watch: HoldWatch;
  readonly #now: () => number;
  readonly #emit: Emit;
  readonly #attempts: Attempts;
  readonly #page: PageWishes | undefined;
  readonly #loadSeries: (() => unknown) | undefined;
  readonly #isManaging: boolean;
  #file: { of: string; address: string } | null = null;
  /** Settles when a hold that is over hides no time any more. */
  #givenBack: Promise<void> | null = null;

  constructor(
    { store, api, windows, calendar, now, emit, managed }: Tools,
    loadSolver: LoadSolver,
    page?: PageWishes,
    loadSeries?: () => unknown,
  ) {
    this.#page = page;
    this.#loadSeries = loadSeries;
    this.#isManaging = managed !== null;
    const calls = createBookingCalls(api.service, api.fetch, loadSolver, page && (() => page.challengeToken()));
    this.#store = store;
    this.#now = now;
    this.#emit = emit;
    this.#api = calls;
    this.#attempts = new Attempts(calls.book);
    this.#windows = windows;
    this.#calendar = calendar;
    this.#hold = new HoldKeeper((hold) => calls.release(hold));
    this.#watch = new HoldWatch({
      now,
      renew: () => this.#hold.renew((hold) => calls.renew(hold)),
      ended: () => this.#endHold(),
      changed: (heldUntil, isHoldEnding) => this.#store.set({ heldUntil, isHoldEnding }),
    });
  }

  /** A time is chosen. */
  begin(): void {
    const { selectedSlot } = this.#store.state;
    this.setFields();
    if ((this.#store.state.page?.event_type.series_max ?? 1) > 1) void this.#loadSeries?.();
    if (selectedSlot) void this.#keep(selectedSlot);
  }

  /** The fields in the texts of now. */
  setFields(): void {
    this.#store.set({ fields: this.#fieldsFor(this.#store.state.values) });
  }

  /** The address of a file for calendars; it lives until there is one of something else. @param of What it is of. */
  fileFor(of: string, write: () => string): string {
    if (this.#file?.of !== of) {
      if (this.#file) URL.revokeObjectURL(this.#file.address);
      const type = 'text/calendar;charset=utf-8';
      this.#file = { of, address: URL.createObjectURL(new Blob([write()], { type })) };
    }
    return this.#file.address;
  }

  /** Says that the time is not kept any more; the form goes on, and its booking is checked like any other. */
  #endHold(): void {
    const { step, isBusy, isHeld, messages } = this.#store.state;
    if (step !== 'form' || isBusy || !isHeld) return;
    this.#store.set({ isHeld: false, isHoldOver: true, ...this.#store.say(messages.holdOver) });
    void this.checkTime();
  }

  async #keep(slot: Slot): Promise<void> {
    // A time that is held would be taken for the booking that moves there.
    if (this.#isManaging) return;
    const { duration } = this.#store.state;
    const [id, key, from] = [this.#eventTypeId(), randomKey(), this.#now()];
    try {
      await this.#hold.keep(
        (own) => this.#api.hold(id, slot.start, duration, own, key),
        () => {
          this.#watch.begin(from);
          this.#store.set({ isHeld: true, isHoldOver: false });
        },
      );
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isCurrent =
        this.#store.state.step === 'form' && this.#store.state.selectedSlot === slot && !this.#store.state.isBusy;
      // A hold is a courtesy: without one the booking itself is checked just the same.
      if (isCurrent && LOST.has(error.code) && !this.#attempts.isOpen) this.loseSlot();
    }
  }

  /** Back from the form to the times; what was typed stays. */
  async backToTimes(keyboard: boolean): Promise<void> {
    if (this.#store.state.isBusy) return;
    this.#watch.stop();
    this.#store.set({ step: 'picking', isHeld: false, submitError: null, ...this.#store.focusOn('time', keyboard) });
    await this.#hold.release();
    await this.#calendar.show({ refresh: true });
  }

  /** Takes what the visitor types. */
  setField(key: string, value: FieldValue): void {
    this.#watch.typed();
    const { [key]: _corrected, ...errors } = this.#store.state.errors;
    const values = { ...this.#store.state.values, [key]: value };
    this.#store.set({ values, errors, ...(key === PLACE_KEY ? { fields: this.#fieldsFor(values) } : {}) });
  }

  /** Sends the booking, or shows what is missing. */
  async submit(): Promise<void> {
    const { fields, values, messages, isBusy, selectedSlot } = this.#store.state;
    if (isBusy || !selectedSlot) return;
    const errors = checkForm(fields, values, messages);
    if (Object.keys(errors).length > 0) {
      this.#store.set({ errors, submitError: null, ...this.#store.focusOn('field', true) });
      return;
    }
    if (!this.#emit('booking:submit', { start: new Date(selectedSlot.start).toISOString() })) return;
    this.#store.set({ isBusy: true, errors, submitError: null, clashes: [], ...this.#store.say(messages.submitting) });
    try {
      // A hold still under way would refuse its own booking.
      const request = await this.#request(selectedSlot);
      const { isEarlier, ...booked } = await this.#attempts.send(request, values);
      this.#watch.stop();
      if (isEarlier) void this.#hold.release();
      else this.#hold.forget();
      this.#windows.clear();
      const done = {
        step: 'done',
        isBusy: false,
        isHeld: false,
        notice: isEarlier ? messages.bookedBefore : null,
      } as const;
      this.#store.set({ ...booked, ...done, ...this.#store.focusOn('done', true) });
      for (const booking of booked.bookings) this.#tellBooked(booking);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#store.set({ isBusy: false });
      this.#emit('booking:failed', { code: failedCode(error) });
      const { clashes } = error.details as { clashes?: BookingState['clashes'] };
      if (clashes) this.#store.set({ clashes, ...this.#store.focusOn('notice', true) });
      else if (LOST.has(error.code)) this.loseSlot();
      else {
        // The service says it more exactly, in English.
        const isForPeople = error.code === 'invalid_request' || error.code === 'rate_limited';
        const text = isChallenge(error) ? messages.failChallenge : failureText(error.code, messages);
        const submitError = isForPeople && messages.language === 'en' ? error.message : text;
        this.#store.set({ submitError, ...this.#store.focusOn('notice', true) });
      }
    }
  }

  #tellBooked({ id, start, end }: Booking): void {
    const { page, timeZone } = this.#store.state;
    this.#emit('booking:confirmed', { id, event: page?.event_type.slug ?? '', start, end, timeZone });
  }

  /** Where it takes place, as far as it is known. */
  place(): Place | undefined {
    const { values, page, messages } = this.#store.state;
    return formPlace(page?.event_type.locations ?? [], values, messages);
  }

  async #request(slot: Slot): Promise<BookingRequest> {
    const { fields, values, duration, timeZone, formats, series } = this.#store.state;
    const metadata = this.#page?.metadata();
    const { name, email, answers } = formAnswers(fields, values);
    const location = this.place();
    const hold = await this.#hold.current();
    return {
      event_type_id: this.#eventTypeId(),
      start: new Date(slot.start).toISOString(),
      duration_minutes: duration,
      attendee: { name, email, time_zone: timeZone, locale: formats.locale },
      answers,
      ...(hold ? { hold: { id: hold.id, token: hold.token } } : {}),
      ...(location ? { location } : {}),
      ...(series ? { series } : {}),
      ...(metadata ? { metadata } : {}),
    };
  }

  /** The chosen time is gone: back to the times, with the nearest of them; what was typed stays. */
  loseSlot(): void {
    const { selectedSlot, messages, formats, timeZone } = this.#store.state;
    this.#watch.stop();
    const notice = messages.slotLost(selectedSlot ? formats.time(selectedSlot.start, timeZone) : '');
    this.#windows.clear();
    this.#store.set({
      step: 'picking',
      selectedSlot: null,
      isHeld: false,
      notice,
      ...this.#store.focusOn('notice', true),
    });
    if (selectedSlot) this.#emit('booking:slot-lost', { start: new Date(selectedSlot.start).toISOString() });
    void this.#hold
      .release()
      .then(() => this.#calendar.show({ refresh: true }))
      .then(() => this.#offerNearest(selectedSlot));
  }

  /** The free times that lie closest to the one that is gone. */
  #offerNearest(lost: Slot | null): void {
    const { step, notice, days } = this.#store.state;
    if (lost === null || step !== 'picking' || notice === null) return;
    const away = ({ start }: Slot) => Math.abs(start - lost.start);
    const nearest = [...days.values()].flat().sort((a, b) => away(a) - away(b));
    this.#store.set({ nearest: nearest.slice(0, NEAREST).sort((a, b) => a.start - b.start) });
  }

  /**
   * Looks whether the chosen time is still there. One that is held is: the hold keeps it, and hides it from the list.
   *
   * @returns whether it could be read
   */
  async checkTime(): Promise<boolean> {
    const { selectedSlot, month, duration } = this.#store.state;
    const hold = await this.#hold.current();
    // What is gone may be our own booking, whose answer got lost: sending again tells.
    if (selectedSlot === null || this.#attempts.isOpen || (hold !== null && this.#watch.keeps())) return true;
    // A hold that was renewed without our knowing would hide its own time.
    if (hold !== null) this.#givenBack = this.#hold.release().then(() => this.#windows.outdate());
    await this.#givenBack;
    try {
      const { slots } = await this.#windows.fetch(month, duration);
      const { step, isBusy, selectedSlot: chosen } = this.#store.state;
      if (step !== 'form' || isBusy || chosen !== selectedSlot) return true;
      if (!slots.some(({ start }) => start === selectedSlot.start)) this.loseSlot();
      return true;
    } catch (error) {
      // The check at booking time guards it anyway.
      if (!(error instanceof RequestError)) throw error;
      return false;
    }
  }

  /** Gives the hold back; the form stays as it is. */
  async releaseHold(): Promise<void> {
    if (this.#store.state.isBusy) return;
    this.#watch.stop();
    this.#store.set({ isHeld: false });
    await this.#hold.release();
  }

  /** Holds the time of an open form again. */
  holdAgain(): void {
    const { step, selectedSlot } = this.#store.state;
    if (step === 'form' && selectedSlot) void this.#keep(selectedSlot);
  }

  /** From the confirmation to a new booking; name and email stay. */
  bookAnother(): void {
    const { name = '', email = '' } = this.#store.state.values;
    this.#store.set({
      step: 'picking',
      booking: null,
      manageToken: null,
      series: null,
      selectedDay: null,
      selectedSlot: null,
      values: { name, email },
      fields: this.#fieldsFor({}),
      ...this.#store.focusOn('month', true),
    });
    void this.#calendar.show();
  }

  /** What a place needs depends on which one is chosen. */
  #fieldsFor(values: Readonly<Record<string, FieldValue>>) {
    const { page, messages } = this.#store.state;
    return formFields(page?.event_type.questions ?? [], messages, page?.event_type.locations ?? [], values);
  }

  #eventTypeId(): string {
    const { page } = this.#store.state;
    if (!page) throw new Error('There is no form before the booking page is loaded');
    return page.event_type.id;
  }
}
