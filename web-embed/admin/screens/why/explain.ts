import { isoOf } from '../../../shared/time.ts';
import type { AdminCalls } from '../../app/calls.ts';
import { kindOf } from '../../words.ts';
import type { Reason, ReasonNames } from './reasons.ts';

/** A start that could be booked, or why it can't. Instants are ISO texts. */
export interface ExplainedStart {
  start: string;
  end: string;
  free: boolean;
  reasons: Reason[];
}

/** What `explain_slots` says. */
export interface Explanation {
  duration_minutes: number;
  time_zone: string;
  as_of: string;
  slots: ExplainedStart[];
}

/** What is to be explained; `starts`: these, instead of the candidates of the range. Instants are milliseconds. */
export interface Question {
  eventTypeId: string;
  from: number;
  until: number;
  duration?: number | null;
  starts?: readonly number[];
}

/** Starts that follow each other and have the same reasons. */
export interface StartGroup {
  first: ExplainedStart;
  last: ExplainedStart;
  count: number;
  isFree: boolean;
  reasons: Reason[];
}

/** Folds starts with the same reasons, so that a night is one line. */
export function groupStarts(starts: readonly ExplainedStart[]): StartGroup[] {
  const groups: (StartGroup & { sign: string })[] = [];
  for (const start of starts) {
    const sign = JSON.stringify(start.reasons);
    const last = groups.at(-1);
    if (last?.sign === sign) Object.assign(last, { last: start, count: last.count + 1 });
    else groups.push({ first: start, last: start, count: 1, isFree: start.free, reasons: start.reasons, sign });
  }
  return groups.map(({ sign: _, ...group }) => group);
}

/** Asks why, and for the names behind the reasons. @throws RequestError */
export async function explain(
  calls: AdminCalls,
  question: Question,
  signal?: AbortSignal,
): Promise<Explanation & { names: ReasonNames }> {
  const explanation = await calls.rpc<Explanation>(
    'explain_slots',
    {
      event_type_id: question.eventTypeId,
      range_start: isoOf(question.from),
      range_end: isoOf(question.until),
      duration_minutes: question.duration ?? null,
      starts: question.starts?.map(isoOf) ?? null,
    },
    signal,
  );
  return {
    ...explanation,
    names: await readNames(
      calls,
      explanation.slots.flatMap(({ reasons }) => reasons),
      signal,
    ),
  };
}

type NamedBooking = { id: string; booking_attendees: { name: string }[] | { name: string } | null };
type NamedCalendar = { id: string; name: string; calendar_connections: { provider: string } | null };

/** The names of bookings and calendars that reasons are about. */
async function readNames(calls: AdminCalls, reasons: readonly Reason[], signal?: AbortSignal): Promise<ReasonNames> {
  const bookingIds = [...new Set(reasons.flatMap(({ booking_ids: ids }) => ids ?? []))].slice(0, 100);
  const calendarIds = [...new Set(reasons.flatMap(({ calendar_id: id }) => id ?? []))];
  const rows = <T>(path: string, ids: readonly string[]): Promise<T[]> =>
    ids.length === 0 ? Promise.resolve([]) : calls.table(`${path}&id=in.(${ids.join()})`, { signal });
  const [bookings, calendars] = await Promise.all([
    rows<NamedBooking>('bookings?select=id,booking_attendees(name)', bookingIds),
    rows<NamedCalendar>('calendars?select=id,name,calendar_connections(provider)', calendarIds),
  ]);
  return {
    bookings: new Map(
      bookings.flatMap(({ id, booking_attendees: attendees }) => {
        const name = [attendees].flat()[0]?.name;
        return name ? [[id, name] as const] : [];
      }),
    ),
    calendars: new Map(
      calendars.map(({ id, name, calendar_connections: connection }) => [
        id,
        connection && !name.includes(kindOf(connection.provider)) ? `${name} (${kindOf(connection.provider)})` : name,
      ]),
    ),
  };
}
