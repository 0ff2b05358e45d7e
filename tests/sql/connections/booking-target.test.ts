import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createHost, insert } from '../../support/fixtures.ts';

const db = useDatabase();
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
type Row = any;
let host: Row;
const run = async (text: string, values: unknown[] = []): Promise<Row[]> => (await db.sql.query(text, values)).rows;

interface Wanted {
  name: string;
  access?: string;
  is_own?: boolean;
  is_primary?: boolean;
  blocks?: boolean;
  hosts?: Row[];
  isTarget?: boolean;
}

/** An account with these calendars, connected so many days ago. */
async function connect(calendars: Wanted[], { status = 'active', days = 1 } = {}): Promise<Row> {
  const connection = await insert(db.sql, 'calendar_connections', {
    owner_id: host.owner_id,
    provider: 'caldav',
    status,
    created_at: new Date(Date.now() - days * 86_400_000),
  });
  await run('insert into private.connection_secrets (connection_id, account_key, sealed) values ($1, $2, $3)', [
    connection.id,
    randomUUID(),
    'sealed',
  ]);
  for (const { name, blocks = true, hosts = [host], isTarget = false, ...columns } of calendars) {
    const calendar = await insert(db.sql, 'calendars', {
      connection_id: connection.id,
      provider_calendar_id: name,
      name,
      access: 'write',
      ...columns,
    });
    for (const { id } of hosts) {
      await insert(db.sql, 'calendar_links', {
        calendar_id: calendar.id,
        host_id: id,
        blocks_availability: blocks,
        is_booking_target: isTarget,
      });
    }
  }
  return connection;
}
const nextOf = async ({ id }: Row = host): Promise<string | null> =>
  (await run('select c.name from public.calendars as c where c.id = private.next_target($1)', [id]))[0]?.name ?? null;
const targetOf = async ({ id }: Row = host): Promise<string | null> =>
  (
    await run(
      `select c.name from public.calendar_links as l join public.calendars as c on c.id = l.calendar_id
       where l.host_id = $1 and l.is_booking_target`,
      [id],
    )
  )[0]?.name ?? null;
const changeOf = async ({ id }: Row = host): Promise<Row> =>
  (await run('select private.booking_target_json($1) as target', [id]))[0].target.change;
const disconnect = async ({ id }: Row, choice: string | null = null): Promise<Row> =>
  (await run('select public.disconnect_connection($1, $2, $3) as result', [id, host.owner_id, choice]))[0].result;
const mails = () =>
  run(
    `select n.kind from public.notifications as n join public.calendar_connections as k on k.id = n.connection_id
     where k.owner_id = $1 order by n.created_at, n.id`,
    [host.owner_id],
  );
const setAccess = (name: string, access: string) =>
  run('update public.calendars set access = $3 where owner_id = $1 and name = $2', [host.owner_id, name, access]);
const choose = (name: string | null) =>
  run(
    `update public.calendar_links as l set is_booking_target = c.name is not distinct from $2
     from public.calendars as c where c.id = l.calendar_id and l.host_id = $1 and l.is_booking_target <> (c.name is not distinct from $2)`,
    [host.id, name],
  );

beforeEach(async () => {
  host = await createHost(db.sql, { display_name: 'Anna' });
});

describe('The next calendar for bookings', () => {
  it('is one that blocks the host rather than the primary one, and the primary one rather than the oldest', async () => {
    await connect([{ name: 'oldest', blocks: false, is_primary: true }], { days: 9 });
    await connect([{ name: 'older' }], { days: 8 });
    expect(await nextOf()).toBe('older');
    await connect([{ name: 'also' }, { name: 'primary', is_primary: true }], { days: 2 });
    expect(await nextOf()).toBe('primary');
    await connect([{ name: 'elder primary', is_primary: true }], { days: 3 });
    expect(await nextOf()).toBe('elder primary');
  });

  it('of one account that lists several is the first by name', async () => {
    await connect([{ name: 'beta' }, { name: 'alpha' }, { name: 'gamma' }]);
    await run(`update public.calendars set created_at = now() where owner_id = $1`, [host.owner_id]);
    expect(await nextOf()).toBe('alpha');
  });

  it('may be one that takes no time of the host, if there is no other', async () => {
    await connect([{ name: 'quiet', blocks: false }]);
    expect(await nextOf()).toBe('quiet');
  });

  it.each<[string, Wanted, { status?: string }]>([
    ['can only be read', { name: 'x', access: 'read' }, {}],
    ['others share', { name: 'x', is_own: false }, {}],
    ['is not linked to the host', { name: 'x', hosts: [] }, {}],
    ['is of an account that is disconnected', { name: 'x' }, { status: 'disconnected' }],
    ['is of an account that lets us in no more', { name: 'x' }, { status: 'needs_reconnect' }],
  ])('is not one that %s', async (_what, calendar, options) => {
    await connect([calendar], options);
    expect(await nextOf()).toBeNull();
  });

  it('is not one that has vanished, nor one of an account that is being left', async () => {
    const gone = await connect([{ name: 'gone' }]);
    await run(
      `insert into private.calendar_sync (calendar_id, missing_since, vanished_at)
       select id, now(), now() from public.calendars where connection_id = $1`,
      [gone.id],
    );
    const left = await connect([{ name: 'left' }]);
    await run('update private.connection_secrets set revoking_since = now() where connection_id = $1', [left.id]);
    expect(await nextOf()).toBeNull();
  });
});

describe('A host whose calendar for bookings is disconnected', () => {
  it('has the next one, and its owner is told in the answer, by one mail, and wherever connections are listed', async () => {
    const old = await connect([{ name: 'Old', isTarget: true }], { days: 5 });
    await connect([{ name: 'New' }]);
    const { booking_targets: targets } = await disconnect(old);
    expect(targets).toMatchObject([
      {
        host_id: host.id,
        calendar_id: expect.any(String),
        calendar_name: 'New',
        change: { reason: 'disconnected', calendar_name: 'Old' },
      },
    ]);
    expect(await mails()).toEqual([{ kind: 'booking_target_changed' }]);
    const [{ list }] = await run('select public.list_connections($1) as list', [host.owner_id]);
    expect(list.booking_targets).toEqual(targets);
    expect((await disconnect(old)).booking_targets).toEqual(targets);
    expect(await mails()).toHaveLength(1);
  });

  it('has none if there is no other, and its owner is told that', async () => {
    const old = await connect([{ name: 'Old', isTarget: true }]);
    expect((await disconnect(old)).booking_targets).toMatchObject([{ calendar_id: null, calendar_name: null }]);
    expect([await targetOf(), await mails()]).toEqual([null, [{ kind: 'booking_target_changed' }]]);
  });

  it('that did not get bookings is no matter', async () => {
    const old = await connect([{ name: 'Old' }]);
    await connect([{ name: 'New', isTarget: true }]);
    expect((await disconnect(old)).booking_targets).toEqual([]);
    expect([await targetOf(), await changeOf(), await mails()]).toEqual(['New', null, []]);
  });

  it('shares it with another host: each gets a calendar of its own links, in one mail', async () => {
    const room = await createHost(db.sql, { owner_id: host.owner_id, display_name: 'Room' });
    const old = await connect([{ name: 'Shared', isTarget: true, hosts: [host, room] }], { days: 5 });
    await connect([{ name: 'Room only', hosts: [room] }], { days: 4 });
    await connect([{ name: 'Both', hosts: [host, room] }], { days: 3 });
    const { booking_targets: targets } = await disconnect(old);
    expect(new Map(targets.map((one: Row) => [one.host_id, one.calendar_name]))).toEqual(
      new Map([
        [host.id, 'Both'],
        [room.id, 'Room only'],
      ]),
    );
    expect(await mails()).toHaveLength(1);
  });
});

describe('A choice of the owner', () => {
  it('to have bookings in no calendar is left alone, whatever is listed, disconnected or gone', async () => {
    const old = await connect([{ name: 'Old', isTarget: true }], { days: 5 });
    const other = await connect([{ name: 'Other' }]);
    await choose(null);
    const listed = [{ provider_calendar_id: 'Other', name: 'Other', access: 'write', is_own: true }];
    await run('select public.update_calendars($1, $2)', [other.id, JSON.stringify(listed)]);
    await disconnect(old);
    expect([await targetOf(), await changeOf(), await mails()]).toEqual([null, null, []]);
  });

  it('after a loss ends what is said about it', async () => {
    await connect([{ name: 'Old', isTarget: true }], { days: 5 }).then((old) => disconnect(old));
    expect(await changeOf()).toMatchObject({ reason: 'disconnected' });
    await connect([{ name: 'Shared', is_own: false }]);
    await choose('Shared');
    expect([await targetOf(), await changeOf()]).toEqual(['Shared', null]);
    await choose(null);
    expect([await targetOf(), await changeOf()]).toEqual([null, null]);
  });

  it('for the one that was chosen for them is a choice, too', async () => {
    const old = await connect([{ name: 'Old', isTarget: true }], { days: 5 });
    await connect([{ name: 'New' }]);
    await disconnect(old);
    await run('update public.calendar_links set is_booking_target = true where is_booking_target and host_id = $1', [
      host.id,
    ]);
    expect([await targetOf(), await changeOf()]).toEqual(['New', null]);
  });

  it('to take the link away is not a loss', async () => {
    await connect([{ name: 'Old', isTarget: true }, { name: 'Other' }]);
    await run('delete from public.calendar_links where host_id = $1 and is_booking_target', [host.id]);
    expect([await targetOf(), await changeOf(), await mails()]).toEqual([null, null, []]);
  });
});

describe('A calendar for bookings that can only be read by now', () => {
  it('gives way to the next one; its return changes nothing', async () => {
    await connect([{ name: 'Old', isTarget: true, is_primary: true }], { days: 5 });
    await connect([{ name: 'New' }]);
    await setAccess('Old', 'read');
    expect([await targetOf(), await changeOf()]).toMatchObject(['New', { reason: 'read_only', calendar_name: 'Old' }]);
    await setAccess('Old', 'write');
    expect([await targetOf(), await mails()]).toEqual(['New', [{ kind: 'booking_target_read_only' }]]);
  });

  it('stays it without another one, and is as before when the access is back', async () => {
    await connect([{ name: 'Old', isTarget: true }]);
    await setAccess('Old', 'read');
    expect([await targetOf(), await changeOf()]).toMatchObject(['Old', { reason: 'read_only' }]);
    await setAccess('Old', 'write');
    expect([await targetOf(), await changeOf()]).toEqual(['Old', null]);
  });

  it('of a whole account gives way to none of the same account', async () => {
    const old = await connect([{ name: 'A', isTarget: true }, { name: 'B' }], { days: 5 });
    await connect([{ name: 'New' }]);
    const listed = ['A', 'B'].map((name) => ({ provider_calendar_id: name, name, access: 'read', is_own: true }));
    await run('select public.update_calendars($1, $2)', [old.id, JSON.stringify(listed)]);
    expect([await targetOf(), await mails()]).toEqual(['New', [{ kind: 'booking_target_read_only' }]]);
  });
});

describe('A calendar for bookings whose row is deleted', () => {
  it.each(['calendars', 'calendar_connections'])('(%s) gives way to the next one', async (table) => {
    const old = await connect([{ name: 'Old', isTarget: true }], { days: 5 });
    await connect([{ name: 'New' }]);
    await run(`delete from public.${table} where ${table === 'calendars' ? 'connection_id' : 'id'} = $1`, [old.id]);
    expect([await targetOf(), await changeOf()]).toMatchObject(['New', { reason: 'deleted' }]);
    expect(await mails()).toEqual([{ kind: 'booking_target_changed' }]);
  });

  it('goes with its host, and with its owner', async () => {
    await connect([{ name: 'Old', isTarget: true }, { name: 'New' }]);
    await run('delete from public.hosts where id = $1', [host.id]);
    await run('delete from auth.users where id = $1', [host.owner_id]);
    expect(await run('select 1 from private.booking_target_changes where host_id = $1', [host.id])).toEqual([]);
  });
});

describe('A host that lost its calendar for bookings and got none', () => {
  const lose = async () => {
    const old = await connect([{ name: 'Old', isTarget: true }], { days: 5 });
    await disconnect(old);
    return old;
  };

  it('gets the next one that can be written to, as soon as a list says so, and its owner is told', async () => {
    const other = await connect([{ name: 'Other', access: 'read' }]);
    await lose();
    expect(await targetOf()).toBeNull();
    const listed = [{ provider_calendar_id: 'Other', name: 'Other', access: 'write', is_own: true }];
    await run('select public.update_calendars($1, $2)', [other.id, JSON.stringify(listed)]);
    expect([await targetOf(), await changeOf()]).toMatchObject([
      'Other',
      { reason: 'disconnected', calendar_name: 'Old' },
    ]);
    expect(await mails()).toEqual([{ kind: 'booking_target_changed' }, { kind: 'booking_target_changed' }]);
  });

  it('gets one of an account that is connected for another host, if that is linked to it', async () => {
    const room = await createHost(db.sql, { owner_id: host.owner_id });
    const key = randomUUID();
    const save = async (hostId: string) =>
      (
        await run(`select public.save_connection($1, 'caldav', $2, null, $3, 'sealed', $4) as result`, [
          host.owner_id,
          key,
          hostId,
          JSON.stringify([
            { provider_calendar_id: 'home', name: 'Home', access: 'write', is_own: true, is_primary: true },
          ]),
        ])
      )[0].result.connection;
    await save(host.id);
    const both = await save(room.id);
    expect([await targetOf(), await targetOf(room)]).toEqual(['Home', 'Home']);
    await disconnect(both);
    expect([await targetOf(), await targetOf(room)]).toEqual([null, null]);
    await save(room.id);
    expect([await targetOf(), await targetOf(room)]).toEqual(['Home', 'Home']);
  });
});
