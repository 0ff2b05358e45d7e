import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DavServer,
  getObject,
  hasRadicale,
  listNames,
  putObject,
  startRadicale,
  writeEvent,
} from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe.skipIf(!hasRadicale)('disconnecting an account of a real server with a booking in its calendar', () => {
  let server: DavServer;
  let scene: DavScene;
  let connectionId: string;
  let bookingId: string;
  beforeEach(async () => {
    server = await startRadicale();
    scene = await setScene(stack);
    await putObject(server, 'dentist.ics', writeEvent({ uid: 'dentist', ...slotAt(2) }));
    connectionId = (await scene.connect(server)).id;
    bookingId = (await scene.book(at(3))).booking.id;
    await scene.settle(connectionId);
  });
  afterEach(() => server?.stop());

  const disconnect = (query = '') => scene.asOwner('DELETE', `/calendar/connections/${connectionId}${query}`);
  const status = async () => (await scene.connection(connectionId)).status;
  const secret = async () =>
    (await scene.rows('select sealed from private.connection_secrets where connection_id = $1', [connectionId]))[0]
      .sealed;
  const countEvents = async () =>
    (
      await scene.rows(
        `select count(*)::int as n from public.synced_events as e join public.calendars as c on c.id = e.calendar_id
         where c.connection_id = $1 and e.deleted_at is null`,
        [connectionId],
      )
    )[0].n;

  it('asks first what becomes of the event, and changes nothing', async () => {
    const response = await disconnect();
    expect(response.status).toBe(409);
    expect(response.body.error).toMatchObject({
      code: 'invalid_state',
      details: { pushed_events: 1, choices: ['keep', 'remove'] },
    });
    expect(await status()).toBe('active');
    expect(await listNames(server)).toEqual([`${bookingId}.ics`, 'dentist.ics'].sort());
    expect(await secret()).not.toBeNull();
  });

  it('"remove" takes it off the server, and only it, then erases the password', async () => {
    const response = await disconnect('?pushed_events=remove');
    expect(response.status, response.text).toBe(200);
    await expect.poll(status, { timeout: 20_000, interval: 50 }).toBe('disconnected');
    expect(await listNames(server)).toEqual(['dentist.ics']);
    expect(await secret()).toBeNull();
    expect(await scene.booking(bookingId)).toMatchObject({ status: 'confirmed', start: at(3) });
    expect(await scene.isOffered(3)).toBe(false);
    expect(await scene.conflicts(bookingId)).toEqual([]);
  });

  it('"remove" waits with the password for a server that is away, until told to keep the event', async () => {
    await server.kill();
    expect((await disconnect('?pushed_events=remove')).status).toBe(200);
    expect(await status()).toBe('active');
    expect(await secret()).not.toBeNull();
    const { body } = await disconnect('?pushed_events=keep');
    expect(body.connection.status).toBe('disconnected');
    expect(await secret()).toBeNull();
  });

  it('"keep" leaves the event on the server and erases the password at once', async () => {
    const { status: code, body } = await disconnect('?pushed_events=keep');
    expect(code).toBe(200);
    expect(body.connection.status).toBe('disconnected');
    expect(await secret()).toBeNull();
    expect(await getObject(server, `${bookingId}.ics`)).toContain(`UID:${bookingId}`);
  });

  it('frees the time of the events that were read, and keeps them as history', async () => {
    const before = await countEvents();
    expect(await scene.isOffered(2)).toBe(false);
    await disconnect('?pushed_events=keep');
    expect(await scene.isOffered(2)).toBe(true);
    expect(await countEvents()).toBe(before);
  });

  it('connecting it again gives back the same calendars, links and events, and what was added meanwhile', async () => {
    const before = await scene.connection(connectionId);
    const { error } = await scene.owner.client
      .from('calendars')
      .update({ policy: { tentative: 'free' } })
      .eq('id', before.calendars[0].id);
    expect(error).toBeNull();
    await disconnect('?pushed_events=keep');
    await putObject(server, 'new.ics', writeEvent({ uid: 'new', ...slotAt(4) }));

    const after = await scene.connect(server);
    expect(after).toMatchObject({ id: connectionId, status: 'active', last_error: null });
    expect(after.calendars).toMatchObject([
      {
        id: before.calendars[0].id,
        policy: { tentative: 'free' },
        sync_status: 'synced',
        links: before.calendars[0].links,
      },
    ]);
    expect(await countEvents()).toBe(3);
    expect(await scene.isOffered(2)).toBe(false);
    expect(await scene.isOffered(4)).toBe(false);
  });

  it('connected again it knows the event that was kept: the booking is not counted twice, and its end removes it', async () => {
    await disconnect('?pushed_events=keep');
    await scene.connect(server);
    expect(await scene.conflicts(bookingId)).toEqual([]);
    expect(await scene.isOffered(3, 30)).toBe(true);
    const response = await scene.asOwner('POST', `/bookings/${bookingId}/cancel`, {});
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    expect(await listNames(server)).toEqual(['dentist.ics']);
    expect(await scene.isOffered(3)).toBe(true);
  });

  it('a password that is wrong now connects nothing', async () => {
    await disconnect('?pushed_events=keep');
    const { url, username } = server;
    const response = await scene.asOwner('POST', '/calendar/connections/caldav', { url, username, password: 'wrong' });
    expect(response.status).toBe(422);
    expect(response.body.error).toMatchObject({ code: 'invalid_request', details: { reason: 'invalid_credentials' } });
    expect(await status()).toBe('disconnected');
    expect(await secret()).toBeNull();
  });
});
