import { type EventFields, merged } from './event-fields.ts';
import { type EventTime, instantOf } from './event-times.ts';
import { expandSeries, findInstance, instanceId, parseInstanceId, type SeriesShape } from './instances.ts';
import type { SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

/** Who writes; the organizer is the calendar unless the event comes from elsewhere. */
export interface Author {
  email: string;
  organizer?: { email: string; displayName?: string };
}

/** The shape of a series, or null if the event is none. */
export function shapeOf(event: StoredEvent): SeriesShape | null {
  return event.recurrence ? { start: event.start, end: event.end, recurrence: event.recurrence } : null;
}

/** Exceptions of a series, cancelled ones included. */
function exceptionsOf(home: SandboxCalendar, seriesId: string): StoredEvent[] {
  return [...home.events.values()].filter((event) => event.recurringEventId === seriesId);
}

/** Gives the event a new revision, etag and time of change, and tells about it. */
function stamp(world: World, home: SandboxCalendar, event: StoredEvent, revision = world.nextRevision()): StoredEvent {
  event.revision = revision;
  event.etag = `"${3_500_000_000_000_000 + revision * 2000}"`;
  event.updated = world.now().toISOString();
  home.events.set(event.id, event);
  home.revision = revision;
  world.touch(home.id);
  return event;
}

/** Adds an event under an id that is free. */
export function insertEvent(
  world: World,
  home: SandboxCalendar,
  id: string,
  fields: EventFields,
  author: Author,
  iCalUID = `${id}@google.com`,
): StoredEvent {
  const organizer = author.organizer ?? (home.id === author.email ? { email: home.id } : calendarAsOrganizer(home));
  const at = world.now().toISOString();
  const created = { created: at, updated: at, revision: 0, etag: '', sequence: 0 };
  return stamp(world, home, { ...fields, ...created, id, iCalUID, creator: { email: author.email }, organizer });
}

function calendarAsOrganizer(home: SandboxCalendar): { email: string; displayName?: string } {
  return home.id.includes('@group.') ? { email: home.id, displayName: home.summary } : { email: home.id };
}

/** Whether two values say the same. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Replaces what an event holds. A change of reminders alone is kept without a new etag, as with the real service. */
export function replaceFields(
  world: World,
  home: SandboxCalendar,
  event: StoredEvent,
  fields: EventFields,
): StoredEvent {
  const { reminders: _before, ...contentBefore } = event.content;
  const { reminders: _after, ...contentAfter } = fields.content;
  const timesBefore = [event.start, event.end, event.recurrence];
  const timesAfter = [fields.start, fields.end, fields.recurrence];
  const remindersOnly =
    !same(_before, _after) &&
    same(contentBefore, contentAfter) &&
    same(timesBefore, timesAfter) &&
    event.status === fields.status;
  const { recurrence: _recurrence, ...rest } = event;
  const next: StoredEvent = { ...rest, ...fields };
  if (remindersOnly) {
    home.events.set(next.id, next);
    return next;
  }
  const moved = !same(timesBefore, timesAfter);
  if (moved) next.sequence += 1;
  const revision = world.nextRevision();
  const shape = shapeOf(event);
  // A single event that becomes a series is gone as such: it is kept as a shape without a rule.
  if (moved && (shape || fields.recurrence)) {
    const { start, end, recurrence = [] } = event;
    next.past = [...(event.past ?? []), { start, end, recurrence, until: revision }];
  }
  stamp(world, home, next, revision);
  if (moved && shape) dropOrphans(world, home, next, revision);
  return next;
}

/** Exceptions to times that a changed series no longer has are gone. */
function dropOrphans(world: World, home: SandboxCalendar, series: StoredEvent, revision: number): void {
  const shape = shapeOf(series);
  for (const exception of exceptionsOf(home, series.id)) {
    const original = exception.originalStartTime;
    if (exception.status === 'cancelled' || !original) continue;
    if (shape && findInstance(series.id, shape, home.timeZone, original)) continue;
    stamp(world, home, { ...exception, status: 'cancelled' }, revision);
  }
}

/** Deletes an event; a series takes its exceptions along. */
export function deleteEvent(world: World, home: SandboxCalendar, event: StoredEvent): void {
  const revision = world.nextRevision();
  stamp(world, home, { ...event, status: 'cancelled' }, revision);
  for (const exception of exceptionsOf(home, event.id)) {
    stamp(world, home, { ...exception, status: 'cancelled' }, revision);
  }
}

/**
 * The event with that id. An instance without an exception is made from its series and isn't kept until it is written.
 * A cancelled series has cancelled instances.
 */
export function findEvent(home: SandboxCalendar, id: string): StoredEvent | null {
  const kept = home.events.get(id);
  if (kept) return kept;
  const named = parseInstanceId(id);
  const series = named ? home.events.get(named.seriesId) : undefined;
  const shape = series && shapeOf(series);
  if (!named || !series || !shape) return null;
  const instance = findInstance(series.id, shape, home.timeZone, named.originalStart);
  return instance ? asInstance(series, instance) : null;
}

/** A series' event at one of its times. */
export function asInstance(
  series: StoredEvent,
  instance: { id: string; originalStartTime: EventTime; start: EventTime; end: EventTime },
): StoredEvent {
  const { recurrence: _recurrence, past: _past, ...rest } = series;
  const { id, originalStartTime, start, end } = instance;
  return { ...rest, id, start, end, originalStartTime, recurringEventId: series.id };
}

/**
 * "This and following": the series ends before that instance, and a new one begins there with `changes` merged in.
 * @returns the new series.
 */
export function splitSeries(
  world: World,
  home: SandboxCalendar,
  series: StoredEvent,
  originalStart: EventTime,
  change: (fields: EventFields) => EventFields,
): StoredEvent {
  const shape = shapeOf(series);
  if (!shape) throw new Error(`${series.id} is no series`);
  const at = instantOf(originalStart, 'utc');
  const before = expandSeries(series.id, shape, home.timeZone, instantOf(originalStart, home.timeZone));
  const length = instantOf(shape.end, 'utc') - instantOf(shape.start, 'utc');
  const iso = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z');
  const days = originalStart.date !== undefined;
  const end = days ? { date: iso(at + length).slice(0, 10) } : { ...shape.end, dateTime: iso(at + length) };
  const until = iso(at - (days ? 86_400_000 : 1000)).replace(/[-:]/g, '');
  const rest = shape.recurrence.map((line) =>
    line.replace(/;COUNT=(\d+)/i, (_, count) => `;COUNT=${Number(count) - before.length}`),
  );
  const ended = shape.recurrence.map((line) =>
    /^RRULE:/i.test(line)
      ? `${line.replace(/;(COUNT|UNTIL)=[^;]*/gi, '')};UNTIL=${days ? until.slice(0, 8) : until}`
      : line,
  );
  const { status, content } = series;
  const start = days ? originalStart : { ...shape.start, ...originalStart };
  const following = change(merged({}, { status, content, start, end, recurrence: rest }) as EventFields);
  replaceFields(world, home, series, { status, content, start: shape.start, end: shape.end, recurrence: ended });
  const id = instanceId(series.id, originalStart)
    .replace(/_(\d+)/, '_R$1')
    .replace(/Z$/, '');
  return insertEvent(world, home, id, following, { email: series.creator.email, organizer: series.organizer });
}
