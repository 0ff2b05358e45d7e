import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Db } from './rpc.ts';

const CHANNEL = 'openslot_probe';
/** A notification takes milliseconds. */
const timeoutMs = 2_000;

const DISK_FULL =
  'The disk of the database is full: nothing can be booked or synchronised. Free some room there, or enlarge it.';

/** Whether Postgres had no disk space (SQLSTATE disk_full). */
function isDiskFull(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return cause?.code === '53100';
}

/**
 * Checks whether a connection to DATABASE_URL works for jobs and live updates: it must be notified of a row written
 * through the Data API, and see it. It sends no query while waiting: a pooler in transaction mode, on any port, has
 * given its session to somebody else by then.
 * @param client Connected; it listens to one more channel from now on.
 * @returns the fault, in one line that says what to do; null: none.
 * @throws ServiceError if the Data API cannot be asked, or what the connection throws.
 */
export async function probeConnection(client: pg.Client, db: Db): Promise<string | null> {
  const id = randomUUID();
  const heard = Promise.withResolvers<boolean>();
  const hear = ({ channel, payload }: pg.Notification): void => {
    if (channel === CHANNEL && payload === id) heard.resolve(true);
  };
  client.on('notification', hear);
  try {
    await client.query(`listen ${CHANNEL}`);
    try {
      await db.call('write_probe', { probe_id: id });
    } catch (error) {
      if (isDiskFull(error)) return DISK_FULL;
      throw error;
    }
    const timer = setTimeout(heard.resolve, timeoutMs, false);
    const isHeard = await heard.promise;
    clearTimeout(timer);
    const { rows } = await client.query('select exists (select from private.probes where id = $1) as is_seen', [id]);
    if (rows[0]?.is_seen !== true) {
      return (
        'SUPABASE_URL and DATABASE_URL lead to different databases: what is written through the one is not seen in the other. ' +
        'Set both to the same project.'
      );
    }
    return isHeard
      ? null
      : 'DATABASE_URL leads to a pooler in transaction mode: notifications do not come back, so that jobs and live updates would not work. ' +
          'Use a direct connection or a pooler in session mode (at Supabase port 5432).';
  } finally {
    client.off('notification', hear);
  }
}
