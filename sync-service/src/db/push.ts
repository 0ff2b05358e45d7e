import type { BookingAnswer, Conflict } from './booking.ts';
import type { StoredCalendar, StoredConnection } from './calendar.ts';
import type { Caller } from './caller.ts';

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
  /** Null: it can't be looked at now. */
  connection: StoredConnection | null;
  /** Its calendars that can be written to. */
  calendars: StoredCalendar[];
  /** Other accounts, the likely ones first. */
  others: string[];
}

/** What is to be done to an event. */
export interface PushAnswer extends PushedEvent {
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

/** What a host decides about a conflict. */
export type ConflictDecision = 'keep' | 'move' | 'cancel';

/** Times of an event as the calendar has them: instants or dates. */
export type SeenTimes = { starts_at: string; ends_at: string } | { start_date: string; end_date: string };

/** The calls about events of ours in the hosts' calendars, and about what happens to them there. */
export function pushCalls(call: Caller) {
  return {
    /** Null if there is nothing to do. */
    beginPush: (eventKey: string, calendarId: string) =>
      call<PushAnswer | null>('begin_push', { event_key: eventKey, calendar_id: calendarId }),
    /** `pending` says that more is wanted by now, null that the event is forgotten. */
    finishPush: (
      push: PushedEvent,
      written: { providerEventId: string | null; version: string | null },
      isRemoved: boolean,
    ) =>
      call<{ state: 'pushed' | 'removed' | 'pending' | null }>('finish_push', {
        event_key: push.event_key,
        calendar_id: push.calendar.id,
        revision: push.revision,
        provider_event_id: written.providerEventId,
        version: written.version,
        is_removed: isRemoved,
      }),
    /** A number of milliseconds queues another attempt, no sooner than that. */
    failPush: (push: PushedEvent, message: string, isFinal: boolean, retryAfterMs: number | null) =>
      call<null>('fail_push', {
        event_key: push.event_key,
        calendar_id: push.calendar.id,
        revision: push.revision,
        error_message: message,
        is_final: isFinal,
        retry_after_ms: retryAfterMs,
      }),
    /** The provider does not let the account write to the calendar. */
    recordRefusedWrite: (calendarId: string) =>
      call<{ requested: boolean }>('record_refused_write', { calendar_id: calendarId }),
    /** Plans events of at most `most` bookings of a host that are in no calendar; as many as that: there may be more. */
    planMissingPushes: (hostId: string, most: number) =>
      call<{ planned: number }>('plan_missing_pushes', { host_id: hostId, most }),
    /** Null if the event is not, or just being, written; or not to be looked at now. `searchedRevision`: the last look after a search. */
    beginVerify: (
      eventKey: string,
      calendarId: string,
      searchedRevision: number | null = null,
      runId: string | null = null,
    ) =>
      call<EventToVerify | null>('begin_verify', {
        event_key: eventKey,
        calendar_id: calendarId,
        searched_revision: searchedRevision,
        run_id: runId,
      }),
    /** In the first of these accounts; without one in that which it was written to. Null if it is not to be looked for (now). */
    beginSearch: (event: SearchedEvent, connectionIds: readonly string[] | null, runId: string | null = null) =>
      call<EventSearch | null>('begin_search', {
        event_key: event.event_key,
        calendar_id: event.calendar.id,
        revision: event.revision,
        connection_ids: connectionIds,
        run_id: runId,
      }),
    /** It was not found: on to the next of these accounts; without one the search is over. */
    continueSearch: (event: SearchedEvent, connectionIds: readonly string[], runId: string | null) =>
      call<{ searching: boolean }>('continue_search', {
        event_key: event.event_key,
        calendar_id: event.calendar.id,
        revision: event.revision,
        connection_ids: connectionIds,
        run_id: runId,
      }),
    /** It was found in another calendar, or under another name, and is looked after there from now on. */
    relocateEvent: (
      event: SearchedEvent,
      toCalendarId: string,
      found: { providerEventId: string; version: string | null },
    ) =>
      call<{ relocated: boolean }>('relocate_event', {
        event_key: event.event_key,
        calendar_id: event.calendar.id,
        revision: event.revision,
        to_calendar_id: toCalendarId,
        provider_event_id: found.providerEventId,
        version: found.version,
      }),
    /**
     * What a direct look at an event showed; a null kind: it is as it was written. What one pull (`runId`) found is told
     * in one mail.
     */
    proposeChange: (
      event: SearchedEvent,
      kind: 'moved' | 'deleted' | null,
      times: SeenTimes | null,
      runId: string | null = null,
    ) =>
      call<{ kind: 'moved' | 'deleted' | null; conflict_id: string | null }>('propose_change', {
        event_key: event.event_key,
        calendar_id: event.calendar.id,
        revision: event.revision,
        kind,
        times,
        run_id: runId,
      }),
    listConflicts: (bookingId: string, userId: string) =>
      call<{ conflicts: Conflict[] }>('list_conflicts', { booking_id: bookingId, actor_user_id: userId }),
    resolveConflict: (bookingId: string, conflictId: string, decision: ConflictDecision, userId: string) =>
      call<BookingAnswer & { conflict: Conflict }>('resolve_conflict', {
        booking_id: bookingId,
        conflict_id: conflictId,
        decision,
        actor_user_id: userId,
      }),
  };
}
