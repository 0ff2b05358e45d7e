import { createHash } from 'node:crypto';
import type { EventUpsert } from '../../calendar/event.ts';
import { safeUid } from '../../calendar/foreign-uid.ts';
import { keyOfUid } from '../../calendar/own-event.ts';
import type { CalendarProblem, CalendarToRead, TimeWindow, UnknownTime } from '../../calendar/provider.ts';
import type { FoundObject } from '../expand-worker.ts';
import type { Expander } from '../expander.ts';
import { tooSlow, writeObjectState } from './cursor.ts';
import type { FetchedObject } from './reports.ts';

/** An object of a calendar in the engine's form. */
export interface ReadObject {
  id: string;
  rows: EventUpsert[];
  state: string | null;
  /** Null if it was understood; rows contain what is known in any case. */
  problem: Omit<CalendarProblem, 'series'> | null;
  /** Null if all of its time is known. */
  unknown: UnknownTime | null;
}

/** How the objects of a calendar are read. */
export interface CalendarPull {
  calendar: CalendarToRead;
  selfAddresses: readonly string[];
  window: TimeWindow;
  view: string;
}

/** Expands objects; what cannot be understood becomes the object's problem. */
export async function readObjects(
  expander: Expander,
  pull: CalendarPull,
  fetched: readonly FetchedObject[],
): Promise<ReadObject[]> {
  const { calendar, selfAddresses, window } = pull;
  const { objects } = await expander.expand({
    sources: fetched.map(({ text }) => text),
    window: { from: window.from.getTime(), until: window.until.getTime() },
    hostTimeZone: calendar.hostTimeZone,
    calendarTimeZone: calendar.timeZone,
    selfAddresses,
    policy: calendar.policy,
  });
  const bySource = Map.groupBy(objects, (object) => object.source);
  return fetched.map((object, source) => readObject(object, bySource.get(source) ?? [], pull));
}

function readObject(object: FetchedObject, parts: readonly FoundObject[], { window, view }: CalendarPull): ReadObject {
  const until = window.until.getTime();
  const rows = parts.flatMap((part, index) => {
    // A copy made by the owner has the mark but its own UID.
    const key = keyOfUid(part.uid);
    return toRows(object.id, part, index === 0, key !== null && part.links?.includes(key) ? key : null);
  });
  const problems = parts.flatMap((part) => part.problems);
  const unknown = parts.flatMap((part) => part.unknown ?? []);
  if (parts.length === 0 && /^BEGIN:(VEVENT|VFREEBUSY)/im.test(object.text)) {
    const message = 'An event cannot be read.';
    problems.push({ code: 'unreadable', message, severity: 'error' });
    unknown.push({ fingerprint: fingerprintOf(object.text), days: null, message });
  }
  const problem = problems.find(({ severity }) => severity === 'error') ?? problems[0] ?? null;
  return {
    id: object.id,
    rows,
    state:
      object.etag === null
        ? null
        : writeObjectState({
            etag: object.etag,
            view: problems.some(({ code }) => code === 'timeout') ? tooSlow : view,
            openUntil: isOpen(object.text, until) ? until : null,
            isBroken: problem?.severity === 'error',
          }),
    problem,
    unknown: joinUnknown(object.id, unknown),
  };
}

/** Several events of one object are one question to the owner. */
function joinUnknown(objectId: string, unknown: readonly Omit<UnknownTime, 'objectId'>[]): UnknownTime | null {
  const [first, ...others] = unknown;
  if (first === undefined) return null;
  if (others.length === 0) return { objectId, ...first };
  const spans = unknown.map(({ days }) => days).filter((days) => days !== null);
  const [from = ''] = spans.map((days) => days.from).sort();
  const until =
    spans
      .map((days) => days.until)
      .sort()
      .at(-1) ?? '';
  const days = spans.length < unknown.length ? null : { from, until };
  const fingerprint = fingerprintOf(unknown.map((one) => one.fingerprint).join(' '));
  return { objectId, fingerprint, days, message: first.message };
}

/** A digest of what could not be understood. */
export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** Converts an object's events to rows. The first is named after the object, further ones after their UID, too. */
function toRows(objectId: string, part: FoundObject, isFirst: boolean, ownKey: string | null): EventUpsert[] {
  const uid = part.uid === null ? null : safeUid(part.uid);
  const name = isFirst ? objectId : `${objectId}#${uid ?? part.hash}`;
  return part.occurrences.map(({ key, updatedAt, ...occurrence }) => ({
    ...occurrence,
    kind: 'upsert',
    providerEventId: key === null ? name : `${name}/${key}`,
    seriesId: key === null && isFirst ? null : objectId,
    icalUid: uid,
    providerUpdatedAt: updatedAt,
    ownKey,
    ...(part.links === undefined ? {} : { links: part.links }),
  }));
}

/** Whether it may have occurrences after the window: it repeats, begins there, or this is unclear. */
function isOpen(raw: string, until: number): boolean {
  const unfolded = raw.replace(/\r?\n[ \t]/g, '');
  // Zones repeat forever, but their events need not.
  const text = unfolded.replace(/^BEGIN:VTIMEZONE[\s\S]*?^END:VTIMEZONE/gim, '');
  if (/^(RRULE|RDATE)/im.test(text)) return true;
  const starts = [...text.matchAll(/^DTSTART[^:\r\n]*:(\d{4})(\d{2})(\d{2})/gim)];
  if (starts.length === 0 || starts.length < (text.match(/^DTSTART/gim)?.length ?? 0)) return true;
  const nearEnd = until - 2 * 86_400_000;
  return starts.some(([, year, month, day]) => Date.UTC(Number(year), Number(month) - 1, Number(day)) >= nearEnd);
}
