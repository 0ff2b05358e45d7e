import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, { series_max: 5 });
});

/** What is refused must not have been done: the rows that these routes write. */
const written = async () =>
  (
    await stack.sql.query(
      `select (select count(*)::int from public.bookings) as bookings, (select count(*)::int from public.waitlist_entries) as waiting,
         (select jsonb_agg(to_jsonb(b) - 'updated_at' order by b.id) from public.bookings as b) as all_bookings`,
    )
  ).rows[0];

describe('A field that a request does not have', () => {
  test.each<[string, (start: string) => object]>([
    ['series', (start) => ({ ...scene.request(start), series: { frequency: 'daily', count: 2 } })],
    ['hold', (start) => ({ ...scene.request(start), hold: { id: crypto.randomUUID(), token: 'x' } })],
    ['overide', (start) => ({ ...scene.request(start), overide: true })],
  ])('is refused by POST /host/bookings by its name: %s', async (name, bodyOf) => {
    const before = await written();
    const token = scene.owner.accessToken;
    const refused = await send(stack.url, 'POST', '/host/bookings', { token, body: bodyOf(scene.freeStart()) });
    expectError(refused, 422, 'invalid_request');
    expect(refused.body.error.message).toContain(`Unrecognized key: "${name}"`);
    expect(await written()).toEqual(before);
  });

  test('is passed over where a visitor books, whose page may be newer than the service', async () => {
    const body = { ...scene.request(scene.freeStart()), colour: 'blue' };
    expect((await send(stack.url, 'POST', '/bookings', { body })).status).toBe(201);
  });
});
