import { chance } from '../support/chance.ts';
import { checkHistory, type Report } from './checker.ts';
import { type Consequences, reconcile, settle } from './consequences.ts';
import { makeHosts } from './hosts.ts';
import { openPeople } from './people.ts';
import { Recorder } from './recorder.ts';
import { type Rig, startRig } from './rig.ts';
import { tally } from './tally.ts';
import { openWeather } from './weather.ts';

export interface StormOptions {
  operations: number;
  seed: number;
  /** How many people do something at the same time. */
  clients?: number;
  hosts?: number;
  /** After so many operations the next day begins. */
  operationsOfDay?: number;
  /** Without it nothing fails. */
  isStormy?: boolean;
  /** Is told how far it is, every ten seconds. */
  tell?: (line: string) => void;
}

export interface StormResult {
  seed: number;
  /** Of people, until all of them were done. */
  seconds: number;
  operationsPerSecond: number;
  history: Report;
  /** What became of the operations, a line for each kind. */
  tallied: string[];
  /** Questions that were left out, because nothing was heard of them. */
  unheard: number;
  consequences: Consequences;
  /** What struck, and how often. */
  struck: Record<string, number>;
  /** The most that a process of the service and this one, which keeps the whole history, had resident, in MB. */
  peakMb: { service: number; checker: number };
  /** Everything that cannot be; empty if all is well. */
  violations: string[];
}

/** Lets people use two processes through a storm, and checks what they were told. */
export async function runStorm(options: StormOptions): Promise<StormResult> {
  const { operations, seed, clients = 16, hosts: hostCount = 6, operationsOfDay = 5_000, isStormy = true } = options;
  const tell = options.tell ?? (() => {});
  const rig = await startRig({ random: chance(seed) });
  try {
    const recorder = new Recorder();
    const hosts = await makeHosts(rig, hostCount);
    const people = openPeople({ rig, recorder, hosts, random: chance(seed + 1), operationsOfDay });
    const weather = isStormy ? openWeather(rig, chance(seed + 2)) : null;
    const began = performance.now();
    let service = 0;
    const telling = setInterval(async () => {
      service = Math.max(service, ...(await residentOf(rig)));
      tell(`${recorder.count} operations, ${seconds(began).toFixed(0)} s, ${service.toFixed(0)} MB`);
    }, 10_000);
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (recorder.count < operations) await people.act();
      }),
    );
    clearInterval(telling);
    const took = seconds(began);
    await weather?.calm();
    service = Math.max(service, ...(await residentOf(rig)));
    tell('calm; what waits is done');
    const waiting = await settle(rig);
    await people.readAll();
    const consequences = await reconcile(rig, hosts, recorder.operations);
    // What comes now takes a processor for itself.
    await rig.stopProcesses();
    tell('checking');
    const history = checkHistory(recorder);
    return {
      ...{ seed, seconds: took, operationsPerSecond: operations / took, history, consequences },
      ...{ tallied: tally(recorder.operations), unheard: recorder.count - recorder.operations.length },
      struck: weather?.struck ?? {},
      peakMb: { service, checker: process.resourceUsage().maxRSS / 1_024 },
      violations: [...new Set(people.odd), ...waiting, ...history.violations, ...consequences.violations],
    };
  } finally {
    await rig.stop();
  }
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** The most that each process that runs had resident since it began, in MB. */
async function residentOf({ processes }: Rig): Promise<number[]> {
  // One that dies while it is asked is asked no more.
  return Promise.all(processes.map(({ child }) => child?.ask('peak').catch(() => 0) ?? 0));
}
