import type { StoredCalendar, StoredConnection } from './calendar.ts';

/** An event of ours in a calendar, and the way to it. */
export interface PushedEvent {
  /** UUID that the event keeps for life. */
  event_key: string;
  /** Raised by every wanted change; what is reported back counts for this one only. */
  revision: number;
  /** Null: not known to be there. */
  provider_event_id: string | null;
  version: string | null;
  calendar: StoredCalendar;
  connection: StoredConnection;
}

/** An event of ours, by its name and the calendar that it was written to. */
export interface SearchedEvent extends Pick<PushedEvent, 'event_key' | 'revision'> {
  calendar: { id: string };
}

/** What is needed to look for an event in an account of its owner. */
export interface EventSearch extends SearchedEvent {
  is_wanted: boolean;
  /** How often in a row the account failed before. */
  failures: number;
  /** Null: it cannot be looked at now. */
  connection: StoredConnection | null;
  /** Its calendars that can be written to. */
  calendars: StoredCalendar[];
  /** Other accounts, the likely ones first. */
  others: string[];
}

/** What is to be done to an event. */
export interface StartedPush extends PushedEvent {
  action: 'write' | 'remove';
  /** Which attempt at it this is, over all jobs. */
  attempt: number;
  event: EventContent;
  /** Whether the host, who moved it, wants it back at the time of the booking. */
  is_put_back: boolean;
}

/** What is to be looked at. */
export interface EventToVerify extends PushedEvent {
  /** What the calendar was last told, as far as is known; null: nothing yet. */
  pushed_revision: number | null;
}

/** What a calendar event may say; the host's privacy has been applied. */
export interface EventContent {
  booking_id: string;
  /** ISO 8601 instants. */
  starts_at: string;
  ends_at: string;
  privacy: 'full' | 'name_only' | 'busy_only';
  title: string | null;
  location: string | null;
  /** Those of all confirmed bookings of the session; empty for `busy_only`. */
  attendees: {
    name: string;
    email?: string;
    answers?: { label: string; answer: string | boolean }[];
  }[];
}

/** Times of an event as the calendar has them: instants or dates. */
export type SeenTimes = { starts_at: string; ends_at: string } | { start_date: string; end_date: string };
