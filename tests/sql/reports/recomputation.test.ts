import fc from 'fast-check';
import type { ClientBase } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { Report, ReportFigures } from '../../../sync-service/src/db/report.ts';
import { useDatabase } from '../../support/database.ts';
import { createUser } from '../../support/fixtures.ts';
import { agreeingZones, inRolledBack } from '../../support/oracle/ask-database.ts';
import type { Configuration } from '../../support/oracle/configuration.ts';
import { configurations } from '../../support/oracle/generate.ts';
import { testZones } from '../../support/oracle/test-zones.ts';
import { dayOf, minuteOf } from '../../support/oracle/wall-clock.ts';
import { type WrittenConfiguration, writeAll } from '../../support/oracle/write-configuration.ts';
import { randomRuns, times } from '../../support/scale.ts';
import { type Figures, recompute, type StoredBooking } from './recomputation.ts';

const RUNS = randomRuns(40, 200);
// A failure prints its seed; ORACLE_SEED=… repeats that run.
const SEED = Number(process.env['ORACLE_SEED'] ?? Date.now() % 2_147_483_647);
const db = useDatabase();
let ownerId = '';
let zones: string[] = [];
beforeAll(async () => {
  ownerId = await createUser(db.sql);
  zones = await agreeingZones(db.sql, testZones);
}, 120_000);

test(
  `A report says the same as a recomputation minute by minute, in ${RUNS} random configurations`,
  async () => {
    let booked = 0;
    const property = fc.asyncProperty(configurations(zones), fc.array(fc.nat(4000)), async (drawn, ages) => {
      const configuration = inWholeMinutes(drawn);
      const [report, figures] = await inRolledBack(db.sql, async (client) => {
        const written = await writeAll(client, ownerId, configuration);
        await spreadOverTime(client, written.hostId, ages);
        return [
          await reportOn(client, written, configuration),
          recompute(configuration, await storedBookings(client, written)),
        ] as const;
      });
      const asked = groupsOf(report);
      booked += report.booked_hours > 0 ? 1 : 0;
      const all = new Set([...figures.keys(), ...asked.keys()]);
      const found = [...all].flatMap((name) => differencesOf(name, figures.get(name), asked.get(name)));
      if (found.length > 0) throw new Error(`${found.slice(0, 10).join('\n')}\n${JSON.stringify(configuration)}`);
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
    console.info(`${RUNS} reports, ${booked} with booked time, seed ${SEED}`);
    expect(booked).toBeGreaterThan(RUNS / 10);
  },
  300_000 * times,
);

/** Seconds are another matter: hours and zones know none, and the recomputation goes by minutes. */
function inWholeMinutes(configuration: Configuration): Configuration {
  const cut = <T extends string | null>(at: T): T => (at === null ? at : (`${at.slice(0, 16)}:00Z` as T));
  return {
    ...configuration,
    range: { start: cut(configuration.range.start), end: cut(configuration.range.end) },
    blocks: configuration.blocks
      .map((row) => ({ ...row, startsAt: cut(row.startsAt), endsAt: cut(row.endsAt) }))
      .filter(({ startsAt, endsAt }) => startsAt === null || startsAt !== endsAt),
    bookings: configuration.bookings.map((row) => ({ ...row, startsAt: cut(row.startsAt), endsAt: cut(row.endsAt) })),
  };
}

/** Bookings are made some minutes before they start, and half of them by a visitor. */
async function spreadOverTime(client: ClientBase, hostId: string, ages: number[]): Promise<void> {
  await client.query(
    `update public.bookings as b set created_at = b.starts_at - make_interval(mins => coalesce(($2::int[])[n.n], 90))
     from (select id, row_number() over (order by starts_at, id) as n from public.bookings where host_id = $1) as n where n.id = b.id`,
    [hostId, ages],
  );
  await client.query(
    `insert into public.booking_attendees (booking_id, name, email)
     select b.id, 'Ann', 'ann@example.com' from public.bookings as b where b.host_id = $1 and b.id < '80000000-0000-0000-0000-000000000000'`,
    [hostId],
  );
}

async function reportOn(client: ClientBase, { hostId }: WrittenConfiguration, { range }: Configuration) {
  await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: ownerId })]);
  const { rows } = await client.query('select public.get_report($1, $2, $3) as report', [
    hostId,
    range.start,
    range.end,
  ]);
  return rows[0].report as Report;
}

async function storedBookings(client: ClientBase, { hostId }: WrittenConfiguration): Promise<StoredBooking[]> {
  const { rows } = await client.query(
    `select split_part(e.slug, '-', 2)::int as "eventType", b.status, b.starts_at, b.ends_at, b.created_at,
       coalesce(b.expires_at <= now(), false) as "isOver", a.id is not null as "hasVisitor"
     from public.bookings as b
     join public.event_types as e on e.id = b.event_type_id
     left join public.booking_attendees as a on a.booking_id = b.id
     where b.host_id = $1`,
    [hostId],
  );
  const minute = (at: Date) => minuteOf(at.toISOString());
  return rows.map((row) => ({
    ...row,
    start: minute(row.starts_at),
    end: minute(row.ends_at),
    created: minute(row.created_at),
  }));
}

/** The parts of a report, by the names that the recomputation gives them. */
function groupsOf(report: Report): Map<string, ReportFigures> {
  return new Map<string, ReportFigures>([
    ['all', report],
    ...report.by_event_type.map((part) => [`type ${part.slug.split('-')[1]}`, part] as const),
    ...report.by_weekday.map((part) => [`weekday ${part.day_of_week}`, part] as const),
    ...report.by_week.map((part) => [`week ${dayOf(part.monday)}`, part] as const),
  ]);
}

function differencesOf(name: string, expected: Figures | undefined, found: ReportFigures | undefined): string[] {
  if (expected === undefined || found === undefined) return [`${name} is only on one side`];
  const { outcomes, lead_time: lead } = found;
  const pairs: [string, number | null, number | null, number][] = [
    // Hours are rounded to four places.
    ['offered', expected.offered, found.offered_hours * 60, 0.004],
    ['booked', expected.booked, found.booked_hours * 60, 0.004],
    ['utilisation', expected.utilisation, found.utilisation, 0.000_06],
    ['median', expected.median, lead.median_hours === null ? null : lead.median_hours * 60, 0.004],
    ['p90', expected.p90, lead.p90_hours === null ? null : lead.p90_hours * 60, 0.004],
    ...(['sessions', 'bookings'] as const).map(
      (key) => [key, expected[key], found[key], 0] as [string, number, number, number],
    ),
    ...(['confirmed', 'cancelled', 'declined', 'expired', 'pending'] as const).map(
      (key) => [key, expected[key], outcomes[key], 0] as [string, number, number, number],
    ),
  ];
  return pairs
    .filter(([, a, b, off]) => (a === null || b === null ? a !== b : Math.abs(a - b) > off))
    .map(([what, a, b]) => `${name}: ${what} is ${b}, and should be ${a}`);
}
