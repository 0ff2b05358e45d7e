import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHost, createHours } from '../../support/fixtures.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
let keys = 0;
const newKey = () => `key ${++keys}`;
/** By a visitor, or with an API key of an owner. */
const book = (eventTypeId: string, start: string, key: string, hash: string, ownerId?: string) =>
  ask(
    db.sql,
    `public.create_booking($1, $2, 30, $3, '{}', null, null, $4, $5${ownerId === undefined ? '' : ', actor_user_id => $6'})`,
    [eventTypeId, start, visitor(), key, hash, ...(ownerId === undefined ? [] : [ownerId])],
  );
/** Another host of this owner, with an event type. */
async function anotherHost(ownerId: string) {
  const host = await createHost(db.sql, { owner_id: ownerId });
  await createHours(db.sql, host.id);
  return createEventType(db.sql, host.id, { durations_minutes: [30] });
}

describe('An Idempotency-Key', () => {
  test('with the same body gives the same booking again', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    const first = await book(eventType.id, slot(0), key, 'body');
    const again = await book(eventType.id, slot(0), key, 'body');
    expect(again).toEqual({ ...first, replayed: true });
  });

  test('with another body is an invalid request', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    await book(eventType.id, slot(0), key, 'body');
    expect(await book(eventType.id, slot(4), key, 'another body')).toMatchObject({
      code: 'invalid_request',
      status: 422,
    });
  });

  test('can be used anew after 24 hours', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    const first = await book(eventType.id, slot(0), key, 'body');
    await db.sql.query(`update private.idempotency_keys set created_at = now() - interval '25 hours' where key = $1`, [
      key,
    ]);
    const second = await book(eventType.id, slot(4), key, 'another body');
    expect(second.booking.id).not.toBe(first.booking.id);
  });

  test('of a request that was refused is not used up', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    await book(eventType.id, slot(0), newKey(), 'body');
    expect(await book(eventType.id, slot(0), key, 'body')).toMatchObject({ code: 'slot_taken' });
    expect((await book(eventType.id, slot(4), key, 'another body')).booking.status).toBe('confirmed');
  });

  test('of a booking finds it though its event type was switched off since', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    const first = await book(eventType.id, slot(0), key, 'body');
    await db.sql.query('update public.event_types set is_active = false where id = $1', [eventType.id]);
    expect(await book(eventType.id, slot(0), key, 'body')).toEqual({ ...first, replayed: true });
  });

  test.each([
    ['nothing', ''],
    ['256 characters', 'k'.repeat(256)],
  ])('of %s is an invalid request', async (_, key) => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    expect(await book(eventType.id, slot(0), key, 'body')).toMatchObject({ code: 'invalid_request' });
  });
});

describe('The same Idempotency-Key', () => {
  test('of visitors to two hosts is two keys, also if one owner has both', async () => {
    const [a, b] = [await offeredHost(db.sql, {}), await offeredHost(db.sql, {})];
    const own = await anotherHost(a.owner);
    const key = newKey();
    for (const eventType of [a.eventType, b.eventType, own])
      expect(await book(eventType.id, a.slot(0), key, eventType.id)).toMatchObject({ replayed: false });
  });

  test('of visitors to two event types of a host is one key', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    const other = await createEventType(db.sql, host.id, { durations_minutes: [30] });
    const key = newKey();
    await book(eventType.id, slot(0), key, 'body');
    expect(await book(other.id, slot(4), key, 'another body')).toMatchObject({ code: 'invalid_request', status: 422 });
  });

  test('of an owner is one key at all of their hosts', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    const first = await book(eventType.id, slot(0), key, 'body', owner);
    expect(await book(eventType.id, slot(0), key, 'body', owner)).toEqual({ ...first, replayed: true });
    const other = await anotherHost(owner);
    expect(await book(other.id, slot(0), key, 'another body', owner)).toMatchObject({ code: 'invalid_request' });
  });

  test.each([
    ['of an owner gives a visitor nothing of their booking', true],
    ['of a visitor gives the owner another booking', false],
  ])('%s', async (_, isOwnerFirst) => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { seats: 2 });
    const key = newKey();
    const callers = isOwnerFirst ? [owner, undefined] : [undefined, owner];
    const made = [];
    for (const caller of callers) made.push(await book(eventType.id, slot(0), key, 'body', caller));
    expect(made).toMatchObject([{ replayed: false }, { replayed: false }]);
    expect(made[0].booking.id).not.toBe(made[1].booking.id);
  });
});

describe('A hold that is asked for again with its Idempotency-Key while the first request is under way', () => {
  const hold = (eventTypeId: string, start: string, key: string): [string, unknown[]] => [
    'public.hold_slot($1, $2, 30, idempotency_key => $3)',
    [eventTypeId, start, key],
  ];
  const isWaiting = async (pid: number): Promise<boolean> =>
    (await db.sql.query('select pg_blocking_pids($1) <> $2 as waits', [pid, '{}'])).rows[0].waits;

  test.each([
    ['is the same hold', 1],
    ['is the same hold, also where others may have the same time', 2],
  ])('%s', async (_, seats) => {
    const { eventType, slot } = await offeredHost(db.sql, { seats });
    const key = newKey();
    const [first, second] = [await db.sql.connect(), await db.sql.connect()];
    try {
      const [call, values] = hold(eventType.id, slot(0), key);
      await first.query('begin');
      const made = (await first.query(`select ${call} as result`, values)).rows[0].result;
      const { pid } = (await second.query('select pg_backend_pid() as pid')).rows[0];
      const again = second.query(`select ${call} as result`, values);
      await expect.poll(() => isWaiting(pid)).toBe(true);
      await first.query('commit');
      expect((await again).rows[0].result).toEqual(made);
    } finally {
      first.release();
      second.release();
    }
  });

  test('is over if the first one was ended meanwhile', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const key = newKey();
    const { id } = await ask(db.sql, ...hold(eventType.id, slot(0), key));
    await db.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [id]);
    expect(await ask(db.sql, ...hold(eventType.id, slot(0), key))).toMatchObject({ code: 'hold_expired', status: 410 });
  });
});
