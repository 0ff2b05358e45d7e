import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { pagesOf } from '../../support/pages.ts';
import { cases } from '../../support/scale.ts';
import { publicCalls, type SizedCall } from './calls.ts';
import { fillDatabase, idOf } from './fill.ts';
import { nameOf } from './pages.ts';

const db = useDatabase();
const sizes = [200, cases(1000, 2000)] as const;
/** Of each host, and of each of its two calendars. */
const bookings = cases(40, 60);
const events = cases(60, 120);

/** What a page of a visitor asks for: as many pages whatever else the database holds. */
const slotCalls = ['get_available_slots', 'get_page_with_slots', 'list_own_slots'];
/** Ticks, where nothing is due. */
const ticks = [
  'enqueue_due_polls',
  'enqueue_due_channels',
  'expire_bookings',
  'offer_due_seats',
  'prune_sync_logs',
  'prune_webhook_deliveries',
];
const measured: Record<string, number>[] = [];
const due: [number, number][] = [];

async function connected<T>(role: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: db.url(role) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const pagesOfCall = (client: pg.Client, name: string, { call, before }: SizedCall) =>
  pagesOf(client, `select public.${nameOf(name)}${call}`, [], before);

beforeAll(async () => {
  for (const [n, hosts] of sizes.entries()) {
    await connected('supabase_admin', (admin) =>
      fillDatabase(admin, { hosts, bookings, ownBookings: bookings, events }, n === 0 ? 0 : sizes[0]),
    );
    await connected('postgres', async (client) => {
      const calls = publicCalls(bookings);
      const pages: Record<string, number> = {};
      for (const name of [...slotCalls, ...ticks])
        pages[name] = await pagesOfCall(client, name, calls[name] as SizedCall);
      measured.push(pages);
      const polls = (count: number) =>
        pagesOf(
          client,
          'select public.enqueue_due_polls(60, 50)',
          [],
          [
            `update private.connection_sync set next_poll_at = now() - interval '1 second' where connection_id in (${Array.from(
              { length: count },
              (_, i) => `'${idOf('connection', i + 1)}'`,
            ).join()})`,
          ],
        );
      due.push([await polls(5), await polls(50)]);
    });
  }
}, 600_000);

describe(`Beside ${sizes[0]} hosts and beside ${sizes[1]}, with ${bookings} bookings and ${2 * events} events each,`, () => {
  test.each(slotCalls)('%s reads as many pages, but for a deeper index', (name) => {
    const [few = 0, many = 0] = measured.map((pages) => pages[name]);
    expect({ few, many, isSame: many <= few * 1.2 }).toEqual({ few, many, isSame: true });
  });

  test.each(ticks)('%s with nothing due reads hardly any page', (name) => {
    for (const pages of measured) expect(pages[name]).toBeLessThan(15);
  });

  test('a tick costs what is due, not what there is', () => {
    const [few, many] = due as [[number, number], [number, number]];
    // Five or fifty accounts, in the small database and in the large one.
    expect(many[1] / many[0]).toBeGreaterThan(4);
    expect(many[1] / few[1]).toBeLessThan(1.35);
  });
});
