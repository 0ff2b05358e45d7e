import type {
  AppliedPage,
  ChangesPage,
  FailureReport,
  FreshnessAnswer,
  ListedCalendar,
  PollAnswer,
  PullAnswer,
  StoredUnknownTime,
} from './calendar.ts';
import type { Caller } from './caller.ts';

/** The calls that sync makes. Instants are ISO 8601. */
export function calendarCalls(call: Caller) {
  return {
    /** Queues a look at each of at most `most` accounts that are due; as many as `most` were planned: there may be more. */
    enqueueDuePolls: (pollIntervalSeconds: number, most: number) =>
      call<{ enqueued: number; planned: number }>('enqueue_due_polls', {
        poll_interval_seconds: pollIntervalSeconds,
        most,
      }),
    /**
     * Null if the connection is gone or disconnected, or its provider asked to be left alone. `calendarIds`: those of
     * these that are due; null: all.
     */
    beginPoll: (connectionId: string, calendarIds: readonly string[] | null) =>
      call<PollAnswer | null>('begin_poll', { connection_id: connectionId, calendar_ids: calendarIds }),
    /** Queues the rest of a look that gives its lane back. */
    continuePoll: (connectionId: string, calendarIds: readonly string[]) =>
      call<null>('continue_poll', { connection_id: connectionId, calendar_ids: calendarIds }),
    /** An account that failed before was looked at, and is asked at its usual pace again. */
    finishPoll: (connectionId: string) => call<null>('finish_poll', { connection_id: connectionId }),
    /** What the provider's list of calendars says now. */
    updateCalendars: (connectionId: string, calendars: readonly ListedCalendar[]) =>
      call<null>('update_calendars', { connection_id: connectionId, calendars }),
    /** Has the list of the calendar's account read, once for each reason: a code of a failure, for example. */
    requestRelist: (calendarId: string, reason: string) =>
      call<{ requested: boolean }>('request_relist', { calendar_id: calendarId, reason }),
    /** An answer about events said this of their calendar; `isWholeList`: no list knows better. */
    recordCalendarProperties: (
      calendarId: string,
      { name, timeZone, access }: { name?: string; timeZone?: string; access?: string },
      isWholeList: boolean,
    ) =>
      call<{ requested: boolean }>('record_calendar_properties', {
        calendar_id: calendarId,
        name: name ?? null,
        time_zone: timeZone ?? null,
        access: access ?? null,
        is_whole_list: isWholeList,
      }),
    /** The account as a whole could not be asked, by a look or by anything else. */
    failPoll: (connectionId: string, failure: FailureReport) =>
      call<null>('fail_poll', {
        connection_id: connectionId,
        error_code: failure.code,
        error_message: failure.message,
        needs_reconnect: failure.needsReconnect,
        is_doubtful: failure.isDoubtful,
        retry_after_ms: failure.retryAfterMs,
      }),
    /**
     * Null if the calendar is gone or disconnected, or is not to be asked now. `isLook`: as a part of a look at the
     * account.
     */
    beginPull: (calendarId: string, isLook: boolean) =>
      call<PullAnswer | null>('begin_pull', { calendar_id: calendarId, is_look: isLook }),
    /** Queues one more reading in so many milliseconds; `looks` is its count, null: it is no matter of a notice. */
    lookAgain: (calendarId: string, afterMs: number, looks: number | null) =>
      call<null>('look_again', { calendar_id: calendarId, after_ms: Math.round(afterMs), looks }),
    /** Notes of these objects, or of all (null), by object id. */
    calendarNotes: (calendarId: string, objectIds: readonly string[] | null) =>
      call<Record<string, string>>('calendar_notes', { calendar_id: calendarId, object_ids: objectIds }),
    applyCalendarChanges: (page: ChangesPage) =>
      call<AppliedPage>('apply_calendar_changes', {
        calendar_id: page.calendarId,
        expected_cursor: page.expectedCursor,
        changes: page.changes,
        next_cursor: page.nextCursor,
        run_id: page.runId,
        is_full: page.isFull,
        is_last: page.isLast,
        covered_from: page.coveredFrom,
        covered_until: page.coveredUntil,
        keep_series: page.keepSeries ?? [],
        warning: page.warning ?? null,
        complete_series: page.completeSeries ?? [],
        gone_series: page.goneSeries ?? [],
        absent_series: page.absentSeries ?? [],
        noted_objects: [...(page.notes?.keys() ?? [])],
        notes: [...(page.notes?.values() ?? [])],
        unknown_times: page.unknownTimes ?? [],
        is_every_unknown: page.isEveryUnknown ?? false,
      }),
    /** The owner says that an event whose time is not known does not take their time. */
    acknowledgeUnknownTime: (unknownTimeId: string, ownerId: string) =>
      call<{ unknown_time: StoredUnknownTime }>('acknowledge_unknown_time', {
        unknown_time_id: unknownTimeId,
        owner_id: ownerId,
      }),
    /** Nothing has changed in these calendars. */
    finishUnchangedPulls: (calendarIds: readonly string[], coveredFrom: string, coveredUntil: string) =>
      call<null>('finish_unchanged_pulls', {
        calendar_ids: calendarIds,
        covered_from: coveredFrom,
        covered_until: coveredUntil,
      }),
    /** Whether all of the account failed. */
    failPull: (calendarId: string, failure: FailureReport) =>
      call<{ account_failed: boolean }>('fail_pull', {
        calendar_id: calendarId,
        error_code: failure.code,
        error_message: failure.message,
        needs_reconnect: failure.needsReconnect,
        is_account_wide: failure.isAccountWide,
        is_doubtful: failure.isDoubtful,
        retry_after_ms: failure.retryAfterMs,
        is_retryable: failure.isRetryable,
        is_unanswered: failure.isUnanswered,
      }),
    /** Asks for a reading of the calendars that a booking depends on, unless they were read this lately. */
    requestFreshness: (of: { eventTypeId: string } | { bookingId: string }, maxAgeSeconds: number) =>
      call<FreshnessAnswer>('request_freshness', {
        event_type_id: 'eventTypeId' in of ? of.eventTypeId : null,
        max_age_seconds: maxAgeSeconds,
        booking_id: 'bookingId' in of ? of.bookingId : null,
      }),
    /** How many of the calendars were neither read nor failed since then. */
    countUnread: (calendarIds: readonly string[], since: string) =>
      call<number>('count_unread', { calendar_ids: calendarIds, since }),
    pruneSyncLogs: () => call<{ pruned: number }>('prune_sync_logs'),
  };
}
