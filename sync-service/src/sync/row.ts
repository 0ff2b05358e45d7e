import type { CalendarChange } from '../calendar/event.ts';

/** A change as `apply_calendar_changes` takes it. What an event does not have is not named: it would be half of a page. */
export function toRow(change: CalendarChange): Record<string, unknown> {
  if (change.kind === 'delete') return { kind: 'delete', provider_event_id: change.providerEventId };
  const row = {
    kind: 'upsert',
    provider_event_id: change.providerEventId,
    series_id: change.seriesId ?? undefined,
    ical_uid: change.icalUid ?? undefined,
    title: change.title ?? undefined,
    status: change.status,
    transparency: change.transparency,
    is_busy: change.isBusy,
    provider_updated_at: change.providerUpdatedAt ?? undefined,
    own_key: change.ownKey ?? undefined,
  };
  return change.isAllDay
    ? { ...row, is_all_day: true, start_date: change.startDate, end_date: change.endDate }
    : { ...row, is_all_day: false, starts_at: change.startsAt, ends_at: change.endsAt };
}
