import { expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createHost } from '../../support/fixtures.ts';

const db = useDatabase();

it('two syncs within a second leave different marks: the page that waits for the second one sees its end', async () => {
  const host = await createHost(db.sql);
  const { id, connection_id: connectionId } = await createCalendar(db.sql, host);
  const markAt = async (at: string | null) => {
    await db.sql.query('update public.calendars set last_synced_at = $2 where id = $1', [id, at]);
    const { rows } = await db.sql.query(`select private.connection_json($1) as shown`, [connectionId]);
    return rows[0].shown;
  };
  const [none, first, second] = [
    await markAt(null),
    await markAt('2027-01-01T10:00:00.1Z'),
    await markAt('2027-01-01T10:00:00.2Z'),
  ];
  expect(none.sync_mark).toBeNull();
  expect(second.sync_mark).not.toBe(first.sync_mark);
  expect(second.calendars[0].last_synced_at).toBe(first.calendars[0].last_synced_at);
});
