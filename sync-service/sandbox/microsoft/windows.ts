import { placed } from './event-times.ts';
import { asOccurrence, homeOf, isException } from './events.ts';
import { occurrenceStarts } from './recurrence.ts';
import type { SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

/** From an instant to before another one, in milliseconds. */
export interface Window {
  from: number;
  until: number;
}

export interface Span extends Window {
  event: StoredEvent;
}

const dayLength = 86_400_000;

function zoneOf(world: World, calendar: SandboxCalendar): string {
  return world.users.get(calendar.oid)?.timeZone ?? 'UTC';
}

/** Where an event lies, in the zone of its owner. */
export function spanOf(world: World, event: StoredEvent): Span {
  const zone = zoneOf(world, homeOf(world, event));
  return { event, from: placed(event.start, event.isAllDay, zone), until: placed(event.end, event.isAllDay, zone) };
}

export function overlaps(span: Window, { from, until }: Window): boolean {
  return span.from < until && (span.until > from || (span.from === span.until && span.from >= from));
}

/** The times of a series that meet the window, changed ones included. */
export function instancesOf(world: World, series: StoredEvent, window: Window): StoredEvent[] {
  const occurrences = occurrenceStarts(series, window.until + dayLength)
    .map((start) => asOccurrence(series, start))
    .filter((occurrence) => !isException(world, occurrence));
  const changed = [...homeOf(world, series).events.values()].filter(
    (event) => event.seriesKey === series.key && !event.deleted,
  );
  return [...occurrences, ...changed].filter((event) => overlaps(spanOf(world, event), window));
}

/** All that takes place in a window: single events, occurrences and exceptions, in order. */
export function eventsIn(world: World, calendar: SandboxCalendar, window: Window): Span[] {
  const found: StoredEvent[] = [];
  for (const event of calendar.events.values()) {
    if (event.deleted || event.seriesKey !== null) continue;
    if (event.recurrence !== null) found.push(...instancesOf(world, event, window));
    else if (overlaps(spanOf(world, event), window)) found.push(event);
  }
  return found.map((event) => spanOf(world, event)).sort((one, other) => one.from - other.from);
}

/** What an owner has chosen to count as busy. */
export interface BusyRules {
  tentative: boolean;
  needsAction: boolean;
  workingElsewhere: boolean;
}

/** As the service's owners have them unless they choose otherwise. */
export const usualRules: BusyRules = { tentative: true, needsAction: true, workingElsewhere: false };

/** Whether an event takes the time of its owner. */
export function isBusy({ content }: StoredEvent, rules: BusyRules): boolean {
  const response = (content['responseStatus'] as { response?: string } | undefined)?.response;
  const { showAs = 'busy' } = content;
  if (content['isCancelled'] === true || response === 'declined' || showAs === 'free') return false;
  if (showAs === 'workingElsewhere') return rules.workingElsewhere;
  if (showAs === 'tentative' || response === 'tentativelyAccepted') return rules.tentative;
  return response === 'notResponded' ? rules.needsAction : true;
}
