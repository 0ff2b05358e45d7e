import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindingOf, createSealer } from '../../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../../sync-service/src/db/rpc.ts';
import { createHours } from '../../support/fixtures.ts';
import { openGoogleSandbox } from '../../support/google-sandbox.ts';
import { useStack } from '../../support/stack.ts';
import { at, type DavScene, setScene } from '../../sync/dav-scene.ts';

const email = 'host@example.com';
const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });

describe('the whole way of a host with Google', () => {
  let scene: DavScene;
  let connectionId: string;
  let calendarId: string;
  const token = google.connectUser(email).access_token;
  const { world } = google.sandbox;

  beforeAll(async () => {
    scene = await setScene(stack);
    const credentials = google.connectUser(email);
    const account = { owner_id: scene.owner.id, provider: 'google', account_key: credentials.subject };
    const { connection } = await createDb(stack.client('secret')).call('save_connection', {
      owner_id: scene.owner.id,
      provider: 'google',
      account_key: credentials.subject,
      account_email: email,
      host_id: scene.host.id,
      secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
      calendars: [
        {
          provider_calendar_id: email,
          name: 'Mine',
          time_zone: 'UTC',
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

  /** What somebody does with another program. */
  async function person(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${google.url}/calendar/v3/calendars/${encodeURIComponent(email)}/events${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  }
  const timed = (start: string, end: string): object => ({
    start: { dateTime: start, timeZone: 'UTC' },
    end: { dateTime: end, timeZone: 'UTC' },
  });
  const stored = async (): Promise<string[]> =>
    (
      await scene.rows('select provider_event_id from public.synced_events where calendar_id = $1 order by 1', [
        calendarId,
      ])
    ).map((row) => row.provider_event_id);
  const cursor = async (): Promise<string> =>
    (await scene.rows('select cursor from private.calendar_sync where calendar_id = $1', [calendarId]))[0].cursor;

  async function book(days: number): Promise<{ id: string; eventId: string }> {
    const { booking } = await scene.book(at(days));
    await scene.settle(connectionId);
    const [row] = await scene.rows(
      'select provider_event_id, state, last_error from public.booking_calendar_events where booking_id = $1',
      [booking.id],
    );
    expect(row).toMatchObject({ state: 'pushed', last_error: null });
    return { id: booking.id, eventId: row.provider_event_id };
  }

  test('an event takes a slot away, moving it does so elsewhere, and its deletion gives it back', async () => {
    expect(await scene.isOffered(2)).toBe(true);
    await person('POST', '', { id: 'dentist1', summary: 'Dentist', ...timed(at(2), at(2, 30)) });
    await scene.sync(connectionId);
    expect(await scene.isOffered(2)).toBe(false);
    await person('PATCH', '/dentist1', timed(at(2, 30), at(2, 60)));
    await scene.sync(connectionId);
    expect([await scene.isOffered(2), await scene.isOffered(2, 30)]).toEqual([true, false]);
    await person('DELETE', '/dentist1');
    await scene.sync(connectionId);
    expect(await scene.isOffered(2, 30)).toBe(true);
  });

  // google.md 40
  test('a booking is in the calendar, comes back as ours, and does not take its own time again', async () => {
    const { eventId } = await book(3);
    expect(await person('GET', `/${eventId}`)).toMatchObject({ summary: 'Consulting: Ann', status: 'confirmed' });
    const writes = () =>
      google.sandbox.requests
        .filter(({ method, path }) => method !== 'GET' && /\/events(\/\w+)?$/.test(path))
        .filter(({ path }) => !path.endsWith('/watch')).length;
    const before = writes();
    await scene.sync(connectionId);
    await scene.sync(connectionId);
    expect(writes()).toBe(before);
    const rows = await scene.rows('select booking_id from public.synced_events where provider_event_id = $1', [
      eventId,
    ]);
    expect(rows).toEqual([{ booking_id: expect.any(String) }]);
  });

  // google.md 32
  test('a booking whose event a person deleted waits for its host, and is written anew if they keep it', async () => {
    const { id, eventId } = await book(4);
    await scene.sync(connectionId);
    await person('DELETE', `/${eventId}`);
    await scene.sync(connectionId);
    const [conflict] = await scene.conflicts(id);
    expect(conflict).toMatchObject({ kind: 'deleted' });
    expect((await person('GET', `/${eventId}`))['status']).toBe('cancelled');
    const response = await scene.decide(id, conflict.id, 'keep');
    expect(response.status, response.text).toBe(200);
    await scene.settle(connectionId);
    expect(await person('GET', `/${eventId}g1`)).toMatchObject({ status: 'confirmed', summary: 'Consulting: Ann' });
    await scene.sync(connectionId);
    expect((await scene.conflicts(id)).filter((one: { resolved_at: unknown }) => one.resolved_at === null)).toEqual([]);
  });

  // google.md 33
  test('title and place that a person wrote stay when the booking moves', async () => {
    const booked = await scene.book(at(7));
    await scene.settle(connectionId);
    const path = `/${booked.booking.id.replaceAll('-', '')}`;
    const theirs = { summary: 'Ann: bring the plans', location: 'At the café', colorId: '5' };
    await person('PATCH', path, theirs);
    const start = at(7, 60);
    const response = await scene.asVisitor(booked.manage_token, 'POST', `/bookings/${booked.booking.id}/reschedule`, {
      start,
    });
    expect(response.status, response.text).toBe(200);
    await scene.sync(connectionId);
    const stored = await person('GET', path);
    expect(stored).toMatchObject(theirs);
    expect(Date.parse((stored['start'] as { dateTime: string }).dateTime)).toBe(Date.parse(start));
  });

  // google.md 32
  test('a booking whose event a person deleted before it was ever read waits for its host, too', async () => {
    const { id, eventId } = await book(6);
    await person('DELETE', `/${eventId}`);
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'deleted', resolved_at: null }]);
  });

  // google.md 34
  test('a booking that is cancelled leaves the calendar, also if its event is gone already', async () => {
    const booked = await scene.book(at(5));
    await scene.settle(connectionId);
    const [row] = await scene.rows(
      'select provider_event_id from public.booking_calendar_events where booking_id = $1',
      [booked.booking.id],
    );
    await person('DELETE', `/${row.provider_event_id}`);
    const response = await scene.asVisitor(booked.manage_token, 'POST', `/bookings/${booked.booking.id}/cancel`, {});
    expect(response.status, response.text).toBeLessThan(300);
    await scene.settle(connectionId);
    expect(
      await scene.rows('select state from public.booking_calendar_events where booking_id = $1', [booked.booking.id]),
    ).toEqual([{ state: 'removed' }]);
  });

  // google.md 24
  test('a series of which Google tells not all when it is deleted leaves nothing', async () => {
    world.settings.deletedSeriesDays = 15;
    const recurrence = ['RRULE:FREQ=DAILY;COUNT=15'];
    await person('POST', '', { id: 'serie1', summary: 'Daily', ...timed(at(10), at(10, 30)), recurrence });
    await scene.sync(connectionId);
    expect((await stored()).filter((id) => id.startsWith('serie1'))).toHaveLength(15);
    expect(await scene.isOffered(20)).toBe(false);
    await person('DELETE', '/serie1');
    await scene.sync(connectionId);
    expect((await stored()).filter((id) => id.startsWith('serie1'))).toEqual([]);
    expect(await scene.isOffered(20)).toBe(true);
  });

  // google.md 18
  test('a lost token is followed by a full listing; what it does not name goes, bookings stay', async () => {
    const { id, eventId } = await book(30);
    await person('POST', '', { id: 'lunch1', summary: 'Lunch', ...timed(at(31), at(31, 30)) });
    await person('POST', '', { id: 'lunch2', summary: 'Lunch', ...timed(at(32), at(32, 30)) });
    await scene.sync(connectionId);
    await person('DELETE', '/lunch1');
    world.expireSyncTokens(email);
    await scene.sync(connectionId);
    const rows = await stored();
    expect(rows).toContain('lunch2');
    expect(rows).toContain(eventId);
    expect(rows).not.toContain('lunch1');
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed' });
  });

  // google.md 21
  test('an answer that is cut off changes neither events nor cursor', async () => {
    const [rows, before] = [await stored(), await cursor()];
    // Of every pull: Google's own notice may cause one beside ours.
    const read = { method: 'GET', path: /\/events$/, times: 50, effect: { kind: 'truncated' } } as const;
    const mend = google.sandbox.faults.add(read);
    await person('POST', '', { id: 'lunch3', summary: 'Lunch', ...timed(at(33), at(33, 30)) });
    await scene.sync(connectionId);
    expect([await stored(), await cursor()]).toEqual([rows, before]);
    expect(await scene.connection(connectionId)).toMatchObject({ status: 'active' });
    mend();
    await scene.sync(connectionId);
    expect(await stored()).toContain('lunch3');
  });

  // google.md 28
  test('whole days are those of the calendar, whatever zone the host is in', async () => {
    Object.assign(world.calendars.get(email) ?? {}, { timeZone: 'America/New_York' });
    await scene.rows(`update public.hosts set time_zone = 'Asia/Tokyo' where id = $1`, [scene.host.id]);
    await scene.rows(`update public.event_types set time_zone = 'UTC' where host_id = $1`, [scene.host.id]);
    await createHours(stack.sql, scene.host.id, '00:00', '10:00');
    await createHours(stack.sql, scene.host.id, '14:00', '24:00');
    const [day, next] = [at(40).slice(0, 10), at(41).slice(0, 10)];
    await person('POST', '', { id: 'trip1', summary: 'Trip', start: { date: day }, end: { date: next } });
    await scene.sync(connectionId);
    const midnight = (date: string): string =>
      new Date(Temporal.ZonedDateTime.from(`${date}T00:00[America/New_York]`).epochMilliseconds).toISOString();
    const [begin, end] = [`${midnight(day).slice(0, 19)}Z`, `${midnight(next).slice(0, 19)}Z`];
    const free = [...(await scene.offered(40)), ...(await scene.offered(41))];
    expect(free.filter((start) => start >= begin && start < end)).toEqual([]);
    expect(free).toContain(end);
    expect(free.some((start) => start < begin)).toBe(true);
  });

  // google.md 13
  test('no token gets into the logs or to the owner', async () => {
    const shown = stack.logs.join('') + JSON.stringify(await scene.connection(connectionId));
    expect(shown).not.toMatch(/ya29|1\/\/|GOCSPX/);
  });
});
