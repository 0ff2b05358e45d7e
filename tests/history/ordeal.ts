import { expect } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { ask, type Reply } from './ask.ts';
import { type Bookers, startBookers } from './bookers.ts';
import { reconcile, settle } from './consequences.ts';
import { makeHosts, type StormHost } from './hosts.ts';
import type { Operation } from './operation.ts';
import type { Rig } from './rig.ts';

/** People who book on three hosts while a test breaks something, and the comparison afterwards. */
export interface Ordeal {
  hosts: readonly StormHost[];
  /** People begin to book, until `end` or `expectNothingLost`: with all hosts, if none are named. */
  begin(whom?: readonly StormHost[], count?: number): Bookers;
  /** They stop when each has the booking that they want. */
  end(): Promise<void>;
  /** Waits until so many more have what they wanted. */
  untilBooked(count: number): Promise<void>;
  /** How many bookings come while so much time passes. */
  bookedDuring(milliseconds: number): Promise<number>;
  /** The free times of a host, as visitors see them. */
  slots(): Promise<Reply>;
  /** All processes are ready, and what was acknowledged so far is stored, in the calendars and mailed, each once. */
  expectNothingLost(): Promise<void>;
}

/** @param now What the calendars of people say. */
export async function openOrdeal(rig: Rig, now = Date.now()): Promise<Ordeal> {
  const hosts = await makeHosts(rig, 3);
  const wishes = Array.from({ length: 10_000 }, (_, n) => n).values();
  const booked: Operation[] = [];
  let bookers: Bookers | null = null;
  const count = (): number => bookers?.operations.length ?? 0;
  const ordeal: Ordeal = {
    hosts,
    begin(whom = hosts, people = 4) {
      bookers = startBookers(rig, whom, wishes, now, people);
      return bookers;
    },
    async end() {
      await bookers?.stop();
      booked.push(...(bookers?.operations ?? []));
      expect(bookers?.odd.slice(0, 3) ?? []).toEqual([]);
      bookers = null;
    },
    async untilBooked(more) {
      const before = count();
      await expect.poll(() => count() - before, { timeout: 60_000 }).toBeGreaterThanOrEqual(more);
    },
    async bookedDuring(milliseconds) {
      const before = count();
      await pause(milliseconds);
      return count() - before;
    },
    slots: () =>
      ask(`${rig.processes[0]?.url}/rest/v1/rpc/get_available_slots`, {
        method: 'POST',
        headers: { apikey: rig.publishableKey },
        body: {
          event_type_id: hosts[0]?.typeId,
          ...{ range_start: new Date(now + 86_400_000), range_end: new Date(now + 2 * 86_400_000) },
        },
      }),
    async expectNothingLost() {
      await ordeal.end();
      expect(await settle(rig)).toEqual([]);
      const { violations, ...counted } = await reconcile(rig, hosts, booked);
      expect(violations.slice(0, 5)).toEqual([]);
      expect(counted).toMatchObject({ bookings: booked.length, events: booked.length });
      for (const { url } of rig.processes) {
        await expect
          .poll(async () => (await ask(`${url}/readyz`, { method: 'GET' })).status, { timeout: 30_000 })
          .toBe(200);
      }
    },
  };
  return ordeal;
}
