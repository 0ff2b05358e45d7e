import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type RunningService, startService } from '../../sync-service/src/service.ts';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

// The stack is the hosted project, and by itself a process for requests alone.
const stack = useStack({ config: { role: 'web' } });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

const started: RunningService[] = [];
afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
});

/** Another process on the same project. */
async function start(config: Partial<ServiceConfig>): Promise<RunningService> {
  const service = await startService({
    config: { ...stack.config, embedded: false, demo: false, port: 0, ...config },
    providers: new Map(),
    log: createLogger({ level: 'silent' }),
  });
  started.push(service);
  return service;
}

const mailStates = async (bookingId: string): Promise<string[]> =>
  (await stack.sql.query('select state from public.notifications where booking_id = $1', [bookingId])).rows.map(
    ({ state }) => state,
  );
const lockedJobs = async (task: string): Promise<number> =>
  (
    await stack.sql.query('select from graphile_worker.jobs where task_identifier = $1 and locked_at is not null', [
      task,
    ])
  ).rowCount ?? 0;
const isReady = async (url: string): Promise<boolean> => (await send(url, 'GET', '/readyz')).status === 200;

describe('A process with ROLE=web', () => {
  test('takes bookings and adds their jobs, which wait for a worker, and is ready all the same', async () => {
    const booking = await scene.booked();
    expect(await isReady(stack.url)).toBe(true);
    const { rows } = await stack.sql.query(
      `select attempts, locked_at from graphile_worker.jobs where task_identifier = 'send_notification'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ attempts, locked_at }) => attempts === 0 && locked_at === null)).toBe(true);
    expect((await stack.sql.query('select from private.workers')).rowCount).toBe(0);

    await start({ role: 'worker' });
    await expect.poll(() => mailStates(booking.id), { timeout: 15_000 }).not.toContain('pending');
    expect(await mailStates(booking.id)).toContain('sent');
  });

  test('makes no schedule: ticks are of workers', async () => {
    await stack.sql.query(`delete from graphile_worker._private_jobs where key = 'poll'`);
    await stack.restart();
    expect(
      (await stack.sql.query(`select from graphile_worker.jobs where key in ('poll', 'due_mails', 'prune_logs')`))
        .rowCount,
    ).toBe(0);
  });
});

describe('A process with ROLE=worker', () => {
  test('says whether it is alive and ready, shows its metrics, and serves nothing else', async () => {
    const { url } = await start({ role: 'worker' });
    await expect.poll(() => isReady(url)).toBe(true);
    expect((await send(url, 'GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await send(url, 'GET', '/metrics')).status).toBe(200);
    for (const path of [
      '/',
      '/docs',
      '/openapi.json',
      '/book/demo',
      '/admin/',
      '/embed/config.json',
      '/rest/v1/',
      '/slots',
    ]) {
      expect((await send(url, 'GET', path)).status, path).toBe(404);
    }
    for (const path of ['/bookings', '/holds', '/webhooks/google-calendar', '/calendar/connections/google']) {
      expect((await send(url, 'POST', path, { body: {} })).status, path).toBe(404);
    }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live?host=${scene.host.slug}`);
    const outcome = await new Promise((resolve) => {
      socket.once('open', () => resolve('open'));
      socket.once('error', () => resolve('refused'));
    });
    expect(outcome).toBe('refused');
  });

  test('runs JOB_CONCURRENCY jobs at a time', async () => {
    const client = await stack.sql.connect();
    try {
      await client.query('begin');
      await client.query('select from public.hosts where id = $1 for update', [scene.host.id]);
      await stack.sql.query(
        `select graphile_worker.add_job('plan_missing_pushes', json_build_object('host_id', $1::text)) from generate_series(1, 9)`,
        [scene.host.id],
      );
      await start({ role: 'worker', jobConcurrency: 3 });
      await expect.poll(() => lockedJobs('plan_missing_pushes'), { timeout: 10_000, interval: 20 }).toBe(3);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await lockedJobs('plan_missing_pushes')).toBeLessThanOrEqual(3);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('Every process', () => {
  test('has a name at each of its connections to the database', async () => {
    const { url } = await start({ role: 'all' });
    await expect.poll(() => isReady(url)).toBe(true);
    const { rows } = await stack.sql.query(
      `select distinct application_name as name from pg_stat_activity
       where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() order by 1`,
    );
    const names = rows.map(({ name }) => name).filter((name) => name !== 'test');
    expect(names.filter((name) => !/^openslot \w/.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['openslot jobs', 'openslot live']));
  });

  test('that is about to end says so, serves on, and lets nobody keep a connection', async () => {
    const service = await start({ role: 'all' });
    await expect.poll(() => isReady(service.url)).toBe(true);
    expect((await send(service.url, 'GET', '/healthz')).headers.get('connection')).toBe('keep-alive');
    service.drain();
    const { status, body } = await send(service.url, 'GET', '/readyz');
    expect([status, body.checks.process]).toEqual([503, 'failed']);
    expect(body.details.process).toContain('ending');
    const booked = await send(service.url, 'POST', '/bookings', { body: scene.request() });
    expect(booked.status, booked.text).toBe(201);
    expect(booked.headers.get('connection')).toBe('close');
  });
});
