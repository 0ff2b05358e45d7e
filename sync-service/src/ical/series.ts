import type { Component } from './component.ts';
import { daysFrom } from './component-times.ts';
import type { ExpansionRequest, Occurrence } from './expansion.ts';
import type { Findings } from './findings.ts';
import { addInstance, hasInstance, type Instance, type Instances, nameEach } from './instances.ts';
import type { Length } from './length.ts';
import { applyOverrides } from './overrides.ts';
import { RecurrenceError } from './problem.ts';
import { latestMasters } from './revisions.ts';
import { expandRule, maxOccurrences, type Rule } from './rule.ts';
import { keyOf, likeStart, localDate } from './start-key.ts';
import { lastMoment } from './time-text.ts';
import { type TimeValue, toInstant, type ZoneScope } from './value.ts';
import { instantToWall, utcMs, wallToInstant, type Zone } from './zone.ts';

const dayMs = 86_400_000;

/** Stored times are between these: databases have no year 0, and none beyond 9999 with four digits. */
const firstInstant = utcMs(1900, 1, 1);
const lastInstant = utcMs(9999, 12, 30);

/**
 * Expands the components that share a UID: the event, or the series with what replaces single occurrences.
 * @param scope Zones of the calendar; in its own are the midnights that bound whole days.
 * @param findings Gets why occurrences are missing.
 * @returns the occurrences in the window, by start.
 */
export function expandComponents(
  components: readonly Component[],
  request: Pick<ExpansionRequest, 'window' | 'blocksTime'>,
  scope: Pick<ZoneScope, 'calendar'>,
  findings: Findings,
): Occurrence[] {
  const overrides = components.filter((component) => component.replaces !== null);
  const own = components.filter((component) => component.replaces === null);
  // Some mark the event itself as an occurrence; what repeats without another is the series.
  const isSeriesItself = ({ rules, extra }: Component): boolean => rules.length + extra.length > 0;
  const masters = latestMasters(own.length > 0 ? own : overrides.filter(isSeriesItself));
  const instances: Instances = new Map();
  let count = 0;
  for (const instance of listAll(masters, overrides, request.window, scope, findings)) {
    if (hasInstance(instances, instance)) continue;
    if (count === maxOccurrences) {
      // The maximum is known and kept.
      findings.lose('too_many_occurrences', tooMany, daysFrom(instance.component, null, scope));
      break;
    }
    addInstance(instances, instance);
    count += 1;
  }
  applyOverrides(instances, masters[0] ?? null, overrides, scope.calendar);

  const isSeries = components.some((component) => component.isRepeating) || masters.length > 1;
  const occurrences = [...instances.values()]
    .flatMap((same) => nameEach(same).map((instance) => toOccurrence(instance, isSeries, request, scope.calendar)))
    .filter((occurrence) => occurrence !== null)
    .sort((a, b) => a.at - b.at);
  return occurrences.map((item) => item.occurrence);
}

/** How far outside the window a start may be and still matter: its length, its travel, and how far it may be moved. */
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
  scope: Pick<ZoneScope, 'calendar'>,
  findings: Findings,
): Generator<Instance> {
  for (const master of masters) {
    const isExcluded = excludes(master, scope.calendar);
    for (const instance of listInstances(master, window, reachOf(master, overrides), scope, findings)) {
      if (!isExcluded(instance)) yield instance;
    }
  }
}

function* listInstances(
  master: Component,
  window: { from: number; until: number },
  reach: number,
  scope: Pick<ZoneScope, 'calendar'>,
  findings: Findings,
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
      const walls = expandRule(
        rule,
        start.wallMs,
        untilWall(rule, start, findings),
        window.from - reach,
        window.until + reach,
      );
      for (const wallMs of walls) yield make({ ...start, wallMs }, length);
    } catch (error) {
      if (!(error instanceof RecurrenceError)) throw error;
      findings.lose(error.code, error.message, daysFrom(master, rule.until, scope));
    }
  }
  for (const extra of master.extra) yield make(likeStart(extra.start, start, scope.calendar), extra.length ?? length);
}

/** Before this date, software writes dates that mean none: year 1, 1899, 1970. */
const noDate = utcMs(1970, 1, 3);

/** The wall time of UNTIL in the zone of DTSTART, inclusive. */
function untilWall(rule: Rule, start: TimeValue, findings: Findings): number | null {
  if (rule.until === null) return null;
  const written = lastMoment(rule.until);
  if (written < noDate && start.wallMs >= noDate) {
    findings.warn('unsupported_rule', 'A series ends long before it begins; it was taken for endless.');
    return null;
  }
  const { isUtc, offsetMs } = rule.until;
  if (!isUtc && offsetMs === null) return written;
  const wall = instantToWall(start.zone, written - (offsetMs ?? 0));
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

function toOccurrence(
  { key, start, length, component }: Instance,
  isSeries: boolean,
  { window, blocksTime }: Pick<ExpansionRequest, 'window' | 'blocksTime'>,
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
  const isWhole = isDate || (component.isMarkedAllDay && isMidnight(zone, begin) && isMidnight(zone, end));
  const isBusy = blocksTime({ ...component, isAllDay: isWhole, isEmpty });
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

function isMidnight(zone: Zone, instant: number): boolean {
  return instantToWall(zone, instant) % dayMs === 0;
}

const tooMany = `A series has more than ${maxOccurrences} occurrences.`;
