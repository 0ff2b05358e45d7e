import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createMetrics } from '../../sync-service/src/observe/metrics.ts';
import { noSpans } from '../../sync-service/src/observe/spans.ts';
import { watchDb } from '../../sync-service/src/observe/watch-db.ts';
import { type RunningService, startService } from '../../sync-service/src/service.ts';
import { readSamples, type Sample } from '../support/metrics-text.ts';
import { useStack } from '../support/stack.ts';
import { stubDb } from '../support/stub-db.ts';
import { type Scene, send, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

const started: RunningService[] = [];
afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
});
async function start(config: Partial<ServiceConfig>): Promise<RunningService> {
  const service = await startService({
    config: { ...stack.config, embedded: false, demo: false, port: 0, role: 'web', ...config },
    providers: new Map(),
    log: createLogger({ level: 'silent' }),
  });
  started.push(service);
  return service;
}

async function samples(): Promise<Sample[]> {
  return readSamples((await send(stack.url, 'GET', '/metrics')).text);
}
/** The sum of the samples with these labels. */
async function value(name: string, labels: Record<string, string> = {}): Promise<number> {
  return (await samples())
    .filter((one) => one.name === name && Object.entries(labels).every(([label, is]) => one.labels[label] === is))
    .reduce((sum, one) => sum + one.value, 0);
}

describe('GET /metrics', () => {
  test('counts requests by route and code, never by what callers wrote', async () => {
    const id = '5eed0000-0000-4000-8000-0000000000ff';
    await send(stack.url, 'GET', `/bookings/${id}`, { token: 'x' });
    await send(stack.url, 'GET', '/nowhere/at-all?token=secret');
    await send(stack.url, 'DELETE', '/holds/not-an-id');
    expect(await value('openslot_http_requests_total', { method: 'GET', route: '/bookings/:id', code: '401' })).toBe(1);
    const text = (await send(stack.url, 'GET', '/metrics')).text;
    for (const word of [id, 'nowhere', 'not-an-id', 'secret']) expect(text).not.toContain(word);
    expect(await value('openslot_http_request_seconds_count', { route: '/bookings/:id' })).toBeGreaterThan(0);
  });

  test('shows 0 for what an alarm waits for, because the first increase of what was not there is none', async () => {
    const shown = (name: string, label: string) =>
      samples().then((all) => all.filter((one) => one.name === name).map((one) => one.labels[label]));
    expect(await shown('openslot_drift_total', 'kind')).toEqual(
      expect.arrayContaining(['missing', 'moved', 'busy', 'title', 'extra', 'booking_lost']),
    );
    expect(await shown('openslot_jobs_total', 'outcome')).toContain('given_up');
    expect(await value('openslot_jobs_total', { task: 'sync_account', outcome: 'given_up' })).toBe(0);
    expect(await shown('openslot_sync_failures_total', 'code')).toContain('misconfigured');
  });

  test('measures calls of the database, and those that fail by code', async () => {
    await scene.booked();
    expect(await value('openslot_rpc_seconds_count', { function: 'create_booking' })).toBeGreaterThan(0);
    const taken = scene.slot();
    expect((await scene.book(taken)).status).toBe(201);
    expect((await scene.book(taken)).status).toBe(409);
    expect(
      await value('openslot_rpc_failures_total', { function: 'create_booking', code: 'slot_taken' }),
    ).toBeGreaterThan(0);
  });

  test('counts what became of attempts to book, hold and cancel', async () => {
    const before = await value('openslot_bookings_total', { action: 'book', outcome: 'confirmed' });
    const booking = await scene.booked();
    await scene.hold();
    await send(stack.url, 'POST', `/bookings/${booking.id}/cancel`, { body: {}, token: booking.token });
    expect(await value('openslot_bookings_total', { action: 'book', outcome: 'confirmed' })).toBe(before + 1);
    expect(await value('openslot_bookings_total', { action: 'hold', outcome: 'made' })).toBeGreaterThan(0);
    expect(await value('openslot_bookings_total', { action: 'cancel', outcome: 'cancelled' })).toBeGreaterThan(0);
  });

  test('counts jobs and mails, and says how many workers there are and how old the queue is', async () => {
    await scene.booked();
    await expect
      .poll(() => value('openslot_mails_total', { kind: 'booking_confirmed', outcome: 'kept' }), { timeout: 15_000 })
      .toBeGreaterThan(0);
    expect(await value('openslot_jobs_total', { task: 'send_notification', outcome: 'done' })).toBeGreaterThan(0);
    expect(await value('openslot_job_wait_seconds_count', { task: 'send_notification' })).toBeGreaterThan(0);
    expect(await value('openslot_database_up')).toBe(1);
    expect(await value('openslot_workers')).toBe(2);
    expect(await value('openslot_queue_oldest_seconds')).toBeGreaterThanOrEqual(0);
  });

  test('measures the process: memory, event loop, connections, open pages', async () => {
    const names = new Set((await samples()).map(({ name }) => name));
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'process_start_time_seconds',
      'nodejs_eventloop_lag_p99_seconds',
      'openslot_pool_connections',
      'openslot_live_sockets',
      'openslot_process',
    ]) {
      expect(names).toContain(name);
    }
  });

  test('asks the database once in five seconds, however often it is read', async () => {
    const asked = () => value('openslot_rpc_seconds_count', { function: 'service_figures' });
    await asked();
    const before = await asked();
    for (let n = 0; n < 20; n += 1) await send(stack.url, 'GET', '/metrics');
    expect((await asked()) - before).toBeLessThanOrEqual(1);
  });

  test('is read by nobody else while it has neither a token nor a port of its own', async () => {
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      const { status, body } = await send(stack.url, 'GET', '/metrics', { headers: { [header]: '192.0.2.7' } });
      expect([header, status, body.error.code]).toEqual([header, 403, 'forbidden']);
    }
  });

  test('with METRICS_TOKEN is read with that token, from wherever', async () => {
    const { url } = await start({ metricsToken: 'a-token-of-some-length' });
    expect((await send(url, 'GET', '/metrics')).status).toBe(401);
    expect((await send(url, 'GET', '/metrics', { token: 'a-token-of-some-lengtH' })).status).toBe(401);
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    expect((await send(url, 'GET', '/metrics', { token: 'a-token-of-some-length', headers })).status).toBe(200);
  });

  test('with METRICS_PORT is on that port alone, which serves nothing for visitors', async () => {
    const { url, metricsUrl } = await start({ metricsPort: 0 });
    expect((await send(url, 'GET', '/metrics')).status).toBe(404);
    const own = new URL(metricsUrl).origin;
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    expect((await send(own, 'GET', '/metrics', { headers })).text).toContain('openslot_process{role="web"} 1');
    expect((await send(own, 'GET', '/docs')).status).toBe(404);
    expect((await send(own, 'GET', '/healthz')).status).toBe(200);
  });

  test('with METRICS_PORT counts the requests of both ports', async () => {
    const { url, metricsUrl } = await start({ metricsPort: 0 });
    await send(url, 'GET', '/docs');
    await send(metricsUrl, 'GET', '');
    const counted = readSamples((await send(metricsUrl, 'GET', '')).text);
    for (const name of ['openslot_http_requests_total', 'openslot_http_request_seconds_count']) {
      const routes = counted.filter((one) => one.name === name).map(({ labels }) => labels['route']);
      expect([name, ...routes]).toEqual(expect.arrayContaining(['/docs', '/metrics']));
    }
  });
});

describe('Calls of the database', () => {
  test('say what audits of calendars have found, by kind', async () => {
    const metrics = createMetrics();
    const db = watchDb(stubDb({ finish_audit: async () => null }), {
      ...{ metrics, spans: noSpans, log: createLogger({ level: 'silent' }) },
    });
    for (const drift of [{ missing: 2 }, { missing: 1, extra: 4 }]) {
      await db.call('finish_audit', { calendar_id: scene.host.id, outcome: 'repaired', listed: 9, drift });
    }
    const text = await metrics.text();
    expect(text).toContain('openslot_drift_total{kind="missing"} 3\n');
    expect(text).toContain('openslot_drift_total{kind="extra"} 4\n');
  });
});

describe('Metrics', () => {
  test('are in the text format of Prometheus', async () => {
    const metrics = createMetrics();
    metrics.counter('a_total', 'A.').add({ kind: 'x "y"' }, 2);
    metrics.gauge('b', 'B.').set({}, 1.5);
    const seconds = metrics.histogram('c_seconds', 'C.', [0.1, 1]);
    for (const value of [0.05, 0.5, 7]) seconds.observe({ of: 'z' }, value);
    expect((await metrics.text()).split('\n')).toEqual([
      '# HELP a_total A.',
      '# TYPE a_total counter',
      'a_total{kind="x \\"y\\""} 2',
      '# HELP b B.',
      '# TYPE b gauge',
      'b 1.5',
      '# HELP c_seconds C.',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{of="z",le="0.1"} 1',
      'c_seconds_bucket{of="z",le="1"} 2',
      'c_seconds_bucket{of="z",le="+Inf"} 3',
      'c_seconds_sum{of="z"} 7.55',
      'c_seconds_count{of="z"} 3',
      '',
    ]);
  });

  test('of the same name are the same metric, whoever asks for it', async () => {
    const metrics = createMetrics();
    for (const of of ['one', 'other']) {
      metrics.counter('a_total', 'A.').add({ of });
      metrics.gauge('b', 'B.').set({ of }, 1);
      metrics.histogram('c_seconds', 'C.', [1]).observe({ of }, 0.5);
    }
    const text = await metrics.text();
    for (const name of ['a_total', 'b', 'c_seconds_count']) {
      expect(text).toContain(`${name}{of="one"} 1`);
      expect(text).toContain(`${name}{of="other"} 1`);
    }
  });

  test('of one name with two meanings are refused', () => {
    const metrics = createMetrics();
    metrics.counter('a', 'A.');
    metrics.histogram('c', 'C.', [1]);
    expect(() => metrics.gauge('a', 'A.')).toThrow('a is there already');
    expect(() => metrics.counter('a', 'Something else.')).toThrow('a is there already');
    expect(() => metrics.histogram('c', 'C.', [1, 2])).toThrow('c is there already');
  });

  test('never have more than 500 sets of labels each, whatever labels they are given', async () => {
    const metrics = createMetrics();
    const counter = metrics.counter('a_total', 'A.');
    for (let n = 0; n < 10_000; n += 1) counter.add({ from: String(n) });
    expect(readSamples(await metrics.text())).toHaveLength(500);
  });
});
