import type pg from 'pg';
import { ask, offeredHost, visitor } from './support.ts';

const DAY = 86_400_000;

interface Wanted {
  start: string;
  frequency?: string | null;
  count?: number | null;
  email?: string;
  hold?: string;
  key?: string;
}

/** Ways to book series, and to see what became of them. `sql` is asked for with each call: the database is there before the tests, not before that. */
export function seriesScene(db: { sql: pg.Pool }) {
  const bookSeries = (eventTypeId: string, { start, frequency = 'daily', count = 3, email, hold, key }: Wanted) =>
    ask(
      db.sql,
      `public.create_booking_series($1, $2, 30, $3, $4, $5, '{}', $6, case when $6::uuid is not null then 0 end, $7, $7 || ' hash')`,
      [eventTypeId, start, frequency, count, visitor('Ann', email), hold ?? null, key ?? null],
    );
  const book = (eventTypeId: string, start: string) =>
    ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor('Ben', 'ben@example.com')]);
  const later = (start: string, days: number) =>
    new Date(Date.parse(start) + days * DAY).toISOString().replace('.000Z', 'Z');
  const rows = async (eventTypeId: string) =>
    (
      await db.sql.query(
        `select * from public.bookings where event_type_id = $1 and status in ('held', 'pending', 'confirmed') order by starts_at`,
        [eventTypeId],
      )
    ).rows;
  const mails = async (eventTypeId: string) =>
    (
      await db.sql.query(
        `select n.kind, count(*)::int as n from public.notifications as n join public.bookings as b on b.id = n.booking_id
       where b.event_type_id = $1 group by n.kind order by n.kind`,
        [eventTypeId],
      )
    ).rows.map(({ kind, n }) => `${n} ${kind}`);
  const series = (columns: Record<string, unknown> = {}) =>
    offeredHost(db.sql, { series_max: 10, horizon_days: 365, ...columns });
  return { bookSeries, book, later, rows, mails, series };
}
