import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';
import {
  type Endpoint,
  eventsOf,
  type Received,
  type Receiver,
  startReceiver,
  subscribe,
  verify,
} from './webhook-receiver.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let receiver: Receiver;
let scene: Scene;
let endpoint: Endpoint;
beforeEach(async () => {
  scene = await setScene(stack);
  receiver = await startReceiver();
  endpoint = await subscribe(stack, scene, receiver.url);
});
afterEach(() => receiver.stop());

const ask = (method: string, path: string, body?: unknown) =>
  send(stack.url, method, path, { token: scene.owner.accessToken, ...(body === undefined ? {} : { body }) });
const deliveries = async () => (await ask('GET', `/webhook-endpoints/${endpoint.id}/deliveries`)).body.deliveries;
const refuse = (status: number, headers: Record<string, string> = {}) => {
  receiver.respond = (_, response) => void response.writeHead(status, headers).end(`no, ${status}`);
};
const accept = () => {
  receiver.respond = (_, response) => void response.writeHead(200).end('thanks');
};

/** The first delivery, once it was tried so many times. */
async function tried(attempts: number) {
  await expect.poll(async () => (await deliveries())[0]?.attempts, { timeout: 15_000 }).toBe(attempts);
  return (await deliveries())[0];
}

/** Lets the time pass after which a failed delivery is sent again. */
async function passPause(): Promise<void> {
  await stack.sql.query(`update private.webhook_state set retry_at = now() where endpoint_id = $1`, [endpoint.id]);
  await stack.sql.query(
    `update public.webhook_deliveries set next_attempt_at = now() where endpoint_id = $1 and state = 'pending'`,
    [endpoint.id],
  );
  await stack.sql.query('select private.plan_webhooks($1)', [endpoint.id]);
}

/** Lets an endpoint have failed for 24 hours. */
const passDay = () =>
  stack.sql.query(
    `update private.webhook_state set failing_since = now() - interval '24 hours' where endpoint_id = $1`,
    [endpoint.id],
  );

describe('A delivery', () => {
  test('that is accepted is recorded with its response', async () => {
    accept();
    await scene.booked();
    await eventsOf(receiver, 1);
    expect(await tried(1)).toMatchObject({
      id: receiver.received[0]?.headers['webhook-id'],
      endpoint_id: endpoint.id,
      event: 'booking.confirmed',
      state: 'delivered',
      body: JSON.parse(receiver.received[0]?.body ?? ''),
      status_code: 200,
      response_body: 'thanks',
      last_error: null,
      delivered_at: expect.any(String),
      next_attempt_at: null,
    });
  });

  test.each([400, 401, 404, 429, 500, 503])(
    'that gets %i is sent again later, with the same id and body and a signature of that moment',
    async (status) => {
      refuse(status);
      await scene.booked();
      const first = await tried(1);
      expect(first).toMatchObject({
        state: 'pending',
        status_code: status,
        response_body: `no, ${status}`,
        last_error: `The endpoint responded with status ${status}.`,
      });
      const seconds = (Date.parse(first.next_attempt_at) - Date.parse(first.created_at)) / 1000;
      expect(seconds).toBeGreaterThan(2);
      accept();
      await passPause();
      expect(await tried(2)).toMatchObject({ state: 'delivered', status_code: 200, last_error: null });
      const [one, two] = receiver.received as [Received, Received];
      expect([two.headers['webhook-id'], two.body]).toEqual([one.headers['webhook-id'], one.body]);
      verify(endpoint.secret, two);
    },
  );

  test('is not redirected', async () => {
    const elsewhere = await startReceiver();
    refuse(302, { location: elsewhere.url });
    await scene.booked();
    expect(await tried(1)).toMatchObject({
      state: 'pending',
      status_code: 302,
      last_error: 'The endpoint responded with status 302. Redirects are not followed.',
    });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });

  test('to a server that is gone is sent again, without a status', async () => {
    receiver.respond = (_, response) => void response.destroy();
    await scene.booked();
    expect(await tried(1)).toMatchObject({
      state: 'pending',
      status_code: null,
      last_error: expect.stringContaining('cannot be reached'),
    });
  });

  test('whose response never ends counts by its status', async () => {
    receiver.respond = (_, response) => {
      response.writeHead(202, { 'content-length': '1000000000' });
      response.write('\u0000\u001b[31mpart of it\ud83d');
      setTimeout(() => response.destroy(), 100);
    };
    await scene.booked();
    expect(await tried(1)).toMatchObject({
      state: 'delivered',
      status_code: 202,
      response_body: expect.stringContaining('[31mpart of it'),
    });
  });

  test('waits for as long as the endpoint asks', async () => {
    refuse(503, { 'retry-after': '3600' });
    await scene.booked();
    await tried(1);
    const { rows } = await stack.sql.query(
      'select extract(epoch from retry_at - now())::int as seconds from private.webhook_state where endpoint_id = $1',
      [endpoint.id],
    );
    expect(rows[0].seconds).toBeGreaterThan(3_500);
    expect(rows[0].seconds).toBeLessThanOrEqual(3_600);
  });

  test('that nobody accepts holds up no other one of its endpoint', async () => {
    receiver.respond = ({ body }, response) =>
      void response.writeHead(JSON.parse(body).type === 'booking.cancelled' ? 500 : 204).end();
    const { id, token } = await scene.booked();
    await send(stack.url, 'POST', `/bookings/${id}/cancel`, { token, body: {} });
    await tried(1);
    await scene.booked();
    await stack.sql.query('update private.webhook_state set retry_at = now() where endpoint_id = $1', [endpoint.id]);
    await stack.sql.query('select private.plan_webhooks($1)', [endpoint.id]);
    await expect
      .poll(async () =>
        (await deliveries()).map((one: { event: string; state: string }) => `${one.event} ${one.state}`),
      )
      .toEqual(['booking.confirmed delivered', 'booking.cancelled pending', 'booking.confirmed delivered']);
  });

  test('waits while its endpoint is away and comes when it is back, each once', async () => {
    refuse(500);
    for (let i = 0; i < 5; i += 1) await scene.booked();
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBe(attempts);
      // One attempt tells that the endpoint is away; the others wait.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(receiver.received).toHaveLength(attempts);
      if (attempts === 3) accept();
      await passPause();
    }
    await expect
      .poll(async () => (await deliveries()).map(({ state }: { state: string }) => state), { timeout: 15_000 })
      .toEqual(Array(5).fill('delivered'));
    const accepted = receiver.received.slice(3).map(({ headers }) => headers['webhook-id']);
    expect(new Set(accepted).size).toBe(5);
    expect(accepted).toHaveLength(5);
  });
});

describe('An endpoint', () => {
  test('that accepted nothing for 24 hours is switched off, and its owner is told by mail', async () => {
    refuse(500);
    await scene.booked();
    await tried(1);
    await passDay();
    await passPause();
    expect(await tried(2)).toMatchObject({ state: 'failed', next_attempt_at: null });
    const { body } = await ask('GET', '/webhook-endpoints');
    expect(body.webhook_endpoints[0]).toMatchObject({
      is_active: false,
      disabled_reason: 'No delivery succeeded for 24 hours. The last attempt: The endpoint responded with status 500.',
    });
    const mail = async () => {
      const { rows } = await stack.sql.query(
        'select subject, body from private.outbox where recipient = $1 and subject like $2',
        [scene.owner.email, 'Your webhook%'],
      );
      return rows;
    };
    await expect.poll(mail, { timeout: 15_000 }).toHaveLength(1);
    const [{ subject, body: text }] = await mail();
    expect(subject).toBe(`Your webhook is switched off: ${new URL(receiver.url).host}`);
    expect(text).toContain('No delivery succeeded for 24 hours');
    // Nothing is recorded for it any more.
    const count = receiver.received.length;
    await scene.booked();
    expect(await deliveries()).toHaveLength(1);
    expect(receiver.received).toHaveLength(count);
  });

  test('that is switched on again gets what comes, and what failed on demand', async () => {
    refuse(500);
    await scene.booked();
    await tried(1);
    await passDay();
    await passPause();
    await tried(2);
    const [failed] = await deliveries();
    expectError(await ask('POST', `/webhook-deliveries/${failed.id}/replay`), 409, 'invalid_state');
    accept();
    const on = await ask('PATCH', `/webhook-endpoints/${endpoint.id}`, { is_active: true });
    expect(on.body.webhook_endpoint).toMatchObject({ is_active: true, disabled_reason: null, failing_since: null });
    const { status, body } = await ask('POST', `/webhook-deliveries/${failed.id}/replay`);
    expect(status).toBe(202);
    expect(body.delivery).toMatchObject({
      ...{ id: failed.id, state: 'pending' },
      // Not what became of it before.
      ...{ delivered_at: null, status_code: null, response_body: null, last_error: null },
    });
    await tried(3);
    expect((await deliveries())[0]).toMatchObject({ state: 'delivered' });
  });

  test('that says 410 is switched off at once', async () => {
    refuse(410);
    await scene.booked();
    expect(await tried(1)).toMatchObject({ state: 'failed', status_code: 410 });
    const { body } = await ask('GET', '/webhook-endpoints');
    expect(body.webhook_endpoints[0]).toMatchObject({
      is_active: false,
      disabled_reason: 'The endpoint responded with status 410. It wants no more events.',
    });
  });

  test('that hangs delays no other', async () => {
    receiver.respond = () => {};
    for (let i = 0; i < 3; i += 1) await scene.booked();
    await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBe(1);
    const other = await startReceiver();
    await subscribe(stack, scene, other.url);
    await scene.booked();
    await eventsOf(other, 1);
    // The first request still hangs.
    expect(receiver.received).toHaveLength(1);
    await other.stop();
  });
});

describe('GET /webhook-endpoints/:id/deliveries', () => {
  test('is paged, newest first; what is added meanwhile shifts nothing', async () => {
    await stack.sql.query(
      `insert into public.webhook_deliveries (endpoint_id, event, state, created_at)
       select $1, 'booking.moved', 'delivered', now() - (i / 2) * interval '1 minute' from generate_series(1, 7) as i`,
      [endpoint.id],
    );
    const all: string[] = (await deliveries()).map(({ id }: { id: string }) => id);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ask('GET', `/webhook-endpoints/${endpoint.id}/deliveries?limit=3${query}`);
      paged.push(...body.deliveries.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor;
      await stack.sql.query(
        `insert into public.webhook_deliveries (endpoint_id, event, state) values ($1, 'booking.moved', 'failed')`,
        [endpoint.id],
      );
    }
    expect(paged).toEqual(all);
    expect(all).toHaveLength(7);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'cursor=WzEsMl0'])('refuses %s', async (query) => {
    expectError(await ask('GET', `/webhook-endpoints/${endpoint.id}/deliveries?${query}`), 422, 'invalid_request');
  });
});

describe('Deliveries are kept for 30 days', () => {
  test('and found by their age', async () => {
    await stack.sql.query(
      `insert into public.webhook_deliveries (endpoint_id, event, state, created_at)
       select $1, 'booking.moved', 'delivered', now() - d * interval '1 day' from unnest(array[29, 31, 32]) as d`,
      [endpoint.id],
    );
    const { rows } = await stack.sql.query(
      'select public.prune_webhook_deliveries(max_count => 1) as one, public.prune_webhook_deliveries() as rest',
    );
    expect(rows[0]).toEqual({ one: { pruned: 1 }, rest: { pruned: 1 } });
    expect(await deliveries()).toHaveLength(1);
  });
});
