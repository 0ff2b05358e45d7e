import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { listMigrationFiles } from '../../sync-service/src/migration-files.ts';
import { startRoundRobinProxy } from '../embedded/round-robin-proxy.ts';
import { readConnection, type ServiceProcess, startProcess } from '../embedded/service-process.ts';
import { expectAllDone, type Load, visit } from '../embedded/visiting.ts';
import { type Scene, setScene } from '../http/scene.ts';
import { type Build, openFormerBuild } from '../support/former-build.ts';
import { useStack } from '../support/stack.ts';

const visitors = 3;
// The stack plays the Supabase project, with the schema of this state; it runs no jobs.
const stack = useStack({ config: { role: 'web' }, servicePoolSize: 12 });
let former: Build | null = null;
let scenes: Scene[] = [];
let ports: number[] = [];
let processes: ServiceProcess[] = [];
let proxy: Awaited<ReturnType<typeof startRoundRobinProxy>> | undefined;

const start = (port: number, main?: string): Promise<ServiceProcess> =>
  startProcess(stack.config.dataDir, { ...readConnection(stack.config), PORT: String(port), TRUST_PROXY: '1' }, main);

beforeAll(async () => {
  former = openFormerBuild();
  if (former === null) return;
  const { main } = former;
  scenes = await Promise.all(Array.from({ length: visitors }, () => setScene(stack)));
  ports = await Promise.all([freePort(), freePort()]);
  processes = await Promise.all(ports.map((port) => start(port, main)));
  proxy = await startRoundRobinProxy(processes.map(({ url }) => url));
  for (const { url } of processes) await proxy.untilReady(url);
}, 120_000);
afterAll(async () => {
  await proxy?.stop();
  await Promise.all(processes.map((one) => one.stop()));
  former?.remove();
});

/** As operators do it: nothing is sent to a process any more, it ends, and one of the other build takes its place. */
async function replace(index: number, main?: string): Promise<void> {
  const old = processes[index] as ServiceProcess;
  proxy?.leaveOut(old.url);
  old.child.kill('SIGTERM');
  await old.ended;
  const fresh = await start(ports[index] as number, main);
  processes[index] = fresh;
  await proxy?.untilReady(fresh.url);
  proxy?.leaveOut(fresh.url, false);
}

describe('The former release on the schema of this one', () => {
  test('knows fewer migrations, and is ready', (context) => {
    if (former === null) return context.skip('there is no history of the project here');
    expect(listMigrationFiles().map(({ version }) => version)).toEqual(expect.arrayContaining(former.migrations));
    expect(former.migrations.length).toBeLessThan(listMigrationFiles().length);
  });

  test('is replaced process by process, and takes its place again, while visitors book: no request fails, no job is lost', async (context) => {
    if (former === null || proxy === undefined) return context.skip('there is no history of the project here');
    const { url } = proxy;
    const load: Load = { requests: 0, refused: [], booked: [] };
    let isOver = false;
    const visiting = scenes.map((scene, visitor) => visit(url, scene, visitor, load, () => isOver));
    const bookedBy = async (): Promise<void> => {
      const before = load.booked.length;
      await expect.poll(() => load.booked.length, { timeout: 60_000 }).toBeGreaterThan(before + visitors);
    };
    await bookedBy();
    for (const main of [undefined, former.main]) {
      // Upgraded; then the upgrade is taken back.
      for (const index of processes.keys()) {
        await replace(index, main);
        await bookedBy();
      }
    }
    isOver = true;
    await Promise.all(visiting);
    expect([...load.refused, ...proxy.faults]).toEqual([]);
    await expectAllDone(stack.sql, load.booked);
  }, 240_000);
});
