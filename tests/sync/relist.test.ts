import { beforeEach, describe, expect, it } from 'vitest';
import type { CalendarProperties, ChangePage } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError, type ProviderErrorCode } from '../../sync-service/src/calendar/provider-error.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

/** It has no way to tell with one look what has changed. */
const provider = createAccountStub('caldav');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null, providers: [provider] });
let scene: DavScene;
let id: string;
let lists: number;
/** What answers about events say of their calendar, and what they fail with, by its id. */
let reported: Record<string, CalendarProperties>;
let failing: Record<string, ProviderErrorCode>;

/** A calendar that takes events, and shows them. */
function writing() {
  const { createEvent, getEvent } = createAccountStub('caldav');
  return { createEvent, getEvent };
}

beforeEach(async () => {
  const { listChanges } = createAccountStub('caldav');
  const calendars = [calendarInfo('home', { isPrimary: true, timeZone: 'Etc/GMT' })];
  Object.assign(provider, { calendars, failure: null, events: {}, ...writing() });
  provider.written.clear();
  [reported, failing, lists] = [{}, {}, 0];
  provider.listCalendars = async () => {
    lists += 1;
    if (provider.failure !== null) throw provider.failure;
    return provider.calendars;
  };
  provider.listChanges = async function* (account, calendar, ...rest) {
    const code = failing[calendar.providerCalendarId];
    if (code !== undefined) throw new ProviderError(code, 'Not this one.');
    for await (const page of listChanges(account, calendar, ...rest)) {
      const properties = reported[calendar.providerCalendarId];
      yield (properties === undefined ? page : { ...page, properties }) satisfies ChangePage;
    }
  };
  scene = await setScene(stack);
  id = (await scene.connect({ url: 'https://dav.example.com/', username: scene.owner.email, password: 'app-password' }))
    .id;
  await letPass('1 minute');
});

/** As if all that was done so far had been done earlier. */
async function letPass(time: string): Promise<void> {
  const ids = 'select c.id from public.calendars as c where c.connection_id = $1';
  for (const change of [
    `private.connection_sync set listed_at = listed_at - interval '${time}' where connection_id = $1`,
    `private.calendar_sync set relist_asked_at = relist_asked_at - interval '${time}',
       write_refused_at = write_refused_at - interval '${time}', missing_since = missing_since - interval '${time}',
       retry_at = retry_at - interval '${time}'
     where calendar_id in (${ids})`,
    `public.calendars set last_synced_at = last_synced_at - interval '${time}' where connection_id = $1`,
  ]) {
    await scene.rows(`update ${change}`, [id]);
  }
}
/** A sync of the account that nobody asked for. */
async function poll(): Promise<void> {
  await scene.rows('select private.enqueue_sync($1)', [id]);
  await scene.settle(id);
}
const calendar = async (name = 'home') =>
  (await scene.connection(id)).calendars.find(
    (one: { provider_calendar_id: string }) => one.provider_calendar_id === name,
  );
const pushes = () =>
  scene.rows(
    `select p.state from public.booking_calendar_events as p join public.calendars as c on c.id = p.calendar_id
     where c.connection_id = $1 order by 1`,
    [id],
  );

describe('"sync now"', () => {
  it('reads the list of calendars, too: what is new appears', async () => {
    provider.calendars = [...provider.calendars, calendarInfo('new')];
    await scene.sync(id);
    expect(lists).toBe(1);
    expect(await calendar('new')).toMatchObject({ sync_status: 'synced' });
  });
});

describe('a calendar that cannot be read', () => {
  it.each(['gone', 'forbidden'] as const)('(%s) has the list read once, and once more an hour later', async (code) => {
    failing = { home: code };
    await poll();
    expect(lists).toBe(1);
    await letPass('1 minute');
    await poll();
    expect(lists).toBe(1);
    await letPass('1 hour');
    await poll();
    expect(lists).toBe(2);
  });

  it('has the list read again when it fails again after it was read', async () => {
    failing = { home: 'forbidden' };
    await poll();
    failing = {};
    await letPass('2 minutes');
    await poll();
    failing = { home: 'forbidden' };
    await letPass('2 minutes');
    await poll();
    expect(lists).toBe(2);
  });

  it('among many that fail together has the list read for all of them once', async () => {
    provider.calendars = [...provider.calendars, ...['a', 'b', 'c', 'd'].map((name) => calendarInfo(name))];
    await scene.sync(id);
    await letPass('1 minute');
    failing = { home: 'gone', a: 'gone', b: 'forbidden', c: 'forbidden', d: 'gone' };
    lists = 0;
    await poll();
    expect(lists).toBe(1);
  });

  it('for another reason says nothing about the list', async () => {
    failing = { home: 'not_a_calendar' };
    await poll();
    expect(lists).toBe(0);
  });

  it('has no account asked that is left alone after a failure', async () => {
    await scene.rows(
      `update private.connection_sync set failures = 3, next_poll_at = now() + interval '5 minutes' where connection_id = $1`,
      [id],
    );
    await scene.rows(`select public.request_relist($1, 'gone')`, [(await calendar()).id]);
    await scene.settle(id);
    const [plan] = await scene.rows(
      `select next_poll_at > now() + interval '4 minutes' as is_left_alone, relist_at <= now() as is_due
       from private.connection_sync where connection_id = $1`,
      [id],
    );
    expect([lists, plan]).toEqual([0, { is_left_alone: true, is_due: true }]);
  });
});

describe('an answer that says something else of its calendar than the list did', () => {
  /** A whole day of the calendar in three days. */
  const wholeDay = async () =>
    insert(stack.sql, 'synced_events', {
      calendar_id: (await calendar()).id,
      provider_event_id: 'day',
      is_all_day: true,
      start_date: at(3).slice(0, 10),
      end_date: at(4).slice(0, 10),
    });
  const isBusy = async () => [!(await scene.isOffered(2)), !(await scene.isOffered(3))];

  it('has the list read: whole days lie in the new zone at once, and bookings there are in conflict', async () => {
    await wholeDay();
    provider.listChanges = async function* (_account, _calendar, cursor) {
      yield {
        changes: [],
        nextCursor: cursor ?? 'first',
        isFull: false,
        isLast: true,
        unreadable: [],
        problems: [],
        properties: reported.home ?? {},
      };
    };
    await poll();
    expect([lists, await isBusy()]).toEqual([0, [false, true]]);
    const { body } = await scene.tryToBook(at(2));

    // 14 hours ahead: its day begins at 10:00 UTC of the day before.
    provider.calendars = [calendarInfo('home', { isPrimary: true, timeZone: 'Pacific/Kiritimati' })];
    reported = { home: { timeZone: 'Pacific/Kiritimati' } };
    await poll();
    expect([lists, (await calendar()).time_zone, await scene.isOffered(3)]).toEqual([1, 'Pacific/Kiritimati', true]);
    expect(await scene.conflicts(body.booking.id)).toMatchObject([{ kind: 'overlap', resolution: null }]);
  });

  it('that the list does not confirm has it read once, and once more an hour later', async () => {
    reported = { home: { timeZone: 'Pacific/Kiritimati', access: 'read' } };
    await poll();
    expect([lists, (await calendar()).time_zone, (await calendar()).access]).toEqual([1, 'Etc/GMT', 'write']);
    await letPass('10 minutes');
    await poll();
    expect(lists).toBe(1);
    await letPass('1 hour');
    await poll();
    expect(lists).toBe(2);
  });

  it('tells of lost access, and of its return: what was booked meanwhile is written', async () => {
    provider.calendars = [calendarInfo('home', { isPrimary: true, access: 'read' })];
    reported = { home: { access: 'read' } };
    await poll();
    expect(await calendar()).toMatchObject({ access: 'read' });
    expect((await scene.tryToBook(at(2))).status).toBe(201);
    await scene.settle(id);
    expect([await pushes(), provider.written.size]).toEqual([[{ state: 'failed' }], 0]);

    await letPass('1 minute');
    provider.calendars = [calendarInfo('home', { isPrimary: true })];
    reported = { home: { access: 'write' } };
    await poll();
    await scene.settle(id);
    expect(await pushes()).toEqual([{ state: 'pushed' }]);
  });

  it('counts by itself for a calendar that the list no longer names', async () => {
    provider.calendars = [calendarInfo('other')];
    await scene.sync(id);
    reported = { home: { timeZone: 'Pacific/Kiritimati', access: 'read' } };
    await poll();
    expect(await calendar()).toMatchObject({ time_zone: 'Pacific/Kiritimati', access: 'read' });
  });
});

describe('a refused write', () => {
  const refuse = () => {
    provider.createEvent = async () => {
      throw new ProviderError('not_writable', 'This account cannot write to the calendar.');
    };
  };
  const allow = () => Object.assign(provider, writing());
  const book = async (start = at(2)) => {
    expect((await scene.tryToBook(start)).status).toBe(201);
    await scene.settle(id);
  };
  const mails = () =>
    scene.rows(`select 1 from public.notifications where kind = 'booking_target_read_only' and connection_id = $1`, [
      id,
    ]);

  it('makes the calendar one that can only be read, tells its owner once, and has the list read', async () => {
    refuse();
    provider.calendars = [calendarInfo('home', { isPrimary: true, access: 'read' })];
    await book();
    expect(await calendar()).toMatchObject({ access: 'read', sync_error: expect.stringContaining('read-only') });
    expect([lists, await pushes(), (await mails()).length]).toEqual([1, [{ state: 'failed' }], 1]);
    await book(at(3));
    expect([lists, (await mails()).length]).toEqual([1, 1]);
  });

  it('is over as soon as a list that knew of it says that the calendar can be written to', async () => {
    refuse();
    provider.calendars = [calendarInfo('home', { isPrimary: true, access: 'read' })];
    await book();
    allow();
    provider.calendars = [calendarInfo('home', { isPrimary: true })];
    await scene.rows(`update private.connection_sync set relist_at = now() where connection_id = $1`, [id]);
    await poll();
    await scene.settle(id);
    expect([await calendar(), await pushes()]).toMatchObject([{ access: 'write' }, [{ state: 'pushed' }]]);
  });

  it('is believed for an hour by a list that does not know of it: nothing is tried again and again', async () => {
    refuse();
    await book();
    const relist = async () => {
      await scene.rows(`update private.connection_sync set relist_at = now() where connection_id = $1`, [id]);
      await poll();
      await scene.settle(id);
    };
    await relist();
    await letPass('30 minutes');
    await relist();
    expect(await calendar()).toMatchObject({ access: 'read' });
    allow();
    await letPass('31 minutes');
    await relist();
    expect([await calendar(), await pushes()]).toMatchObject([{ access: 'write' }, [{ state: 'pushed' }]]);
  });

  it('is forgotten when its owner asks for "sync now"', async () => {
    refuse();
    await book();
    allow();
    await scene.sync(id);
    await scene.settle(id);
    expect([await calendar(), await pushes()]).toMatchObject([{ access: 'write' }, [{ state: 'pushed' }]]);
  });
});

it('an event whose calendar cannot be found is written when that is there again', async () => {
  provider.createEvent = async () => {
    throw new ProviderError('gone', 'There is no such calendar.');
  };
  expect((await scene.tryToBook(at(2))).status).toBe(201);
  await scene.settle(id);
  expect([lists, await pushes()]).toEqual([1, [{ state: 'pending' }]]);
  Object.assign(provider, writing());
  await scene.rows(
    `update graphile_worker._private_jobs set run_at = now() where key like 'push:%' and payload ->> 'calendar_id' = $1`,
    [(await calendar()).id],
  );
  await expect.poll(pushes, { timeout: 10_000 }).toEqual([{ state: 'pushed' }]);
});
