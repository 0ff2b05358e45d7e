import { chance } from '../support/chance.ts';
import { checkHistory, type Report } from './checker.ts';
import { type Consequences, reconcile, settle } from './consequences.ts';
import { makeHosts } from './hosts.ts';
import { openPeople } from './people.ts';
import { Recorder } from './recorder.ts';
import { startRig } from './rig.ts';
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
  consequences: Consequences;
  /** What struck, and how often. */
  struck: Record<string, number>;
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
    const telling = setInterval(() => tell(`${recorder.count} operations, ${seconds(began).toFixed(0)} s`), 10_000);
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (recorder.count < operations) await people.act();
      }),
    );
    clearInterval(telling);
    const took = seconds(began);
    await weather?.calm();
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
      struck: weather?.struck ?? {},
      violations: [...new Set(people.odd), ...waiting, ...history.violations, ...consequences.violations],
    };
  } finally {
    await rig.stop();
  }
}

const seconds = (since: number): number => (performance.now() - since) / 1000;
