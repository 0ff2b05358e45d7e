import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { type Scene, send, setScene } from '../http/scene.ts';
import { cases } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { startRoundRobinProxy } from './round-robin-proxy.ts';
import { readConnection, type ServiceProcess, startProcess } from './service-process.ts';

const delaySeconds = 2;
const visitors = 4;
const rounds = cases(1, 3);

// The stack plays the Supabase project; it runs no jobs, so that those of the three processes are seen.
const stack = useStack({ config: { role: 'web' }, servicePoolSize: 12 });
let scenes: Scene[] = [];
let ports: number[] = [];
let processes: ServiceProcess[] = [];
let proxy: Awaited<ReturnType<typeof startRoundRobinProxy>>;

function start(port: number): Promise<ServiceProcess> {
  return startProcess(stack.config.dataDir, {
    ...readConnection(stack.config),
    PORT: String(port),
    SHUTDOWN_DELAY_SECONDS: String(delaySeconds),
    TRUST_PROXY: '1',
    // Callers of this machine are not limited.
    DEMO: 'true',
  });
}

beforeAll(async () => {
  scenes = await Promise.all(Array.from({ length: visitors }, () => setScene(stack)));
  ports = await Promise.all([freePort(), freePort(), freePort()]);
  processes = await Promise.all(ports.map(start));
  proxy = await startRoundRobinProxy(processes.map(({ url }) => url));
  for (const { url } of processes) await proxy.untilReady(url);
}, 120_000);
afterAll(async () => {
  await proxy?.stop();
  await Promise.all(processes.map((one) => one.stop()));
});

/** What visitors did, and what was refused. */
interface Load {
  requests: number;
  refused: string[];
  booked: string[];
}

/** A visitor looks at the page, holds, books and reads the booking, again and again; some change their mind. */
async function visit(scene: Scene, visitor: number, load: Load, isOver: () => boolean): Promise<void> {
  const ask = async (method: string, path: string, status: number, options: Parameters<typeof send>[3] = {}) => {
    load.requests += 1;
    const response = await send(proxy.url, method, path, options);
    if (response.status !== status) load.refused.push(`${method} ${path}: ${response.status} ${response.text}`);
    return response.body;
  };
  for (let n = 0; !isOver(); n += 1) {
    const email = `visitor-${visitor}-${n}@example.com`;
    await ask('GET', '/embed/config.json', 200);
    const slot = scene.slot();
    const hold = await ask('POST', '/holds', 201, { body: slot });
    const attendee = { name: 'Ann', email, time_zone: 'Europe/London', locale: 'en' };
    const body = { ...slot, attendee, answers: {}, hold: { id: hold?.id, token: hold?.token } };
    const made = await ask('POST', '/bookings', 201, { body });
    if (!made?.booking) continue;
    load.booked.push(made.booking.id);
    const token = { token: made.manage_token };
    await ask('GET', `/bookings/${made.booking.id}`, 200, token);
    if (n % 3 === 0) await ask('POST', `/bookings/${made.booking.id}/cancel`, 200, { body: {}, ...token });
  }
}

async function restart(index: number): Promise<number | null> {
  const old = processes[index] as ServiceProcess;
  old.child.kill('SIGTERM');
  const code = await old.ended;
  const fresh = await start(ports[index] as number);
  processes[index] = fresh;
  await proxy.untilReady(fresh.url);
  return code;
}

describe('Three processes behind a proxy, restarted one after the other while visitors book', () => {
  test('fail no request, and lose no job', async () => {
    const load: Load = { requests: 0, refused: [], booked: [] };
    let isOver = false;
    const visiting = scenes.map((scene, visitor) => visit(scene, visitor, load, () => isOver));
    const codes: (number | null)[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (let index = 0; index < processes.length; index += 1) {
        codes.push(await restart(index));
        await pause(500);
      }
    }
    isOver = true;
    await Promise.all(visiting);
    console.log(
      `${load.requests} requests, ${load.booked.length} bookings during ${codes.length} restarts: ` +
        `${load.refused.length + proxy.faults.length} failed`,
    );

    expect([...load.refused, ...proxy.faults]).toEqual([]);
    expect(codes).toEqual(codes.map(() => 0));
    expect(load.booked.length).toBeGreaterThan(10);
    for (const { url } of processes) expect(proxy.served.get(url)).toBeGreaterThan(0);

    // Each booking is there, and each of its mails was made once, by whichever process.
    const { rows: stored } = await stack.sql.query('select id from public.bookings where id = any ($1)', [load.booked]);
    expect(stored).toHaveLength(load.booked.length);
    const unsent = async () =>
      (await stack.sql.query(`select kind, attempts, last_error from public.notifications where state = 'pending'`))
        .rows;
    await expect.poll(unsent, { timeout: 60_000, interval: 500 }).toEqual([]);
    const { rows: mails } = await stack.sql.query(
      `select n.kind, n.attempts, count(o.notification_id)::int as kept
       from public.notifications as n left join private.outbox as o on o.notification_id = n.id
       where n.state = 'sent' and n.gathered_into is null group by n.id`,
    );
    expect(mails.filter(({ kept }) => kept !== 1)).toEqual([]);
    const { rows: lost } = await stack.sql.query(
      `select task_identifier, attempts, last_error from graphile_worker.jobs where attempts >= max_attempts`,
    );
    expect(lost).toEqual([]);
  }, 240_000);
});
