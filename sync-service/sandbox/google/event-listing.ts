import { instantOf } from './event-times.ts';
import { blocksTime } from './event-view.ts';
import { asInstance, shapeOf } from './events.ts';
import { expandSeries, type Instance } from './instances.ts';
import type { SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

/** Which events a list is to hold. */
export interface Selection {
  singleEvents: boolean;
  showDeleted: boolean;
  /** Milliseconds; null: no bound. */
  timeMin: number | null;
  timeMax: number | null;
}

const dayLength = 86_400_000;

function overlaps(calendar: SandboxCalendar, event: StoredEvent, { timeMin, timeMax }: Selection): boolean {
  const from = instantOf(event.start, calendar.timeZone);
  const until = instantOf(event.end, calendar.timeZone);
  return (timeMin === null || until > timeMin) && (timeMax === null || from < timeMax);
}

/** Instances of a series as events, exceptions left out: they are events of their own. */
function plainInstances(calendar: SandboxCalendar, series: StoredEvent, until: number): StoredEvent[] {
  const shape = shapeOf(series);
  if (!shape) return [];
  return expandSeries(series.id, shape, calendar.timeZone, until)
    .filter((instance) => !calendar.events.has(instance.id))
    .map((instance) => asInstance(series, instance));
}

/** A list without a sync token: what lies in the window. */
export function listWindow(world: World, calendar: SandboxCalendar, selection: Selection): StoredEvent[] {
  const { singleEvents, showDeleted, timeMax } = selection;
  const horizon = world.now().getTime() + world.settings.seriesDeltaDays * dayLength;
  const listed: StoredEvent[] = [];
  for (const event of calendar.events.values()) {
    const gone = event.status === 'cancelled';
    if (event.recurrence) {
      if (gone && !showDeleted) continue;
      const instances = plainInstances(calendar, event, timeMax ?? horizon);
      const inside = instances.filter((instance) => overlaps(calendar, instance, selection));
      if (singleEvents) listed.push(...inside);
      else if (inside.length > 0 || (gone && timeMax === null)) listed.push(event);
      continue;
    }
    const series = event.recurringEventId === undefined ? undefined : calendar.events.get(event.recurringEventId);
    // An instance that is left out is part of what its series is, so it is told along with it.
    const leftOut = !singleEvents && series?.status !== 'cancelled' && event.recurringEventId !== undefined;
    if (gone && !showDeleted && !leftOut) continue;
    if (overlaps(calendar, event, selection)) listed.push(event);
  }
  return listed;
}

/** The earliest of the instances that are still ahead, and all that are over. */
function capped(instances: StoredEvent[], world: World, calendar: SandboxCalendar): StoredEvent[] {
  const now = world.now().getTime();
  const isOver = (event: StoredEvent): boolean => instantOf(event.start, calendar.timeZone) < now;
  const over = instances.filter(isOver);
  return [...over, ...instances.filter((event) => !isOver(event)).slice(0, world.settings.seriesDeltaLimit)];
}

/** What a changed series brings into a delta of single events: all its instances, near and far. */
function seriesDelta(world: World, calendar: SandboxCalendar, series: StoredEvent, since: number): StoredEvent[] {
  const { seriesDeltaDays, deletedSeriesDays } = world.settings;
  const gone = series.status === 'cancelled';
  const days = gone ? (deletedSeriesDays ?? seriesDeltaDays) : seriesDeltaDays;
  const until = world.now().getTime() + days * dayLength;
  const instances = plainInstances(calendar, series, until);
  const known = new Set(instances.map((instance) => instance.id));
  const vanished: StoredEvent[] = [];
  const vanish = (id: string, instance?: Instance): void => {
    if (known.has(id) || calendar.events.get(id)?.recurringEventId) return;
    known.add(id);
    const { recurrence: _recurrence, ...rest } = instance ? asInstance(series, instance) : series;
    vanished.push({ ...rest, id, status: 'cancelled' });
  };
  for (const past of series.past ?? []) {
    if (past.until <= since) continue;
    if (past.recurrence.length === 0) {
      if (series.recurrence) vanish(series.id);
      continue;
    }
    for (const instance of expandSeries(series.id, past, calendar.timeZone, until)) vanish(instance.id, instance);
  }
  const exceptions = [...calendar.events.values()].filter((event) => event.recurringEventId === series.id);
  const reported = exceptions.filter((event) => event.revision <= since && inReach(event, until, gone, calendar));
  return [...capped(instances, world, calendar), ...vanished, ...reported];
}

function inReach(event: StoredEvent, until: number, gone: boolean, calendar: SandboxCalendar): boolean {
  return !gone || instantOf(event.originalStartTime ?? event.start, calendar.timeZone) < until;
}

/** A list with a sync token: what has changed after that revision, wherever it lies. */
export function listChanges(world: World, calendar: SandboxCalendar, single: boolean, since: number): StoredEvent[] {
  const listed: StoredEvent[] = [];
  for (const event of calendar.events.values()) {
    if (event.revision <= since) continue;
    const wasSeries = event.recurrence ?? event.past;
    if (single && wasSeries) listed.push(...seriesDelta(world, calendar, event, since));
    if (!single || !event.recurrence) {
      const series = event.recurringEventId ? calendar.events.get(event.recurringEventId) : undefined;
      const { deletedSeriesDays } = world.settings;
      const until = world.now().getTime() + (deletedSeriesDays ?? Number.POSITIVE_INFINITY) * dayLength;
      const withSeries = single && series?.status === 'cancelled';
      if (!withSeries || inReach(event, until, true, calendar)) listed.push(event);
    }
  }
  return listed;
}

/** What takes the owner's time between two instants, by the rules of the API, in order and apart per event. */
export function blockingSpans(
  world: World,
  calendar: SandboxCalendar,
  from: number,
  until: number,
  selfEmail: string = calendar.id,
): { id: string; from: number; until: number }[] {
  const selection = { singleEvents: true, showDeleted: false, timeMin: from, timeMax: until };
  return listWindow(world, calendar, selection)
    .filter((event) => blocksTime(event, selfEmail))
    .map((event) => ({
      id: event.id,
      from: instantOf(event.start, calendar.timeZone),
      until: instantOf(event.end, calendar.timeZone),
    }))
    .sort((one, other) => one.from - other.from || one.until - other.until);
}
