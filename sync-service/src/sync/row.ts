import type { CalendarChange } from '../calendar/event.ts';
import { keyOfUid } from '../calendar/own-event.ts';
import type { UnknownTime } from '../calendar/provider.ts';

/** Makes a text storable in the database: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/**
 * Converts a change for `apply_calendar_changes`. Missing fields and defaults (confirmed, opaque, busy) are left out:
 * they would be more than half of a page.
 */
export function toRow(change: CalendarChange, storesTitles = true): Record<string, unknown> {
  if (change.kind === 'delete') return { kind: 'delete', provider_event_id: storable(change.providerEventId) };
  return {
    kind: 'upsert',
    provider_event_id: storable(change.providerEventId),
    series_id: storableOrNone(change.seriesId),
    ical_uid: storableOrNone(change.icalUid),
    title: storesTitles ? storableOrNone(change.title) : undefined,
    is_all_day: change.isAllDay ? true : undefined,
    starts_at: change.startsAt ?? undefined,
    ends_at: change.endsAt ?? undefined,
    start_date: change.startDate ?? undefined,
    end_date: change.endDate ?? undefined,
    status: change.status === 'confirmed' ? undefined : change.status,
    transparency: change.transparency === 'opaque' ? undefined : change.transparency,
    is_busy: change.isBusy ? undefined : false,
    provider_updated_at: change.providerUpdatedAt ?? undefined,
    own_key: storableOrNone(change.ownKey) ?? keyOfUid(change.icalUid) ?? undefined,
    links: change.links?.length ? change.links : undefined,
  };
}

/**
 * Converts an event of unknown time for `apply_calendar_changes`. Days that the database cannot store become any day.
 */
export function toUnknownRow({ objectId, fingerprint, days, message }: UnknownTime): Record<string, unknown> {
  const known = days !== null && isDay(days.from) && isDay(days.until) && days.from < days.until ? days : null;
  return {
    object_id: storable(objectId),
    fingerprint: storable(fingerprint),
    from_day: known?.from ?? null,
    until_day: known?.until ?? null,
    message: storable(message),
  };
}

/** Whether it is a date with a four-digit year after year 1. */
function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && text >= '0001' && new Date(text).toJSON()?.startsWith(text) === true;
}

function storableOrNone(text: string | null | undefined): string | undefined {
  return text === null || text === undefined ? undefined : storable(text);
}
