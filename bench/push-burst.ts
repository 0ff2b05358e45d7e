import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { Child } from './child.ts';
import { atRest, type GoogleAccount, type GoogleScene } from './google-scene.ts';
import type { OpenChannel } from './google-stand-in.ts';
import type { Served } from './push-latency.ts';
import { percentile, round } from './report.ts';
import { load } from './stack.ts';
import type { SyncCommands } from './sync-child.ts';

type Row = Record<string, string | number>;

const sockets = 100;
/** Of so many notifications one is refused: of a channel that is unknown, or with the token of somebody else. */
const refusedEach = 10;

/** Many notifications at once for all channels: how soon each is answered, and what work they cause; beside a request that does nothing. */
export async function measureBurst(
  { sql, google }: GoogleScene,
  service: Child<SyncCommands>,
  served: Served,
  accounts: GoogleAccount[],
  notifications: number,
): Promise<Row> {
  const channels = await google.ask('channels');
  if (channels.length < accounts.length) throw new Error(`${channels.length} channels are open`);
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  const numbers = [...Array(notifications).keys()];
  const send = (path: string, method: string, n: number) =>
    request(agent, `${served.url}${path}`, method, headersOf(n, channels, n % refusedEach === 0));
  try {
    // The sockets are open before anything is measured.
    await load(numbers.slice(0, 2 * sockets), sockets, async (n) => void (await send('/healthz', 'GET', n)));
    const floor = await load(numbers, sockets, async (n) => void (await send('/healthz', 'GET', n)));
    const before = { pulls: await service.ask('calls', 'begin_pull'), requests: await google.ask('requests') };
    const statuses = new Map<number, number>();
    const burst = await load(numbers, sockets, async (n) => {
      const status = await send('/webhooks/google-calendar', 'POST', n);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    await atRest(sql);
    const refused = Math.ceil(notifications / refusedEach);
    if (statuses.get(404) !== refused || statuses.get(204) !== notifications - refused) {
      throw new Error(`answers: ${JSON.stringify([...statuses])}`);
    }
    return {
      notifications,
      'refused ones': refused,
      channels: channels.length,
      sockets,
      'answers /s': Math.round(notifications / burst.seconds),
      'p50 ms': round(percentile(burst.each, 50)),
      'p99 ms': round(percentile(burst.each, 99)),
      'floor /s': Math.round(notifications / floor.seconds),
      'floor p50 ms': round(percentile(floor.each, 50)),
      'floor p99 ms': round(percentile(floor.each, 99)),
      'p50 / floor': round(percentile(burst.each, 50) / percentile(floor.each, 50)),
      'pull jobs': (await service.ask('calls', 'begin_pull')) - before.pulls,
      'requests to Google': (await google.ask('requests')) - before.requests,
    };
  } finally {
    agent.destroy();
  }
}

function headersOf(n: number, channels: OpenChannel[], isRefused: boolean): Record<string, string> {
  const { id, token, resourceId } = channels[n % channels.length] as OpenChannel;
  const isUnknown = isRefused && n % (2 * refusedEach) === 0;
  return {
    'content-length': '0',
    'x-goog-channel-id': isUnknown ? randomUUID() : id,
    'x-goog-channel-token': isRefused ? 'of-somebody-else' : token,
    'x-goog-resource-id': resourceId,
    'x-goog-resource-state': 'exists',
    'x-goog-message-number': String(n + 2),
  };
}

function request(agent: http.Agent, url: string, method: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, headers, agent });
    sent.once('response', (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)));
    sent.once('error', reject).end();
  });
}
