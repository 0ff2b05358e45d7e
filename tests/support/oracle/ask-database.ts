import type { ClientBase, Pool, PoolClient } from 'pg';
import type { Configuration, Slot } from './configuration.ts';
import { Oracle, type Verdict } from './slots.ts';
import { clockChanges, instantOf, minuteOf, offsetAt } from './wall-clock.ts';

/** One entry of what private.explain_starts answers. */
export interface Explanation {
  start: string;
  end: string;
  free: boolean;
  reasons: { reason: string; [column: string]: unknown }[];
}

/** Runs work in a transaction that is always rolled back. */
export async function inRolledBack<Result>(sql: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await sql.connect();
  try {
    await client.query('begin');
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** The whole answer to a question for slots. */
export interface SlotResult {
  event_type_id: string;
  duration_minutes: number;
  time_zone: string;
  as_of: string;
  covered_until: string | null;
  slots: Slot[];
  truncated_at?: string;
}

/** All slots of a range, however many: asks on from where an answer was cut. */
export async function listAllSlots(client: ClientBase, eventTypeId: string, asked: Configuration): Promise<Slot[]> {
  const slots: Slot[] = [];
  for (let start: string | undefined = asked.range.start; start !== undefined; ) {
    const result = await askForSlots(client, eventTypeId, { ...asked, range: { ...asked.range, start } });
    slots.push(...result.slots);
    start = result.truncated_at;
  }
  return slots;
}

/** What the database answers for a written configuration. */
export async function askForSlots(client: ClientBase, eventTypeId: string, asked: Configuration): Promise<SlotResult> {
  const { rows } = await client.query<{ result: SlotResult }>({
    name: 'list slots',
    text: `select private.list_slots($1::uuid, tstzrange($2::timestamptz, $3::timestamptz), $4::int, $5::timestamptz) as result`,
    values: [eventTypeId, asked.range.start, asked.range.end, asked.durationMinutes, asked.now],
  });
  const result = rows[0]?.result;
  if (!result) throw new Error('private.list_slots answered nothing');
  return result;
}

/** What the database says about given starts of a written configuration. */
export async function explainStarts(
  client: ClientBase,
  eventTypeId: string,
  asked: Configuration,
  starts: string[],
): Promise<Explanation[]> {
  const { rows } = await client.query<{ result: Explanation[] }>({
    name: 'explain starts',
    text: `select private.explain_starts(p_event_type_id => $1::uuid, p_range => tstzrange($2::timestamptz, $3::timestamptz),
      p_duration_minutes => $4::int, p_starts => $5::timestamptz[], p_now => $6::timestamptz) as result`,
    values: [eventTypeId, asked.range.start, asked.range.end, asked.durationMinutes, starts, asked.now],
  });
  const result = rows[0]?.result;
  if (!result) throw new Error('private.explain_starts answered nothing');
  return result;
}

/**
 * Every way in which the listed slots differ from all slots there are, in words; empty when they are the same to the
 * letter.
 */
export function differences(expected: Slot[], actual: Slot[]): string[] {
  const byStart = new Map(actual.map((slot) => [slot.start, slot]));
  const known = new Set(expected.map((slot) => slot.start));
  const found = [
    ...actual.filter((slot) => !known.has(slot.start)).map((slot) => `listed, but not a slot: ${JSON.stringify(slot)}`),
  ];
  for (const slot of expected) {
    const other = byStart.get(slot.start);
    if (!other) found.push(`a slot, but not listed: ${JSON.stringify(slot)}`);
    else if (sorted(slot) !== sorted(other)) found.push(`expected ${sorted(slot)}, listed ${sorted(other)}`);
  }
  const isAscending = actual.every((slot, index) => index === 0 || (actual[index - 1]?.start ?? '') < slot.start);
  if (!isAscending) found.push('the list is not ascending or names a start twice');
  return found;
}

/** How an explanation contradicts the verdict on the same start, in words. */
function contradictions(verdict: Verdict, explanation: Explanation | undefined): string[] {
  const { start } = verdict.slot;
  if (!explanation) return [`${start} is not explained`];
  const named = new Set(explanation.reasons.map((row) => row.reason));
  const found: string[] = [];
  if (explanation.start !== start || explanation.end !== verdict.slot.end) found.push(`${start}: other times`);
  if (explanation.free !== verdict.isFree) found.push(`${start}: free is ${explanation.free}`);
  if (explanation.free !== (named.size === 0)) found.push(`${start}: free ${explanation.free}, but ${[...named]}`);
  for (const [reason, isNamed] of verdict.reasons) {
    if (named.has(reason) !== isNamed) found.push(`${start}: ${reason} is ${isNamed ? 'not ' : ''}named`);
  }
  return found;
}

/**
 * Everything in which the listed slots and the explanations of some starts depart from the oracle, in words, and how
 * many slots there are.
 */
export async function departures(
  client: ClientBase,
  eventTypeId: string,
  asked: Configuration,
): Promise<{ found: string[]; slots: number }> {
  const oracle = new Oracle(asked);
  const expected = oracle.slots();
  const starts = someStarts(oracle, asked, 12, minuteOf(asked.range.start));
  const found = differences(expected, await listAllSlots(client, eventTypeId, asked));
  const explained = await explainStarts(client, eventTypeId, asked, starts.map(instantOf));
  const byStart = new Map(explained.map((row) => [row.start, row]));
  for (const start of starts) found.push(...contradictions(oracle.judge(start), byStart.get(instantOf(start))));
  return { found, slots: expected.length };
}

/** Starts to ask about: slots, their neighbours and steps of other grids, spread by a seed. */
export function someStarts(oracle: Oracle, asked: Configuration, count: number, seed: number): number[] {
  const first = Math.ceil(Date.parse(asked.range.start) / 60_000);
  const minutes = Math.floor(Date.parse(asked.range.end) / 60_000) - first;
  const candidates = oracle.candidates();
  const starts = new Set<number>();
  for (let index = 0; index < count; index += 1) {
    const spread = (seed * 7919 + index * 104_729) % 1_000_003;
    const candidate = candidates[spread % Math.max(1, candidates.length)];
    starts.add(candidate === undefined || index % 4 === 0 ? first + (spread % minutes) : candidate);
  }
  return [...starts].sort((a, b) => a - b);
}

/** The zones in which Postgres and Intl agree on every offset of 2024 to 2031; the others are printed. */
export async function agreeingZones(sql: Pool, zones: readonly string[]): Promise<string[]> {
  const agreeing: string[] = [];
  for (const zone of zones) {
    const instants = clockChanges(zone, 2024, 2031).flatMap(({ minute }) => [minute - 1, minute]);
    for (let minute = minuteOf('2024-01-01T00:00Z'); minute < minuteOf('2032-01-01T00:00Z'); minute += 1440) {
      instants.push(minute);
    }
    const { rows } = await sql.query<{ offsets: number[] }>(
      `select array_agg((extract(epoch from (instant at time zone $1) - (instant at time zone 'UTC')) / 60)::int order by n) as offsets
        from unnest($2::timestamptz[]) with ordinality as given (instant, n)`,
      [zone, instants.map(instantOf)],
    );
    const differing = instants.find((minute, index) => rows[0]?.offsets[index] !== offsetAt(zone, minute));
    if (differing === undefined) agreeing.push(zone);
    else console.info(`left out: Postgres and Intl disagree about ${zone} at ${instantOf(differing)}`);
  }
  return agreeing;
}

function sorted(slot: Slot): string {
  return JSON.stringify(Object.fromEntries(Object.entries(slot).sort(([a], [b]) => (a < b ? -1 : 1))));
}
