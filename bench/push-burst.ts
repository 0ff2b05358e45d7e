import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { Child } from './child.ts';
import type { OpenChannel } from './google-stand-in.ts';
import type { OpenSubscription } from './microsoft-stand-in.ts';
import type { Served } from './push-latency.ts';
import { atRest, type PushScene } from './push-scene.ts';
import { percentile, round } from './report.ts';
import { load } from './stack.ts';
import type { SyncCommands } from './sync-child.ts';

type Row = Record<string, string | number>;

interface On {
  scene: PushScene;
  service: Child<SyncCommands>;
  served: Served;
}

/** A call of a provider, and how it should be answered. */
interface Call {
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  /** Notices in it, and those that are forged. */
  items: number;
  refused: number;
}

/** Of so many notices one is refused: of a channel that is unknown, or with the token of somebody else. */
const refusedEach = 10;

/** Many notices at once for all channels of Google, on a hundred sockets. */
export async function measureBurst(on: On, notices: number): Promise<Row> {
  const channels = await on.scene.google.ask('channels');
  const calls = Array.from({ length: notices }, (_, n): Call => {
    const isRefused = n % refusedEach === 0;
    const headers = headersOf(n, channels, isRefused);
    const status = isRefused ? 404 : 204;
    return { path: '/webhooks/google-calendar', headers, body: '', status, items: 1, refused: isRefused ? 1 : 0 };
  });
  const { row } = await measureCalls(on, 'google', channels.length, calls, 100);
  return row;
}

/** The sizes of calls, over and over: most are small, some hold all that Graph puts in one. */
const sizes = [...Array(10).fill(1), ...Array(5).fill(2), ...Array(3).fill(5), 10, 10, 30, 100, 300] as number[];

/**
 * Many notices for all subscriptions of Microsoft, in calls of 1 to 300.
 * @param sockets Calls at the same time.
 */
export async function measureBodies(on: On, notices: number, sockets: number): Promise<{ row: Row; p99: number }> {
  const subscriptions = await on.scene.microsoft.ask('subscriptions');
  const calls: Call[] = [];
  for (let made = 0; made < notices; ) {
    const size = Math.min(sizes[calls.length % sizes.length] ?? 1, notices - made);
    const numbers = Array.from({ length: size }, (_, n) => made + n);
    const value = numbers.map((n) => itemOf(n, subscriptions, n % refusedEach === 0));
    calls.push({
      path: '/webhooks/microsoft-calendar',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value }),
      status: 202,
      items: size,
      refused: numbers.filter((n) => n % refusedEach === 0).length,
    });
    made += size;
  }
  return await measureCalls(on, 'microsoft', subscriptions.length, calls, sockets);
}

/** The answers to what Graph wants to have back when a subscription is opened: one after the other, in milliseconds. */
export async function measureHandshakes({ served, service }: On, times: number): Promise<{ row: Row; p99: number }> {
  const agent = new http.Agent({ keepAlive: true });
  const text = 'Validation: Testing client application reachability for subscription Request-Id: 1 +&=%2B';
  const path = `/webhooks/microsoft-calendar?validationToken=${encodeURIComponent(text)}`;
  const ask = async () => {
    const { status, body } = await send(agent, served.url + path, 'POST', { 'content-type': 'text/plain' }, '');
    if (status !== 200 || body !== text) throw new Error(`a handshake was answered with ${status}: ${body}`);
  };
  try {
    await load([...Array(100).keys()], 1, ask);
    const before = await service.ask('calls', 'receive_notices');
    const { each } = await load([...Array(times).keys()], 1, ask);
    const asked = (await service.ask('calls', 'receive_notices')) - before;
    const [p50, p99] = [percentile(each, 50), percentile(each, 99)];
    return { row: { handshakes: times, 'p50 ms': round(p50), 'p99 ms': round(p99), 'database calls': asked }, p99 };
  } finally {
    agent.destroy();
  }
}

/** Sends calls, and waits until the work that they cause is done; beside requests that do nothing. */
async function measureCalls(
  { scene, service, served }: On,
  provider: 'google' | 'microsoft',
  channels: number,
  calls: Call[],
  sockets: number,
): Promise<{ row: Row; p99: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  const standIn = provider === 'google' ? scene.google : scene.microsoft;
  const job = provider === 'google' ? 'begin_pull' : 'begin_announced_sync';
  const idle = async () => void (await send(agent, `${served.url}/healthz`, 'GET', {}, ''));
  try {
    // The sockets are open, and the code is compiled, before anything is measured.
    await load([...Array(200).keys()], sockets, idle);
    const floor = await load(calls, sockets, idle);
    const before = { jobs: await service.ask('calls', job), requests: await standIn.ask('requests') };
    const burst = await load(calls, sockets, async ({ path, headers, body, status }) => {
      const response = await send(agent, served.url + path, 'POST', headers, body);
      if (response.status !== status) throw new Error(`a notice got ${response.status}: ${response.body}`);
    });
    await atRest(scene.sql);
    const p99 = percentile(burst.each, 99);
    const row = {
      provider,
      notices: calls.reduce((sum, { items }) => sum + items, 0),
      'refused ones': calls.reduce((sum, { refused }) => sum + refused, 0),
      calls: calls.length,
      channels,
      sockets,
      'answers /s': Math.round(calls.length / burst.seconds),
      'p50 ms': round(percentile(burst.each, 50)),
      'p99 ms': round(p99),
      'floor p50 ms': round(percentile(floor.each, 50)),
      'floor p99 ms': round(percentile(floor.each, 99)),
      'p50 / floor': round(percentile(burst.each, 50) / percentile(floor.each, 50)),
      jobs: (await service.ask('calls', job)) - before.jobs,
      'requests to the provider': (await standIn.ask('requests')) - before.requests,
    };
    return { row, p99 };
  } finally {
    agent.destroy();
  }
}

function headersOf(n: number, channels: OpenChannel[], isRefused: boolean): Record<string, string> {
  const { id, token, resourceId } = channels[n % channels.length] as OpenChannel;
  const isUnknown = isRefused && n % (2 * refusedEach) === 0;
  return {
    'x-goog-channel-id': isUnknown ? randomUUID() : id,
    'x-goog-channel-token': isRefused ? 'of-somebody-else' : token,
    'x-goog-resource-id': resourceId,
    'x-goog-resource-state': 'exists',
    'x-goog-message-number': String(n + 2),
  };
}

/** As Graph writes it; the event is one that no feed will ever show. */
function itemOf(n: number, subscriptions: OpenSubscription[], isRefused: boolean): object {
  // Two for each change, as Graph tells of a new event: it was created, and it was updated.
  const { id, clientState, oid } = subscriptions[Math.floor(n / 2) % subscriptions.length] as OpenSubscription;
  const isUnknown = isRefused && n % (2 * refusedEach) === 0;
  const [channelId = '', token = ''] = clientState.split('.');
  const resource = `Users/${oid}/Events/AAMkBench${'x'.repeat(130)}`;
  return {
    id: randomUUID(),
    subscriptionId: id,
    subscriptionExpirationDateTime: new Date(Date.now() + 86_400_000).toISOString(),
    clientState: `${isUnknown ? randomUUID() : channelId}.${isRefused ? 'of-somebody-else' : token}`,
    tenantId: randomUUID(),
    changeType: n % 2 === 0 ? 'created' : 'updated',
    resource,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Event',
      '@odata.id': resource,
      '@odata.etag': `W/"${'e'.repeat(40)}"`,
      id: `AAMkBench${'x'.repeat(130)}`,
    },
  };
}

function send(
  agent: http.Agent,
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const sent = http.request(url, { method, headers: { ...headers, ...length }, agent });
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.once('error', reject).end(body);
  });
}
