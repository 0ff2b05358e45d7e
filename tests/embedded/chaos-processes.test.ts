import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { createCaldavProvider } from '../../sync-service/src/providers/caldav/provider.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { send } from '../http/scene.ts';
import { chance } from '../support/chance.ts';
import { type DavServer, hasRadicale, startRadicale } from '../support/dav-servers.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { cases, randomRuns } from '../support/scale.ts';
import { type ComparedCalendar, compareBookings, compareEvents } from '../sync/chaos-compare.ts';
import { edit } from '../sync/chaos-person.ts';
import { startChaosProxy } from '../sync/chaos-proxy.ts';
import { findForgotten } from '../sync/chaos-scene.ts';
import { readConnectionEnv, type ServiceProcess, startProcess } from './service-process.ts';

const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
const runs = randomRuns(1, 1);
const kills = cases(3, 6);
const expander = createExpander();
afterAll(() => expander.close());

const midnight = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
const at = (slot: number): string => new Date(midnight + slot * 1_800_000).toISOString();

let dataDir = '';
beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-storm-'));
  fs.chmodSync(dataDir, 0o755);
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

const start = (): Promise<ServiceProcess> =>
  startProcess(dataDir, { POLL_INTERVAL_SECONDS: '30', ALLOW_PRIVATE_HOSTS: 'true' });

/** The database of the service, which comes and goes with it. */
async function withDatabase<T>(use: (sql: pg.Pool) => Promise<T>): Promise<T> {
  const sql = new pg.Pool({ connectionString: readConnectionEnv(dataDir).DATABASE_URL ?? '', max: 1 });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

/** An owner with an open host whose calendar on the server is connected. */
async function setScene(url: string, server: DavServer, proxyUrl: string) {
  const { body: user } = await send(url, 'POST', '/auth/v1/signup', {
    headers: { apikey: readConnectionEnv(dataDir).SUPABASE_PUBLISHABLE_KEY ?? '' },
    body: { email: `owner-${crypto.randomUUID()}@example.com`, password: 'a long password' },
  });
  const { host, type } = await withDatabase(async (sql) => {
    const host = await createHost(sql, { owner_id: user.user.id, time_zone: 'UTC', stale_policy: 'open' });
    const type = await createEventType(sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
    await createHours(sql, host.id);
    return { host, type };
  });
  const { username, password } = server;
  const response = await send(url, 'POST', '/calendar/connections/caldav', {
    token: user.access_token,
    body: { url: proxyUrl, username, password },
  });
  expect(response.status, response.text).toBe(201);
  return {
    token: user.access_token as string,
    hostId: host.id as string,
    typeId: type.id as string,
    connectionId: response.body.connection.id as string,
    calendarId: response.body.connection.calendars[0].id as string,
  };
}

type Visit = { id: string; token: string };

/** What a visitor does over HTTP. Whether they are answered or the service dies under them is theirs to bear. */
async function visit(url: string, typeId: string, random: () => number, visits: Visit[]): Promise<void> {
  const pick = visits[Math.floor(random() * visits.length)];
  const [roll, slot] = [random(), at(Math.floor(random() * 400))];
  const ask = (where: string, body: object, token?: string) =>
    send(url, 'POST', where, { body, ...(token === undefined ? {} : { token }) }).catch(() => null);
  if (pick !== undefined && roll < 0.2) await ask(`/bookings/${pick.id}/cancel`, {}, pick.token);
  else if (pick !== undefined && roll < 0.4) await ask(`/bookings/${pick.id}/reschedule`, { start: slot }, pick.token);
  else {
    const attendee = { name: 'Ann', email: 'ann@example.com' };
    const response = await ask('/bookings', { event_type_id: typeId, start: slot, duration_minutes: 30, attendee });
    if (response?.status === 201) visits.push({ id: response.body.booking.id, token: response.body.manage_token });
  }
}

/** Lets the time pass after which who was killed counts as dead, and after which what failed is tried again. */
async function passTime(diedAt: Date): Promise<void> {
  await withDatabase(async (sql) => {
    await sql.query(`update private.workers set seen_at = seen_at - interval '30 seconds' where seen_at < $1`, [
      diedAt,
    ]);
    await sql.query(`update private.calendar_sync set held_back_at = held_back_at - interval '2 minutes'`);
    await sql.query(
      'update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null',
    );
  });
}

/** Whoever dies now counts as dead at once: with the next heartbeat, which is that of the next start. */
async function passDeadLimit(): Promise<void> {
  await withDatabase((sql) => sql.query(`update private.workers set seen_at = now() - interval '30 seconds'`));
}

describe.skipIf(!hasRadicale)('the service, killed again and again while its calendar server rages', () => {
  for (let run = 0; run < runs; run += 1) {
    test(`has stored what is in the calendar and written what is booked (${kills} kills, CHAOS_SEED=${seed + run})`, async () => {
      const sourceOf = (n: number) => chance((seed + run) * n);
      const [deaths, edits, visitors] = [sourceOf(1), sourceOf(2), sourceOf(3)];
      const server = await startRadicale();
      const proxy = await startChaosProxy(server.url, sourceOf(4), 0.2);
      let service = await start();
      const scene = await setScene(service.url, server, proxy.url);
      const known = new Set<string>();
      const visits: Visit[] = [];

      let diedAt = new Date();
      proxy.isRaging = true;
      for (let kill = 0; kill < kills; kill += 1) {
        let isOver = false;
        const life = pause(500 + deaths() * 1_500).then(() => {
          isOver = true;
        });
        const editing = async () => {
          while (!isOver) await Promise.all([edit(server, server.calendarUrl, edits, known, at), pause(50)]);
        };
        const visiting = async () => {
          while (!isOver) await Promise.all([visit(service.url, scene.typeId, visitors, visits), pause(20)]);
        };
        const busy = [editing(), visiting()];
        await passTime(diedAt);
        await life;
        await passDeadLimit();
        await service.crash();
        diedAt = new Date();
        await Promise.all(busy);
        service = await start();
      }

      proxy.isRaging = false;
      const provider = createCaldavProvider({ allowPrivateHosts: true, expander });
      const { username, password } = server;
      const { credentials } = await provider.connect({ url: server.url, username, password });
      const compared: ComparedCalendar = {
        ...{ server, url: server.calendarUrl, id: scene.calendarId, hostId: scene.hostId },
        ...{ provider, credentials },
      };
      await expect
        .poll(
          async () => {
            await passTime(diedAt);
            await send(service.url, 'POST', `/calendar/connections/${scene.connectionId}/sync`, { token: scene.token });
            return await withDatabase(async (sql) => {
              const { stored, fresh } = await compareEvents(sql, compared, new Date());
              const { pushed, booked } = await compareBookings(sql, compared);
              const only = (these: string[], those: string[]) => these.filter((line) => !those.includes(line));
              return {
                storedOnly: only(stored, fresh),
                freshOnly: only(fresh, stored),
                pushedOnly: only(pushed, booked),
                bookedOnly: only(booked, pushed),
                forgotten: await findForgotten(sql, scene.calendarId),
                isOneEach: stored.length === fresh.length && pushed.length === booked.length,
              };
            });
          },
          { timeout: 60_000, interval: 500 },
        )
        .toEqual({ storedOnly: [], freshOnly: [], pushedOnly: [], bookedOnly: [], forgotten: [], isOneEach: true });
      expect(known.size + visits.length).toBeGreaterThan(3);
      const faults = Object.values(proxy.faults).reduce((sum, times) => sum + times, 0);
      console.log(`processes: ${kills} kills, ${faults} faults, ${visits.length} bookings answered, 0 differences`);
      await service.stop();
      await proxy.stop();
      await server.stop();
    }, 180_000);
  }
});
