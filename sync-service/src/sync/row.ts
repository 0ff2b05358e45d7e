import type { CalendarChange } from '../calendar/event.ts';

/** A change as `apply_calendar_changes` takes it. */
export function toRow(change: CalendarChange): Record<string, unknown> {
  if (change.kind === 'delete') return { kind: 'delete', provider_event_id: change.providerEventId };
  return {
    kind: 'upsert',
    provider_event_id: change.providerEventId,
    series_id: change.seriesId,
    ical_uid: change.icalUid,
    title: change.title,
    starts_at: change.startsAt,
    ends_at: change.endsAt,
    is_all_day: change.isAllDay,
    start_date: change.startDate,
    end_date: change.endDate,
    status: change.status,
    transparency: change.transparency,
    is_busy: change.isBusy,
    provider_updated_at: change.providerUpdatedAt,
    own_key: change.ownKey ?? null,
  };
}
