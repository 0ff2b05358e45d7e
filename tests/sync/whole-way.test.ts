import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DavServer,
  deleteObject,
  getObject,
  hasRadicale,
  listNames,
  putObject,
  realServers,
  startRadicale,
  writeEvent,
} from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, inCalendar, linesOf, propertyIn, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe.skipIf(!hasRadicale)('the whole way of a host with Radicale', () => {
  let server: DavServer;
  let scene: DavScene;
  let connectionId: string;
  let calendarId: string;
  beforeAll(async () => {
    server = await startRadicale();
    scene = await setScene(stack);
    const connection = await scene.connect(server);
    connectionId = connection.id;
    calendarId = connection.calendars[0].id;
  });
  afterAll(() => server?.stop());

  /** Books on that day and waits until the event is in the calendar. */
  async function book(days: number) {
    const booked = await scene.book(at(days));
    await scene.settle(connectionId);
    return { id: booked.booking.id, name: `${booked.booking.id}.ics`, token: booked.manage_token };
  }

  it('connecting shows the calendars, read', async () => {
    const connection = await scene.connection(connectionId);
    expect(connection).toMatchObject({ provider: 'caldav', status: 'active', last_error: null });
    expect(connection.calendars).toMatchObject([
      { name: 'user1/cal', access: 'write', sync_status: 'synced', sync_error: null },
    ]);
    expect(JSON.stringify(connection)).not.toContain(server.password);
    expect(stack.logs.join('')).not.toContain(server.password);
  });

  it('the owner chooses whether it takes time and whether bookings go there', async () => {
    const link = { calendar_id: calendarId, host_id: scene.host.id };
    const choose = async (choice: object) => {
      const { error } = await scene.owner.client.from('calendar_links').update(choice).match(link);
      expect(error).toBeNull();
      return (await scene.connection(connectionId)).calendars[0].links;
    };
    expect(await choose({ blocks_availability: false, is_booking_target: false })).toMatchObject([
      { blocks_availability: false, is_booking_target: false },
    ]);
    expect(await choose({ blocks_availability: true, is_booking_target: true })).toMatchObject([
      { host_id: scene.host.id, blocks_availability: true, is_booking_target: true },
    ]);
  });

  it('an event on the server takes a slot away, and its deletion gives it back', async () => {
    expect(await scene.isOffered(2)).toBe(true);
    await putObject(server, 'dentist.ics', writeEvent({ uid: 'dentist', ...slotAt(2) }));
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(false);
    expect(await scene.isOffered(2, 30)).toBe(true);
    await deleteObject(server, 'dentist.ics');
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(true);
  });

  it('an event that was put there a moment ago refuses a booking without any sync', async () => {
    await putObject(server, 'sudden.ics', writeEvent({ uid: 'sudden', ...slotAt(40) }));
    await scene.rows(`update public.calendars set last_synced_at = now() - interval '1 minute' where id = $1`, [
      calendarId,
    ]);
    const response = await scene.tryToBook(at(40));
    expect(response.body.error.code).toBe('slot_not_offered');
    expect(response.status).toBe(409);
  });

  it('a booking appears on the server as one plain event', async () => {
    const { id, name } = await book(3);
    const lines = await linesOf(server, name);
    expect(lines).toEqual(
      expect.arrayContaining([`UID:${id}`, `DTSTART:${inCalendar(at(3))}`, `DTEND:${inCalendar(at(3, 30))}`]),
    );
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
    expect(lines.join('\n')).not.toMatch(/^(METHOD|ATTENDEE|ORGANIZER)\b/m);
    expect(propertyIn(lines, 'SUMMARY')).toContain('Ann');
  });

  it('the echo of its own event is known as such and takes no further time', async () => {
    const { id } = await book(4);
    const before = await scene.offered(4);
    await scene.sync(connectionId);
    const events = await scene.rows(
      'select booking_id from public.synced_events where calendar_id = $1 and starts_at = $2 and deleted_at is null',
      [calendarId, at(4)],
    );
    expect(events).toEqual([{ booking_id: id }]);
    expect(await scene.offered(4)).toEqual(before);
    expect(before).not.toContain(at(4));
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await listNames(server)).toContain(`${id}.ics`);
  });

  it('a visitor who moves the booking moves the event, under a higher SEQUENCE', async () => {
    const { id, name, token } = await book(8);
    const before = Number(propertyIn(await linesOf(server, name), 'SEQUENCE'));
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/reschedule`, { start: at(8, 120) });
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    const lines = await linesOf(server, name);
    expect(propertyIn(lines, 'DTSTART')).toBe(inCalendar(at(8, 120)));
    expect(propertyIn(lines, 'DTEND')).toBe(inCalendar(at(8, 150)));
    expect(Number(propertyIn(lines, 'SEQUENCE'))).toBeGreaterThan(before);
    await scene.sync(connectionId);
    expect(await scene.isOffered(8)).toBe(true);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('a visitor who cancels takes the event off the server, and the slot is free', async () => {
    const { id, name, token } = await book(9);
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/cancel`, {});
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    expect(await getObject(server, name)).toBeNull();
    await scene.sync(connectionId);
    expect(await scene.isOffered(9)).toBe(true);
    expect(await scene.conflicts(id)).toEqual([]);
  });
});

describe.each(realServers.filter(({ name }) => name !== 'Radicale'))('the whole way of a host with $name', (real) => {
  let server: DavServer;
  let scene: DavScene;
  beforeAll(async () => {
    if (!real.isThere) return;
    server = await real.start();
    scene = await setScene(stack);
  });
  afterAll(() => server?.stop());

  it.skipIf(!real.isThere)('goes from connecting over a booking to its cancellation', async () => {
    const { id: connectionId, calendars } = await scene.connect(server);
    expect(calendars).toMatchObject([
      { sync_status: 'synced', sync_error: null, links: [{ blocks_availability: true, is_booking_target: true }] },
    ]);
    await putObject(server, 'dentist.ics', writeEvent({ uid: 'dentist', ...slotAt(2) }));
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(false);
    await deleteObject(server, 'dentist.ics');
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(true);

    const { booking, manage_token: token } = await scene.book(at(2));
    await scene.settle(connectionId);
    const name = `${booking.id}.ics`;
    expect(await listNames(server)).toEqual([name]);
    expect(await linesOf(server, name)).toEqual(
      expect.arrayContaining([`UID:${booking.id}`, `DTSTART:${inCalendar(at(2))}`, `DTEND:${inCalendar(at(2, 30))}`]),
    );
    await scene.sync(connectionId);
    expect(await scene.isOffered(2, 30)).toBe(true);
    expect(await scene.conflicts(booking.id)).toEqual([]);

    const response = await scene.asVisitor(token, 'POST', `/bookings/${booking.id}/cancel`, {});
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    expect(await listNames(server)).toEqual([]);
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(true);
  });
});
