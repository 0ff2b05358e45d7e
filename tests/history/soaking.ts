import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { chance } from '../support/chance.ts';
import { checkHistory } from './checker.ts';
import { reconcile, settle } from './consequences.ts';
import { makeHosts } from './hosts.ts';
import { openPeople } from './people.ts';
import { Recorder } from './recorder.ts';
import { type Rig, startRig } from './rig.ts';

const mega = 2 ** 20;
/** What is filled once and stays as large (compiled code, plans, caches) is filled by then. */
const warmShare = 0.25;
/**
 * What may be added by a thousand operations. A leak of one small object an operation is more, and at this rate a busy process with
 * a million operations a month would have kept 300 MB.
 */
const maxGrowthMb = 0.3;

export interface SoakOptions {
  minutes: number;
  /** Between two deeds of the same person. */
  pauseMs: number;
  clients?: number;
  seed?: number;
  /** Whether too much growth is a violation. */
  isJudged?: boolean;
  tell?: (line: string) => void;
}

/** What a process has in use after a collection of garbage. */
interface Sample {
  operations: number;
  mb: number;
}

export interface SoakResult {
  operations: number;
  bookings: number;
  /** Of each process: when it was warm, at the end, and by how much it grew with a thousand operations. */
  heaps: { name: string; first: number; last: number; growth: number }[];
  violations: string[];
}

/** Lets people use two processes for long, and compares the memory in use at the beginning and at the end. */
export async function runSoak({
  minutes,
  pauseMs,
  clients = 4,
  seed = 1,
  isJudged = true,
  tell = () => {},
}: SoakOptions): Promise<SoakResult> {
  const rig = await startRig({ random: chance(seed) });
  try {
    const recorder = new Recorder();
    const hosts = await makeHosts(rig, 3);
    const people = openPeople({ rig, recorder, hosts, random: chance(seed + 1), operationsOfDay: 3_000 });
    const samples: Sample[][] = rig.processes.map(() => []);
    const until = performance.now() + minutes * 60_000;
    const measuring = (async () => {
      for (let at = performance.now(); at < until; at = performance.now()) {
        await pause(Math.min(minutes * 1_500, until - at));
        const line = await measure(rig, samples, recorder.count);
        tell(`${recorder.count} operations, MB in use: ${line}`);
      }
    })();
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (; performance.now() < until; await pause(pauseMs)) await people.act();
      }),
    );
    await measuring;
    const operations = recorder.count;
    const waiting = await settle(rig);
    await people.readAll();
    const { violations, bookings } = await reconcile(rig, hosts, recorder.operations);
    const heaps = samples.map((one, n) => ({ name: `process ${n + 1}`, ...judge(one) }));
    const fat = heaps
      .filter(({ growth }) => isJudged && growth > maxGrowthMb)
      .map(({ name, growth }) => `${name} grows by ${growth} MB`);
    const faults = [...people.odd, ...waiting, ...checkHistory(recorder).violations, ...violations, ...fat];
    return { operations, bookings, heaps, violations: faults };
  } finally {
    await rig.stop();
  }
}

async function measure(rig: Rig, samples: Sample[][], operations: number): Promise<string> {
  const lines = await Promise.all(
    rig.processes.map(async ({ child }, n) => {
      const memory = await child?.ask('memory');
      const mb = ((memory?.heapUsed ?? 0) + (memory?.external ?? 0)) / mega;
      samples[n]?.push({ operations, mb });
      return `${mb.toFixed(1)} (resident ${((memory?.rss ?? 0) / mega).toFixed(0)})`;
    }),
  );
  return lines.join(', ');
}

/** Of the samples of a warm process: the first, the last, and the slope of the line through all (least squares), in MB for a thousand operations. */
export function judge(samples: readonly Sample[]): { first: number; last: number; growth: number } {
  const warm = samples.slice(Math.floor(samples.length * warmShare));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(warm.map(({ operations }) => operations)), mean(warm.map(({ mb }) => mb))];
  const spread = warm.reduce((sum, { operations }) => sum + (operations - x) ** 2, 0);
  const common = warm.reduce((sum, { operations, mb }) => sum + (operations - x) * (mb - y), 0);
  const growth = spread === 0 ? 0 : (common / spread) * 1_000;
  return { first: warm[0]?.mb ?? 0, last: warm.at(-1)?.mb ?? 0, growth };
}
