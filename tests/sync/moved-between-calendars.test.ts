import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allowReadOnly,
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

describe.skipIf(!hasRadicale)('the event of a booking that its owner moves to another calendar of theirs', () => {
  let [server, elsewhere] = [] as unknown as [DavServer, DavServer];
  let [privateUrl, sharedUrl] = ['', ''];
  let scene: DavScene;
  let connectionId: string;
  let otherId: string;
  let day = 1;

  beforeAll(async () => {
    [server, elsewhere] = await Promise.all([startRadicale(), startRadicale()]);
    privateUrl = await makeCalendar(server, 'private');
    sharedUrl = await makeCalendar(server, 'shared');
    allowReadOnly(server, ['shared']);
    scene = await setScene(stack);
    const connection = await scene.connect(server);
    connectionId = connection.id;
    otherId = (await scene.connect(elsewhere)).id;
    // Bookings go to this one, whichever the server lists first.
    await stack.sql.query('update public.calendar_links set is_booking_target = false where host_id = $1', [
      scene.host.id,
    ]);
    const { rowCount } = await stack.sql.query(
      `update public.calendar_links as l set is_booking_target = true
       from public.calendars as c where c.id = l.calendar_id and c.connection_id = $1 and c.provider_calendar_id = $2`,
      [connectionId, new URL(server.calendarUrl).pathname],
    );
    expect(rowCount).toBe(1);
  });
  afterAll(() => Promise.all([server?.stop(), elsewhere?.stop()]));
  beforeEach(() => {
    day += 1;
  });

  async function book() {
    const booked = await scene.book(at(day));
    await scene.settle(connectionId);
    return { id: booked.booking.id, name: `${booked.booking.id}.ics`, token: booked.manage_token };
  }
  /** As programs do it: written there, deleted here. */
  async function moveTo(
    name: string,
    { to = privateUrl, at: there = server, as = name, change = (text: string) => text } = {},
  ): Promise<void> {
    const text = (await getObject(server, name)) ?? '';
    await putObject(there, as, change(text), to);
    await deleteObject(server, name);
  }
  async function sync(): Promise<void> {
    await scene.sync(connectionId);
    await scene.sync(otherId);
    // What the reading of one account began may go on in the other's lane, and end in the first one's.
    for (const id of [connectionId, otherId, connectionId, otherId]) await scene.settle(id);
  }
  const openConflicts = async (id: string) =>
    (await scene.conflicts(id)).filter((conflict: { resolved_at: string | null }) => conflict.resolved_at === null);
  /** Where the event of a booking is looked after. */
  async function place(id: string) {
    const [row] = await scene.rows(
      `select c.provider_calendar_id, p.provider_event_id, p.state, p.is_wanted, c.connection_id
       from public.booking_calendar_events as p join public.calendars as c on c.id = p.calendar_id where p.booking_id = $1`,
      [id],
    );
    return row;
  }
  const move = async (token: string, id: string, minutes: number) => {
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/reschedule`, { start: at(day, minutes) });
    expect(response.status, response.text).toBe(200);
  };
  const cancel = async (token: string, id: string) => {
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/cancel`, {});
    expect(response.status, response.text).toBe(200);
  };
  const startIn = (text: string | null) => /^DTSTART:(\S+)/m.exec(text ?? '')?.[1];

  it.each([
    ['under its name', {}],
    ['under another name', { as: 'AB12-CD34.ics' }],
    ['without our marks', { change: (text: string) => text.replace(/^X-OPENSLOT.*\r?\n(?:[ \t].*\r?\n)*/gm, '') }],
  ])('is followed: nothing is proposed, later moves and the cancellation go there (%s)', async (_, options) => {
    const { id, name, token } = await book();
    await sync();
    await moveTo(name, options);
    await sync();
    const there = 'as' in options ? options.as : name;
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await place(id)).toMatchObject({
      provider_calendar_id: new URL(privateUrl).pathname,
      provider_event_id: there,
      state: 'pushed',
    });
    expect(await scene.ownersMails(id)).not.toContain('booking_event_deleted');

    await move(token, id, 60);
    await sync();
    expect(startIn(await getObject(server, there, privateUrl))).toBe(inCalendar(at(day, 60)));
    expect(await getObject(server, name)).toBeNull();
    expect([await scene.isOffered(day), await scene.isOffered(day, 60)]).toEqual([true, false]);
    await cancel(token, id);
    await sync();
    expect(await getObject(server, there, privateUrl)).toBeNull();
    expect(await scene.isOffered(day, 60)).toBe(true);
  });

  it('is followed where the server moves it (MOVE), and under another name in the same calendar', async () => {
    const { id, name, token } = await book();
    const headers = { destination: `${privateUrl}${name}` };
    expect((await dav(server, 'MOVE', `${server.calendarUrl}${name}`, { headers })).status).toBeLessThan(300);
    await sync();
    expect(await place(id)).toMatchObject({ provider_calendar_id: new URL(privateUrl).pathname });
    const text = (await getObject(server, name, privateUrl)) ?? '';
    await deleteObject(server, name, privateUrl);
    await putObject(server, 'renamed.ics', text, privateUrl);
    await sync();
    expect(await place(id)).toMatchObject({ provider_event_id: 'renamed.ics', state: 'pushed' });
    expect(await scene.conflicts(id)).toEqual([]);
    await cancel(token, id);
    await sync();
    expect(await listNames(server, privateUrl)).toEqual([]);
  });

  it('with another time is a proposal; "keep" puts it back there', async () => {
    const { id, name } = await book();
    await sync();
    await moveTo(name, {
      change: (text) =>
        text
          .replace(/^DTSTART:.*$/m, `DTSTART:${inCalendar(at(day, 60))}`)
          .replace(/^DTEND:.*$/m, `DTEND:${inCalendar(at(day, 90))}`),
    });
    await sync();
    const [conflict, ...more] = await openConflicts(id);
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({ kind: 'moved', event: { start: at(day, 60) } });
    await scene.decide(id, conflict.id, 'keep');
    await sync();
    expect(startIn(await getObject(server, name, privateUrl))).toBe(inCalendar(at(day)));
    expect(await openConflicts(id)).toEqual([]);
  });

  it('before anybody noticed is found by a move of the booking', async () => {
    const { id, name, token } = await book();
    await moveTo(name);
    await move(token, id, 90);
    await scene.settle(connectionId);
    expect(startIn(await getObject(server, name, privateUrl))).toBe(inCalendar(at(day, 90)));
    await sync();
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('before anybody noticed is found by its cancellation, and does not stay', async () => {
    const { id, name, token } = await book();
    await moveTo(name, { as: 'stays.ics' });
    await cancel(token, id);
    await sync();
    expect(await getObject(server, 'stays.ics', privateUrl)).toBeNull();
    expect(await place(id)).toMatchObject({ state: 'removed', is_wanted: false });
    expect(await scene.isOffered(day)).toBe(true);
  });

  it('in another account is followed there', async () => {
    const { id, name, token } = await book();
    await sync();
    await moveTo(name, { at: elsewhere, to: elsewhere.calendarUrl, as: 'there.ics' });
    await sync();
    expect(await openConflicts(id)).toEqual([]);
    expect(await place(id)).toMatchObject({ connection_id: otherId, provider_event_id: 'there.ics', state: 'pushed' });
    await move(token, id, 60);
    await sync();
    expect(startIn(await getObject(elsewhere, 'there.ics'))).toBe(inCalendar(at(day, 60)));
    await cancel(token, id);
    await sync();
    expect(await getObject(elsewhere, 'there.ics')).toBeNull();
  });

  it('in another account is found by the cancellation, too', async () => {
    const { id, name, token } = await book();
    await moveTo(name, { at: elsewhere, to: elsewhere.calendarUrl, as: 'stays.ics' });
    await cancel(token, id);
    await sync();
    expect(await getObject(elsewhere, 'stays.ics')).toBeNull();
    expect(await place(id)).toMatchObject({ state: 'removed' });
  });

  it('and back is followed back', async () => {
    const { id, name } = await book();
    await moveTo(name);
    await sync();
    await putObject(server, name, (await getObject(server, name, privateUrl)) ?? '');
    await deleteObject(server, name, privateUrl);
    await sync();
    expect(await place(id)).toMatchObject({ provider_calendar_id: new URL(server.calendarUrl).pathname });
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('that cannot be written to is proposed as deleted', async () => {
    const { id, name } = await book();
    await sync();
    const text = (await getObject(server, name)) ?? '';
    await deleteObject(server, name);
    allowReadOnly(server, []);
    await putObject(server, name, text, sharedUrl);
    allowReadOnly(server, ['shared']);
    await sync();
    expect(await openConflicts(id)).toMatchObject([{ kind: 'deleted' }]);
  });

  it('and a copy of it at another time are two events, of which each takes its time', async () => {
    const { id, name } = await book();
    await sync();
    const text = (await getObject(server, name)) ?? '';
    const later = text
      .replace(/^DTSTART:.*$/m, `DTSTART:${inCalendar(at(day, 120))}`)
      .replace(/^DTEND:.*$/m, `DTEND:${inCalendar(at(day, 150))}`);
    await putObject(server, 'copy.ics', later, privateUrl);
    await sync();
    expect(await place(id)).toMatchObject({ provider_calendar_id: new URL(server.calendarUrl).pathname });
    expect([await scene.isOffered(day), await scene.isOffered(day, 120)]).toEqual([false, false]);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('is proposed as deleted, once, where it is in none of them', async () => {
    const { id, name } = await book();
    await sync();
    await deleteObject(server, name);
    await sync();
    await sync();
    expect(await openConflicts(id)).toMatchObject([{ kind: 'deleted' }]);
    expect((await scene.ownersMails(id)).filter((kind) => kind === 'booking_event_deleted')).toHaveLength(1);
  });

  it('that turns up later, after it was taken for deleted, is followed then', async () => {
    const { id, name } = await book();
    await sync();
    const text = (await getObject(server, name)) ?? '';
    await deleteObject(server, name);
    await sync();
    expect(await openConflicts(id)).toMatchObject([{ kind: 'deleted' }]);
    await putObject(elsewhere, 'late.ics', text);
    await sync();
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'deleted', resolution: 'gone' }]);
    expect(await place(id)).toMatchObject({ connection_id: otherId, state: 'pushed' });
  });

  it('is proposed as deleted though another account cannot be searched', async () => {
    const { id, name } = await book();
    await sync();
    await elsewhere.stop();
    await deleteObject(server, name);
    await scene.sync(connectionId);
    // Not while a worker tries it, which would plan the next attempt by this number.
    await expect
      .poll(() =>
        scene.rows(
          `update graphile_worker._private_jobs set attempts = 3, run_at = now()
           where key like 'search:' || $1 || ':%' and locked_at is null returning id`,
          [id],
        ),
      )
      .toHaveLength(1);
    await scene.settle(otherId);
    await scene.settle(connectionId);
    await expect.poll(() => openConflicts(id), { timeout: 20_000 }).toMatchObject([{ kind: 'deleted' }]);
  });
});
