import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

/** Two accounts of one owner. */
const old = createAccountStub('caldav');
const next = createAccountStub('apple');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null, providers: [old, next] });
let scene: DavScene;
let oldId: string;

beforeEach(async () => {
  for (const [stub, name] of [
    [old, 'Old'],
    [next, 'New'],
  ] as const) {
    Object.assign(stub, { failure: null, events: {}, listChanges: createAccountStub(stub.name).listChanges });
    stub.createEvent = async (_account, _calendar, event) => {
      stub.written.set(event.key, event);
      return { providerEventId: `ours-${event.key}`, version: null };
    };
    stub.updateEvent = async (_account, _calendar, { key }, event) => {
      stub.written.set(key, event);
      return { providerEventId: `ours-${key}`, version: null };
    };
    stub.deleteEvent = async (_account, _calendar, { key }) => stub.written.delete(key);
    stub.listCalendars = async () => stub.calendars;
    stub.calendars = [calendarInfo('home', { name, isPrimary: true, timeZone: 'UTC' })];
    stub.written.clear();
  }
  scene = await setScene(stack);
  await scene.rows(`update public.hosts set display_name = 'Studio Anna' where id = $1`, [scene.host.id]);
  oldId = await connect('caldav');
});

async function connect(kind: 'caldav' | 'apple'): Promise<string> {
  const { status, text, body } = await scene.asOwner('POST', `/calendar/connections/${kind}`, {
    url: 'https://dav.example.com/',
    username: scene.owner.email,
    password: 'app-password',
  });
  expect(status, text).toBe(201);
  await scene.settle(body.connection.id);
  return body.connection.id;
}
const disconnect = async (choice: '' | 'keep' | 'remove' = '') => {
  const query = choice === '' ? '' : `?pushed_events=${choice}`;
  const { status, text, body } = await scene.asOwner('DELETE', `/calendar/connections/${oldId}${query}`);
  expect(status, text).toBe(200);
  return body;
};
/** Books, and waits until the account has its event. */
async function book(days: number, stub = old) {
  const booked = await scene.book(at(days));
  if (stub === old || stub === next) await expect.poll(() => startsIn(stub), { timeout: 10_000 }).toContain(at(days));
  return booked;
}
/** When the events of ours in an account begin. */
const startsIn = (stub: typeof old): string[] =>
  [...stub.written.values()].map(({ startsAt }) => `${new Date(startsAt).toISOString().slice(0, 19)}Z`).sort();
const become = (stub: typeof old, ...days: number[]) =>
  expect.poll(() => startsIn(stub), { timeout: 10_000 }).toEqual(days.map((day) => at(day)).sort());
/** Waits until there is nothing left to do, for any account, but for what is planned for later. */
const settle = () =>
  expect
    .poll(
      () =>
        scene.rows(
          `select task_identifier from graphile_worker.jobs where run_at <= now() and (key like $1 or queue_name in (
             select 'connection:' || id from public.calendar_connections where owner_id = $2))`,
          [`plan_missing_pushes:${scene.host.id}`, scene.owner.id],
        ),
      { timeout: 20_000 },
    )
    .toEqual([]);
const mails = () =>
  scene.rows(
    `select n.kind, o.subject, o.body from public.notifications as n left join private.outbox as o on o.notification_id = n.id
     where n.recipient = $1 and n.booking_id is null order by n.created_at`,
    [scene.owner.email],
  );
const target = async () =>
  (await scene.asOwner('GET', '/calendar/connections')).body.booking_targets.map(
    ({ calendar_name: name, change }: { calendar_name: string; change: { reason: string } | null }) => [
      name,
      change?.reason ?? null,
    ],
  );

describe('a host who moves to another account: connects the new one, disconnects the old one', () => {
  it('and has the events removed there: they are in the new one, and the host is told', async () => {
    await book(2);
    await book(3);
    await connect('apple');
    const { booking_targets: targets } = await disconnect('remove');
    expect(targets).toMatchObject([
      { host_id: scene.host.id, calendar_name: 'New', change: { reason: 'disconnected', calendar_name: 'Old' } },
    ]);
    await become(old);
    await become(next, 2, 3);
    await book(4, next);
    expect(await target()).toEqual([['New', 'disconnected']]);
    await expect.poll(mails).toEqual([
      {
        kind: 'booking_target_changed',
        subject: 'Your bookings are written to another calendar: New',
        body: expect.stringMatching(
          /^Bookings of Studio Anna are now written to New \(iCloud, \S+\), because Old was disconnected\.\n[\s\S]*\/admin\/calendars$/m,
        ),
      },
    ]);
  });

  it('and keeps the events there: none is doubled, and what was not written yet is in the new one', async () => {
    await book(2);
    const { createEvent } = old;
    old.createEvent = async () => {
      throw new ProviderError('http_status', 'Not now.', { retryable: true, retryAfterMs: 3_600_000 });
    };
    await scene.book(at(3));
    await scene.settle(oldId);
    old.createEvent = createEvent;
    await connect('apple');
    await disconnect('keep');
    await become(next, 3);
    await become(old, 2);
  });

  it('connects the old one again later: nothing is doubled there, and the new one still gets the bookings', async () => {
    await book(2);
    const moved = await book(3);
    await connect('apple');
    await disconnect('keep');
    const response = await scene.asVisitor(moved.manage_token, 'POST', `/bookings/${moved.booking.id}/reschedule`, {
      start: at(4),
    });
    expect(response.status, response.text).toBe(200);
    await become(next, 4);
    await become(old, 2, 3);

    expect(await connect('caldav')).toBe(oldId);
    await become(old, 2);
    await settle();
    await book(5, next);
    expect([startsIn(old), startsIn(next)]).toEqual([[at(2)], [at(4), at(5)]]);
    expect(await target()).toEqual([['New', 'disconnected']]);
  });

  it('and had the old one refuse to let anybody in: what was to be removed is in the new one, and goes when it can', async () => {
    await book(2);
    await connect('apple');
    await scene.rows(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [oldId]);
    const { connection } = await disconnect('remove');
    expect(connection.status).toBe('disconnected');
    await become(next, 2);
    await become(old, 2);
    await connect('caldav');
    await become(old);
    await become(next, 2);
  });
});

describe('a host who disconnects the only account', () => {
  it('is told that there is no calendar; the next one gets what is to come, also what was booked meanwhile', async () => {
    await book(2);
    const { booking_targets: targets } = await disconnect('remove');
    expect(targets).toMatchObject([{ calendar_id: null, calendar_name: null }]);
    await become(old);
    await expect
      .poll(mails)
      .toMatchObject([
        { subject: 'Your bookings are not written to any calendar', body: expect.stringContaining('Old') },
      ]);
    await scene.book(at(3));
    await connect('apple');
    await become(next, 2, 3);
    expect(await target()).toEqual([['New', null]]);
  });

  it('and connects it again has the events back that were removed', async () => {
    await book(2);
    await disconnect('remove');
    await become(old);
    await expect.poll(async () => (await scene.connection(oldId)).status).toBe('disconnected');
    await connect('caldav');
    await become(old, 2);
    expect(await target()).toEqual([['Old', null]]);
  });

  it('and keeps the events finds them as they were when it is connected again', async () => {
    await book(2);
    await disconnect('keep');
    await connect('caldav');
    await settle();
    expect(startsIn(old)).toEqual([at(2)]);
  });
});

describe('a calendar that vanishes', () => {
  it('has its bookings written to the next one; if it comes back, its events go', async () => {
    await book(2);
    await connect('apple');
    const { listChanges } = old;
    old.listChanges = () => {
      throw new ProviderError('gone', 'There is no such calendar.');
    };
    old.calendars = [];
    await scene.sync(oldId);
    const calendars = 'select c.id from public.calendars as c where c.connection_id = $1';
    for (const change of [
      `private.calendar_sync set missing_since = missing_since - interval '2 minutes' where calendar_id in (${calendars})`,
      `public.calendars set last_synced_at = last_synced_at - interval '2 minutes' where connection_id = $1`,
    ]) {
      await scene.rows(`update ${change}`, [oldId]);
    }
    await scene.sync(oldId);
    expect(await target()).toEqual([['New', 'vanished']]);
    await become(next, 2);
    await expect
      .poll(mails)
      .toMatchObject([{ kind: 'calendar_vanished', body: expect.stringContaining('are now written to New (iCloud') }]);

    old.listChanges = listChanges;
    old.calendars = [calendarInfo('home', { name: 'Old', isPrimary: true })];
    await scene.sync(oldId);
    await become(old);
    await become(next, 2);
    expect(await target()).toEqual([['New', 'vanished']]);
  });
});

describe('a calendar that refuses a booking because it can only be read', () => {
  const refuse = () => {
    const refused = async () => {
      throw new ProviderError('not_writable', 'This account cannot write to the calendar.');
    };
    Object.assign(old, { createEvent: refused, updateEvent: refused, deleteEvent: refused });
    old.calendars = [calendarInfo('home', { name: 'Old', isPrimary: true, access: 'read' })];
  };

  it('gives way to the next one, which gets this booking at once; what is in it already is not doubled', async () => {
    await book(2);
    await connect('apple');
    refuse();
    await book(3, next);
    await settle();
    expect([startsIn(old), startsIn(next)]).toEqual([[at(2)], [at(3)]]);
    expect(await target()).toEqual([['New', 'read_only']]);
    await expect
      .poll(mails)
      .toMatchObject([
        { kind: 'booking_target_read_only', body: expect.stringContaining('because Old is now read-only') },
      ]);
  });

  it('has the event of a booking that moves written to the next one, and loses its own as soon as it can', async () => {
    const { createEvent, updateEvent, deleteEvent } = old;
    const { booking, manage_token: token } = await book(2);
    await connect('apple');
    refuse();
    const response = await scene.asVisitor(token, 'POST', `/bookings/${booking.id}/reschedule`, { start: at(4) });
    expect(response.status, response.text).toBe(200);
    await become(next, 4);
    await become(old, 2);

    Object.assign(old, { createEvent, updateEvent, deleteEvent });
    old.calendars = [calendarInfo('home', { name: 'Old', isPrimary: true })];
    await scene.sync(oldId);
    await become(old);
    await become(next, 4);
  });

  it('keeps them waiting where there is no other one, until the host chooses one by hand', async () => {
    next.calendars = [calendarInfo('club', { name: 'Club', isOwn: false })];
    await connect('apple');
    refuse();
    await scene.book(at(2));
    await settle();
    expect(await target()).toEqual([['Old', 'read_only']]);
    await expect.poll(mails).toMatchObject([
      {
        subject: 'Bookings are not written to your calendar: Old',
        body: expect.stringMatching(
          /^Your calendar is now read-only\s+Bookings are not written to it\. Give the account/,
        ),
      },
    ]);

    const links = scene.owner.client.from('calendar_links');
    const [{ id }] = await scene.rows(
      `select c.id from public.calendars as c where c.owner_id = $1 and c.name = 'Club'`,
      [scene.owner.id],
    );
    const none = await links.update({ is_booking_target: false }).eq('host_id', scene.host.id);
    const club = await scene.owner.client
      .from('calendar_links')
      .update({ is_booking_target: true })
      .eq('calendar_id', id);
    expect([none.error, club.error]).toEqual([null, null]);
    await become(next, 2);
    expect(await target()).toEqual([['Club', null]]);
  });
});

it('an event that the host deleted is in no other calendar before the host says so', async () => {
  const { booking } = await book(2);
  const [{ calendar_id: calendarId }] = await scene.rows(
    'select calendar_id from public.booking_calendar_events where booking_id = $1',
    [booking.id],
  );
  old.written.clear();
  await scene.rows('select private.enqueue_verify($1, $2)', [booking.id, calendarId]);
  await expect.poll(async () => (await scene.conflicts(booking.id)).length, { timeout: 10_000 }).toBe(1);
  await connect('apple');
  await disconnect('remove');
  await settle();
  expect(startsIn(next)).toEqual([]);
  const [conflict] = await scene.conflicts(booking.id);
  expect((await scene.decide(booking.id, conflict.id, 'keep')).status).toBe(200);
  await become(next, 2);
});
