import type { BookingTarget, Connection, Host } from './calendars-api.ts';

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

/** What the page shows. */
export interface CalendarsState {
  step: 'loading' | 'signed_out' | 'failed' | 'ready';
  hosts: Host[];
  hostId: string | null;
  connections: Connection[];
  targets: BookingTarget[];
  /** Accounts that the owner waits for, with what was read when they began to. */
  syncing: ReadonlyMap<string, string>;
  /** Accounts whose events are being removed. */
  disconnecting: ReadonlySet<string>;
  /** Events of unknown time that the owner has just said block no time. */
  acknowledging: ReadonlySet<string>;
  form: OpenForm | null;
  dialog: DisconnectQuestion | null;
  /** What did not work, in words. */
  fault: string | null;
  /** What a screen reader announces. */
  announcement: string;
}

/** Before anything is known. */
export const emptyState: CalendarsState = {
  step: 'loading',
  hosts: [],
  hostId: null,
  connections: [],
  targets: [],
  syncing: new Map(),
  disconnecting: new Set(),
  acknowledging: new Set(),
  form: null,
  dialog: null,
  fault: null,
  announcement: '',
};
