import { RequestError } from '../shared/request.ts';
import type { AdminStore, StorePage } from './admin-store.ts';
import type { BookingSheet, Conflict, Decision, HostBookingApi, Scope } from './booking-api.ts';
import { faultText } from './words.ts';

/** What ends a booking, and is asked first. */
export type Ending = 'cancel' | 'decline';

/** What is to end. */
export interface WantedEnding {
  kind: Ending;
  scope: Scope;
  /** How many dates that is. */
  dates: number;
}

/** The question whether a booking, or all of a series, is to end. */
export interface EndingQuestion extends WantedEnding {
  isBusy: boolean;
  fault: string | null;
}

/** What the page shows. */
export interface BookingState {
  step: AdminStore['state']['step'];
  sheet: BookingSheet | null;
  /** What is on its way: `confirm`, or conflict and decision. */
  busy: string | null;
  question: EndingQuestion | null;
  /** What did not work, in words. */
  fault: string | null;
  announcement: string;
}

const emptyState: BookingState = {
  step: 'loading',
  sheet: null,
  busy: null,
  question: null,
  fault: null,
  announcement: '',
};
const soonMs = 1500;
const laterMs = 15_000;
/** For so long something may still come of what the owner did: an event is written, a conflict settled. */
const fastPollWindowMs = 20_000;

/** What a signed-in host sees of one booking and decides about it; needs no document. */
export class BookingStore implements AdminStore {
  readonly #api: HostBookingApi;
  readonly #id: string;
  readonly #page: StorePage;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soonUntil = 0;
  /** The newest pull: an older response must not undo it on the screen. */
  #request = 0;
  state: BookingState = emptyState;

  constructor(api: HostBookingApi, id: string, page: StorePage) {
    this.#api = api;
    this.#id = id;
    this.#page = page;
  }

  /** Reads everything. */
  async start(): Promise<void> {
    this.#set({ ...emptyState });
    try {
      await this.#read();
    } catch (error) {
      if (this.#isSignedOut(error)) return;
      this.#set({ step: 'failed' });
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request += 1;
    this.#set({ ...emptyState, step: 'signed_out' });
  }

  /** Looks what became of it; quietly, for the next sync follows. */
  async refresh(): Promise<void> {
    if (this.state.step !== 'ready') return;
    try {
      await this.#read();
    } catch (error) {
      if (!this.#isSignedOut(error)) this.#plan();
    }
  }

  /** Keeps the booking as it is, or has it take the times of its event. */
  async decide(conflict: Conflict, decision: Decision): Promise<void> {
    const announcement = decision === 'move' ? 'The booking has the new time.' : 'The booking stays as it is.';
    await this.#act(`${conflict.id} ${decision}`, announcement, () =>
      this.#api.decide(this.#id, conflict.id, decision),
    );
  }

  async confirm(scope: Scope): Promise<void> {
    await this.#act('confirm', 'Confirmed.', () => this.#api.confirm(this.#id, scope), faultText);
  }

  ask(wanted: WantedEnding | null): void {
    this.#set({ question: wanted && { ...wanted, isBusy: false, fault: null } });
  }

  /** Cancels or declines, as was asked. */
  async end(reason: string): Promise<void> {
    const { question } = this.state;
    if (question === null || question.isBusy) return;
    this.#set({ question: { ...question, isBusy: true, fault: null } });
    try {
      await this.#api[question.kind](this.#id, question.scope, reason);
    } catch (error) {
      if (this.#isSignedOut(error)) return;
      this.#set({ question: { ...question, isBusy: false, fault: faultText(error as RequestError) } });
      return this.#follow();
    }
    this.#set({ question: null, announcement: question.kind === 'cancel' ? 'Cancelled.' : 'Declined.' });
    await this.#follow();
  }

  async #act(
    name: string,
    announcement: string,
    call: () => Promise<void>,
    faultOf: (error: RequestError) => string = decisionFault,
  ): Promise<void> {
    if (this.state.busy !== null) return;
    this.#set({ busy: name, fault: null });
    try {
      await call();
      this.#set({ announcement });
    } catch (error) {
      if (this.#isSignedOut(error)) return;
      this.#set({ fault: faultOf(error as RequestError) });
    }
    await this.#follow();
    this.#set({ busy: null });
  }

  /** Reads soon and again: whatever was decided, or refused, the page shows how it is now. */
  async #follow(): Promise<void> {
    this.#soonUntil = Date.now() + fastPollWindowMs;
    await this.refresh();
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#request += 1;
    const request = this.#request;
    const sheet = await this.#api.read(this.#id);
    if (request !== this.#request) return;
    this.#set({ step: sheet === null ? 'missing' : 'ready', sheet });
    this.#plan();
  }

  #plan() {
    clearTimeout(this.#timer);
    if (this.state.step !== 'ready') return;
    const isSoon = Date.now() < this.#soonUntil || this.state.sheet?.event?.state === 'pending';
    // Nobody sees a hidden page; on its return it asks for a refresh itself.
    const refresh = () => (this.#page.isVisible() ? void this.refresh() : this.#plan());
    this.#timer = setTimeout(refresh, isSoon ? soonMs : laterMs);
  }

  /** @throws whatever is no failed request */
  #isSignedOut(error: unknown): boolean {
    if (!(error instanceof RequestError)) throw error;
    if (error.code === 'unauthorized') this.stop();
    return error.code === 'unauthorized';
  }

  #set(change: Partial<BookingState>) {
    this.state = { ...this.state, ...change };
    this.#page.onChange();
  }
}

function decisionFault(error: RequestError): string {
  return error.code === 'slot_taken'
    ? 'There is another booking at that time, so this one can’t move there. Put the event back, or move one of the two.'
    : faultText(error);
}
