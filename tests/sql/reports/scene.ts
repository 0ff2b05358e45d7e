import type pg from 'pg';
import type { Report } from '../../../sync-service/src/db/report.ts';
import { createEventType, createHost, insert } from '../../support/fixtures.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
type Row = any;

/** Asks as a signed-in user: the report, or the stable code of the error. */
export async function askReport(sql: pg.Pool, userId: string, hostId: string, start: string, end: string) {
  const client = await sql.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`, [
      JSON.stringify({ role: 'authenticated', sub: userId }),
    ]);
    const { rows } = await client.query('select public.get_report($1, $2, $3) as report', [hostId, start, end]);
    return rows[0].report;
  } catch (error) {
    const { code, detail } = error as { code: string; detail?: string };
    return code.startsWith('PT') ? detail : code;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** A host with hours on the given weekdays, one event type, and short ways to book and to ask. */
export async function setReportScene(
  sql: pg.Pool,
  timeZone: string,
  hours: { days?: number[]; from?: string; until?: string } | null = {},
  columns: Record<string, unknown> = {},
) {
  const host = await createHost(sql, { time_zone: timeZone });
  const type = await createEventType(sql, host.id, columns);
  if (hours !== null) await open(hours);

  async function open({ days = [0, 1, 2, 3, 4, 5, 6], from = '00:00', until = '24:00' }, eventTypeId?: string) {
    await sql.query(
      `insert into public.availability_rules (host_id, event_type_id, day_of_week, start_time, end_time)
       select $1, $2, d, $3::time, $4::time from unnest($5::int[]) as d`,
      [host.id, eventTypeId ?? null, from, until, days],
    );
  }

  return {
    host,
    type,
    open,
    /** A row of a visitor, confirmed unless told otherwise. */
    async book(start: string, end: string, more: Record<string, unknown> = {}): Promise<Row> {
      const made = await insert(sql, 'bookings', {
        host_id: host.id,
        event_type_id: type.id,
        status: 'confirmed',
        starts_at: start,
        ends_at: end,
        ...more,
      });
      await insert(sql, 'booking_attendees', { booking_id: made.id, name: 'Ann', email: 'ann@example.com' });
      return made;
    },
    report: (start: string, end: string): Promise<Report> => askReport(sql, host.owner_id, host.id, start, end),
  };
}

/** One part of a list of a report. */
export function part<T extends object>(list: T[], of: Partial<T>): T {
  const found = list.find((row) => Object.entries(of).every(([key, value]) => row[key as keyof T] === value));
  if (found === undefined) throw new Error(`the report has nothing of ${JSON.stringify(of)}`);
  return found;
}
