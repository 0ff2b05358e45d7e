import type { BookingPage } from '../../shared/booking-api.ts';
import { RequestError } from '../../shared/request.ts';
import type { FocusTarget } from '../state.ts';
import type { PartTools } from '../view-props.ts';
import { createManageApi, type ManageApi, type ManagedBooking } from './manage-api.ts';
import { readManaged } from './manage-link.ts';
import { type Change, changeFault } from './refusals.ts';

/** The time is not free any more: another one has to be chosen. */
const isLost = ({ code }: RequestError) => code === 'slot_taken' || code === 'slot_not_offered';

/** A visitor's booking, and what they do with it. The booking flow offers the other times, and renders. */
export class ManageFlow {
  readonly tools: PartTools;
  /** Origin of the service, for links. */
  readonly service: string;
  readonly token: string;
  booking: ManagedBooking | null = null;
  /** Why there is nothing to show. */
  failure: RequestError | null = null;
  fault: string | null = null;
  isCancelling = false;
  isSending = false;
  /** It has another time now than when it was opened. */
  isMoved = false;
  #api: ManageApi;
  #isLoading = false;

  constructor(tools: PartTools) {
    this.tools = tools;
    this.service = tools.api.service || location.origin;
    const { id, token } = readManaged(tools.managed ?? '', location.hash);
    this.token = token;
    this.#api = this.#apiOf(id);
    void this.start();
  }

  #apiOf(id: string): ManageApi {
    return createManageApi({ id, token: this.token, service: this.service, fetch: this.tools.api.fetch });
  }

  get #texts() {
    return this.tools.store.state.messages.manage;
  }

  #show(change: Partial<Pick<ManageFlow, 'failure' | 'fault' | 'isCancelling' | 'isSending'>>, focus?: FocusTarget) {
    Object.assign(this, change);
    const { booking } = this;
    const { store } = this.tools;
    const name = booking && `${this.#texts.titles[booking.status]} – ${booking.event_type.title}`;
    store.set({ name, booking, ...(focus ? store.focusOn(focus, true) : {}) });
  }

  /** Reads the booking, the first time and to try again. */
  async start(): Promise<void> {
    if (this.#isLoading || this.booking) return;
    this.#isLoading = true;
    const { element, emit } = this.tools;
    const action = element.getAttribute('action');
    if (await this.#load()) {
      const booking = this.booking as unknown as ManagedBooking;
      emit('booking:ready', { event: booking.event_type.slug, slots: 0 });
      if (action === 'cancel' && booking.can_cancel) this.askCancel();
      if (action === 'reschedule' && booking.can_reschedule) this.chooseTime();
    }
    this.#isLoading = false;
  }

  async #load(fault: string | null = null): Promise<boolean> {
    try {
      this.booking = await this.#api.read();
      this.#show({ failure: null, fault, isCancelling: false, isSending: false });
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.booking = null;
      this.#show({ failure: error, isSending: false });
      this.tools.emit('booking:error', { code: error.code });
      return false;
    }
  }

  /** Another booking of the series. */
  open(id: string): void {
    this.#api = this.#apiOf(id);
    this.booking = null;
    void this.#load().then(() => this.#show({}, 'done'));
  }

  askCancel(): void {
    this.#show({ isCancelling: true, fault: null }, 'form');
  }

  /** Nothing is changed after all. */
  keep(): void {
    this.tools.store.set({ step: 'manage', selectedSlot: null, notice: null });
    this.#show({ isCancelling: false, fault: null }, 'done');
  }

  /** Offers the other times, in the month of the booking flow. */
  chooseTime(): void {
    if (!this.booking) return;
    const { booking } = this;
    this.#show({ fault: null });
    void this.tools.choose(pageOf(booking), true);
    // Somebody may have changed it since it was read; where that is not known, the service says so at the end.
    void this.#api
      .read()
      .catch(() => booking)
      .then(async (now) => {
        if (now.status === booking.status && now.sequence === booking.sequence) return;
        await this.#load(this.#texts.refusals.changed);
        this.tools.store.set({ step: 'manage', selectedSlot: null, ...this.tools.store.focusOn('done', true) });
      });
  }

  /** Moves the booking to the time that is chosen. */
  async move(reason: string): Promise<void> {
    const start = this.tools.store.state.selectedSlot?.start ?? 0;
    const send = () => this.#api.move(new Date(start).toISOString(), reason);
    await this.#send('move', send, (booking) => Date.parse(booking.start) === start);
  }

  async cancel(reason: string, isSeries: boolean): Promise<void> {
    const send = () => this.#api.cancel(reason, isSeries ? 'series' : 'booking');
    await this.#send('cancel', send, ({ status }) => status === 'cancelled');
  }

  /** Takes the time that the host proposes. */
  async accept(start: string): Promise<void> {
    await this.#send(
      'accept',
      () => this.#api.accept(start),
      (booking) => booking.start === start,
    );
  }

  /** Sends a change, and shows the booking as it is then. What the visitor can correct leaves their form open. */
  async #send(change: Change, send: () => Promise<unknown>, isDone: (booking: ManagedBooking) => boolean) {
    const before = this.booking;
    if (this.isSending || !before) return;
    const { emit, store } = this.tools;
    this.#show({ isSending: true, fault: null });
    try {
      await send();
      await this.#finish(change, before);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      // The answer got lost, but perhaps not the change.
      const now = error.code === 'network' ? await this.#api.read().catch(() => null) : null;
      if (now && isDone(now)) return this.#finish(change, before);
      emit('booking:failed', { code: isLost(error) ? 'slot_taken' : error.code });
      if (change === 'move' && isLost(error)) {
        this.#show({ isSending: false });
        (await this.tools.load('booking'))?.form.loseSlot();
        return;
      }
      const fault = changeFault(change, error, before, this.#texts);
      const { reason } = error.details;
      const isChanged = error.status === 409 && reason !== undefined && reason !== 'reason_required';
      if (change !== 'accept' && !isChanged) return this.#show({ isSending: false, fault });
      await this.#load(fault);
      store.set({ step: 'manage', ...store.focusOn('done', true) });
    }
  }

  async #finish(change: Change, before: ManagedBooking): Promise<void> {
    const { emit, store } = this.tools;
    const others = change === 'cancel' ? (before.series?.bookings ?? []).filter(({ can_cancel: can }) => can) : [];
    this.isMoved = change !== 'cancel';
    const isRead = await this.#load();
    store.set({ step: 'manage', selectedSlot: null, ...store.focusOn('done', true) });
    const after = this.booking ?? before;
    const name = change === 'cancel' ? 'booking:cancelled' : 'booking:rescheduled';
    const tell = ({ id, start, end }: { id: string; start: string; end: string }) =>
      emit(name, { id, event: after.event_type.slug, start, end, timeZone: store.state.timeZone });
    if (isRead) tell(after);
    const cancelled = new Set(after.series?.bookings.flatMap(({ id, status }) => (status === 'cancelled' ? id : [])));
    for (const other of others) if (other.id !== after.id && cancelled.has(other.id)) tell(other);
  }
}

/** What the booking flow shows while another time is chosen: of a page it needs no more than this. */
function pageOf({ host, event_type: event, start, end }: ManagedBooking): BookingPage {
  const minutes = (Date.parse(end) - Date.parse(start)) / 60_000;
  return { host, event_type: { ...event, durations_minutes: [minutes] } } as unknown as BookingPage;
}
