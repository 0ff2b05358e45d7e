import { withConnection } from '../../sync-service/src/db/connections.ts';
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

type Row = Record<string, string | number>;

interface Measured {
  hosts: number;
  pages: Pages;
  cpu: Record<string, number>;
  room: Row;
  mixed: Row[];
  notices: Row[];
}

/**
 * A database of 200, 2,000 and 20,000 hosts: what each call costs, how long visitors and jobs wait, how large it is, and what notices cost.
 * `SCALE_DATA` names a folder in which the databases are kept, to measure them again.
 */
export async function benchScale(quick: boolean): Promise<Result[]> {
  const measured: Measured[] = [];
  for (const hosts of quick ? [200, 1000] : [200, 2000, 20_000]) measured.push(await measureSize(hosts, quick));
  return tablesOf(measured);
}

async function measureSize(hosts: number, quick: boolean): Promise<Measured> {
  const store = await openStore(hosts, process.env.SCALE_DATA ?? null);
  const { postgres } = store;
  try {
    const costs = await withConnection(postgres.url('postgres', 'postgres'), 'openslot bench', async (client) => ({
      pages: await measurePages(client, each.ownBookings),
      cpu: await measureCpu(client, each.ownBookings),
      room: { hosts, 'made in s': Math.round(store.madeInSeconds), ...(await measureRoom(client)) },
    }));
    const mixed: Row[] = [];
    for (const processes of [1, 2, 4]) {
      mixed.push(await measureMixed(postgres, { hosts, processes, perSecond, seconds: quick ? 10 : 30 }));
    }
    return { hosts, ...costs, mixed, notices: await measureNotices(postgres, quick ? 3 : 8) };
  } finally {
    await store.stop();
  }
}

function tablesOf(measured: Measured[]): Result[] {
  return [
    table(
      'scale',
      `Pages (8 kB) and milliseconds of CPU of the database for each call, in a database of so many hosts with two calendars, ${each.bookings} bookings and ${2 * each.events} events each; nothing is due`,
      Object.keys(measured[0]?.pages ?? {}).map((call) => ({
        call,
        ...Object.fromEntries(measured.map(({ hosts, pages }) => [`${hosts}: pages`, pages[call] ?? ''])),
        ...Object.fromEntries(measured.map(({ hosts, cpu }) => [`${hosts}: CPU ms`, round(cpu[call] ?? Number.NaN)])),
      })),
    ),
    table(
      'scale, mixed load',
      `Visitors and jobs on hosts drawn from all, ${perSecond} calls a second, of a hundred 70 slots over HTTP (a month), 10 holds, 10 bookings, 8 pages of changes applied, 2 ticks with 20 accounts due; from when a call was due to begin`,
      measured.flatMap(({ mixed }) => mixed),
    ),
    table(
      'scale, room',
      'What the database takes, indexes included',
      measured.map(({ room }) => room),
    ),
    table(
      'scale, notices',
      'Notices a second in SQL, 16 clients, each another channel: as it is, and with the notification of workers in the transaction that writes, in turn',
      measured.flatMap(({ hosts, notices }) => notices.map((row) => ({ hosts, ...row }))),
    ),
    table('scale targets', 'What has to hold at every size', judge(targetsOf(measured))),
  ];
}

const slotCalls = ['get_available_slots', 'get_page_with_slots'];
const ticks = ['enqueue_due_polls', 'enqueue_due_channels', 'expire_bookings', 'offer_due_seats'];

function targetsOf(costs: { hosts: number; pages: Pages }[]) {
  return costs.flatMap(({ hosts, pages }, n) => [
    ...slotCalls.flatMap((call) => {
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
