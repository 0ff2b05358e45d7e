import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask } from '../booking/support.ts';
import { daysAgo, nextDay, plantEverywhere, rememberingHost, tablesWith } from './scene.ts';

const db = useDatabase();
const forget = (max = 200) => ask(db.sql, 'public.forget_due_visitors($1)', [max]);
const rowOf = async (table: string, id: string) =>
  (await db.sql.query(`select * from ${table} where id = $1`, [id])).rows[0];

/** Tables with what is known of visitors. Their columns of text are planted with a name in the scene, or cannot have one. */
const HARMLESS: Record<string, string[]> = {
  'private.counted_bookings': ['kind'],
  'private.gathering_mails': [],
  'private.outbox': [],
  'public.booking_attendees': [],
  'public.booking_calendar_events': ['join_url', 'provider_event_id', 'state', 'version'],
  'public.booking_conflicts': ['kind', 'resolution'],
  'public.bookings': ['cancelled_by', 'moved_by', 'status', 'unread_calendars'],
  'public.notifications': ['kind', 'state'],
  'public.waitlist_entries': ['state'],
  'public.webhook_deliveries': ['event', 'state'],
};
const PLANTED: Record<string, string[]> = {
  'private.counted_bookings': ['counted_as'],
  'private.gathering_mails': ['recipient'],
  'private.outbox': ['body', 'html', 'ics', 'recipient', 'subject'],
  'public.booking_attendees': ['answers', 'email', 'locale', 'name', 'time_zone'],
  'public.booking_calendar_events': ['last_error'],
  'public.booking_conflicts': ['event_title'],
  'public.bookings': ['cancel_reason', 'location', 'metadata', 'move_reason'],
  'public.notifications': ['last_error', 'recipient'],
  'public.waitlist_entries': ['answers', 'email', 'locale', 'location', 'name', 'time_zone'],
  'public.webhook_deliveries': ['body', 'last_error', 'response_body'],
};

describe('A host who remembers visitors for 30 days', () => {
  test('has nothing left of one whose booking ended before that, in any table', async () => {
    const scene = await rememberingHost(db.sql);
    await plantEverywhere(db.sql, scene, 'Zerlinde', daysAgo(31));
    expect((await tablesWith(db.sql, 'Zerlinde')).length).toBeGreaterThanOrEqual(9);
    expect(await forget()).toMatchObject({ forgotten: 2 });
    expect(await tablesWith(db.sql, 'Zerlinde')).toEqual([]);
  });

  test('keeps the booking, with its times and what became of it, and the list of its mails', async () => {
    const scene = await rememberingHost(db.sql);
    const { booking, toOwner, toVisitor, owner } = await plantEverywhere(db.sql, scene, 'Zerline', daysAgo(31));
    await forget();
    const left = await rowOf('public.bookings', booking.id);
    expect(left).toMatchObject({
      status: 'confirmed',
      starts_at: booking.starts_at,
      ends_at: booking.ends_at,
      created_at: booking.created_at,
      location: { kind: 'ask_visitor' },
    });
    expect(left.forgotten_at).toBeInstanceOf(Date);
    expect(await rowOf('public.notifications', toOwner.id)).toMatchObject({ recipient: owner, state: 'sent' });
    expect(await rowOf('public.notifications', toVisitor.id)).toMatchObject({ state: 'failed' });
    expect(await ask(db.sql, 'public.next_notification($1)', [toVisitor.id])).toBeNull();
  });

  test('remembers whoever was there later', async () => {
    const scene = await rememberingHost(db.sql);
    await plantEverywhere(db.sql, scene, 'Elvira', daysAgo(29));
    const before = await tablesWith(db.sql, 'Elvira');
    const { rows } = await db.sql.query('select xmin::text, id from public.bookings where host_id = $1 order by id', [
      scene.host.id,
    ]);
    await forget();
    expect(await tablesWith(db.sql, 'Elvira')).toEqual(before);
    expect(
      (await db.sql.query('select xmin::text, id from public.bookings where host_id = $1 order by id', [scene.host.id]))
        .rows,
    ).toEqual(rows);
  });

  test('forgets each visitor once, and the next ones a day later', async () => {
    const { book, names } = await rememberingHost(db.sql);
    await book(daysAgo(40), {}, 'First');
    await book(daysAgo(20), {}, 'Last');
    expect(await forget()).toMatchObject({ forgotten: 1 });
    expect(await names()).toEqual(['Anonymous', 'Last']);
    await book(daysAgo(35), {}, 'Middle');
    expect(await forget()).toEqual({ planned: 0, forgotten: 0 });
    await nextDay(db.sql);
    expect(await forget()).toMatchObject({ forgotten: 1 });
    expect(await names()).toEqual(['Anonymous', 'Anonymous', 'Last']);
    await nextDay(db.sql);
    expect(await forget()).toMatchObject({ forgotten: 0 });
  });

  test('has them forgotten in batches, the oldest first', async () => {
    const { book, names } = await rememberingHost(db.sql);
    for (const days of [35, 34, 33, 32, 31]) await book(daysAgo(days));
    expect(await forget(2)).toMatchObject({ forgotten: 2 });
    expect(await names()).toEqual(['Anonymous', 'Anonymous', 'Ann', 'Ann', 'Ann']);
    expect((await forget(2)).forgotten).toBe(2);
    const last = await forget(2);
    expect(last.forgotten).toBe(1);
    expect((await forget(2)).planned).toBeLessThan(2);
    expect(await names()).toEqual(Array(5).fill('Anonymous'));
  });

  test('does not wait for a booking that somebody is changing', async () => {
    const { book, names } = await rememberingHost(db.sql);
    const busy = await book(daysAgo(40));
    await book(daysAgo(39));
    const client = await db.sql.connect();
    await client.query('begin');
    await client.query('select from public.bookings where id = $1 for update', [busy.id]);
    expect(await forget()).toMatchObject({ forgotten: 1 });
    await client.query('rollback');
    client.release();
    expect(await names()).toEqual(['Ann', 'Anonymous']);
    await nextDay(db.sql);
    await forget();
    expect(await names()).toEqual(['Anonymous', 'Anonymous']);
  });
});

describe('The visitor of a booking who was forgotten', () => {
  test('gets no mail any more, and what is written about them later is forgotten as well', async () => {
    const { host, book } = await rememberingHost(db.sql);
    const booking = await book(daysAgo(40));
    await forget();
    await ask(db.sql, 'public.cancel_booking($1, $2, null, $3)', [
      booking.id,
      'Not there, said Ottavio',
      host.owner_id,
    ]);
    const { rows } = await db.sql.query('select recipient from public.notifications where booking_id = $1', [
      booking.id,
    ]);
    expect(rows.map(({ recipient }) => recipient)).toEqual([
      (await db.sql.query('select email from auth.users where id = $1', [host.owner_id])).rows[0].email,
    ]);
    await nextDay(db.sql);
    await forget();
    expect(await tablesWith(db.sql, 'Ottavio')).toEqual([]);
  });

  test('does not come back with a pull of the calendar', async () => {
    const scene = await rememberingHost(db.sql);
    const { booking, calendar } = await plantEverywhere(db.sql, scene, 'Masetto', daysAgo(31));
    await forget();
    const change = {
      kind: 'upsert',
      provider_event_id: 'own',
      title: 'Intro with Masetto',
      starts_at: booking.starts_at,
      ends_at: booking.ends_at,
    };
    await db.sql.query('select private.upsert_events($1, $2, gen_random_uuid(), $3)', [
      calendar.id,
      JSON.stringify([change, { ...change, provider_event_id: 'foreign', title: 'Lunch' }]),
      [],
    ]);
    const { rows } = await db.sql.query(
      'select provider_event_id, title from public.synced_events where calendar_id = $1 order by 1',
      [calendar.id],
    );
    expect(rows).toEqual([
      { provider_event_id: 'foreign', title: 'Lunch' },
      { provider_event_id: 'own', title: null },
    ]);
  });
});

describe('How long visitors are remembered', () => {
  test('is forever unless the host says otherwise, and follows what they say', async () => {
    const { host, book, names } = await rememberingHost(db.sql, { retention_days: null });
    await book(daysAgo(4000));
    expect(await forget()).toEqual({ planned: 0, forgotten: 0 });
    const say = (days: number | null) =>
      db.sql.query('update public.hosts set retention_days = $1 where id = $2', [days, host.id]);
    await say(3650);
    await say(null);
    expect(await forget()).toEqual({ planned: 0, forgotten: 0 });
    await say(3650);
    await forget();
    expect(await names()).toEqual(['Anonymous']);
    await book(daysAgo(100));
    await say(99);
    await forget();
    expect(await names()).toEqual(['Anonymous', 'Anonymous']);
  });

  test.each([0, -1, 3651])('is not %s days', async (days) => {
    await expect(rememberingHost(db.sql, { retention_days: days })).rejects.toThrow('hosts_retention_days_valid');
  });
});

test('each column of text in a table with visitors is known to have them, or not to', async () => {
  const { rows } = await db.sql.query(
    `select format('%s.%s', table_schema, table_name) as name, array_agg(column_name::text order by column_name) as columns
     from information_schema.columns
     where format('%s.%s', table_schema, table_name) = any ($1) and data_type in ('text', 'jsonb', 'ARRAY') and udt_name <> '_uuid'
     group by 1 order by 1`,
    [Object.keys(HARMLESS)],
  );
  expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual(
    Object.fromEntries(
      Object.entries(HARMLESS).map(([name, columns]) => [name, [...columns, ...(PLANTED[name] ?? [])].sort()]),
    ),
  );
});
