import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const rules = { series_max: 5, seats: 3 };
let own: Scene;
let other: Scene;
const keys = new Map<Scene, string>();
beforeAll(async () => {
  [own, other] = [await setScene(stack, rules), await setScene(stack, rules)];
  for (const scene of [own, other]) {
    const body = { name: 'Program', scopes: ['book', 'manage'] };
    const created = await send(stack.url, 'POST', '/api-keys', { token: scene.owner.accessToken, body });
    keys.set(scene, created.body.secret);
  }
});

let count = 0;
const newKey = () => `order ${++count}`;
const ask = (path: string, key: string, body: object, token?: string) =>
  send(stack.url, 'POST', path, {
    body,
    headers: { 'idempotency-key': key },
    ...(token === undefined ? {} : { token }),
  });
const idsOf = ({ body }: Awaited<ReturnType<typeof ask>>): string[] =>
  (body.bookings ?? [body.booking]).map(({ id }: { id: string }) => id);

const once = (scene: Scene) => scene.request(scene.freeStart());
const series = (scene: Scene) => ({ ...once(scene), series: { frequency: 'daily', count: 2 } });

describe.each([
  ['/bookings', once],
  ['/bookings', series],
  ['/host/bookings', once],
])('An Idempotency-Key of an owner at POST %s', (path, bodyOf) => {
  test('is theirs alone: another owner has the same key for another request', async () => {
    const key = newKey();
    for (const scene of [own, other]) {
      const body = bodyOf(scene);
      const first = await ask(path, key, body, keys.get(scene));
      expect(first.status, first.text).toBe(201);
      expect((await ask(path, key, body, keys.get(scene))).body).toEqual(first.body);
      const another = await ask(path, key, bodyOf(scene), keys.get(scene));
      expectError(another, 422, 'invalid_request');
      expect(another.body.error.details).toEqual({ reason: 'key_used' });
    }
  });

  test('gives a visitor who sends the same nothing of what was booked with it', async () => {
    const [key, body] = [newKey(), bodyOf(own)];
    const first = await ask(path, key, body, keys.get(own));
    const visitor = await ask('/bookings', key, body);
    expect(visitor.status, visitor.text).toBe(201);
    expect(idsOf(visitor).filter((id) => idsOf(first).includes(id))).toEqual([]);
    expect((await ask(path, key, body, keys.get(own))).body).toEqual(first.body);
  });
});

describe.each([
  ['one time', once],
  ['a series', series],
])('An Idempotency-Key of a visitor who books %s', (_, bodyOf) => {
  test('means nothing to another host', async () => {
    const key = newKey();
    for (const scene of [own, other]) {
      const body = bodyOf(scene);
      const first = await ask('/bookings', key, body);
      expect(first.status, first.text).toBe(201);
      expect((await ask('/bookings', key, body)).body).toEqual(first.body);
      const another = await ask('/bookings', key, bodyOf(scene));
      expectError(another, 422, 'invalid_request');
      expect(another.body.error.details).toEqual({ reason: 'key_used' });
    }
  });
});

test('All API keys and the session of an owner have the same Idempotency-Keys', async () => {
  const [key, body] = [newKey(), once(own)];
  const first = await ask('/host/bookings', key, body, keys.get(own));
  expect((await ask('/host/bookings', key, body, own.owner.accessToken)).body).toEqual(first.body);
});
