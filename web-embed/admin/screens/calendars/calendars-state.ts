import { signal } from '@preact/signals';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../words.ts';
import type { BookingTarget, Calendar, Connection } from './calendars-api.ts';

/** The question what is to become of an account that is left. */
export interface DisconnectQuestion {
  connection: Connection;
  /** Upcoming bookings whose events are in its calendars; null: not known yet. */
  pushed: number | null;
  isBusy: boolean;
  fault: string | null;
}

/** A form for an account with a password, or for an address. */
export interface OpenForm {
  provider: string;
  /** What is known of an account that is connected again. */
  username: string;
  isBusy: boolean;
  fault: string | null;
}

/** What the screen shows. */
export interface CalendarsState {
  step: 'loading' | 'failed' | 'ready';
  connections: Connection[];
  targets: BookingTarget[];
  /** False: this installation stores no titles, whatever calendars say. */
  mayStoreTitles: boolean;
  /** Accounts that the owner waits for, with what was read when they began to. */
  syncing: ReadonlyMap<string, string>;
  /** Accounts whose events are being removed. */
  disconnecting: ReadonlySet<string>;
  /** Events of unknown time, and lost bookings, about which the owner has just said something. */
  acknowledging: ReadonlySet<string>;
  form: OpenForm | null;
  dialog: DisconnectQuestion | null;
  /** What did not work, in words. */
  fault: string | null;
}

/** Before anything is known. */
const emptyState: CalendarsState = {
  step: 'loading',
  connections: [],
  targets: [],
  mayStoreTitles: true,
  syncing: new Map(),
  disconnecting: new Set(),
  acknowledging: new Set(),
  form: null,
  dialog: null,
  fault: null,
};

/** What was read of an account so far: another text, another pull. */
export function syncTimesOf({ calendars, last_error: error, status, sync_mark: mark }: Connection): string {
  return JSON.stringify([status, error, mark, calendars.map(({ last_synced_at: at, sync_error: why }) => [at, why])]);
}

/** The state with what changes it: for the store, and for the choices of its calendars. */
export class CalendarsModel {
  readonly #state = signal<CalendarsState>(emptyState);
  /** Choices that were, or are, on their way: a response from before must not undo them on the screen. */
  writes = 0;

  get state(): CalendarsState {
    return this.#state.value;
  }

  /** The state, for who is not to be told of its changes. */
  peek(): CalendarsState {
    return this.#state.peek();
  }

  set(change: Partial<CalendarsState>): void {
    this.#state.value = { ...this.#state.peek(), ...change };
  }

  changeCalendars(change: (calendar: Calendar) => Calendar): void {
    this.set({
      connections: this.peek().connections.map((connection) => ({
        ...connection,
        calendars: connection.calendars.map(change),
      })),
    });
  }

  /** Does something; what did not work is said in words. */
  async attempt(
    action: () => Promise<void>,
    onFault: (text: string) => void = (fault) => this.set({ fault }),
  ): Promise<void> {
    if (this.peek().fault !== null) this.set({ fault: null });
    try {
      await action();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      // Whoever has to sign in is asked to by the page.
      if (error.code !== 'unauthorized') onFault(faultText(error));
    }
  }
}
