import { blocksTime, type Component } from './component.ts';
import type { ExpansionRequest, ObjectProblem, Occurrence } from './expansion.ts';
import { RecurrenceError } from './problem.ts';
import { expandRule, maxOccurrences, type Rule } from './rule.ts';
import { keyOf, likeStart, localDate, shift } from './start-key.ts';
import { type Length, type TimeValue, toInstant } from './value.ts';
import { instantToWall, utcMs, wallToInstant, type Zone } from './zone.ts';

const dayMs = 86_400_000;

/** What is stored lies between these: databases know no year 0 and none beyond 9999 as four digits. */
const firstInstant = utcMs(1900, 1, 1);
const lastInstant = utcMs(9999, 12, 30);

/** A start that a series gives; what happens then is told by the component. */
interface Instance {
  key: string;
  start: TimeValue;
  length: Length;
  component: Component;
}

/**
 * Expands the components that share a UID: the event, or the series with what replaces single occurrences.
 * @param allDayZone Zone whose midnights bound whole days.
 * @returns the occurrences in the window, by start, and why some are missing.
 */
export function expandComponents(
  components: readonly Component[],
  request: Pick<ExpansionRequest, 'window' | 'policy'>,
  allDayZone: Zone,
): { occurrences: Occurrence[]; problems: ObjectProblem[] } {
  const problems: ObjectProblem[] = [];
  const masters = latestRevisions(components.filter((component) => component.replaces === null));
  const overrides = components.filter((component) => component.replaces !== null);
  const instances = new Map<string, Instance>();
  for (const instance of listAll(masters, overrides, request.window, allDayZone, problems)) {
    if (instances.size === maxOccurrences && !instances.has(instance.key)) {
      // As many as may be are known, and stay.
      problems.push(tooMany());
      break;
    }
    instances.set(instance.key, instance);
  }
  applyOverrides(instances, masters[0] ?? null, overrides, allDayZone);

  const isSeries = components.some((component) => component.isRepeating) || masters.length > 1;
  const occurrences = [...instances.values()]
    .map((instance) => toOccurrence(instance, isSeries, request, allDayZone))
    .filter((occurrence) => occurrence !== null)
    .sort((a, b) => a.at - b.at);
  return { occurrences: occurrences.map((item) => item.occurrence), problems };
}

/** Of several components with one start the latest revision; with other starts they are events of their own. */
function latestRevisions(masters: readonly Component[]): readonly Component[] {
  if (masters.length === 1) return masters;
  const byStart = new Map<string, Component>();
  for (const master of masters) {
    const key = keyOf(master.start);
    if ((byStart.get(key)?.sequence ?? -1) <= master.sequence) byStart.set(key, master);
  }
  return [...byStart.values()];
}

/** How far from the window a start may lie and still matter: its length, its travel, and by how much it may be moved. */
function reachOf(master: Component, overrides: readonly Component[]): number {
  const following = overrides.filter((override) => override.isThisAndFuture);
  const shifts = following.map(({ start, replaces }) => Math.abs(start.wallMs - (replaces ?? start).wallMs));
  const lengths = [master, ...following].map(({ length, travelMs }) => length.days * dayMs + length.ms + travelMs);
  return Math.max(...lengths) + Math.max(0, ...shifts) + 2 * dayMs;
}

function* listAll(
  masters: readonly Component[],
  overrides: readonly Component[],
  window: { from: number; until: number },
  allDayZone: Zone,
  problems: ObjectProblem[],
): Generator<Instance> {
  for (const master of masters) {
    const isExcluded = excludes(master, allDayZone);
    for (const instance of listInstances(master, window, reachOf(master, overrides), allDayZone, problems)) {
      if (!isExcluded(instance)) yield instance;
    }
  }
}

function* listInstances(
  master: Component,
  window: { from: number; until: number },
  reach: number,
  allDayZone: Zone,
  problems: ObjectProblem[],
): Generator<Instance> {
  const { start, length } = master;
  const make = (time: TimeValue, itsLength: Length): Instance => ({
    key: keyOf(time),
    start: time,
    length: itsLength,
    component: master,
  });
  yield make(start, length);
  for (const rule of master.rules) {
    try {
      const walls = expandRule(rule, start.wallMs, untilWall(rule, start), window.from - reach, window.until + reach);
      for (const wallMs of walls) yield make({ ...start, wallMs }, length);
    } catch (error) {
      if (!(error instanceof RecurrenceError)) throw error;
      problems.push({ code: error.code, message: error.message, severity: 'error' });
    }
  }
  for (const extra of master.extra) yield make(likeStart(extra.start, start, allDayZone), extra.length ?? length);
}

/** The wall time of UNTIL in the zone of DTSTART, inclusive. A date means all of its day. */
function untilWall(rule: Rule, start: TimeValue): number | null {
  if (rule.until === null) return null;
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(rule.until);
  if (match === null) throw new RecurrenceError('unsupported_rule', 'The end of a series can not be read.');
  const [year = 0, month = 0, day = 0, hour = 23, minute = 59, second = 59] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const written = utcMs(year, month, day, hour, minute, second);
  if (match[7] === undefined) return written;
  const wall = instantToWall(start.zone, written);
  // For whole days an end in UTC is ambiguous by a day; the later one is meant or does no harm.
  return start.isDate ? Math.max(written, wall) : wall;
}

/** EXDATE: by instant, and by local date where only one of the two is a date. */
function excludes(master: Component, allDayZone: Zone): (instance: Instance) => boolean {
  const { isDate } = master.start;
  const keys = new Set<string>();
  const dates = new Set<number>();
  for (const time of master.excluded) {
    if (time.isDate === isDate) keys.add(keyOf(time));
    else dates.add(localDate(time, allDayZone));
  }
  return ({ start, key }) => keys.has(key) || dates.has(Math.floor(start.wallMs / dayMs) * dayMs);
}

function applyOverrides(
  instances: Map<string, Instance>,
  master: Component | null,
  overrides: readonly Component[],
  allDayZone: Zone,
): void {
  const byKey = new Map<string, { override: Component; replaced: TimeValue }>();
  for (const override of overrides) {
    const replaced = replacedStart(override, master, instances, allDayZone);
    const key = keyOf(replaced);
    if ((byKey.get(key)?.override.sequence ?? -1) <= override.sequence) byKey.set(key, { override, replaced });
  }
  const following = [...byKey.values()]
    .filter(({ override }) => override.isThisAndFuture)
    .sort((a, b) => toInstant(b.replaced) - toInstant(a.replaced));
  for (const [key, instance] of instances) {
    const change = following.find(({ replaced }) => toInstant(replaced) <= toInstant(instance.start));
    if (change === undefined || byKey.has(key)) continue;
    const { override, replaced } = change;
    instances.set(key, {
      ...instance,
      start: shift(instance.start, replaced, override.start),
      length: override.length,
      component: override,
    });
  }
  for (const [key, { override }] of byKey) {
    instances.set(key, { key, start: override.start, length: override.length, component: override });
  }
}

/** The start, as the series gives it, of what an override replaces. */
function replacedStart(
  override: Component,
  master: Component | null,
  instances: ReadonlyMap<string, Instance>,
  allDayZone: Zone,
): TimeValue {
  const replaces = override.replaces ?? override.start;
  if (master === null) return replaces;
  if (replaces.isDate === master.start.isDate) {
    // What has no zone of its own is meant in that of the series, also where it was moved to another one.
    return replaces.isFloating ? { ...replaces, zone: master.start.zone } : replaces;
  }
  if (replaces.isDate) {
    const day = replaces.wallMs / dayMs;
    for (const { start } of instances.values()) {
      if (!start.isDate && Math.floor(start.wallMs / dayMs) === day) return start;
    }
  }
  return likeStart(replaces, master.start, allDayZone);
}

function toOccurrence(
  { key, start, length, component }: Instance,
  isSeries: boolean,
  { window, policy }: Pick<ExpansionRequest, 'window' | 'policy'>,
  allDayZone: Zone,
): { at: number; occurrence: Occurrence } | null {
  const { isDate, zone, wallMs } = start;
  const endWall = wallMs + length.days * dayMs;
  const begin = isDate ? wallToInstant(allDayZone, wallMs) : toInstant(start);
  const end = isDate
    ? wallToInstant(allDayZone, endWall)
    : (length.days === 0 ? begin : wallToInstant(zone, endWall)) + length.ms;
  const from = isDate ? begin : begin - component.travelMs;
  const isEmpty = from >= end;
  const isWanted = isEmpty ? from >= window.from && from < window.until : from < window.until && end > window.from;
  if (!isWanted) return null;
  const times = isDate
    ? { isAllDay: true as const, startsAt: null, endsAt: null, startDate: dateOf(wallMs), endDate: dateOf(endWall) }
    : {
        isAllDay: false as const,
        startsAt: instantOf(from),
        endsAt: instantOf(Math.max(from, end)),
        startDate: null,
        endDate: null,
      };
  const { title, status, transparency, updatedAt } = component;
  const isBusy = blocksTime(component, isDate, isEmpty, policy);
  return {
    at: from,
    occurrence: { ...times, key: isSeries ? key : null, title, status, transparency, isBusy, updatedAt },
  };
}

function instantOf(ms: number): string {
  return new Date(Math.min(Math.max(ms, firstInstant), lastInstant)).toISOString();
}

function dateOf(wallMs: number): string {
  return instantOf(wallMs).slice(0, 10);
}

function tooMany(): ObjectProblem {
  return {
    code: 'too_many_occurrences',
    message: `A series has more than ${maxOccurrences} occurrences.`,
    severity: 'error',
  };
}
