import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
let keys = 0;
const newKey = () => `key ${++keys}`;
const book = (eventTypeId: string, start: string, key: string, hash: string) =>
  ask(db.sql, `public.create_booking($1, $2, 30, $3, '{}', null, null, $4, $5)`, [
    eventTypeId,
    start,
    visitor(),
    key,
    hash,
  ]);

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

  test.each([
    ['nothing', ''],
    ['256 characters', 'k'.repeat(256)],
  ])('of %s is an invalid request', async (_, key) => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    expect(await book(eventType.id, slot(0), key, 'body')).toMatchObject({ code: 'invalid_request' });
  });
});
