/** What a calendar's owner chose for events whose meaning is a matter of taste; the JSON of `calendars.policy`. */
export interface CalendarPolicy {
  /** Events that are marked tentative, or that the owner answered with "maybe". */
  tentative: BusyChoice;
  /** Invitations that the owner has not answered. */
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
 * The time that an event takes: two instants (ISO 8601 with `Z`), or two dates (`yyyy-mm-dd`, the end exclusive) that
 * mean whole local days of the calendar's zone.
 */
export type EventTimes =
  | { isAllDay: false; startsAt: string; endsAt: string; startDate: null; endDate: null }
  | { isAllDay: true; startsAt: null; endsAt: null; startDate: string; endDate: string };

/** An event, or one occurrence of a series, as the calendar has it now. */
export type EventUpsert = EventTimes & {
  kind: 'upsert';
  /** Unique and lasting within the calendar. */
  providerEventId: string;
  /** What the occurrences of one series share; null for an event that does not repeat. */
  seriesId: string | null;
  icalUid: string | null;
  /** Without control characters, at most 500 characters; null for none and for private events. */
  title: string | null;
  status: EventStatus;
  transparency: EventTransparency;
  /** Whether it blocks time, by its own fields and the calendar's policy. */
  isBusy: boolean;
  /** Instant of the last change at the provider, if it tells. */
  providerUpdatedAt: string | null;
  /**
   * The `key` of `EventToWrite` if it is marked as one of those that we write. The engine checks whether we did, and finds
   * by `icalUid` those that lost the mark on their way.
   */
  ownKey?: string | null;
  /** Ids of bookings that its texts lead to, for calendars that keep nothing else of an event of ours. */
  links?: readonly string[];
};

/** An event that the provider reports as gone. */
interface EventDelete {
  kind: 'delete';
  providerEventId: string;
}

/** One normalised change of a calendar, the same for every provider. */
export type CalendarChange = EventUpsert | EventDelete;
