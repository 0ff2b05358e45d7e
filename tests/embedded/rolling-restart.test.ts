import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { type Scene, setScene } from '../http/scene.ts';
import { cases } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { startRoundRobinProxy } from './round-robin-proxy.ts';
import { readConnection, type ServiceProcess, startProcess } from './service-process.ts';
import { expectAllDone, type Load, visit } from './visiting.ts';

const delaySeconds = 2;
const visitors = 4;
const rounds = cases(1, 2);

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
    const visiting = scenes.map((scene, visitor) => visit(proxy.url, scene, visitor, load, () => isOver));
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

    await expectAllDone(stack.sql, load.booked);
  }, 240_000);
});
