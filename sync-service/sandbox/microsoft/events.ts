import { isDeepStrictEqual } from 'node:util';
import { graphErrors } from './graph-errors.ts';
import { guidOf, newChangeKey, newDefaultId, newImmutableId, occurrenceId, parseOccurrenceId } from './ids.ts';
import { dayOf, occurrenceStarts } from './recurrence.ts';
import type { SandboxCalendar } from './state.ts';
import type { EventFields, StoredEvent } from './stored-event.ts';
import type { ChangeKind, World } from './world.ts';

/** The calendar that holds an event. */
export function homeOf(world: World, event: StoredEvent): SandboxCalendar {
  return world.calendars.get(event.calendarId) as SandboxCalendar;
}

/** Keeps an event as it is now, with a new revision and change key. Nobody is told. */
function keep(world: World, event: StoredEvent, revision = world.nextRevision()): StoredEvent {
  const home = homeOf(world, event);
  const before = home.events.get(event.key);
  const { versions: _versions, ...version } = before ?? event;
  const versions = before ? [...before.versions, version].slice(-5) : [];
  const kept = { ...event, revision, versions, changeKey: newChangeKey(), changedAt: world.now().getTime() };
  home.events.set(kept.key, kept);
  home.revision = revision;
  for (const id of [before?.id, kept.id, kept.key]) if (id !== undefined) world.eventsById.delete(id);
  if (!kept.deleted) {
    world.eventsById.set(kept.id, kept);
    world.eventsById.set(kept.key, kept);
  }
  return kept;
}

/** Keeps an event and tells about it. Exceptions are told as their series. */
function store(world: World, event: StoredEvent, kind: ChangeKind, revision?: number): StoredEvent {
  const kept = keep(world, event, revision);
  const series = kept.seriesKey === null ? undefined : homeOf(world, kept).events.get(kept.seriesKey);
  if (series) world.touch(series, 'updated');
  else world.touch(kept, kind);
  return kept;
}

/** Adds an event. */
export function insertEvent(
  world: World,
  home: SandboxCalendar,
  fields: EventFields,
  transactionId: string | null,
): StoredEvent {
  const key = newImmutableId();
  const event: StoredEvent = {
    ...fields,
    key,
    id: newDefaultId(),
    calendarId: home.id,
    revision: 0,
    changeKey: '',
    createdAt: world.now().getTime(),
    changedAt: 0,
    iCalUId: `040000008200E00074C5B7101A82E008${guidOf(key).replaceAll('-', '').toUpperCase()}`,
    transactionId,
    deleted: false,
    seriesKey: null,
    originalStart: null,
    cancelled: [],
    versions: [],
  };
  const kept = store(world, event, 'created');
  if (transactionId !== null) world.transactions.set(`${home.oid} ${transactionId}`, kept);
  return kept;
}

/** Exceptions of a series that are there. */
export function exceptionsOf(world: World, series: StoredEvent): StoredEvent[] {
  const all = [...homeOf(world, series).events.values()];
  return all.filter((event) => event.seriesKey === series.key && !event.deleted);
}

/**
 * Replaces what an event holds. An occurrence becomes an exception; a series with other times loses its exceptions.
 * @throws GraphError 400 if an occurrence would pass its neighbours.
 */
export function replaceFields(world: World, event: StoredEvent, fields: EventFields): StoredEvent {
  if (event.seriesKey !== null) {
    if (fields.recurrence) throw graphErrors.invalidRequest('An occurrence has no recurrence of its own.');
    checkNeighbours(world, event, fields);
    return store(world, { ...event, ...fields }, 'updated');
  }
  const times = ({ start, end, isAllDay, recurrence }: EventFields) => [start, end, isAllDay, recurrence];
  if (event.recurrence === null || isDeepStrictEqual(times(event), times(fields))) {
    return store(world, { ...event, ...fields }, 'updated');
  }
  const revision = world.nextRevision();
  for (const exception of exceptionsOf(world, event)) keep(world, { ...exception, deleted: true }, revision);
  return store(world, { ...event, ...fields, cancelled: [] }, 'updated', revision);
}

function checkNeighbours(world: World, event: StoredEvent, fields: EventFields): void {
  const series = homeOf(world, event).events.get(event.seriesKey ?? '');
  if (!series || event.originalStart === null) return;
  const starts = occurrenceStarts(series, Math.max(fields.end, event.originalStart) + 400 * 86_400_000);
  const at = starts.indexOf(event.originalStart);
  const [before, after] = [starts[at - 1], starts[at + 1]];
  const passes = (before !== undefined && fields.start <= before) || (after !== undefined && fields.start >= after);
  if (at !== -1 && passes) throw graphErrors.crossingBoundary();
}

/** Deletes an event, a series with all that belongs to it, or one occurrence. */
export function deleteEvent(world: World, event: StoredEvent): void {
  if (event.seriesKey !== null) {
    const series = homeOf(world, event).events.get(event.seriesKey);
    if (!series || event.originalStart === null) return;
    if (isException(world, event)) keep(world, { ...event, deleted: true });
    store(world, { ...series, cancelled: [...series.cancelled, event.originalStart] }, 'updated');
    return;
  }
  const revision = world.nextRevision();
  for (const exception of exceptionsOf(world, event)) keep(world, { ...exception, deleted: true }, revision);
  store(world, { ...event, deleted: true }, 'deleted', revision);
}

/** Moves an event to another calendar of the mailbox: its default id is a new one, its immutable id stays. */
export function moveEvent(world: World, event: StoredEvent, to: SandboxCalendar): StoredEvent {
  const revision = world.nextRevision();
  const followers = exceptionsOf(world, event);
  for (const each of [event, ...followers]) keep(world, { ...each, deleted: true }, revision);
  const id = newDefaultId();
  for (const each of followers) {
    const day = parseOccurrenceId(each.key)?.day ?? '';
    to.events.set(each.key, { ...each, calendarId: to.id, id: occurrenceId(id, day), versions: [] });
    keep(world, to.events.get(each.key) as StoredEvent, revision);
  }
  return store(world, { ...event, id, calendarId: to.id }, 'updated', revision);
}

/** A series' event at one of its times. It is not kept until it is written. */
export function asOccurrence(series: StoredEvent, originalStart: number): StoredEvent {
  const day = dayOf(series, originalStart);
  return {
    ...series,
    key: occurrenceId(series.key, day),
    id: occurrenceId(series.id, day),
    start: originalStart,
    end: originalStart + (series.end - series.start),
    recurrence: null,
    seriesKey: series.key,
    originalStart,
    transactionId: null,
    cancelled: [],
    versions: [],
  };
}

const dayLength = 86_400_000;

/** The event, series, exception or occurrence with that id, in either of its forms; null if it is not there. */
export function findEvent(world: World, oid: string, id: string): StoredEvent | null {
  const isMine = (event: StoredEvent | undefined): event is StoredEvent =>
    event !== undefined && homeOf(world, event).oid === oid && !homeOf(world, event).deleted;
  const kept = world.eventsById.get(id);
  if (isMine(kept)) return kept;
  const named = parseOccurrenceId(id);
  const series = named ? world.eventsById.get(named.seriesId) : undefined;
  if (!named || !isMine(series) || series.recurrence === null) return null;
  const day = Date.parse(`${named.day.slice(0, 4)}-${named.day.slice(4, 6)}-${named.day.slice(6)}T00:00:00Z`);
  const start = occurrenceStarts(series, day + 2 * dayLength).find((each) => dayOf(series, each) === named.day);
  if (start === undefined) return null;
  const occurrence = asOccurrence(series, start);
  return isException(world, occurrence) ? null : occurrence;
}

/** Whether an occurrence has been changed on its own. */
export function isException(world: World, occurrence: StoredEvent): boolean {
  return homeOf(world, occurrence).events.get(occurrence.key)?.deleted === false;
}

/** Whether an event is a series, one of its times, or neither. */
export function typeOf(
  world: World,
  event: StoredEvent,
): 'singleInstance' | 'seriesMaster' | 'exception' | 'occurrence' {
  if (event.recurrence !== null) return 'seriesMaster';
  if (event.seriesKey === null) return 'singleInstance';
  return isException(world, event) ? 'exception' : 'occurrence';
}
