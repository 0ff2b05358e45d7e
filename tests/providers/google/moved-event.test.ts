import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEvent, removeEvent } from '../../../sync-service/sandbox/google/controls.ts';
import { bindingOf, createSealer } from '../../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../../sync-service/src/db/rpc.ts';
import { getObject, hasRadicale, putObject, startRadicale, writeEvent } from '../../support/dav-servers.ts';
import { openGoogleSandbox } from '../../support/google-sandbox.ts';
import { useStack } from '../../support/stack.ts';
import { at, type DavScene, inCalendar, setScene, slotAt } from '../../sync/dav-scene.ts';

const email = 'host@example.com';
const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });

describe('the event of a booking that its owner moves at Google', () => {
  const { world } = google.sandbox;
  const second = world.addCalendar(email, { id: 'second@group.calendar.google.com', summary: 'Second' }).id;
  let scene: DavScene;
  let connectionId: string;

  beforeAll(async () => {
    scene = await setScene(stack);
    const credentials = google.connectUser(email);
    const account = { owner_id: scene.owner.id, provider: 'google', account_key: credentials.subject };
    const listed = { time_zone: 'UTC', access: 'write', is_own: true };
    const { connection } = await createDb(stack.client('secret')).call('save_connection', {
      owner_id: scene.owner.id,
      provider: 'google',
      account_key: credentials.subject,
      account_email: email,
      host_id: scene.host.id,
      secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
      calendars: [
        { ...listed, provider_calendar_id: email, name: 'Mine', is_primary: true },
        { ...listed, provider_calendar_id: second, name: 'Second', is_primary: false },
      ],
    });
    connectionId = connection.id;
    await scene.settle(connectionId);
  });

  /** What Google's page does: the event keeps its id, its UID and its marks. */
  function move(eventId: string, to: string, changes: object = {}): void {
    const { id, iCalUID, start, end, content } = world.calendars.get(email)?.events.get(eventId) ?? {};
    removeEvent(world, email, eventId);
    addEvent(world, to, { ...content, id, iCalUID, start, end, ...changes });
  }
  async function book(days: number) {
    const { booking, manage_token: token } = await scene.book(at(days));
    await scene.settle(connectionId);
    await scene.sync(connectionId);
    return { id: booking.id, eventId: booking.id.replaceAll('-', ''), token };
  }
  const eventIn = (calendarId: string, eventId: string) => world.calendars.get(calendarId)?.events.get(eventId);
  const startOf = (calendarId: string, eventId: string) =>
    Date.parse((eventIn(calendarId, eventId)?.start as { dateTime: string } | undefined)?.dateTime ?? '');
  const reschedule = async (token: string, id: string, start: string) => {
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/reschedule`, { start });
    expect(response.status, response.text).toBe(200);
  };

  test('to another calendar of the account is followed, with what comes later', async () => {
    const { id, eventId, token } = await book(3);
    move(eventId, second);
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toEqual([]);
    await reschedule(token, id, at(3, 60));
    await scene.settle(connectionId);
    expect(startOf(second, eventId)).toBe(Date.parse(at(3, 60)));
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/cancel`, {});
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    expect(eventIn(second, eventId)?.status).toBe('cancelled');
  });

  test('without its marks, before anybody noticed, is found by a move of the booking', async () => {
    const { id, eventId, token } = await book(4);
    move(eventId, second, { extendedProperties: {} });
    await reschedule(token, id, at(4, 60));
    await scene.settle(connectionId);
    expect(startOf(second, eventId)).toBe(Date.parse(at(4, 60)));
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  test.skipIf(!hasRadicale)('to an account on another kind of server is followed there', async () => {
    const server = await startRadicale();
    try {
      const { id: davId } = await scene.connect(server);
      const { id, eventId, token } = await book(5);
      await putObject(
        server,
        'from-google.ics',
        writeEvent({ uid: `${eventId}@google.com`, summary: 'Consulting: Ann', ...slotAt(5) }),
      );
      removeEvent(world, email, eventId);
      await scene.sync(connectionId);
      for (const lane of [davId, connectionId]) await scene.settle(lane);
      await scene.sync(davId);
      expect(await scene.conflicts(id)).toEqual([]);
      await reschedule(token, id, at(5, 60));
      await scene.settle(davId);
      const text = await getObject(server, 'from-google.ics');
      expect(text).toContain(`DTSTART:${inCalendar(at(5, 60))}`);
      expect(text).toContain(`UID:${eventId}@google.com`);
    } finally {
      await server.stop();
    }
  });
});
