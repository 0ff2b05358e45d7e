import pg from 'pg';
import { measurePages, type Pages } from '../../tests/sql/size/pages.ts';
import { type Result, round, table } from '../report.ts';
import { judge } from '../targets.ts';
import { measureCpu } from './costs.ts';
import { measureMixed } from './mixed.ts';
import { measureNotices } from './notices.ts';
import { measureRoom } from './room.ts';
import { each, openStore } from './store.ts';

/** Calls a second of the mixed load: what two cores do with ease, so that times say what a call costs and not how long the queue is. */
const perSecond = 30;

/**
 * A database of 200, 2,000 and 20,000 hosts: what each call costs, how long visitors and jobs wait, how large it is, and what notices cost.
 * `SCALE_DATA` names a folder in which the database is kept, to measure it again.
 */
export async function benchScale(quick: boolean): Promise<Result[]> {
  const sizes = quick ? [200, 1000] : [200, 2000, 20_000];
  const store = await openStore(process.env.SCALE_DATA ?? null);
  const { postgres } = store;
  const costs: { hosts: number; pages: Pages; cpu: Record<string, number> }[] = [];
  const mixed: Record<string, string | number>[] = [];
  const room: Record<string, string | number>[] = [];
  try {
    for (const hosts of sizes) {
      const { seconds } = await store.grow(hosts);
      const client = new pg.Client({ connectionString: postgres.url('postgres', 'postgres') });
      await client.connect();
      const pages = await measurePages(client, each.ownBookings);
      costs.push({ hosts, pages, cpu: await measureCpu(client, each.ownBookings) });
      room.push({ hosts, 'made in s': Math.round(seconds), ...(await measureRoom(client)) });
      await client.end();
      for (const processes of [1, 2, 4]) {
        mixed.push(await measureMixed(postgres, { hosts, processes, perSecond, seconds: quick ? 10 : 30 }));
      }
    }
    const notices = await measureNotices(postgres, quick ? 3 : 8);
    return [
      table(
        'scale',
        `Pages (8 kB) and milliseconds of CPU of the database for each call, in a database of so many hosts with two calendars, ${each.bookings} bookings and ${2 * each.events} events each; nothing is due`,
        Object.keys(costs[0]?.pages ?? {}).map((call) => ({
          call,
          ...Object.fromEntries(costs.map(({ hosts, pages }) => [`${hosts}: pages`, pages[call] ?? ''])),
          ...Object.fromEntries(costs.map(({ hosts, cpu }) => [`${hosts}: CPU ms`, round(cpu[call] ?? Number.NaN)])),
        })),
      ),
      table(
        'scale, mixed load',
        `Visitors and jobs on hosts drawn from all, ${perSecond} calls a second, of a hundred 70 slots over HTTP (a month), 10 holds, 10 bookings, 8 pages of changes applied, 2 ticks with 20 accounts due; from when a call was due to begin`,
        mixed,
      ),
      table('scale, room', 'Bytes that the database takes, indexes included', room),
      table(
        'scale, notices',
        'Notices a second in SQL, 16 clients, each another channel: as it is, and with the notification of workers in the transaction that writes, in turn',
        notices,
      ),
      table('scale targets', 'What has to hold at every size', judge(targetsOf(costs))),
    ];
  } finally {
    await store.stop();
  }
}

const readings = ['get_available_slots', 'get_page_with_slots'];
const ticks = ['enqueue_due_polls', 'enqueue_due_channels', 'expire_bookings', 'offer_due_seats'];

function targetsOf(costs: { hosts: number; pages: Pages }[]) {
  return costs.flatMap(({ hosts, pages }, n) => [
    ...readings.flatMap((call) => {
      const before = costs[n - 1];
      if (before === undefined) return [];
      const figure = (pages[call] ?? Number.NaN) / (before.pages[call] ?? Number.NaN);
      return [{ what: `${call}: pages with ${hosts} hosts, beside ${before.hosts}`, figure, limit: 1.2, unit: '' }];
    }),
    ...ticks.map((call) => ({
      what: `${call} with nothing due: pages with ${hosts} hosts`,
      figure: pages[call] ?? Number.NaN,
      limit: 15,
      unit: '',
    })),
  ]);
}
