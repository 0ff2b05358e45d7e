import type { Violations } from '../shared/violations.ts';
import { apiErrors } from './api-errors.ts';
import { blockingSpans } from './event-listing.ts';
import { inZone, isZone, parseInstant } from './event-times.ts';
import type { SandboxUser } from './state.ts';
import type { World } from './world.ts';

const longest = 90 * 86_400_000;
const maxCalendars = 50;

function moment(body: Record<string, unknown>, name: string): number {
  const sent = body[name];
  if (sent === undefined || sent === null) throw apiErrors.required(`Missing ${name} parameter.`, name);
  const instant = parseInstant(String(sent));
  if (instant === null) throw apiErrors.badRequest();
  return instant;
}

/** freeBusy.query: a success even when a calendar can't be read. @throws ApiError 400. */
export function queryFreeBusy(
  world: World,
  violations: Violations,
  user: SandboxUser,
  body: Record<string, unknown>,
  where: string,
): unknown {
  const known = ['timeMin', 'timeMax', 'timeZone', 'items', 'groupExpansionMax', 'calendarExpansionMax'];
  violations.unknown(where, Object.keys(body), known);
  const from = moment(body, 'timeMin');
  const until = moment(body, 'timeMax');
  if (until <= from) throw apiErrors.timeRangeEmpty('timeMax');
  if (until - from > longest) throw apiErrors.timeRangeTooLong();
  const zone = body['timeZone'] ?? 'utc';
  if (!isZone(zone)) throw apiErrors.invalid('Invalid time zone.', 'timeZone');
  const items = (body['items'] ?? []) as { id?: unknown }[];
  if (!Array.isArray(items)) throw apiErrors.invalid('Invalid value for: items');
  const max = Math.min(Number(body['calendarExpansionMax'] ?? maxCalendars), maxCalendars);
  const calendars = items.map((item, index): [string, unknown] => {
    violations.unknown(where, Object.keys(item), ['id']);
    const id = String(item.id);
    const failed = (reason: string): [string, unknown] => [id, { errors: [{ domain: 'global', reason }], busy: [] }];
    if (index >= max) return failed('tooManyCalendarsRequested');
    const found = world.calendarFor(user, id);
    if (!found) return failed('notFound');
    const busy: { from: number; until: number }[] = [];
    for (const span of blockingSpans(world, found.calendar, from, until)) {
      const last = busy.at(-1);
      const clipped = { from: Math.max(span.from, from), until: Math.min(span.until, until) };
      if (clipped.from === clipped.until) continue;
      if (last && clipped.from <= last.until) last.until = Math.max(last.until, clipped.until);
      else busy.push(clipped);
    }
    return [id, { busy: busy.map((span) => ({ start: inZone(span.from, zone), end: inZone(span.until, zone) })) }];
  });
  return {
    kind: 'calendar#freeBusy',
    timeMin: inZone(from, 'utc'),
    timeMax: inZone(until, 'utc'),
    calendars: Object.fromEntries(calendars),
  };
}
