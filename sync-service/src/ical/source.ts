import { ianaZoneOf, zoneOfDefinition } from './calendar-zone.ts';
import type { SourceInfo } from './expansion.ts';
import { parseText } from './property.ts';
import { type Block, type CalendarBlock, lineValue, splitCalendars } from './split.ts';

/** The components that share a UID, not read yet. */
export interface RawObject {
  source: number;
  uid: string | null;
  blocks: Block[];
  /** The calendar that each of the blocks is in. */
  calendars: CalendarBlock[];
}

/** Takes one source apart into its objects. */
export function readSource(text: string, source: number): RawObject[] {
  const calendars = splitCalendars(text);
  const objects: RawObject[] = [];
  const byUid = new Map<string, RawObject>();
  for (const calendar of calendars) {
    for (const block of [...calendar.events, ...calendar.busyTimes]) {
      const uid = lineValue(block, 'UID') || null;
      const known = uid === null ? undefined : byUid.get(uid);
      if (known !== undefined) {
        known.blocks.push(block);
        known.calendars.push(calendar);
        continue;
      }
      const object = { source, uid, blocks: [block], calendars: [calendar] };
      objects.push(object);
      if (uid !== null) byUid.set(uid, object);
    }
  }
  return objects;
}

/** What calendars say of themselves: the first one that says it. */
export function readInfo(calendars: readonly CalendarBlock[]): SourceInfo {
  const value = (name: string): string | null =>
    firstOf(calendars, ({ lines }) => parseText(lines.get(name)?.[0]) || null);
  return {
    name: value('X-WR-CALNAME') ?? value('NAME'),
    timeZone: firstOf(calendars, ianaZoneOf),
  };
}

/** The IANA zone that a text says a calendar has: by its name for itself, or by a definition alone. */
export function readZone(text: string): string | null {
  const calendars = splitCalendars(text);
  return firstOf(calendars, ianaZoneOf) ?? firstOf(calendars, zoneOfDefinition);
}

function firstOf<T>(calendars: readonly CalendarBlock[], find: (calendar: CalendarBlock) => T | null): T | null {
  for (const calendar of calendars) {
    const found = find(calendar);
    if (found !== null) return found;
  }
  return null;
}
