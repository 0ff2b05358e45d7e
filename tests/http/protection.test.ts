import { createHash, randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseTokenKeys } from '../../sync-service/src/config.ts';
import { createChallenges } from '../../sync-service/src/credentials/challenges.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createCallers } from '../../sync-service/src/routes/callers.ts';
import { createErrorHandler } from '../../sync-service/src/routes/errors.ts';
import { createBuckets } from '../../sync-service/src/routes/rate-limit.ts';
import { createRouter } from '../../sync-service/src/routes/router.ts';
import { createVisitorGuard } from '../../sync-service/src/routes/visitor-guard.ts';
import { useStack } from '../support/stack.ts';
import { stubDb } from '../support/stub-db.ts';
import { expectError, type SandboxResponse, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });

/** A scene whose host has these settings from the start: the service remembers them for some seconds. */
async function sceneWith(columns: Record<string, unknown>): Promise<Scene> {
  const scene = await setScene(stack);
  const names = Object.keys(columns);
  await stack.sql.query(
    `update public.hosts set ${names.map((name, at) => `${name} = $${at + 2}`).join(', ')} where id = $1`,
    [scene.host.id, ...Object.values(columns)],
  );
  return scene;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(stack.url, 'POST', path, { body, headers });
const allowed = 'https://ann.example';
const foreign = 'https://evil.example';
const readers = ({ headers }: SandboxResponse) => headers.get('access-control-allow-origin');
const bookings = async ({ host }: Scene) =>
  (await stack.sql.query('select from public.bookings where host_id = $1', [host.id])).rowCount;

describe('a host who names the web sites that may book', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await sceneWith({ allowed_origins: [allowed] });
  });
  const requests = () =>
    [
      ['/holds', scene.slot()],
      ['/bookings', scene.request()],
    ] as const;

  test('has bookings from these, which may read the answers', async () => {
    for (const [path, body] of requests()) {
      const response = await post(path, body, { origin: allowed });
      expect(response.status, response.text).toBe(201);
      expect(readers(response)).toBe(allowed);
      expect(response.headers.get('vary')).toMatch(/origin/i);
    }
  });

  test.each([foreign, 'null', `${allowed}.evil.example`, 'http://ann.example', `${allowed}:8443`])(
    'has none from %s, which learns why',
    async (origin) => {
      const before = await bookings(scene);
      for (const [path, body] of [...requests(), ['/waiting-list', scene.request()] as const]) {
        const response = await post(path, body, { origin });
        expectError(response, 403, 'forbidden');
        expect(response.body.error.details).toEqual({ reason: 'origin_not_allowed' });
        // The site may read why: it tells its visitors what to do instead.
        expect(readers(response)).toBe(origin);
        expect(response.headers.get('vary')).toMatch(/origin/i);
      }
      expect(await bookings(scene)).toBe(before);
    },
  );

  test('has them from our own pages, by whichever name, and from programs, which have no origin', async () => {
    const { port } = new URL(stack.url);
    for (const headers of [{ origin: stack.url }, {}]) {
      expect((await post('/bookings', scene.request(), headers)).status).toBe(201);
    }
    const local = `http://localhost:${port}`;
    const named = await send(local, 'POST', '/bookings', { body: scene.request(), headers: { origin: local } });
    expect(named.status).toBe(201);
  });

  test('is asked for by the request itself: a preflight names neither host nor event type', async () => {
    for (const origin of [allowed, foreign]) {
      const { status, headers } = await send(stack.url, 'OPTIONS', '/bookings', {
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    }
  });

  test('other hosts, and those who hold a token, are not concerned', async () => {
    const other = await setScene(stack);
    expect(readers(await post('/bookings', other.request(), { origin: foreign }))).toBe('*');
    const { id, token } = await scene.booked();
    const read = await send(stack.url, 'GET', `/bookings/${id}`, { token, headers: { origin: foreign } });
    expect([read.status, readers(read)]).toEqual([200, '*']);
  });
});

describe('the field that people do not see', () => {
  test('refuses who fills it in, and nobody who leaves it empty', async () => {
    const scene = await setScene(stack);
    const filled = await scene.book({ website: 'https://buy.example' });
    expectError(filled, 422, 'invalid_request');
    expect(filled.body.error.details[0].field).toBe('website');
    expect(await bookings(scene)).toBe(0);
    for (const website of ['', null]) expect((await scene.book({ website })).status).toBe(201);
  });
});

/** Does what a browser does: tries numbers until the sum is right. */
async function solve(changes: Record<string, unknown> = {}): Promise<string> {
  const { body } = await send(stack.url, 'GET', '/embed/challenge', { headers: { origin: foreign } });
  return solutionOf(body, changes);
}
function solutionOf(
  challenge: { algorithm: string; challenge: string; maxnumber?: number; salt: string; signature: string },
  changes: Record<string, unknown> = {},
): string {
  const sum = (number: number) =>
    createHash('sha256')
      .update(challenge.salt + number)
      .digest('hex');
  let number = 0;
  while (number <= (challenge.maxnumber ?? 0) && sum(number) !== challenge.challenge) number += 1;
  const { algorithm, challenge: id, salt, signature } = challenge;
  const solution = { algorithm, challenge: id, number, salt, signature, ...changes };
  return Buffer.from(JSON.stringify(solution)).toString('base64');
}

describe('a host who wants browsers to calculate first', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await sceneWith({ challenge: 'proof_of_work' });
  });
  const refused = (response: SandboxResponse, reason: string) => {
    expectError(response, 403, 'forbidden');
    expect(response.body.error.details).toEqual({ reason });
  };

  test('has no holds, bookings or places on lists without it, from whatever tool', async () => {
    for (const [path, body] of [
      ['/holds', scene.slot()],
      ['/bookings', scene.request()],
      ['/waiting-list', scene.request()],
      ['/bookings', { ...scene.request(), series: { frequency: 'weekly', count: 2 } }],
    ] as const)
      refused(await post(path, body), 'challenge_required');
    expect(await bookings(scene)).toBe(0);
  });

  test('has them with it', async () => {
    expect((await post('/holds', { ...scene.slot(), challenge: await solve() })).status).toBe(201);
    expect((await scene.book({ challenge: await solve() })).status).toBe(201);
  });

  test('each counts once, for whichever request, also for many at the same moment', async () => {
    const challenge = await solve();
    const sent = await Promise.all(Array.from({ length: 5 }, () => scene.book({ challenge })));
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const response of sent.filter(({ status }) => status !== 201)) refused(response, 'challenge_failed');
    refused(await post('/holds', { ...scene.slot(), challenge }), 'challenge_failed');
  });

  test('a request that is repeated under its key gives the same booking, with the same challenge or a new one', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { ...scene.request(), challenge: await solve() };
    const first = await post('/bookings', body, key);
    expect(first.status).toBe(201);
    for (const challenge of [body.challenge, await solve()]) {
      const again = await post('/bookings', { ...body, challenge }, key);
      expect(again.body.booking?.id, again.text).toBe(first.body.booking.id);
    }
  });

  test('a booking of what is held needs none of its own, and the hold is not another’s', async () => {
    const slot = scene.slot();
    const { body: hold } = await post('/holds', { ...slot, challenge: await solve() });
    const request = { ...scene.request(slot.start), hold: { id: hold.id, token: hold.token } };
    expect((await post('/bookings', request)).status).toBe(201);
    // The same hold books nothing more.
    const more = await post('/bookings', { ...scene.request(), hold: { id: hold.id, token: hold.token } });
    expect(more.status).not.toBe(201);
    expectError(
      await post('/bookings', { ...scene.request(), hold: { id: hold.id, token: 'x' } }),
      401,
      'unauthorized',
    );
  });

  test.each([
    ['a wrong number', { number: 50_001 }],
    ['another signature', { signature: '0'.repeat(64) }],
    ['another salt', { salt: `x?expires=${Math.floor(Date.now() / 1000) + 600}` }],
    ['another algorithm', { algorithm: 'SHA-1' }],
    ['no number', { number: 'all' }],
  ])('takes none with %s', async (_, changes) => {
    refused(await scene.book({ challenge: await solve(changes) }), 'challenge_failed');
  });

  test.each(['x', Buffer.from('null').toString('base64'), Buffer.from('[]').toString('base64')])(
    'takes no %s for one',
    async (challenge) => {
      refused(await scene.book({ challenge }), 'challenge_failed');
    },
  );

  test('does not ask those who were let in: programs with a key', async () => {
    const { body } = await send(stack.url, 'POST', '/api-keys', {
      body: { name: 'program', scopes: ['book'] },
      token: scene.owner.accessToken,
    });
    const booked = await send(stack.url, 'POST', '/bookings', { body: scene.request(), token: body.secret });
    expect(booked.status, booked.text).toBe(201);
    // What only looks like a key lets nobody in.
    for (const [path, sent] of [
      ['/holds', scene.slot()],
      ['/waiting-list', scene.request()],
    ] as const) {
      const response = await send(stack.url, 'POST', path, { body: sent, token: `osk_${'x'.repeat(43)}` });
      refused(response, 'challenge_required');
    }
  });

  test('what expired is forgotten', async () => {
    await stack.sql.query(
      "insert into private.used_challenges (challenge, use_key, expires_at) values ('old', 'x', now() - interval '1 hour')",
    );
    expect((await scene.book({ challenge: await solve() })).status).toBe(201);
    const { rows } = await stack.sql.query("select from private.used_challenges where challenge = 'old'");
    expect(rows).toEqual([]);
  });
});

describe('a challenge', () => {
  const keys = (text: string) => parseTokenKeys(text);
  const one = `a:${Buffer.alloc(32, 1).toString('base64')}`;
  const two = `b:${Buffer.alloc(32, 2).toString('base64')}`;

  test('ends after twenty minutes', async () => {
    let now = 1_800_000_000_000;
    const challenges = createChallenges(keys(one), () => now);
    const solution = solutionOf(await challenges.issue());
    now += 19 * 60_000;
    expect(await challenges.verify(solution)).toEqual({ id: expect.any(String), expiresAt: expect.any(String) });
    now += 2 * 60_000;
    expect(await challenges.verify(solution)).toBeNull();
  });

  test('can be given no later end by moving digits from its number', async () => {
    let now = 1_800_000_000_000;
    const challenges = createChallenges(keys(one), () => now);
    const issued = await challenges.issue();
    const { number } = JSON.parse(Buffer.from(solutionOf(issued), 'base64').toString());
    const digits = String(number);
    const moved = { salt: issued.salt.replace(/&$/, '') + digits, number: 0 };
    now += 21 * 60_000;
    for (const salt of [moved.salt, `${moved.salt}&`, issued.salt.replace(/expires=\d+/, 'expires=9999999999')]) {
      expect(await challenges.verify(solutionOf(issued, { salt, number: 0 }))).toBeNull();
      expect(await challenges.verify(solutionOf(issued, { salt }))).toBeNull();
    }
  });

  test('outlives a new key, and is nobody else’s', async () => {
    const solution = solutionOf(await createChallenges(keys(one)).issue());
    expect(await createChallenges(keys(`${two},${one}`)).verify(solution)).not.toBeNull();
    expect(await createChallenges(keys(two)).verify(solution)).toBeNull();
  });
});

describe('bookings of an address with a host', () => {
  const host = { host_id: 'h', allowed_origins: null, challenge: 'none' as const };
  function guarded() {
    const app = createRouter();
    app.onError(createErrorHandler(createLogger({ level: 'silent' })));
    const guard = createVisitorGuard({
      db: stubDb({
        get_visitor_rules: async ({ event_type_id: id }) => (id === 'none' ? null : { ...host, host_id: id[0] ?? '' }),
      }),
      challenges: createChallenges(parseTokenKeys(`a:${Buffer.alloc(32, 1).toString('base64')}`)),
      turnstile: null,
      callers: createCallers({ trustProxy: 0, trustsLoopback: false }),
      perHost: createBuckets({ perMinute: 1, burst: 2 }),
      publicUrl: 'https://book.example',
    });
    app.post('/:event/:kind', async (c) => {
      await guard.admit(c, { eventTypeId: c.req.param('event'), isCounted: c.req.param('kind') === 'book' });
      return c.text('ok');
    });
    return (remoteAddress: string, event: string, kind = 'book') =>
      app.request(`/${event}/${kind}`, { method: 'POST' }, {
        incoming: { socket: { remoteAddress } },
      } as unknown as HttpBindings);
  }

  test('are limited by both together, whatever the event type, and it is said for how long', async () => {
    const ask = guarded();
    const statuses = [];
    for (const event of ['a1', 'a2', 'a1']) statuses.push((await ask('203.0.113.7', event)).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await ask('203.0.113.7', 'a1');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
    expect((await refused.json()).error).toMatchObject({
      code: 'rate_limited',
      message: expect.stringMatching(/Try again in 1 minute, or write to the host/),
    });
    expect((await ask('203.0.113.7', 'b1')).status).toBe(200);
    expect((await ask('203.0.113.8', 'a1')).status).toBe(200);
    expect((await ask('203.0.113.7', 'a1', 'hold')).status).toBe(200);
    expect((await ask('203.0.113.7', 'none')).status).toBe(200);
  });
});
