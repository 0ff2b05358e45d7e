import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { createChannelStub } from '../support/channel-stub.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { expectError, send } from './scene.ts';

// Its account is nobody's: the worker leaves it alone.
const provider = createChannelStub('microsoft', 'account');
const stack = useStack({ providers: [provider] });
const paths = ['/webhooks/microsoft-calendar', '/webhooks/microsoft-lifecycle'];
const token = 'a-token';
let connectionId: string;
let channelId: string;

/** A channel that is open, of an account whose lane is held, so that nobody syncs it. */
beforeEach(async () => {
  const run = async (text: string, ...values: unknown[]) => (await stack.sql.query(text, values)).rows[0];
  const host = await createHost(stack.sql);
  ({ id: connectionId } = await run(
    `insert into public.calendar_connections (owner_id, provider) values ($1, 'microsoft') returning id`,
    host.owner_id,
  ));
  channelId = randomUUID();
  await run(
    `insert into private.connection_secrets (connection_id, account_key, sealed) values ($1, $2, 'sealed')`,
    connectionId,
    randomUUID(),
  );
  await run(
    `insert into private.channels (id, connection_id, state, token_hash, resource_id, verified_at, expires_at, renew_at)
     values ($1, $2, 'open', $3, 'subscription', now(), now() + interval '6 days', now() + interval '3 days')`,
    channelId,
    connectionId,
    createHash('sha256').update(token).digest('hex'),
  );
  await run(
    `update private.connection_sync set blocked_until = now() + interval '1 day' where connection_id = $1`,
    connectionId,
  );
});

const item = (fields: object = {}) => ({
  channelId,
  resourceId: 'subscription',
  token,
  kind: 'changed',
  event: { providerEventId: 'e1', version: '1' },
  ...fields,
});
const post = (path: string, body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(`${stack.url}${path}`, { method: 'POST', headers, body });
const call = (items: unknown, path = paths[0] ?? '') => post(path, JSON.stringify(items));
/** How many syncs wait. */
const waiting = async () =>
  (await stack.sql.query('select from graphile_worker.jobs where key = $1', [`announced:${connectionId}`])).rowCount;
const noticed = async () =>
  (
    await stack.sql.query(
      'select provider_event_id as id from private.noticed_events where connection_id = $1 order by 1',
      [connectionId],
    )
  ).rows.map(({ id }) => id);
/** What was counted of calls of Microsoft. */
async function counted(): Promise<Record<string, number>> {
  const text = await (await fetch(`${stack.url}/metrics`)).text();
  const found = text.matchAll(/^openslot_notices_total\{provider="microsoft",outcome="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, outcome, count]) => [outcome, Number(count)]));
}

describe.each(paths)('%s', (path) => {
  // microsoft.md 37
  test.each(['plain', 'with space & more=1', 'a+b/c==', '<script>alert(1)</script>', 'ünï', ''])(
    'gives a validation token back as it is: %j',
    async (text) => {
      const response = await fetch(`${stack.url}${path}?validationToken=${encodeURIComponent(text)}`, {
        method: 'POST',
      });
      expect([response.status, await response.text()]).toEqual([200, text]);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test('gives no validation token back that is longer than 2 kB', async () => {
    const of = (length: number) =>
      send(stack.url, 'POST', `${path}?validationToken=${encodeURIComponent('é'.repeat(length / 2))}`);
    expect((await of(2048)).status).toBe(200);
    expectError(await of(2050), 422, 'invalid_request');
  });

  test('writes down what is proven, and answers with 202', async () => {
    const response = await call([item()], path);
    expect([response.status, await response.text()]).toEqual([202, '']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await waiting()).toBe(1);
  });

  // microsoft.md 38
  test('drops what is forged, unknown or malformed, counts it, and takes the rest', async () => {
    const before = await counted();
    const items = [
      item({ token: 'wrong', event: { providerEventId: 'forged', version: null } }),
      item({ resourceId: 'other', event: { providerEventId: 'other', version: null } }),
      item({ channelId: randomUUID() }),
      item({ channelId: `'; select 1; --` }),
      item({ resourceId: 'nul \0' }),
      item({ event: { providerEventId: 'nul \0', version: null } }),
      item({ event: { providerEventId: 'x'.repeat(5000), version: null } }),
      null,
      'text',
      item({ event: { providerEventId: 'good', version: '7' } }),
    ];
    expect((await call(items, path)).status).toBe(202);
    expect(await noticed()).toEqual(['', 'good']);
    const after = await counted();
    const grown = (outcome: string) => (after[outcome] ?? 0) - (before[outcome] ?? 0);
    expect([grown('accepted'), grown('refused'), grown('malformed')]).toEqual([3, 5, 2]);
  });

  test.each(['', 'no json', '{"value":', '[]', 'null'])(
    'answers with 202 to a body that says nothing: %j',
    async (body) => {
      expect((await post(path, body)).status).toBe(202);
      expect(await waiting()).toBe(0);
    },
  );

  test('takes three hundred items at once', async () => {
    const items = Array.from({ length: 300 }, (_, index) =>
      item({ event: { providerEventId: `e${index}`, version: 'v'.repeat(400) } }),
    );
    expect((await call(items, path)).status).toBe(202);
    expect(await noticed()).toHaveLength(300);
    expect(await waiting()).toBe(1);
  });

  test('refuses more than 1 MB before it is read', async () => {
    const { hostname, port } = new URL(stack.url);
    const status = await new Promise((resolve, reject) => {
      // The body never comes.
      const asked = request({ hostname, port, path, method: 'POST', headers: { 'content-length': 1024 * 1024 + 1 } });
      asked.on('response', (response) => {
        expect(response.headers['x-content-type-options']).toBe('nosniff');
        resolve(response.statusCode);
        asked.destroy();
      });
      asked.on('error', reject);
      asked.flushHeaders();
    });
    expect(status).toBe(413);
  });

  test('refuses more than 1 MB that comes without its length', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i += 1) controller.enqueue(new Uint8Array(64 * 1024).fill(32));
        controller.close();
      },
    });
    const response = await fetch(`${stack.url}${path}`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
  });
});

test('a call that could not be written down is answered with 503, so that it comes again', async () => {
  await stack.sql.query('alter function public.receive_notices(text, jsonb) rename to gone');
  try {
    expectError(await send(stack.url, 'POST', paths[0] ?? '', { body: [item()] }), 503, 'unavailable');
  } finally {
    await stack.sql.query('alter function public.gone(text, jsonb) rename to receive_notices');
  }
});

test('a validation token costs no request to the database', async () => {
  await stack.sql.query('alter function public.receive_notices(text, jsonb) rename to gone');
  try {
    expect((await post(`${paths[0]}?validationToken=x`, '')).status).toBe(200);
  } finally {
    await stack.sql.query('alter function public.gone(text, jsonb) rename to receive_notices');
  }
});

test('what a call says is nowhere logged with its token', () => {
  expect(stack.logs.join('\n')).not.toContain(token);
});

describe('Where no Microsoft accounts can be connected', () => {
  const bare = useStack();
  test.each(paths)('%s is not there', async (path) => {
    for (const query of ['', '?validationToken=x'])
      expect((await fetch(`${bare.url}${path}${query}`, { method: 'POST' })).status).toBe(404);
  });
});
