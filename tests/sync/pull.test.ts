import { describe, expect, it } from 'vitest';
import type { EventUpsert } from '../../sync-service/src/calendar/event.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { windowAround } from '../../sync-service/src/sync/window.ts';
import { useStack } from '../support/stack.ts';
import { lastPage, page, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);

const names = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `event-${String(from + index).padStart(5, '0')}`);

describe('a pull', () => {
  it('writes all pages and moves the cursor with the last one', async () => {
    scene.list = pages(page(names(500).map((name) => upsert(name))), lastPage([upsert('last')], 'c1'));
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toHaveLength(501);
    expect(await scene.state()).toMatchObject({ sync_status: 'synced', cursor: 'c1' });
  });

  it('covers whole UTC days: 7 back, at least 90 ahead', async () => {
    scene.list = pages(lastPage([], 'c1'));
    await scene.pull();
    const { covered_from: from, covered_until: until } = await scene.state();
    expect([from.getTime() % 86_400_000, until.getTime() % 86_400_000]).toEqual([0, 0]);
    expect(Date.now() - from.getTime()).toBeGreaterThanOrEqual(7 * 86_400_000);
    expect(until.getTime() - Date.now()).toBeGreaterThanOrEqual(90 * 86_400_000);
  });

  it('takes away a whole day at the end of what it covers, which begins before the day of UTC', async () => {
    const { until } = windowAround(new Date());
    const [startDate, endDate] = [0, 1].map((days) =>
      new Date(until.getTime() + days * 86_400_000).toISOString().slice(0, 10),
    );
    const times = {
      isAllDay: true,
      startsAt: null,
      endsAt: null,
      startDate: startDate ?? '',
      endDate: endDate ?? '',
    } as const;
    scene.list = pages(lastPage([upsert('a'), { ...(upsert('day') as EventUpsert), ...times }], 'c1'));
    await scene.pull();
    expect(await scene.stored()).toEqual(['a', 'day']);
    scene.list = pages(lastPage([upsert('a')], 'c2'));
    await scene.pull();
    expect(await scene.stored()).toEqual(['a']);
  });

  it('hands the stored cursor to the provider', async () => {
    const seen: (string | null)[] = [];
    scene.list = (cursor, states) => {
      seen.push(cursor);
      return pages(lastPage([upsert('a')], `c${seen.length}`))(cursor, states);
    };
    await scene.pull();
    await scene.pull();
    expect(seen).toEqual([null, 'c1']);
  });

  it('that finds nothing new refreshes the calendar and leaves no log row', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    await stack.sql.query(`update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1`, [
      scene.calendarId,
    ]);
    const logs = await stack.sql.query('select 1 from public.sync_logs where calendar_id = $1', [scene.calendarId]);
    scene.list = pages(lastPage([], 'c1', { isFull: false }));
    expect(await scene.pull()).toBe('unchanged');
    expect(Date.now() - (await scene.state()).last_synced_at.getTime()).toBeLessThan(60_000);
    expect(await scene.stored()).toEqual(['a']);
    expect(
      (await stack.sql.query('select 1 from public.sync_logs where calendar_id = $1', [scene.calendarId])).rowCount,
    ).toBe(logs.rowCount);
  });

  it('that finds nothing but another cursor keeps that, and leaves no log row either', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    const count = async () =>
      (await stack.sql.query('select 1 from public.sync_logs where calendar_id = $1', [scene.calendarId])).rowCount;
    const before = await count();
    scene.list = pages(lastPage([], 'c2', { isFull: false }));
    expect(await scene.pull()).toBe('unchanged');
    expect(await scene.state()).toMatchObject({ cursor: 'c2', sync_status: 'synced' });
    expect(await scene.stored()).toEqual(['a']);
    expect(await count()).toBe(before);
  });

  it('of differences leaves alone what they do not name', async () => {
    scene.list = pages(lastPage([upsert('a'), upsert('b'), upsert('c')], 'c1'));
    await scene.pull();
    scene.list = pages(lastPage([{ kind: 'delete', providerEventId: 'a' }, upsert('d')], 'c2', { isFull: false }));
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toEqual(['b', 'c', 'd']);
  });

  it('of everything removes what it does not name', async () => {
    scene.list = pages(lastPage([upsert('a'), upsert('b')], 'c1'));
    await scene.pull();
    scene.list = pages(lastPage([upsert('b')], 'c2'));
    await scene.pull();
    expect(await scene.stored()).toEqual(['b']);
  });

  it('that breaks off between pages frees nothing and starts again from the same cursor', async () => {
    scene.list = pages(
      page(names(500).map((name) => upsert(name))),
      lastPage(
        names(100, 500).map((name) => upsert(name)),
        'c1',
      ),
    );
    await scene.pull();
    scene.list = pages(
      page([upsert('new', 3)]),
      new ProviderError('unreachable', 'The calendar cannot be reached.', { retryable: true }),
    );
    expect(await scene.pull()).toBe('failed');
    expect(await scene.stored()).toEqual([...names(600), 'new']);
    expect(await scene.state()).toMatchObject({ cursor: 'c1', sync_status: 'error' });
  });

  it('whose process dies between pages frees nothing, and the next one finishes the work', async () => {
    scene.list = pages(lastPage([upsert('a'), upsert('b'), upsert('c')], 'c1'));
    await scene.pull();
    await stack.sql.query(`update public.calendars set last_synced_at = now() - interval '1 minute' where id = $1`, [
      scene.calendarId,
    ]);
    const death = new AbortController();
    scene.list = async function* () {
      yield page([upsert('a'), upsert('b')]);
      death.abort();
      yield lastPage([], 'c2');
    };
    await expect(scene.pull(death.signal)).rejects.toThrow();
    expect(await scene.stored()).toEqual(['a', 'b', 'c']);
    expect(await scene.state()).toMatchObject({ cursor: 'c1', sync_status: 'syncing' });
    scene.list = pages(page([upsert('b')]), lastPage([upsert('c')], 'c2'));
    await scene.pull();
    expect(await scene.stored()).toEqual(['b', 'c']);
  });

  it('that another one overtook writes nothing more', async () => {
    scene.list = pages(lastPage([upsert('a'), upsert('b')], 'c1'));
    await scene.pull();
    const fast = pages(lastPage([upsert('a'), upsert('fast')], 'c2', { isFull: false }));
    const faster = Promise.withResolvers<unknown>();
    scene.list = async function* () {
      yield page([upsert('a')]);
      scene.list = fast;
      faster.resolve(scene.pull());
      await faster.promise;
      yield lastPage([], 'c-slow');
    };
    expect(await scene.pull()).toBe('overtaken');
    expect(await faster.promise).toBe('written');
    expect(await scene.stored()).toEqual(['a', 'b', 'fast']);
    expect(await scene.state()).toMatchObject({ cursor: 'c2' });
  });

  it('whose cursor is no longer that of the calendar writes nothing', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    scene.list = async function* () {
      await stack.sql.query(`update private.calendar_sync set cursor = 'other' where calendar_id = $1`, [
        scene.calendarId,
      ]);
      yield lastPage([upsert('a'), upsert('b')], 'c2');
    };
    expect(await scene.pull()).toBe('overtaken');
    expect(await scene.stored()).toEqual(['a']);
    expect(await scene.state()).toMatchObject({ cursor: 'other' });
  });

  it('of a calendar that is gone does nothing', async () => {
    await stack.sql.query('delete from public.calendars where id = $1', [scene.calendarId]);
    expect(await scene.pull()).toBe('gone');
  });

  it('of a disconnected account does not ask the provider', async () => {
    await stack.sql.query(`update public.calendar_connections set status = 'disconnected' where owner_id = $1`, [
      scene.ownerId,
    ]);
    scene.list = pages(new Error('asked'));
    expect(await scene.pull()).toBe('gone');
  });
});
