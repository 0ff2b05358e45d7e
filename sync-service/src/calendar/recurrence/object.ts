import { createHash } from 'node:crypto';
import { readBusyTimes } from './busy-times.ts';
import { type Component, cleanTitle, readComponent } from './component.ts';
import { createEmbeddedZone, lineValue } from './embedded-zone.ts';
import type { ExpandedObject, ExpansionRequest, ObjectProblem, SourceInfo } from './expansion.ts';
import { RecurrenceError } from './problem.ts';
import { expandComponents } from './series.ts';
import { type Block, type CalendarBlock, splitCalendars } from './split.ts';
import { parseProperty, type ZoneScope, zoneOrUtc } from './value.ts';
import { findSystemZone, type Zone, zoneKey } from './zone.ts';

/** Characters of one object that are read; a series with thousands of exceptions has a tenth of it. */
const maxObjectLength = 1_000_000;

/** Names of zones that one object is told to use, and characters of each. */
const maxUnknownZones = 3;
const maxZoneName = 60;

/** The components that share a UID, not read yet. */
export interface RawObject {
  source: number;
  uid: string | null;
  blocks: Block[];
  calendar: CalendarBlock;
}

/** Takes one source apart into its objects. */
export function readSource(text: string, source: number): { info: SourceInfo; objects: RawObject[] } {
  const calendars = splitCalendars(text);
  const objects: RawObject[] = [];
  const byUid = new Map<string, RawObject>();
  for (const calendar of calendars) {
    for (const block of [...calendar.events, ...calendar.busyTimes]) {
      const uid = lineValue(block, 'UID') || null;
      const known = uid === null ? undefined : byUid.get(uid);
      if (known !== undefined) {
        known.blocks.push(block);
        continue;
      }
      const object = { source, uid, blocks: [block], calendar };
      objects.push(object);
      if (uid !== null) byUid.set(uid, object);
    }
  }
  return { info: readInfo(calendars), objects };
}

function readInfo(calendars: readonly CalendarBlock[]): SourceInfo {
  const value = (name: string): string | null => {
    const line = calendars.flatMap((calendar) => calendar.lines).find((item) => item.toUpperCase().startsWith(name));
    try {
      // Of properties that are not its own, ical.js leaves the escapes in.
      const text = line === undefined ? '' : String(parseProperty(line).values[0] ?? '').replace(/\\([,;\\])/g, '$1');
      return text.trim() || null;
    } catch {
      // A name that can't be read is no reason to refuse the calendar.
      return null;
    }
  };
  const zone = value('X-WR-TIMEZONE');
  return {
    name: value('X-WR-CALNAME') ?? value('NAME'),
    timeZone: zone !== null && findSystemZone(zone) !== null ? zone : null,
  };
}

/** Zones of the calendars of one request; made when first needed and gone with the request. */
export type EmbeddedZones = Map<CalendarBlock, Map<string, Zone>>;

/**
 * Expands one object. Never throws for what the object holds: that becomes a problem, and what else is known of the
 * object is returned with it.
 * @param isHasty Whether only the starts are wanted that it names one by one, those of changed occurrences with them.
 */
export function expandObject(
  object: RawObject,
  request: ExpansionRequest,
  zones: EmbeddedZones,
  isHasty = false,
): ExpandedObject {
  const problems: ObjectProblem[] = [];
  const floating = zoneOrUtc(request.hostTimeZone);
  const ofCalendar = request.calendarTimeZone === null ? null : findSystemZone(request.calendarTimeZone);
  const fallback = ofCalendar ?? floating;
  const unknown = new Set<string>();
  const scope: ZoneScope = {
    embedded: embeddedZones(object.calendar, zones),
    floating,
    fallback,
    onUnknownZone: (tzid) => unknown.add(tzid),
  };
  let occurrences: ExpandedObject['occurrences'] = [];
  try {
    const blocks = limitLength(object.blocks, problems);
    const components = blocks.flatMap((block) => readBlock(block, scope, request.selfAddresses, problems));
    const wanted = isHasty ? components.map((component) => ({ ...component, rules: [], extra: [] })) : components;
    const expanded = expandComponents(wanted, request, fallback);
    occurrences = expanded.occurrences;
    problems.push(...expanded.problems);
  } catch (error) {
    problems.push(toProblem(error));
  }
  const zoneName = ofCalendar === null ? request.hostTimeZone : request.calendarTimeZone;
  for (const tzid of [...unknown].slice(0, maxUnknownZones)) {
    const name = cleanTitle(zoneKey(tzid))?.slice(0, maxZoneName) ?? '';
    const message = `Events are in the time zone "${name}", which is not known; their times were read as ${zoneName}.`;
    problems.push({ code: 'unknown_zone', message, severity: 'warning' });
  }
  return { source: object.source, uid: object.uid, hash: hashOf(object), occurrences, problems };
}

/**
 * An object whose expansion took too long, or broke the thread that tried: what it says without its rules, so that an
 * event does not look free because something else took the time. If that was too much as well, nothing.
 * @param tries How often that happened.
 */
export function giveUpObject(
  object: RawObject,
  request: ExpansionRequest,
  zones: EmbeddedZones,
  tries: number,
): ExpandedObject {
  const message = 'An event takes too long to work out.';
  const problem: ObjectProblem = { code: 'timeout', message, severity: 'error' };
  if (tries > 1) {
    return { source: object.source, uid: object.uid, hash: hashOf(object), occurrences: [], problems: [problem] };
  }
  const expanded = expandObject(object, request, zones, true);
  return { ...expanded, problems: [problem, ...expanded.problems] };
}

/** Of an object that is too long what says when it is, without the long lists: it may only look busier than it is. */
function limitLength(blocks: readonly Block[], problems: ObjectProblem[]): readonly Block[] {
  const length = blocks.reduce((sum, { lines }) => lines.reduce((all, line) => all + line.length, sum), 0);
  if (length <= maxObjectLength) return blocks;
  problems.push({ code: 'too_large', message: 'An event is too large to be read wholly.', severity: 'error' });
  let left = maxObjectLength;
  const isShort = (line: string): boolean => {
    if (/^(EXDATE|RDATE|ATTENDEE)/i.test(line) || line.length > left) return false;
    left -= line.length;
    return true;
  };
  return blocks.map((block) => ({ ...block, lines: block.lines.filter(isShort) }));
}

function hashOf(object: RawObject): string {
  if (object.uid !== null) return '';
  return createHash('sha256')
    .update(object.blocks.flatMap((block) => block.lines).join('\n'))
    .digest('hex')
    .slice(0, 40);
}

function readBlock(
  block: Block,
  scope: ZoneScope,
  selfAddresses: readonly string[],
  problems: ObjectProblem[],
): Component[] {
  try {
    return block.name === 'VFREEBUSY'
      ? readBusyTimes(block, scope, problems)
      : [readComponent(block, scope, selfAddresses, problems)];
  } catch (error) {
    problems.push(toProblem(error));
    return [];
  }
}

function embeddedZones(calendar: CalendarBlock, zones: EmbeddedZones): Map<string, Zone> {
  const known = zones.get(calendar);
  if (known !== undefined) return known;
  const embedded = new Map<string, Zone>();
  for (const block of calendar.zones) {
    const tzid = zoneKey(lineValue(block, 'TZID') ?? '');
    if (tzid !== '' && !embedded.has(tzid)) embedded.set(tzid, lazyZone(block));
  }
  zones.set(calendar, embedded);
  return embedded;
}

/** Read on first use: most calendars carry zones that the system knows better, some broken ones. */
function lazyZone(block: Block): Zone {
  let zone: Zone | null = null;
  return {
    offsetAt(instantMs) {
      zone ??= createEmbeddedZone(block);
      return zone.offsetAt(instantMs);
    },
  };
}

function toProblem(error: unknown): ObjectProblem {
  if (error instanceof RecurrenceError) return { code: error.code, message: error.message, severity: 'error' };
  // Whatever a library threw over hostile input: the object is unreadable, the others are not.
  return { code: 'unreadable', message: 'An event can not be read.', severity: 'error' };
}
