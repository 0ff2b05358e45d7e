import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEvent, changeEvent, listBusy, removeEvent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import { findEvent } from '../../../sync-service/sandbox/microsoft/events.ts';
import type { StoredEvent } from '../../../sync-service/sandbox/microsoft/stored-event.ts';
import { bindingOf, createSealer } from '../../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../../sync-service/src/log.ts';
import { createProviders } from '../../../sync-service/src/providers/index.ts';
import { syncAccount } from '../../../sync-service/src/sync/sync-account.ts';
import { openMicrosoftSandbox } from '../../support/microsoft-sandbox.ts';
import { useStack } from '../../support/stack.ts';
import { at, type DavScene, setScene } from '../../sync/dav-scene.ts';
import { daily } from './scene.ts';

const email = 'anna@contoso.example';
const microsoft = await openMicrosoftSandbox();
afterAll(async () => {
  await microsoft.stop();
  microsoft.expectNoViolations();
});
const log = createLogger({ level: 'silent' });
const stack = useStack({ config: { microsoft: microsoft.client, pollIntervalSeconds: 86_400 }, rateLimit: null });

describe('the whole way of a host with Microsoft', () => {
  let scene: DavScene;
  let connectionId: string;
  let calendarId: string;
  const { world } = microsoft.sandbox;
  const credentials = microsoft.connectUser(email);
  const providerCalendarId = world.calendarOf(email).id;
  const oid = world.userByAddress(email)?.oid ?? '';

  beforeAll(async () => {
    scene = await setScene(stack);
    const account = { owner_id: scene.owner.id, provider: 'microsoft', account_key: credentials.subject };
    const { connection } = await createDb(stack.client('secret')).call('save_connection', {
      ...account,
      account_email: email,
      host_id: scene.host.id,
      secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
      calendars: [
        {
          provider_calendar_id: providerCalendarId,
          name: 'Calendar',
          time_zone: 'Europe/Berlin',
          access: 'write',
          is_own: true,
          is_primary: true,
        },
      ],
    });
    connectionId = connection.id;
    calendarId = connection.calendars[0]?.id ?? '';
    await scene.settle(connectionId);
    const { error } = await scene.owner.client
      .from('calendar_links')
      .update({ blocks_availability: true, is_booking_target: true })
      .match({ calendar_id: calendarId, host_id: scene.host.id });
    expect(error).toBeNull();
    await scene.settle(connectionId);
  });

  const timed = (start: string, end: string) => {
    const timeOf = (instant: string) => ({ dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' });
    return { start: timeOf(start), end: timeOf(end) };
  };
  const add = (body: Record<string, unknown>): StoredEvent => addEvent(world, providerCalendarId, body);
  const change = (id: string, body: Record<string, unknown>) => changeEvent(world, providerCalendarId, id, body);
  const remove = (id: string) => removeEvent(world, providerCalendarId, id);
  const find = (id: string): StoredEvent | null => findEvent(world, oid, id);
  const storedOf = async (series: string): Promise<{ provider_event_id: string; starts_at: Date }[]> =>
    await scene.rows(
      `select provider_event_id, starts_at from public.synced_events
       where calendar_id = $1 and (series_id = $2 or provider_event_id = $2) order by starts_at`,
      [calendarId, series],
    );
  /** How often an event was written; the ticks of the service open subscriptions meanwhile. */
  const writes = () =>
    microsoft.sandbox.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/events')).length;

  async function book(days: number): Promise<{ id: string; eventId: string; token: string }> {
    const { booking, manage_token: token } = await scene.book(at(days));
    await scene.settle(connectionId);
    const [row] = await scene.rows(
      'select provider_event_id, state, last_error from public.booking_calendar_events where booking_id = $1',
      [booking.id],
    );
    expect(row).toMatchObject({ state: 'pushed', last_error: null });
    return { id: booking.id, eventId: row.provider_event_id, token };
  }

  // microsoft.md 40
  test('an event takes a slot away, moving it does so elsewhere, and its deletion gives it back, without any notice', async () => {
    expect(await scene.isOffered(2)).toBe(true);
    const { key } = add({ subject: 'Dentist', ...timed(at(2), at(2, 30)) });
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(false);
    change(key, timed(at(2, 30), at(2, 60)));
    await scene.sync(connectionId);
    expect([await scene.isOffered(2), await scene.isOffered(2, 30)]).toEqual([true, false]);
    remove(key);
    await scene.sync(connectionId);
    expect(await scene.isOffered(2, 30)).toBe(true);
  });

  // microsoft.md 23, 25
  test('a series takes its slots, and an occurrence that is deleted gives its own back', async () => {
    const { key } = add({ subject: 'Daily', ...timed(at(10), at(10, 30)), ...daily(at(10), 5) });
    await scene.sync(connectionId);
    const rows = await storedOf(key);
    expect(rows).toHaveLength(5);
    expect(await scene.isOffered(10)).toBe(false);
    remove(rows[0]?.provider_event_id ?? '');
    await scene.sync(connectionId);
    expect(await storedOf(key)).toHaveLength(4);
    expect(await scene.isOffered(10)).toBe(true);
    remove(key);
    await scene.sync(connectionId);
    expect(await storedOf(key)).toEqual([]);
  });

  // microsoft.md 34
  test('a booking is in the calendar, comes back as ours, and does not take its own time again', async () => {
    const { id, eventId } = await book(3);
    expect(find(eventId)?.content).toMatchObject({ subject: 'Consulting: Ann', showAs: 'busy' });
    const before = writes();
    await scene.sync(connectionId);
    await scene.sync(connectionId);
    expect(writes()).toBe(before);
    expect(
      await scene.rows('select booking_id from public.synced_events where provider_event_id = $1', [eventId]),
    ).toEqual([{ booking_id: id }]);
    expect(world.mails).toEqual([]);
  });

  // microsoft.md 33
  test('a booking whose event a person deleted waits for its host, and is written anew if they keep it', async () => {
    const { id, eventId } = await book(4);
    await scene.sync(connectionId);
    remove(eventId);
    await scene.sync(connectionId);
    const [conflict] = await scene.conflicts(id);
    expect(conflict).toMatchObject({ kind: 'deleted', resolved_at: null });
    world.clock.advance(2_000);
    const response = await scene.decide(id, conflict.id, 'keep');
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    const [row] = await scene.rows(
      'select provider_event_id from public.booking_calendar_events where booking_id = $1',
      [id],
    );
    expect(row.provider_event_id).not.toBe(eventId);
    expect(find(row.provider_event_id)?.content).toMatchObject({ subject: 'Consulting: Ann' });
    await scene.sync(connectionId);
    expect((await scene.conflicts(id)).filter((one: { resolved_at: unknown }) => one.resolved_at === null)).toEqual([]);
  });

  // microsoft.md 18
  test('a booking whose event left the window was moved, not deleted', async () => {
    const { id, eventId } = await book(5);
    await scene.sync(connectionId);
    change(eventId, timed(at(400), at(400, 30)));
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'moved', resolved_at: null }]);
  });

  // microsoft.md 18
  test('a booking whose event left before it was ever read was moved, too', async () => {
    const { id, eventId } = await book(6);
    change(eventId, timed(at(400), at(400, 30)));
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'moved', resolved_at: null }]);
  });

  // microsoft.md 32
  test('title and place that a person wrote stay when the booking moves', async () => {
    const { id, eventId, token } = await book(7);
    const theirs = { subject: 'Ann: bring the plans', location: { displayName: 'At the café' } };
    change(eventId, theirs);
    const start = at(7, 60);
    const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/reschedule`, { start });
    expect(response.status, response.text).toBe(200);
    await scene.sync(connectionId);
    expect(find(eventId)?.content).toMatchObject(theirs);
    expect(find(eventId)?.start).toBe(Date.parse(start));
  });

  // microsoft.md 33
  test('a booking that is cancelled leaves the calendar, also if its event is gone already', async () => {
    for (const isGone of [false, true]) {
      const { id, eventId, token } = await book(isGone ? 9 : 8);
      if (isGone) remove(eventId);
      const response = await scene.asVisitor(token, 'POST', `/bookings/${id}/cancel`, {});
      expect(response.status, response.text).toBeLessThan(300);
      await scene.settle(connectionId);
      expect(find(eventId)).toBeNull();
      expect(await scene.rows('select state from public.booking_calendar_events where booking_id = $1', [id])).toEqual([
        { state: 'removed' },
      ]);
    }
  });

  // microsoft.md 19
  test('a state that is lost is followed by a full round; what it does not name goes, and all is as Microsoft has it', async () => {
    const lunch = add({ subject: 'Lunch', ...timed(at(31), at(31, 30)) });
    await scene.sync(connectionId);
    expect(await scene.isOffered(31)).toBe(false);
    remove(lunch.key);
    const dinner = add({ subject: 'Dinner', ...timed(at(32), at(32, 30)) });
    world.evictSyncStates();
    await scene.sync(connectionId);
    expect([await scene.isOffered(31), await scene.isOffered(32)]).toEqual([true, false]);
    const busy = listBusy(world, providerCalendarId, new Date(at(0)), new Date(at(60)));
    expect(busy.map(({ eventId }) => eventId)).toContain(dinner.key);
    const stored = await scene.rows(
      `select provider_event_id from public.synced_events
       where calendar_id = $1 and is_busy and starts_at >= $2 and starts_at < $3`,
      [calendarId, at(0), at(60)],
    );
    expect(stored.map(({ provider_event_id: id }) => id).sort()).toEqual(busy.map(({ eventId }) => eventId).sort());
  });

  test('a poll that finds nothing is one request, and locks no host', async () => {
    const db = createDb(stack.client('secret'));
    await scene.sync(connectionId);
    // Whoever locks a row writes into it who they are.
    const lockedBy = async () =>
      (await scene.rows('select xmax::text from public.hosts where id = $1', [scene.host.id]))[0];
    // The service may open its subscription meanwhile.
    const asked = () => microsoft.sandbox.requests.filter(({ path }) => !path.includes('/subscriptions')).length;
    const before = { lock: await lockedBy(), requests: asked() };
    // With a subscription it would be due minutes later.
    const makeDue = () =>
      scene.rows('update private.calendar_sync set wanted_at = clock_timestamp() where calendar_id = $1', [calendarId]);
    const parts = { db, providers: createProviders(stack.config), seal: createSealer(stack.config.tokenKeys), log };
    for (let poll = 1; poll <= 3; poll += 1) {
      await makeDue();
      expect(await syncAccount(parts, connectionId)).toBe('done');
      expect(asked()).toBe(before.requests + poll);
    }
    expect(await lockedBy()).toEqual(before.lock);
    add({ subject: 'Dinner', ...timed(at(40), at(40, 30)) });
    await makeDue();
    expect(await syncAccount(parts, connectionId)).toBe('done');
    expect(await lockedBy()).not.toEqual(before.lock);
  });

  // microsoft.md 36
  test('never were more than two requests in flight', () => {
    expect(microsoft.sandbox.throttle.peak(oid)).toBeLessThanOrEqual(2);
  });
});
