import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHost, createHours } from '../../support/fixtures.ts';
import { pagesOnPool } from '../../support/pages.ts';

const db = useDatabase();
const DAY = 86_400_000;

/** A host in Berlin with a fine grid, and what is asked of it. */
async function fineGrid(columns: Record<string, unknown>, hours: [string, string] = ['00:00', '24:00']) {
  const host = await createHost(db.sql);
  await createHours(db.sql, host.id, ...hours);
  const type = await createEventType(db.sql, host.id, { durations_minutes: [30], horizon_days: 400, ...columns });
  const first = new Date(Math.ceil(Date.now() / DAY) * DAY + 3 * DAY);
  const range = (days: number) => [type.id, first, new Date(first.getTime() + days * DAY)];
  return { host, type, first, range };
}

describe('The candidate beyond a number of others', () => {
  const odd: [string, Record<string, unknown>, [string, string]?][] = [
    ['round the clock', { slot_interval_minutes: 7 }],
    ['in working hours', { slot_interval_minutes: 5 }, ['09:10', '16:45']],
    ['with a notice that begins amid the grid', { slot_interval_minutes: 11, min_notice_minutes: 5 * 1440 + 17 }],
    ['with a horizon', { slot_interval_minutes: 3, horizon_days: 9 }],
  ];

  test.each(odd)('%s is the next one of the list', async (_, columns, hours) => {
    const { range } = await fineGrid(columns, hours);
    // Long enough for a clock change wherever the year stands.
    const { rows } = await db.sql.query(`select public.get_available_slots($1, $2, $3) as listed`, range(30));
    const starts = rows[0].listed.slots.map(({ start }: { start: string }) => start);
    for (const max of [1, 2, 50, 399, 1000, starts.length - 1, starts.length, starts.length + 1]) {
      const { rows: found } = await db.sql.query(
        `select private.iso_instant(private.first_candidate_beyond(private.load_slot_rules($1, 30), tstzrange($2, $3), now(), $4)) as at`,
        [...range(30), max],
      );
      expect([max, found[0].at]).toEqual([max, starts[max] ?? null]);
    }
  });
});

describe('A question for more than an answer holds', () => {
  const pages = (values: unknown[]) => pagesOnPool(db.sql, 'select public.get_available_slots($1, $2, $3)', values);

  test('costs what the answer costs: what lies beyond is not looked at', async () => {
    const { host, type, first, range } = await fineGrid({ slot_interval_minutes: 1 });
    await db.sql.query(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, seat)
       select $1, $2, 'confirmed', at, at + interval '30 minutes', 1
       from generate_series($3::timestamptz + interval '8 days', $3::timestamptz + interval '99 days', interval '45 minutes') as at`,
      [host.id, type.id, first],
    );
    await db.sql.query('analyze public.bookings');
    const week = await pages(range(7));
    expect(await pages(range(99))).toBeLessThan(week * 1.5 + 50);
  });

  test('is answered piece by piece, and the pieces are the whole', async () => {
    const { host, type, first, range } = await fineGrid({ slot_interval_minutes: 2 });
    await db.sql.query(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
       values ($1, $2, 'confirmed', $3::timestamptz + interval '5 days', $3::timestamptz + interval '5 days 30 minutes')`,
      [host.id, type.id, first],
    );
    const ask = async (values: unknown[]) =>
      (await db.sql.query(`select public.get_available_slots($1, $2, $3) as listed`, values)).rows[0].listed;
    const [id, from, until] = range(25);
    const pieces: string[] = [];
    let [next, questions] = [from as Date | string | undefined, 0];
    while (next !== undefined) {
      const listed = await ask([id, next, until]);
      pieces.push(...listed.slots.map(({ start }: { start: string }) => start));
      next = listed.truncated_at;
      questions += 1;
    }
    const days: string[] = [];
    for (let day = 0; day < 25; day += 1) {
      const start = first.getTime() + day * DAY;
      days.push(
        ...(await ask([id, new Date(start), new Date(start + DAY)])).slots.map(({ start }: { start: string }) => start),
      );
    }
    expect(pieces).toEqual(days);
    expect(questions).toBe(2);
  });
});
