import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createFreshness } from '../../sync-service/src/sync/freshness.ts';
import { useDatabase } from '../support/database.ts';
import { createCalendar, createEventType, createHost } from '../support/fixtures.ts';
import { stubDb } from '../support/stub-db.ts';
import { createSqlClient } from './sql-client.ts';

const database = useDatabase();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a pull that does not come is waited for until 2.5 seconds are over, and no longer', async () => {
  const { sql } = database;
  const host = await createHost(sql);
  const type = await createEventType(sql, host.id);
  const calendar = await createCalendar(sql, host, {}, { provider: 'caldav' });
  await sql.query(`insert into private.connection_secrets (connection_id, account_key, sealed) values ($1, 'a', 'b')`, [
    calendar.connection_id,
  ]);
  await sql.query(`update public.calendars set last_synced_at = now() - interval '1 minute' where id = $1`, [
    calendar.id,
  ]);
  const db = createDb(createSqlClient(sql));
  let asked = 0;
  const counted = stubDb(
    { count_awaited_calendars: (args) => db.call('count_awaited_calendars', args).finally(() => asked++) },
    db,
  );
  // Real pauses: `vi.waitFor` would move the clock.
  const untilAsked = async (times: number) => {
    while (asked < times) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  let isOver = false;
  const waiting = createFreshness(counted)({ eventTypeId: type.id }).then(() => {
    isOver = true;
  });

  await untilAsked(1);
  vi.advanceTimersByTime(2_499);
  await untilAsked(asked + 2);
  expect(isOver).toBe(false);
  vi.advanceTimersByTime(1);
  await waiting;
});

test('of a host without a calendar nobody asks twice in a minute, and no longer than that', async () => {
  const { sql } = database;
  const host = await createHost(sql);
  const type = await createEventType(sql, host.id);
  const db = createDb(createSqlClient(sql));
  let asked = 0;
  const awaitFreshness = createFreshness(
    stubDb(
      {
        request_freshness: (args) => {
          asked += 1;
          return db.call('request_freshness', args);
        },
      },
      db,
    ),
  );
  for (const _ of [1, 2, 3]) await awaitFreshness({ eventTypeId: type.id });
  expect(asked).toBe(1);
  await createCalendar(sql, host);
  vi.advanceTimersByTime(60_001);
  for (const _ of [1, 2, 3]) await awaitFreshness({ eventTypeId: type.id });
  expect(asked).toBe(4);
});
