import type pg from 'pg';
import { createEventType, createHost, createUser } from '../../support/fixtures.ts';

const QUARTER_HOUR = 15 * 60_000;

/**
 * A host that is open around the clock, with one event type of 30 minutes unless told otherwise.
 * `slot(n)` is the n-th start of its grid from two days ahead on: an instant in UTC, `interval` minutes apart.
 */
export async function offeredHost(sql: pg.Pool, eventTypeColumns: Record<string, unknown>) {
  const owner = await createUser(sql);
  const host = await createHost(sql, { owner_id: owner });
  const eventType = await createEventType(sql, host.id, { durations_minutes: [30], ...eventTypeColumns });
  await sql.query(
    `insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
     select $1, d, '00:00', '24:00' from generate_series(0, 6) as d`,
    [host.id],
  );
  const step = ((eventTypeColumns.slot_interval_minutes as number) ?? 30) * 60_000;
  const first = Math.ceil((Date.now() + 48 * 3_600_000) / (96 * QUARTER_HOUR)) * 96 * QUARTER_HOUR;
  const slot = (n: number) => new Date(first + n * step).toISOString();
  return { owner, host, eventType, slot };
}

/** A visitor as the functions take them. */
export function visitor(name = 'Ann', email = 'ann@example.com'): string {
  return JSON.stringify({ name, email, time_zone: 'Europe/London', locale: 'en-GB' });
}

/** Runs `select <call>`: the answer, or the stable code of the error it raised. */
export async function ask(sql: pg.Pool, call: string, values: unknown[] = []) {
  const client = await sql.connect();
  try {
    const { rows } = await client.query(`select ${call} as result`, values);
    return rows[0].result;
  } catch (error) {
    // An error comes before its locks go, and what the test calls next may skip what is locked. This waits for that.
    await client.query('select');
    const { code, detail, message } = error as { code?: string; detail?: string; message: string };
    const [stable, ...details] = detail?.split(' ') ?? [];
    return {
      code: code?.startsWith('PT') ? stable : code,
      status: Number(code?.slice(2)),
      message,
      ...(code?.startsWith('PT') && details.length > 0 && { details: JSON.parse(details.join(' ')) }),
    };
  } finally {
    client.release();
  }
}
