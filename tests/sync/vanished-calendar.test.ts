import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { on } from '../providers/caldav/stand-in/faults.ts';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { dav, hasRadicale, putObject, startRadicale, writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let scene: DavScene;
let id: string;

/** As if all that was read so far had been read two minutes earlier. */
async function letTimePass(): Promise<void> {
  const calendars = 'select c.id from public.calendars as c where c.connection_id = $1';
  for (const [table, column, where] of [
    ['private.calendar_sync', 'missing_since', `calendar_id in (${calendars})`],
    ['private.connection_sync', 'listed_at', 'connection_id = $1'],
    ['public.calendars', 'last_synced_at', 'connection_id = $1'],
  ]) {
    await scene.rows(`update ${table} set ${column} = ${column} - interval '2 minutes' where ${where}`, [id]);
  }
}
const syncTwice = async () => {
  await scene.sync(id);
  await letTimePass();
  await scene.sync(id);
};
const calendarOf = async (name: string) =>
  (await scene.connection(id)).calendars.find((calendar: { name: string }) => calendar.name === name);
/** Whether it takes the host's time, and whether their bookings go to it. */
const uses = async (name: string) => {
  const [link] = (await calendarOf(name)).links;
  return [link.blocks_availability, link.is_booking_target];
};
const mails = () =>
  scene.rows(
    `select n.recipient, o.subject, o.body from public.notifications as n
     left join private.outbox as o on o.notification_id = n.id where n.kind = 'calendar_vanished' and n.connection_id = $1`,
    [id],
  );

describe('a calendar that its owner deletes at the provider', () => {
  let server: DavStandIn;
  beforeEach(async () => {
    server = await startDavStandIn();
    server.calendar('home', { displayname: 'Home' });
    server.calendar('work', { displayname: 'Work' }).put('dentist.ics', writeEvent({ uid: 'dentist', ...slotAt(3) }));
    scene = await setScene(stack);
    await scene.rows('update public.hosts set display_name = $1 where id = $2', ['Studio Anna', scene.host.id]);
    id = (await scene.connect(server)).id;
    for (const [name, isTarget] of Object.entries({ Home: false, Work: true })) {
      const links = 'update public.calendar_links set is_booking_target = $1 where calendar_id = $2';
      await scene.rows(links, [isTarget, (await calendarOf(name)).id]);
    }
  });
  afterEach(() => server.stop());
  /** It is no longer listed, but can be read. */
  const hide = (name: string) => Object.assign(server.calendar(name).properties, { resourcetype: ['collection'] });

  it('takes time until two lists, a minute apart, and its own reading agree; its host is told then', async () => {
    server.removeCalendar('work');
    await scene.sync(id);
    await scene.sync(id);
    expect([await uses('Work'), await mails()]).toEqual([[true, true], []]);
    expect(await calendarOf('Work')).toMatchObject({ sync_status: 'error' });
    expect(await scene.isOffered(3)).toBe(false);

    await letTimePass();
    await scene.sync(id);
    expect(await uses('Work')).toEqual([false, false]);
    expect(await scene.isOffered(3)).toBe(true);
    expect(await scene.connection(id)).toMatchObject({ status: 'active', last_error: null });
    expect(await calendarOf('Work')).toMatchObject({ sync_error: expect.stringContaining('no longer in the account') });
    await vi.waitFor(async () => {
      expect(await mails()).toEqual([
        {
          recipient: scene.owner.email,
          subject: 'A calendar is no longer in your account: Work',
          body: expect.stringMatching(
            /Was used for: Studio Anna\s[\s\S]*you can choose it again\.[\s\S]*:\n\S+\/admin\/calendars\s/,
          ),
        },
      ]);
    });
  });

  it('does not make its host stale forever, and is not asked for any more', async () => {
    await scene.rest(id);
    server.removeCalendar('work');
    await syncTwice();
    await scene.rows(`update public.calendars set last_synced_at = now() - interval '30 days' where id = $1`, [
      (await calendarOf('Work')).id,
    ]);
    server.requests = [];
    await scene.rows('select private.enqueue_sync($1)', [id]);
    await scene.settle(id);
    expect(server.requests.map(({ url }) => url)).toEqual([server.home]);
    expect(await scene.offered(3)).toContain(at(3));
    expect(await mails()).toHaveLength(1);
  });

  it('keeps what is said of it while the whole account cannot be reached', async () => {
    server.removeCalendar('work');
    await syncTwice();
    server.faults.on = on('PROPFIND', { kind: 'status', status: 500 });
    await scene.sync(id);
    expect(await calendarOf('Home')).toMatchObject({ sync_status: 'error' });
    expect(await calendarOf('Work')).toMatchObject({ sync_error: expect.stringContaining('no longer in the account') });
  });

  it('that comes back is read again, and takes time as soon as its owner chooses it again', async () => {
    server.removeCalendar('work');
    await syncTwice();
    server.calendar('work', { displayname: 'Work' }).put('new.ics', writeEvent({ uid: 'new', ...slotAt(5) }));
    await scene.sync(id);
    expect(await calendarOf('Work')).toMatchObject({ sync_status: 'synced', sync_error: null });
    expect([await uses('Work'), await scene.isOffered(5)]).toEqual([[false, false], true]);
    await scene.rows('update public.calendar_links set blocks_availability = true where calendar_id = $1', [
      (await calendarOf('Work')).id,
    ]);
    expect(await scene.isOffered(5)).toBe(false);
    await syncTwice();
    expect(await uses('Work')).toEqual([true, false]);
  });

  it("that took nobody's time is not worth a mail", async () => {
    await scene.rows(
      'update public.calendar_links set blocks_availability = false, is_booking_target = false where calendar_id = $1',
      [(await calendarOf('Work')).id],
    );
    server.removeCalendar('work');
    await syncTwice();
    expect(await calendarOf('Work')).toMatchObject({ sync_error: expect.stringContaining('no longer in the account') });
    expect(await mails()).toEqual([]);
  });

  it('is believed to be there as long as it can be read, though lists do not name it', async () => {
    hide('work');
    await syncTwice();
    expect(await uses('Work')).toEqual([true, true]);
    expect(await scene.isOffered(3)).toBe(false);
  });

  it('is believed to be there as long as lists name it, though it cannot be found', async () => {
    server.calendar('work').put('new.ics', writeEvent({ uid: 'new', ...slotAt(5) }));
    server.faults.on = ({ url }) => (url.includes('work') ? { kind: 'status', status: 404 } : null);
    await syncTwice();
    await syncTwice();
    expect(await uses('Work')).toEqual([true, true]);
    expect(await calendarOf('Work')).toMatchObject({ sync_status: 'error' });
    expect(await scene.isOffered(3)).toBe(false);
  });

  it('is believed to be there while no list can be read', async () => {
    server.removeCalendar('work');
    await scene.sync(id);
    await letTimePass();
    server.faults.on = ({ url }) => (url === server.home ? { kind: 'status', status: 503 } : null);
    await scene.sync(id);
    expect(await uses('Work')).toEqual([true, true]);
  });

  it('is believed to be there if the whole list is empty and it can be read', async () => {
    hide('work');
    hide('home');
    await syncTwice();
    expect([await uses('Work'), await uses('Home')]).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it('is believed to be there if it was listed in between, even where it could not be read then', async () => {
    server.removeCalendar('work');
    await scene.sync(id);
    await letTimePass();
    server.calendar('work', { displayname: 'Work' });
    server.faults.on = ({ url }) => (url.includes('work') ? { kind: 'status', status: 404 } : null);
    await scene.sync(id);
    server.calm();
    server.removeCalendar('work');
    await scene.sync(id);
    expect(await uses('Work')).toEqual([true, true]);
  });

  it('is believed to be there if its reading fails in another way than that it is gone', async () => {
    server.removeCalendar('work');
    await scene.sync(id);
    await letTimePass();
    server.faults.on = ({ url }) => (url.includes('work') ? { kind: 'status', status: 403 } : null);
    await scene.sync(id);
    expect(await uses('Work')).toEqual([true, true]);
  });
});

describe.skipIf(!hasRadicale)('the only calendar of an account of a real server', () => {
  it('frees the time of its host once it was deleted there for a minute', async () => {
    const server = await startRadicale();
    try {
      await putObject(server, 'dentist.ics', writeEvent({ uid: 'dentist', ...slotAt(3) }));
      scene = await setScene(stack);
      id = (await scene.connect(server)).id;
      const [{ name }] = (await scene.connection(id)).calendars;
      expect((await dav(server, 'DELETE', server.calendarUrl)).status).toBe(200);
      await scene.sync(id);
      expect([await uses(name), await scene.isOffered(3)]).toEqual([[true, true], false]);
      await letTimePass();
      await scene.sync(id);
      expect([await uses(name), await scene.isOffered(3)]).toEqual([[false, false], true]);
      expect(await mails()).toHaveLength(1);
    } finally {
      await server.stop();
    }
  });
});
