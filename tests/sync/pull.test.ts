import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CalendarChange } from '../../sync-service/src/calendar/event.ts';
import type { CalendarProblem, CalendarProvider, ChangePage } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { pullCalendar, type PullParts } from '../../sync-service/src/sync/pull.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { settle, slotIn } from './feed-scene.ts';

const stack = useStack();
const sealer = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);

type Listing = (cursor: string | null) => AsyncIterable<ChangePage>;
let list: Listing;
let parts: PullParts;
let calendarId: string;

const provider = {
  name: 'caldav',
  capabilities: { writes: false, channels: false, incremental: true },
  listChanges: (_account: unknown, _calendar: unknown, cursor: string | null) => list(cursor),
} as unknown as CalendarProvider;

// `caldav` has no adapter in this service yet, so that its worker leaves these calendars to the test.
beforeEach(async () => {
  const host = await createHost(stack.sql);
  const accountKey = randomUUID();
  const db = createDb(stack.client('secret'));
  const secret = await sealer.seal({ url: 'x' }, bindingOf({ owner_id: host.owner_id, provider: 'caldav', account_key: accountKey }));
  const { connection } = await db.saveConnection({
    ownerId: host.owner_id, provider: 'caldav', accountKey, accountEmail: null, hostId: host.id, secret,
    calendars: [{ provider_calendar_id: 'one', name: 'One', time_zone: null, access: 'read' }],
  });
  calendarId = connection.calendars[0]?.id ?? '';
  await settle(stack.sql, calendarId);
  await stack.sql.query(`delete from graphile_worker._private_jobs where key = $1`, [`pull:${calendarId}`]);
  parts = { db, providers: new Map([['caldav', provider]]), seal: sealer, log: createLogger({ level: 'silent' }) };
});

function upsert(id: string, days = 2, seriesId: string | null = null): CalendarChange {
  const { start, end } = slotIn(days);
  return {
    kind: 'upsert', providerEventId: id, seriesId, icalUid: id, title: null, isAllDay: false, startsAt: start, endsAt: end,
    startDate: null, endDate: null, status: 'confirmed', transparency: 'opaque', isBusy: true, providerUpdatedAt: null,
  };
}

function page(changes: CalendarChange[], fields: Partial<ChangePage> = {}): ChangePage {
  return { changes, nextCursor: null, isFull: true, isLast: false, keepSeries: [], problems: [], ...fields };
}

function lastPage(changes: CalendarChange[], nextCursor: string, fields: Partial<ChangePage> = {}): ChangePage {
  return page(changes, { nextCursor, isLast: true, ...fields });
}

function pages(...all: (ChangePage | Error)[]): Listing {
  return async function* () {
    for (const one of all) {
      if (one instanceof Error) throw one;
      yield one;
    }
  };
}

async function stored(): Promise<string[]> {
  const { rows } = await stack.sql.query(
    'select provider_event_id from public.synced_events where calendar_id = $1 and is_busy order by 1', [calendarId],
  );
  return rows.map((row) => row.provider_event_id);
}

async function state() {
  const { rows } = await stack.sql.query(
    `select c.sync_status, c.sync_error, c.last_synced_at, c.covered_from, c.covered_until, k.status, k.last_error, s.cursor
     from public.calendars as c join public.calendar_connections as k on k.id = c.connection_id
     join private.calendar_sync as s on s.calendar_id = c.id where c.id = $1`, [calendarId],
  );
  return rows[0];
}

const names = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `event-${String(from + index).padStart(5, '0')}`);

describe('a pull', () => {
  it('writes all pages and moves the cursor with the last one', async () => {
    list = pages(page(names(500).map((name) => upsert(name))), lastPage([upsert('last')], 'c1'));
    expect(await pullCalendar(parts, calendarId)).toBe('written');
    expect(await stored()).toHaveLength(501);
    expect(await state()).toMatchObject({ sync_status: 'synced', cursor: 'c1' });
  });

  it('covers whole UTC days: 7 back, at least 90 ahead', async () => {
    list = pages(lastPage([], 'c1'));
    await pullCalendar(parts, calendarId);
    const { covered_from: from, covered_until: until } = await state();
    expect([from.getTime() % 86_400_000, until.getTime() % 86_400_000]).toEqual([0, 0]);
    expect(Date.now() - from.getTime()).toBeGreaterThanOrEqual(7 * 86_400_000);
    expect(until.getTime() - Date.now()).toBeGreaterThanOrEqual(90 * 86_400_000);
  });

  it('hands the stored cursor to the provider', async () => {
    const seen: (string | null)[] = [];
    list = (cursor) => {
      seen.push(cursor);
      return pages(lastPage([upsert('a')], `c${seen.length}`))(cursor);
    };
    await pullCalendar(parts, calendarId);
    await pullCalendar(parts, calendarId);
    expect(seen).toEqual([null, 'c1']);
  });

  it('that finds nothing new refreshes the calendar and leaves no log row', async () => {
    list = pages(lastPage([upsert('a')], 'c1'));
    await pullCalendar(parts, calendarId);
    await stack.sql.query(`update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1`, [calendarId]);
    const logs = await stack.sql.query('select 1 from public.sync_logs where calendar_id = $1', [calendarId]);
    list = pages(lastPage([], 'c1', { isFull: false }));
    expect(await pullCalendar(parts, calendarId)).toBe('unchanged');
    expect(Date.now() - (await state()).last_synced_at.getTime()).toBeLessThan(60_000);
    expect(await stored()).toEqual(['a']);
    expect((await stack.sql.query('select 1 from public.sync_logs where calendar_id = $1', [calendarId])).rowCount).toBe(logs.rowCount);
  });

  it('of differences leaves alone what they do not name', async () => {
    list = pages(lastPage([upsert('a'), upsert('b'), upsert('c')], 'c1'));
    await pullCalendar(parts, calendarId);
    list = pages(lastPage([{ kind: 'delete', providerEventId: 'a' }, upsert('d')], 'c2', { isFull: false }));
    expect(await pullCalendar(parts, calendarId)).toBe('written');
    expect(await stored()).toEqual(['b', 'c', 'd']);
  });

  it('of everything removes what it does not name', async () => {
    list = pages(lastPage([upsert('a'), upsert('b')], 'c1'));
    await pullCalendar(parts, calendarId);
    list = pages(lastPage([upsert('b')], 'c2'));
    await pullCalendar(parts, calendarId);
    expect(await stored()).toEqual(['b']);
  });

  it('that breaks off between pages frees nothing and starts again from the same cursor', async () => {
    list = pages(page(names(500).map((name) => upsert(name))), lastPage(names(100, 500).map((name) => upsert(name)), 'c1'));
    await pullCalendar(parts, calendarId);
    list = pages(page([upsert('new')]), new ProviderError('unreachable', 'The calendar can not be reached.', { retryable: true }));
    await expect(pullCalendar(parts, calendarId)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await stored()).toEqual([...names(600), 'new']);
    expect(await state()).toMatchObject({ cursor: 'c1', sync_status: 'error' });
  });

  it('whose process dies between pages frees nothing, and the next one finishes the work', async () => {
    list = pages(lastPage([upsert('a'), upsert('b'), upsert('c')], 'c1'));
    await pullCalendar(parts, calendarId);
    const death = new AbortController();
    list = async function* () {
      yield page([upsert('b')]);
      death.abort();
      yield lastPage([], 'c2');
    };
    await expect(pullCalendar(parts, calendarId, death.signal)).rejects.toThrow();
    expect(await stored()).toEqual(['a', 'b', 'c']);
    expect(await state()).toMatchObject({ cursor: 'c1', sync_status: 'syncing' });
    list = pages(page([upsert('b')]), lastPage([upsert('c')], 'c2'));
    await pullCalendar(parts, calendarId);
    expect(await stored()).toEqual(['b', 'c']);
  });

  it('that another one overtook writes nothing more', async () => {
    list = pages(lastPage([upsert('a'), upsert('b')], 'c1'));
    await pullCalendar(parts, calendarId);
    const fast = pages(lastPage([upsert('a'), upsert('fast')], 'c2', { isFull: false }));
    list = async function* () {
      yield page([upsert('a')]);
      list = fast;
      await pullCalendar(parts, calendarId);
      yield lastPage([], 'c-slow');
    };
    expect(await pullCalendar(parts, calendarId)).toBe('overtaken');
    expect(await stored()).toEqual(['a', 'b', 'fast']);
    expect(await state()).toMatchObject({ cursor: 'c2' });
  });

  it('of a calendar that is gone does nothing', async () => {
    expect(await pullCalendar(parts, randomUUID())).toBe('gone');
  });
});

describe('what can\'t be read', () => {
  const problem = (series: string | null, severity: CalendarProblem['severity'] = 'error'): CalendarProblem => ({
    code: 'endless_rule', series, severity, message: 'A rule never ends.',
  });

  beforeEach(async () => {
    list = pages(lastPage([upsert('s#1', 2, 's'), upsert('s#2', 3, 's'), upsert('single'), upsert('other'), upsert('rest')], 'c1'));
    await pullCalendar(parts, calendarId);
  });

  it('stays as it was, and the calendar says so', async () => {
    list = pages(lastPage([upsert('other'), upsert('rest')], 'c2', { keepSeries: ['s', 'single'], problems: [problem('s'), problem('single')] }));
    await pullCalendar(parts, calendarId);
    expect(await stored()).toEqual(['other', 'rest', 's#1', 's#2', 'single']);
    expect(await state()).toMatchObject({ sync_status: 'synced', sync_error: expect.stringContaining('2 events') });
  });

  it('is still said when nothing changed since', async () => {
    list = pages(lastPage([upsert('other'), upsert('rest')], 'c2', { keepSeries: ['s', 'single'], problems: [problem('s')] }));
    await pullCalendar(parts, calendarId);
    list = pages(lastPage([], 'c2', { isFull: false }));
    await pullCalendar(parts, calendarId);
    expect((await state()).sync_error).toContain('1 event ');
  });

  it('is no longer said once everything can be read', async () => {
    list = pages(lastPage([upsert('other'), upsert('rest')], 'c2', { keepSeries: ['s', 'single'], problems: [problem('s')] }));
    await pullCalendar(parts, calendarId);
    list = pages(lastPage([upsert('other'), upsert('rest'), upsert('single')], 'c3'));
    await pullCalendar(parts, calendarId);
    expect((await state()).sync_error).toBeNull();
    expect(await stored()).toEqual(['other', 'rest', 'single']);
  });

  it('and could be any event keeps all of them', async () => {
    list = pages(lastPage([upsert('other'), upsert('new')], 'c2', { problems: [problem(null)] }));
    await pullCalendar(parts, calendarId);
    expect(await stored()).toEqual(['new', 'other', 'rest', 's#1', 's#2', 'single']);
  });

  it('but could be guessed does not count as unreadable', async () => {
    list = pages(lastPage([upsert('other'), upsert('rest'), upsert('single')], 'c2', { problems: [problem('single', 'warning')] }));
    await pullCalendar(parts, calendarId);
    expect(await stored()).toEqual(['other', 'rest', 'single']);
    expect((await state()).sync_error).toBeNull();
  });
});

describe('a pull that fails', () => {
  it.each([
    ['in a way that may pass, is tried again', new ProviderError('timeout', 'Too slow.', { retryable: true }), true],
    ['for good, waits for the next poll', new ProviderError('gone', 'There is no such calendar.'), false],
    ['with a time to wait, waits for the next poll', new ProviderError('http_status', 'Busy.', { retryable: true, retryAfterMs: 9e5 }), false],
  ])('%s', async (_name, error, isThrown) => {
    list = pages(error);
    const run = pullCalendar(parts, calendarId);
    if (isThrown) await expect(run).rejects.toBe(error);
    else expect(await run).toBe('failed');
    expect(await state()).toMatchObject({ sync_status: 'error', sync_error: error.message, status: 'active' });
  });

  it('because of its credentials asks for a reconnect, and a success takes that back', async () => {
    list = pages(new ProviderError('unauthorized', 'The password is not accepted.', { needsReconnect: true }));
    await pullCalendar(parts, calendarId);
    expect(await state()).toMatchObject({ status: 'needs_reconnect', last_error: 'The password is not accepted.' });
    list = pages(lastPage([], 'c1'));
    await pullCalendar(parts, calendarId);
    expect(await state()).toMatchObject({ status: 'active', last_error: null });
  });

  it('because the credentials were sealed for another connection asks for a reconnect and never uses them', async () => {
    let isAsked = false;
    list = (cursor) => {
      isAsked = true;
      return pages(lastPage([], 'c1'))(cursor);
    };
    const foreign = await sealer.seal({ url: 'x' }, bindingOf({ owner_id: randomUUID(), provider: 'caldav', account_key: 'k' }));
    await stack.sql.query(
      `update private.connection_secrets set sealed = $1
       where connection_id = (select connection_id from public.calendars where id = $2)`, [foreign, calendarId],
    );
    expect(await pullCalendar(parts, calendarId)).toBe('failed');
    expect(isAsked).toBe(false);
    expect(await state()).toMatchObject({ sync_status: 'error', status: 'needs_reconnect' });
  });

  it('by a fault of this service says no more than that', async () => {
    list = pages(new TypeError('cannot read https://secret.example of undefined'));
    await expect(pullCalendar(parts, calendarId)).rejects.toThrow(TypeError);
    expect((await state()).sync_error).not.toContain('secret');
  });

  it('by a fault of the database says nothing about the calendar', async () => {
    list = pages(lastPage([upsert('a')], 'c1'));
    await pullCalendar(parts, calendarId);
    const { startsAt: _, ...broken } = upsert('broken') as Extract<CalendarChange, { kind: 'upsert' }>;
    list = pages(lastPage([broken as CalendarChange], 'c2'));
    await expect(pullCalendar(parts, calendarId)).rejects.toMatchObject({ name: 'ServiceError' });
    expect((await state()).sync_error).toBeNull();
    expect(await stored()).toEqual(['a']);
  });
});
