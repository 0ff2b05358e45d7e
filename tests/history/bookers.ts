import { randomUUID } from 'node:crypto';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { ask, type Reply } from './ask.ts';
import type { StormHost } from './hosts.ts';
import type { Operation } from './operation.ts';
import type { Rig } from './rig.ts';

const dayMs = 86_400_000;

/** What people who only book were told, while something is wrong. */
export interface Bookers {
  /** How often each status came. */
  statuses: Map<number, number>;
  /** Every reply that was neither a booking, nor `unavailable`, nor lost. */
  odd: Reply[];
  /** Bookings so far, as operations whose consequences can be compared. */
  operations: Operation[];
  /** For how long each booking took, in milliseconds, if nothing went wrong with it. */
  durations: number[];
  /** They stop when each has the booking that they want. */
  stop(): Promise<void>;
}

/**
 * People who book one free time after the other, and ask again with the same key until they have it.
 * @param wishes Numbers of the times that are still free.
 * @param now What their calendars say.
 */
export function startBookers(
  rig: Rig,
  hosts: readonly StormHost[],
  wishes: Iterator<number>,
  now = Date.now(),
  count = 4,
): Bookers {
  const firstAt = Math.ceil((now + dayMs) / dayMs) * dayMs;
  let isOver = false;
  const bookers: Bookers = {
    ...{ statuses: new Map(), odd: [], operations: [], durations: [] },
    async stop() {
      isOver = true;
      await Promise.all(running);
    },
  };

  async function book(): Promise<void> {
    const n = wishes.next().value as number;
    const host = hosts[n % hosts.length] as StormHost;
    const start = new Date(firstAt + Math.floor(n / hosts.length) * 1_800_000).toISOString();
    const email = `${randomUUID()}@example.com`;
    const body = {
      ...{ event_type_id: host.typeId, start, duration_minutes: 30, answers: {} },
      attendee: { name: 'Ann', email, time_zone: 'Europe/London', locale: 'en' },
    };
    const headers = {
      'idempotency-key': randomUUID(),
      'x-forwarded-for': `${11 + (n % 80)}.${(n >> 8) % 256}.${n % 256}.7`,
    };
    const begin = performance.now();
    for (let tries = 0; ; tries += 1) {
      const url = rig.processes[(n + tries) % rig.processes.length]?.url;
      const reply = await ask(`${url}/bookings`, { method: 'POST', body, headers });
      bookers.statuses.set(reply.status, (bookers.statuses.get(reply.status) ?? 0) + 1);
      if (reply.status === 201 && reply.body !== null) {
        bookers.operations.push({
          ...{ id: n, client: 'a booker', track: host.id, begin, end: performance.now() },
          wish: { kind: 'book', slot: 0, email },
          outcome: { kind: 'done', id: reply.body.booking.id },
        });
        if (tries === 0) bookers.durations.push(performance.now() - begin);
        return;
      }
      const isOutage = reply.status === 0 || (reply.status === 503 && reply.body?.error?.code === 'unavailable');
      if (!isOutage) {
        bookers.odd.push(reply);
        return;
      }
      await pause(200);
    }
  }

  const running = Array.from({ length: count }, async () => {
    while (!isOver) {
      await book();
      await pause(40);
    }
  });
  return bookers;
}
