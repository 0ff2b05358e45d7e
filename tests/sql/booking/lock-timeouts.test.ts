import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();

describe('A host whose row somebody keeps locked', () => {
  test('is not waited for without end, whatever calls: also where no connection has a limit', async () => {
    const { eventType, slot, host, owner } = await offeredHost(db.sql, {});
    const held = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(0)]);
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(1), visitor()]);
    const client = await db.sql.connect();
    try {
      await client.query('begin');
      await client.query('select from public.hosts where id = $1 for update', [host.id]);
      const answers = await Promise.all([
        ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(2)]),
        ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(3), visitor()]),
        ask(db.sql, 'public.release_hold($1, 0)', [held.id]),
        ask(db.sql, 'public.renew_hold($1, 0)', [held.id]),
        ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [booking.id, slot(4)]),
        ask(db.sql, 'private.lock_owner_hosts($1)', [owner]),
      ]);
      expect(answers.map(({ code }) => code)).toEqual(answers.map(() => '55P03'));
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

test('A slot that is gone is refused at once, although somebody keeps its host locked', async () => {
  const { eventType, slot, host } = await offeredHost(db.sql, {});
  await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor()]);
  const client = await db.sql.connect();
  try {
    await client.query('begin');
    await client.query('select from public.hosts where id = $1 for update', [host.id]);
    const again = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor('Bea')]);
    expect(again).toMatchObject({ code: 'slot_taken' });
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('Every function that locks hosts says how long it waits for them', async () => {
  const { rows } = await db.sql.query(
    `select p.proname as name, coalesce(array_to_string(p.proconfig, ' '), '') ~ 'lock_timeout=' as is_limited
     from pg_proc as p
     where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
       and p.prosrc ~* 'from public\\.hosts[^;]*for (no key )?update' and p.prosrc !~* 'skip locked|nowait'`,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ is_limited }) => !is_limited).map(({ name }) => name)).toEqual([]);
});
