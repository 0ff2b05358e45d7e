import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, createHours } from '../../support/fixtures.ts';
import { daysFromNow, pageOfRun } from '../../support/page.ts';
import { cases } from '../../support/scale.ts';

const db = useDatabase();
let pool: pg.Pool;

beforeAll(() => {
  pool = new pg.Pool({ connectionString: db.url('postgres'), max: 16 });
});
afterAll(async () => {
  await pool.end();
});

/** A call on a connection of its own: `done`, or the stable code of its refusal; anything else is told by its SQLSTATE. */
async function call(text: string, values: unknown[]): Promise<string> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query(`select ${text} as result`, values);
    return rows[0].result?.applied === false ? 'overtaken' : 'done';
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.code?.startsWith('PT') ? (error.detail?.split(' ')[0] ?? error.code) : `sqlstate ${error.code}`;
  } finally {
    client.release();
  }
}

const applyEvent = (calendarId: string, run: number, start: Date) =>
  call('public.apply_calendar_changes($1, $2)', [
    calendarId,
    pageOfRun({
      expected_cursor: run === 0 ? null : `c${run - 1}`,
      next_cursor: `c${run}`,
      is_last: true,
      covered_from: daysFromNow(-7),
      changes: [
        {
          kind: 'upsert',
          provider_event_id: `event-${run}`,
          starts_at: start,
          ends_at: new Date(start.getTime() + 1_800_000),
        },
      ],
    }),
  ]);

test('of an event that appears and a booking of its time, made at the same moment, one always sees the other', async () => {
  const pairs = cases(200, 1000);
  const lanes = 4;
  const outcomes: Record<string, number> = {};
  const unseen: string[] = [];

  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const host = await createHost(db.sql, { time_zone: 'UTC' });
      const type = await createEventType(db.sql, host.id, { min_notice_minutes: 0, horizon_days: 90 });
      await createHours(db.sql, host.id);
      const calendar = await createCalendar(db.sql, host);
      await db.sql.query('insert into private.calendar_sync (calendar_id) values ($1)', [calendar.id]);
      const first = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).getTime();

      for (let pair = 0; pair < pairs / lanes; pair += 1) {
        const start = new Date(first + pair * 3_600_000);
        // A head start of up to some milliseconds for either, so that all interleavings come up.
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const lead = ((pair * 7 + lane) % 13) - 6;
        const [sync, booking] = await Promise.all([
          wait(Math.max(0, lead)).then(() => applyEvent(calendar.id, pair, start)),
          wait(Math.max(0, -lead)).then(() =>
            call('public.create_booking($1, $2, 30, $3)', [
              type.id,
              start,
              JSON.stringify({ name: 'Visitor', email: 'v@example.com' }),
            ]),
          ),
        ]);
        expect(sync).toBe('done');
        outcomes[booking] = (outcomes[booking] ?? 0) + 1;
        const { rows } = await db.sql.query(
          `select 1 from public.booking_conflicts as k
           join public.bookings as b on b.id = k.booking_id
           where b.host_id = $1 and b.starts_at = $2 and k.resolved_at is null`,
          [host.id, start],
        );
        if (booking === 'done' && rows.length !== 1) unseen.push(`${start.toISOString()}: ${rows.length} conflicts`);
        if (booking !== 'done' && rows.length !== 0) unseen.push(`${start.toISOString()}: refused, and a conflict`);
      }
    }),
  );

  expect(unseen).toEqual([]);
  expect(Object.keys(outcomes).sort(), 'both orders came up, and nothing else').toEqual(['done', 'slot_not_offered']);
  console.log(`sync against booking: ${JSON.stringify(outcomes)} of ${pairs}`);
}, 240_000);
