import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DavServer,
  deleteObject,
  getObject,
  hasRadicale,
  putObject,
  startRadicale,
  writeEvent,
} from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, inCalendar, linesOf, moveOnServer, propertyIn, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe.skipIf(!hasRadicale)('what happens on Radicale to the event of a booking', () => {
  let server: DavServer;
  let scene: DavScene;
  let connectionId: string;
  beforeAll(async () => {
    server = await startRadicale();
    scene = await setScene(stack);
    connectionId = (await scene.connect(server)).id;
  });
  afterAll(() => server?.stop());

  /** Books on that day and waits until the event is in the calendar. */
  async function book(days: number) {
    const booked = await scene.book(at(days));
    await scene.settle(connectionId);
    return { id: booked.booking.id, name: `${booked.booking.id}.ics`, token: booked.manage_token };
  }

  const openConflicts = async (id: string) =>
    (await scene.conflicts(id)).filter((conflict: { resolved_at: string | null }) => conflict.resolved_at === null);

  it('an event that was moved on the server is a proposal; "keep" puts it back and leaves the properties of others', async () => {
    const { id, name } = await book(5);
    await moveOnServer(server, name, slotAt(5, 60));
    await scene.sync(connectionId);
    const [conflict] = await openConflicts(id);
    expect(conflict).toMatchObject({ kind: 'moved', event: { start: at(5, 60), end: at(5, 90) } });
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed', start: at(5), sequence: 0 });
    expect(await scene.ownersMails(id)).toContain('booking_event_moved');

    const response = await scene.decide(id, conflict.id, 'keep');
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    const lines = await linesOf(server, name);
    expect(propertyIn(lines, 'DTSTART')).toBe(inCalendar(at(5)));
    expect(propertyIn(lines, 'DTEND')).toBe(inCalendar(at(5, 30)));
    expect(lines.filter((line) => line.startsWith('X-OTHER-PROGRAM'))).toEqual(['X-OTHER-PROGRAM;X-P="a:b":kept']);
    await scene.sync(connectionId);
    expect(await openConflicts(id)).toEqual([]);
    expect(await scene.isOffered(5, 60)).toBe(true);
  });

  it('moved again, "move" takes the booking along', async () => {
    const { id, name } = await book(6);
    await moveOnServer(server, name, slotAt(6, 60));
    await scene.sync(connectionId);
    const [first] = await openConflicts(id);
    await scene.decide(id, first.id, 'keep');
    await scene.settle(connectionId);
    await moveOnServer(server, name, slotAt(6, 90));
    await scene.sync(connectionId);
    const [conflict] = await openConflicts(id);
    expect(conflict).toMatchObject({ kind: 'moved', event: { start: at(6, 90) } });

    const response = await scene.decide(id, conflict.id, 'move');
    expect(response.status, response.text).toBe(200);
    await scene.sync(connectionId);
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed', start: at(6, 90), end: at(6, 120) });
    expect(propertyIn(await linesOf(server, name), 'DTSTART')).toBe(inCalendar(at(6, 90)));
    expect(await scene.isOffered(6)).toBe(true);
    expect(await scene.isOffered(6, 90)).toBe(false);
    expect(await openConflicts(id)).toEqual([]);
  });

  it('what its owner wrote into the event stays, however often the booking moves', async () => {
    const { id, name, token } = await book(8);
    const theirs = {
      SUMMARY: 'Ada\\, bring the plans',
      LOCATION: 'At the café',
      CATEGORIES: 'Work',
      COLOR: 'turquoise',
      TRANSP: 'TRANSPARENT',
    };
    const lines = (await linesOf(server, name)).filter(
      (line) => !Object.keys(theirs).some((property) => line.startsWith(`${property}:`)),
    );
    const added = Object.entries(theirs).map(([property, value]) => `${property}:${value}`);
    await putObject(
      server,
      name,
      lines.flatMap((line) => (line === 'END:VEVENT' ? [...added, line] : [line])).join('\r\n'),
    );
    for (const minutes of [60, 90]) {
      const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/reschedule`, { start: at(8, minutes) });
      expect(response.status, response.text).toBe(200);
      await scene.sync(connectionId);
    }
    const after = await linesOf(server, name);
    expect(propertyIn(after, 'DTSTART')).toBe(inCalendar(at(8, 90)));
    for (const [property, value] of Object.entries(theirs)) expect(propertyIn(after, property)).toBe(value);
    expect(propertyIn(after, 'DESCRIPTION')).toContain('Ann');
  });

  it('another event in its time is a conflict with one mail, and settles when that event goes', async () => {
    const { id } = await book(7);
    await putObject(server, 'flight.ics', writeEvent({ uid: 'flight', summary: 'Flight', ...slotAt(7, 15) }));
    await scene.sync(connectionId);
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([
      { kind: 'overlap', event: { title: 'Flight' }, resolved_at: null },
    ]);
    expect((await scene.ownersMails(id)).filter((kind) => kind === 'booking_conflict')).toHaveLength(1);
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed', start: at(7) });

    await deleteObject(server, 'flight.ics');
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'overlap', resolution: 'gone' }]);
  });

  it('an event that was deleted on the server is a proposal; the booking stays, and "keep" writes it anew', async () => {
    const { id, name } = await book(10);
    await scene.sync(connectionId);
    await deleteObject(server, name);
    await scene.sync(connectionId);
    const [conflict] = await openConflicts(id);
    expect(conflict).toMatchObject({ kind: 'deleted' });
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed', start: at(10) });
    expect(await getObject(server, name)).toBeNull();
    expect(await scene.isOffered(10)).toBe(false);

    const response = await scene.decide(id, conflict.id, 'keep');
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    expect(propertyIn(await linesOf(server, name), 'DTSTART')).toBe(inCalendar(at(10)));
    await scene.sync(connectionId);
    expect(await openConflicts(id)).toEqual([]);
  });

  it('a booking whose event was deleted on the server can be cancelled', async () => {
    const { id, name, token } = await book(11);
    await deleteObject(server, name);
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/cancel`, {});
    expect(response.status, response.text).toBe(200);
    await scene.sync(connectionId);
    expect(await openConflicts(id)).toEqual([]);
    expect(
      await scene.rows('select state, last_error from public.booking_calendar_events where booking_id = $1', [id]),
    ).toEqual([{ state: 'removed', last_error: null }]);
  });
});
