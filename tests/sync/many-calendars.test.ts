import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allowReadOnly,
  type DavServer,
  deleteObject,
  hasRadicale,
  listNames,
  makeCalendar,
  putObject,
  startRadicale,
  writeEvent,
} from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

interface Account {
  server: DavServer;
  connectionId: string;
  /** URLs of its calendars. */
  urls: string[];
}

/** A server with five calendars, connected. */
async function connectFive(scene: DavScene): Promise<Account> {
  const server = await startRadicale();
  const urls = [server.calendarUrl];
  for (const name of ['two', 'three', 'four', 'five']) urls.push(await makeCalendar(server, name));
  return { server, urls, connectionId: (await scene.connect(server)).id };
}

/** Takes calls at an address and answers none until it is closed. */
async function listenSilently(url: string): Promise<{ calls(): number; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  return {
    calls: () => sockets.length,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

describe.skipIf(!hasRadicale)('ten calendars of one host on two servers', () => {
  let scene: DavScene;
  let home: Account;
  let work: Account;
  beforeAll(async () => {
    scene = await setScene(stack);
    home = await connectFive(scene);
    work = await connectFive(scene);
  });
  afterAll(() => Promise.all([home?.server.stop(), work?.server.stop()]));

  const put = ({ server, urls }: Account, index: number, uid: string, slot: { start: string; end: string }) =>
    putObject(server, `${uid}.ics`, writeEvent({ uid, ...slot }), urls[index]);
  const remove = ({ server, urls }: Account, index: number, uid: string) =>
    deleteObject(server, `${uid}.ics`, urls[index]);
  const syncBoth = () => Promise.all([home, work].map(({ connectionId }) => scene.sync(connectionId)));
  const calendarsOf = async ({ connectionId }: Account) => (await scene.connection(connectionId)).calendars;

  const statesOf = async (account: Account): Promise<Set<string>> =>
    new Set((await calendarsOf(account)).map((calendar: { sync_status: string }) => calendar.sync_status));
  /** Whether the worker is at work for the account. */
  const isBusy = async ({ connectionId }: Account): Promise<boolean> =>
    (
      await scene.rows('select from graphile_worker.jobs where queue_name = $1 and locked_at is not null', [
        `connection:${connectionId}`,
      ])
    ).length > 0;

  it('are all read and all take time; one of them is where bookings go', async () => {
    const calendars = [...(await calendarsOf(home)), ...(await calendarsOf(work))];
    expect(calendars).toHaveLength(10);
    expect(new Set(calendars.map((calendar) => calendar.sync_status))).toEqual(new Set(['synced']));
    const links = calendars.flatMap((calendar) => calendar.links);
    expect(links.filter((link) => link.blocks_availability)).toHaveLength(10);
    expect(links.filter((link) => link.is_booking_target)).toHaveLength(1);
  });

  it('merge: each of ten events takes its own slot and no other', async () => {
    // Two days with eight slots each; five events a day, from each server.
    for (const [index] of home.urls.entries()) {
      await put(home, index, `home-${index}`, slotAt(2, index * 30));
      await put(work, index, `work-${index}`, slotAt(3, index * 30));
    }
    await syncBoth();
    const free = (days: number) => [150, 180, 210].map((minutes) => at(days, minutes));
    expect(await scene.offered(2)).toEqual(free(2));
    expect(await scene.offered(3)).toEqual(free(3));
  });

  it('that overlap take the time of both, and only that', async () => {
    await put(home, 0, 'left', { start: at(4), end: at(4, 45) });
    await put(work, 4, 'right', { start: at(4, 30), end: at(4, 60) });
    await syncBoth();
    expect(await scene.offered(4)).toEqual([60, 90, 120, 150, 180, 210].map((minutes) => at(4, minutes)));
  });

  it('with the same event in several of them count it once, and free it when the last copy goes', async () => {
    await put(home, 1, 'party', slotAt(5));
    await put(home, 2, 'party', slotAt(5));
    await put(work, 3, 'party', slotAt(5));
    await syncBoth();
    expect(await scene.offered(5)).toHaveLength(7);
    expect(await scene.isOffered(5)).toBe(false);

    await remove(home, 1, 'party');
    await remove(work, 3, 'party');
    await syncBoth();
    expect(await scene.isOffered(5)).toBe(false);
    await remove(home, 2, 'party');
    await syncBoth();
    expect(await scene.offered(5)).toHaveLength(8);
  });

  it('get the event of a booking once, whichever holds a copy of it', async () => {
    const { booking } = await scene.book(at(6));
    await scene.settle(home.connectionId);
    await scene.settle(work.connectionId);
    const names = await Promise.all(
      [home, work].flatMap(({ server, urls }) => urls.map((url) => listNames(server, url))),
    );
    expect(names.flat().filter((name) => name === `${booking.id}.ics`)).toHaveLength(1);
    await syncBoth();
    expect(await scene.offered(6)).toHaveLength(7);
    expect(await scene.conflicts(booking.id)).toEqual([]);
  });

  it('one that is excluded by its owner takes no time', async () => {
    await put(work, 2, 'excluded', slotAt(7));
    await syncBoth();
    expect(await scene.isOffered(7)).toBe(false);
    const excluded = (await calendarsOf(work)).find((calendar: { provider_calendar_id: string }) =>
      work.urls[2]?.endsWith(calendar.provider_calendar_id),
    );
    const choose = (blocks: boolean) =>
      scene.owner.client
        .from('calendar_links')
        .update({ blocks_availability: blocks })
        .match({ calendar_id: excluded.id, host_id: scene.host.id });
    expect((await choose(false)).error).toBeNull();
    expect(await scene.isOffered(7)).toBe(true);
    expect((await choose(true)).error).toBeNull();
    expect(await scene.isOffered(7)).toBe(false);
  });

  it('one that was made later on the server appears by itself, and takes time', async () => {
    const url = await makeCalendar(home.server, 'six');
    await putObject(home.server, 'late.ics', writeEvent({ uid: 'late', ...slotAt(8) }), url);
    await scene.sync(home.connectionId);
    expect(await calendarsOf(home)).toHaveLength(6);
    expect(await scene.isOffered(8)).toBe(false);
  });

  it('one that can only be read takes time, and cannot be chosen for bookings', async () => {
    allowReadOnly(work.server, ['five']);
    await scene.sync(work.connectionId);
    const calendars: { id: string; access: string; provider_calendar_id: string }[] = await calendarsOf(work);
    const readOnly = calendars.filter((calendar) => calendar.access === 'read');
    expect(readOnly.map((calendar) => calendar.provider_calendar_id)).toEqual(['/user1/five/']);
    expect(await scene.isOffered(3, 120)).toBe(false);

    const choose = (choice: object) =>
      scene.owner.client
        .from('calendar_links')
        .update(choice)
        .match({ calendar_id: readOnly[0]?.id, host_id: scene.host.id });
    const { error } = await choose({ is_booking_target: true });
    expect(error).toMatchObject({ code: 'PT422', details: 'invalid_request' });
    expect((await choose({ blocks_availability: false })).error).toBeNull();
  });

  it('a server that takes calls and never answers delays neither another one nor a visitor', async () => {
    await work.server.kill();
    const silent = await listenSilently(work.server.url);
    expect((await scene.asOwner('POST', `/calendar/connections/${work.connectionId}/sync`)).status).toBe(202);
    await expect.poll(() => silent.calls(), { timeout: 10_000, interval: 25 }).toBeGreaterThan(0);

    await put(home, 3, 'meanwhile', slotAt(9));
    await scene.sync(home.connectionId);
    expect(await scene.isOffered(9)).toBe(false);
    await scene.rows(`update public.calendars set last_synced_at = now() - interval '1 minute' where owner_id = $1`, [
      scene.owner.id,
    ]);
    // Its answer comes while the other server still says nothing.
    await scene.book(at(10));
    await scene.settle(home.connectionId);
    expect(await isBusy(work)).toBe(true);

    await silent.close();
    await scene.settle(work.connectionId);
    expect(await statesOf(home)).toEqual(new Set(['synced']));
    expect(await statesOf(work)).toEqual(new Set(['error']));
  });

  it('a server that is away says so in words, and its busy time stays', async () => {
    await scene.sync(work.connectionId);
    const connection = await scene.connection(work.connectionId);
    expect(connection.status).toBe('active');
    expect(connection.last_error).toMatch(/\w+ \w+/);
    for (const calendar of connection.calendars) {
      expect(calendar).toMatchObject({ sync_status: 'error', sync_error: connection.last_error });
    }
    expect(await scene.isOffered(3, 0)).toBe(false);
    expect(await scene.isOffered(7)).toBe(false);
    expect(await statesOf(home)).toEqual(new Set(['synced']));
  });
});
