import type { StoredCalendar, StoredConnection } from './calendar.ts';

/** Our event in a calendar, and how to reach it. */
export interface PushedEvent {
  /** UUID that the event keeps forever. */
  event_key: string;
  /** Increased by every change to write; a reported result counts for this revision only. */
  revision: number;
  /** Null: it may not exist there. */
  provider_event_id: string | null;
  version: string | null;
  calendar: StoredCalendar;
  connection: StoredConnection;
}

/** Our event, by its key and the calendar it was written to. */
export interface SearchedEvent extends Pick<PushedEvent, 'event_key' | 'revision'> {
  calendar: { id: string };
}

/** What is needed to search an owner's account for an event. */
export interface EventSearch extends SearchedEvent {
  is_wanted: boolean;
  /** How often in a row the account failed before. */
  failures: number;
  /** Null: it cannot be read now. */
  connection: StoredConnection | null;
  /** Its writable calendars. */
  calendars: StoredCalendar[];
  /** Other accounts, the likely ones first. */
  others: string[];
}

/** What to do with an event. */
export interface StartedPush extends PushedEvent {
  action: 'write' | 'remove';
  /** The number of this attempt, over all jobs. */
  attempt: number;
  event: EventContent;
  /** Whether the host, who moved it, wants it back at the booking's time. */
  is_put_back: boolean;
}

/** An event to check. */
export interface EventToVerify extends PushedEvent {
  /** The revision last written to the calendar, if known; null: none. */
  pushed_revision: number | null;
}

/** The contents of a calendar event, with the host's privacy applied. */
export interface EventContent {
  booking_id: string;
  /** ISO 8601 instants. */
  starts_at: string;
  ends_at: string;
  privacy: 'full' | 'name_only' | 'busy_only';
  title: string | null;
  /** Null also where those of one session chose different places. */
  location: string | null;
  /** How many come to a session with several seats, whatever the privacy; null or missing: it has one. */
  attendee_count?: number | null;
  /** All confirmed bookings of the session; empty for `busy_only`. */
  attendees: {
    name: string;
    email?: string;
    /** Where their booking takes place. */
    location?: string | null;
    answers?: { label: string; answer: string | boolean }[];
  }[];
  /** Whether the event asks for a video link. */
  wants_video: boolean;
}

/** An event's times in the calendar: instants or dates. */
export type SeenTimes = { starts_at: string; ends_at: string } | { start_date: string; end_date: string };
