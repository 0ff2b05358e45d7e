import { createHash } from 'node:crypto';
import { type Component, readComponent } from './component.ts';
import { createEmbeddedZone, lineValue } from './embedded-zone.ts';
import type { ExpandedObject, ExpansionRequest, ObjectProblem, SourceInfo } from './expansion.ts';
import { RecurrenceError } from './problem.ts';
import { expandComponents } from './series.ts';
import { type Block, type CalendarBlock, splitCalendars } from './split.ts';
import { parseProperty, readDuration, readTime, toInstant, type ZoneScope, zoneOrUtc } from './value.ts';
import { findSystemZone, type Zone } from './zone.ts';

/** Characters of one object that are read; a series with thousands of exceptions has a tenth of it. */
const maxObjectLength = 1_000_000;

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
 */
export function expandObject(object: RawObject, request: ExpansionRequest, zones: EmbeddedZones): ExpandedObject {
  const problems: ObjectProblem[] = [];
  const floating = zoneOrUtc(request.hostTimeZone);
  const fallback =
    request.calendarTimeZone === null ? floating : (findSystemZone(request.calendarTimeZone) ?? floating);
  let isZoneUnknown = false;
  const scope: ZoneScope = {
    embedded: embeddedZones(object.calendar, zones),
    floating,
    fallback,
    onUnknownZone: () => {
      isZoneUnknown = true;
    },
  };
  let occurrences: ExpandedObject['occurrences'] = [];
  try {
    checkLength(object);
    const components = object.blocks.flatMap((block) => readBlock(block, scope, request.selfAddresses, problems));
    const expanded = expandComponents(components, request, fallback);
    occurrences = expanded.occurrences;
    problems.push(...expanded.problems);
  } catch (error) {
    problems.push(toProblem(error));
  }
  if (isZoneUnknown) {
    const message = "An event is in a time zone that nobody knows; its times were read in the calendar's zone.";
    problems.push({ code: 'unknown_zone', message, severity: 'warning' });
  }
  return { source: object.source, uid: object.uid, hash: hashOf(object), occurrences, problems };
}

/** An object whose expansion took too long, or broke the thread that tried. */
export function giveUpObject(object: RawObject): ExpandedObject {
  const message = 'An event takes too long to work out.';
  const problems: ObjectProblem[] = [{ code: 'timeout', message, severity: 'error' }];
  return { source: object.source, uid: object.uid, hash: hashOf(object), occurrences: [], problems };
}

function checkLength(object: RawObject): void {
  const length = object.blocks.reduce((sum, { lines }) => lines.reduce((all, line) => all + line.length, sum), 0);
  if (length > maxObjectLength) throw new RecurrenceError('too_large', 'An event is too large to be read.');
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
    return block.name === 'VFREEBUSY' ? readBusyTimes(block, scope) : [readComponent(block, scope, selfAddresses)];
  } catch (error) {
    problems.push(toProblem(error));
    return [];
  }
}

/** Published free/busy time: each period that is not free as an event without a title. */
function readBusyTimes(block: Block, scope: ZoneScope): Component[] {
  return block.lines
    .filter((line) => /^FREEBUSY/i.test(line))
    .map(parseProperty)
    .filter((property) => String(property.params.fbtype ?? 'BUSY').toUpperCase() !== 'FREE')
    .flatMap((property) =>
      property.values.map((value): Component => {
        const [begin, end] = Array.isArray(value) ? value.map(String) : ['', ''];
        const start = readTime(begin ?? '', property, scope);
        const isDuration = /^[+-]?P/.test(end ?? '');
        const ms = isDuration ? 0 : toInstant(readTime(end ?? '', property, scope)) - toInstant(start);
        if (ms < 0) throw new RecurrenceError('malformed_times', 'A busy time ends before it begins.');
        return {
          start,
          length: isDuration ? readDuration(end ?? '') : { days: 0, ms },
          rules: [],
          extra: [],
          excluded: [],
          replaces: null,
          isThisAndFuture: false,
          sequence: 0,
          travelMs: 0,
          title: null,
          status: String(property.params.fbtype).toUpperCase() === 'BUSY-TENTATIVE' ? 'tentative' : 'confirmed',
          transparency: 'opaque',
          isWorkingLocation: false,
          ownAnswer: null,
          updatedAt: null,
        };
      }),
    );
}

function embeddedZones(calendar: CalendarBlock, zones: EmbeddedZones): Map<string, Zone> {
  const known = zones.get(calendar);
  if (known !== undefined) return known;
  const embedded = new Map<string, Zone>();
  for (const block of calendar.zones) {
    const tzid = lineValue(block, 'TZID');
    if (tzid !== null && !embedded.has(tzid)) embedded.set(tzid, lazyZone(block));
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
