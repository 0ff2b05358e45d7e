import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type DavServer,
  dav,
  deleteObject,
  getObject,
  hasRadicale,
  listNames,
  makeCalendar,
  putObject,
  startRadicale,
} from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, inCalendar, setScene } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe.skipIf(!hasRadicale)('the event of a booking that its owner takes along to a calendar that stays', () => {
  let [server, elsewhere] = [] as unknown as [DavServer, DavServer];
  let scene: DavScene;
  let [leftId, stayingId] = ['', ''];
  let day = 1;

  beforeAll(async () => {
    [server, elsewhere] = await Promise.all([startRadicale(), startRadicale()]);
    scene = await setScene(stack);
    stayingId = (await scene.connect(elsewhere)).id;
  });
  afterAll(() => Promise.all([server?.stop(), elsewhere?.stop()]));
  beforeEach(async () => {
    day += 1;
    leftId = (await scene.connect(server)).id;
    await target(server);
  });

  /** Bookings go to the first calendar of this server. */
  async function target({ calendarUrl }: DavServer, connectionId = leftId): Promise<void> {
    await scene.rows('update public.calendar_links set is_booking_target = false where host_id = $1', [scene.host.id]);
    await scene.rows(
      `update public.calendar_links as l set is_booking_target = true from public.calendars as c
       where c.id = l.calendar_id and c.connection_id = $1 and c.provider_calendar_id = $2`,
      [connectionId, new URL(calendarUrl).pathname],
    );
  }
  async function book() {
    const { booking, manage_token: token } = await scene.book(at(day));
    await scene.settle(leftId);
    return { id: booking.id, name: `${booking.id}.ics`, token };
  }
  async function takeAlong(name: string, { to = elsewhere.calendarUrl, keep = false } = {}): Promise<void> {
    await putObject(elsewhere, 'there.ics', (await getObject(server, name)) ?? '', to);
    if (!keep) await deleteObject(server, name);
  }
  async function disconnect(): Promise<void> {
    const { status, text } = await scene.asOwner('DELETE', `/calendar/connections/${leftId}?pushed_events=keep`);
    expect(status, text).toBe(200);
    await settle();
  }
  async function settle(): Promise<void> {
    await scene.settle(stayingId);
    await expect
      .poll(() =>
        scene.rows('select 1 from graphile_worker.jobs where key = $1', [`plan_missing_pushes:${scene.host.id}`]),
      )
      .toEqual([]);
    await scene.settle(stayingId);
  }
  async function read(): Promise<void> {
    await scene.sync(stayingId);
    await settle();
  }
  const ask = async (
    { id, token }: { id: string; token: string },
    what: 'cancel' | 'reschedule',
    body: object = {},
  ) => {
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/${what}`, body);
    expect(response.status, response.text).toBe(200);
    await settle();
  };
  const startThere = async () => /^DTSTART:(\S+)/m.exec((await getObject(elsewhere, 'there.ics')) ?? '')?.[1];

  it.each([
    [
      'after its account was disconnected',
      async (name: string) => {
        await disconnect();
        await takeAlong(name);
        await read();
      },
    ],
    [
      'and its account is disconnected after that was read',
      async (name: string) => {
        await takeAlong(name, { keep: true });
        await read();
        await disconnect();
        await deleteObject(server, name);
      },
    ],
  ])('%s is followed: later moves and the cancellation go there', async (_, leave) => {
    const booked = await book();
    await leave(booked.name);
    expect(await scene.conflicts(booked.id)).toEqual([]);
    await ask(booked, 'reschedule', { start: at(day, 60) });
    expect(await listNames(elsewhere)).toEqual(['there.ics']);
    expect(await startThere()).toBe(inCalendar(at(day, 60)));
    await read();
    expect([await scene.isOffered(day), await scene.isOffered(day, 60)]).toEqual([true, false]);
    await ask(booked, 'cancel');
    expect(await listNames(elsewhere)).toEqual([]);
    await read();
    expect(await scene.isOffered(day, 60)).toBe(true);
  });

  it('as a copy, is not there twice when its first account is connected again', async () => {
    const booked = await book();
    await disconnect();
    await takeAlong(booked.name, { keep: true });
    await read();
    leftId = (await scene.connect(server)).id;
    await scene.settle(leftId);
    await settle();
    expect([await listNames(server), await listNames(elsewhere)]).toEqual([[], ['there.ics']]);
    expect(await scene.conflicts(booked.id)).toEqual([]);
    await ask(booked, 'cancel');
    await read();
    expect([await listNames(elsewhere), await scene.isOffered(day)]).toEqual([[], true]);
  });

  it('and whose booking is cancelled before anybody read that goes when it is read', async () => {
    const booked = await book();
    await disconnect();
    await takeAlong(booked.name);
    await ask(booked, 'cancel');
    await read();
    expect(await listNames(elsewhere)).toEqual([]);
    await read();
    expect(await scene.isOffered(day)).toBe(true);
  });

  it('and whose booking is moved before anybody read that is the same event there', async () => {
    const booked = await book();
    await disconnect();
    await target(elsewhere, stayingId);
    await takeAlong(booked.name);
    await ask(booked, 'reschedule', { start: at(day, 60) });
    expect(await listNames(elsewhere)).toEqual(['there.ics']);
    expect(await startThere()).toBe(inCalendar(at(day, 60)));
    await ask(booked, 'cancel');
    expect(await listNames(elsewhere)).toEqual([]);
  });

  it('of the same account, before its own one vanishes, is not written there once more', async () => {
    const other = await makeCalendar(server, 'other');
    await scene.sync(leftId);
    const booked = await book();
    const text = (await getObject(server, booked.name)) ?? '';
    // Deleted as a whole: no pull sees the event go.
    await putObject(server, 'there.ics', text, other);
    expect((await dav(server, 'DELETE', server.calendarUrl)).status).toBeLessThan(300);
    await scene.sync(leftId);
    const calendars = 'select c.id from public.calendars as c where c.connection_id = $1';
    for (const change of [
      `private.calendar_sync set missing_since = missing_since - interval '2 minutes' where calendar_id in (${calendars})`,
      `public.calendars set last_synced_at = last_synced_at - interval '2 minutes' where connection_id = $1`,
    ])
      await scene.rows(`update ${change}`, [leftId]);
    await scene.sync(leftId);
    await settle();
    await scene.settle(leftId);
    expect(await listNames(server, other)).toEqual(['there.ics']);
    expect(await scene.conflicts(booked.id)).toEqual([]);
    await ask(booked, 'cancel');
    await scene.settle(leftId);
    expect(await listNames(server, other)).toEqual([]);
  });
});
