import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { type DavScene, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let server: DavStandIn;
let scene: DavScene;
beforeEach(async () => {
  server = await startDavStandIn({ principal: '/principals/users/anna@example.com/' });
  server.calendar('office', { displayname: 'Office' });
  scene = await setScene(stack);
});
afterEach(() => server.stop());

const connections = async (): Promise<{ id: string; calendars: { id: string }[] }[]> =>
  (await scene.asOwner('GET', '/calendar/connections')).body.connections;

describe('an account that is connected again', () => {
  it('under another spelling of its address, its user name and its principal is the same connection', async () => {
    const first = await scene.connect(server);
    server.faults.spell = (path) => path.replace('/users/', '//users//').replace('@', '%40').replace(/\/$/, '');
    const second = await scene.connect({
      url: server.url.replace('http://', 'HTTP://').replace(/\/$/, '/anna'),
      username: 'ANNA@example.com',
      password: server.password,
    });
    expect(second.id).toBe(first.id);
    expect(await connections()).toHaveLength(1);
  });

  it.each([
    ['escapes', '/principals/users/anna%40example.com', 'anna@example.com'],
    ['escapes in small letters and doubled slashes', '/principals//us%65rs/anna@example.com', 'anna@example.com'],
    ['capitals in the user name', '/principals/users/anna%40example.com/', 'Anna@Example.com'],
  ])(
    'is known by a key of before, with %s, and keeps its calendars, its choices and its events',
    async (_, path, name) => {
      server.calendar('office').put('a.ics', writeEvent({ uid: 'a', ...slotAt(3) }));
      const { id, calendars } = await scene.connect(server);
      const [{ id: calendarId }] = calendars;
      await scene.rows('update private.connection_secrets set account_key = $1 where connection_id = $2', [
        `${server.url.slice(0, -1)}${path} ${name}`,
        id,
      ]);
      await scene.rows('update public.calendars set provider_calendar_id = $1 where id = $2', [
        '//anna//of%66ice',
        calendarId,
      ]);
      await scene.rows('update public.calendar_links set is_booking_target = false where calendar_id = $1', [
        calendarId,
      ]);

      expect((await scene.connect(server)).id).toBe(id);
      const [connection, ...others] = await connections();
      expect(others).toEqual([]);
      expect(connection?.calendars).toMatchObject([
        { id: calendarId, sync_status: 'synced', links: [{ blocks_availability: true }] },
      ]);
      expect(await scene.isOffered(3)).toBe(false);
      // The password opens under the key that it was sealed for.
      server.calendar('office').delete('a.ics');
      await scene.sync(id);
      expect(await scene.isOffered(3)).toBe(true);
    },
  );

  it('with the name of somebody else is another connection', async () => {
    const first = await scene.connect(server);
    server.faults.spell = (path) => path.replace('anna@', 'Anna@');
    expect((await scene.connect(server)).id).not.toBe(first.id);
  });
});

it('a calendar that its server lists in another spelling is the same calendar', async () => {
  server.calendar('office').put('a.ics', writeEvent({ uid: 'a', ...slotAt(3) }));
  const { id, calendars } = await scene.connect(server);
  const calendarId = calendars[0].id;
  await scene.rows('update public.calendars set provider_calendar_id = $1 where id = $2', [
    '/anna//office/',
    calendarId,
  ]);
  server.calendar('office').put('b.ics', writeEvent({ uid: 'b', ...slotAt(4) }));
  await scene.sync(id);
  expect((await scene.connection(id)).calendars).toMatchObject([{ id: calendarId, sync_status: 'synced' }]);
  expect([await scene.isOffered(3), await scene.isOffered(4)]).toEqual([false, false]);
});

it.each([
  ['/a/b/', '/a/b'],
  ['//a//b', '/a/b'],
  ['/jo%40x.org/%c3%A9%2f', '/jo@x.org/é'],
  ['/100%/%zz', '/100%/%zz'],
  ['/%ff', '/%ff'],
  ['/', '/'],
])('a path that is spelled %s is compared as %s', async (path, form) => {
  const { rows } = await stack.sql.query('select private.path_form($1) as form', [path]);
  expect(rows).toEqual([{ form }]);
});

it.each([
  ['https://Cal.Example.com:443//dav/%41nn/ Ann', 'https://cal.example.com/dav/Ann ann'],
  ['http://cal.example.com.:80/ Ann', 'http://cal.example.com/ ann'],
  ['https://cal.example.com:8443/p a:b c', 'https://cal.example.com:8443/p a:b c'],
  ['1168972', '1168972'],
  ['Qx+/=', 'Qx+/='],
])('an account key that is spelled %s is compared as %s', async (key, form) => {
  const { rows } = await stack.sql.query('select private.account_key_form($1) as form', [key]);
  expect(rows).toEqual([{ form }]);
});
