/** The owner's choices for kinds of events that may or may not block time; the JSON of `calendars.policy`. */
export interface CalendarPolicy {
  /** Events marked tentative, or that the owner accepted with "maybe". */
  tentative: BusyChoice;
  /** Invitations that the owner has not responded to. */
  needs_action: BusyChoice;
  /** Events of whole days. */
  all_day: BusyChoice;
  /** "Working elsewhere" entries. */
  working_location: BusyChoice;
}

export type BusyChoice = 'busy' | 'free';

export type EventStatus = 'confirmed' | 'tentative' | 'cancelled';

export type EventTransparency = 'opaque' | 'transparent';

/**
 * The times of an event: two instants (ISO 8601 with `Z`), or two dates (`yyyy-mm-dd`, the end exclusive) that mean
 * whole local days of the calendar's zone.
 */
export type EventTimes =
  | { isAllDay: false; startsAt: string; endsAt: string; startDate: null; endDate: null }
  | { isAllDay: true; startsAt: null; endsAt: null; startDate: string; endDate: string };

export type EventUpsert = EventTimes & {
  kind: 'upsert';
  /** Unique and permanent within the calendar. */
  providerEventId: string;
  /** Shared by all occurrences of a series; null for an event that does not repeat. */
  seriesId: string | null;
  icalUid: string | null;
  /** Without control characters, at most 500 characters; null for none and for private events. */
  title: string | null;
  status: EventStatus;
  transparency: EventTransparency;
  /** Whether it blocks time, by its own fields and the calendar's policy. */
  isBusy: boolean;
  /** Instant of the last change at the provider, if known. */
  providerUpdatedAt: string | null;
  /**
   * The `key` of `EventToWrite` if the event is marked as ours. The engine checks whether it is, and finds events that
   * lost the mark by their `icalUid`.
   */
  ownKey?: string | null;
  /** Ids of bookings that its texts link to, for calendars that keep nothing else of our events. */
  links?: readonly string[];
};

/** An event that the provider reports as deleted. */
interface EventDelete {
  kind: 'delete';
  providerEventId: string;
}

/** One normalised change of a calendar, the same for every provider. */
export type CalendarChange = EventUpsert | EventDelete;
