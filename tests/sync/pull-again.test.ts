import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import type { CollectionProperties } from '../providers/caldav/stand-in/calendar.ts';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { type DavScene, setScene, slotAt } from './dav-scene.ts';
import { lastPage, page, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe('a listing that wants to be asked for once more', () => {
  const scene = usePullScene(stack);
  /** Seconds until the waiting pull of the calendar, for each that waits. */
  const waiting = async (): Promise<number[]> => {
    const { rows } = await stack.sql.query(
      `select extract(epoch from run_at - now())::float as seconds from graphile_worker.jobs where key = $1`,
      [`pull:${scene.calendarId}`],
    );
    return rows.map(({ seconds }) => seconds);
  };
  const last = (cursor: string, pullAgainAfterMs?: number) =>
    lastPage([upsert('a')], cursor, pullAgainAfterMs === undefined ? {} : { pullAgainAfterMs });

  it('is, after as long as it says, and once', async () => {
    scene.list = pages(last('c1', 20_000));
    expect(await scene.pull()).toBe('written');
    expect(await waiting()).toEqual([expect.closeTo(20, -1)]);
    scene.list = pages(last('c2', 40_000));
    await scene.pull();
    // The one that comes sooner says itself whether there is to be another.
    expect(await waiting()).toEqual([expect.closeTo(20, -1)]);
  });

  it('is also when it found nothing', async () => {
    scene.list = pages(last('c1'));
    await scene.pull();
    expect(await waiting()).toEqual([]);
    scene.list = pages(lastPage([], 'c1', { isFull: false, pullAgainAfterMs: 20_000 }));
    expect(await scene.pull()).toBe('unchanged');
    expect(await waiting()).toHaveLength(1);
  });

  it('is sooner than one that was put off', async () => {
    await stack.sql.query(
      `select private.enqueue_pull(c.id, c.connection_id, p_run_at => now() + interval '5 minutes') from public.calendars as c where id = $1`,
      [scene.calendarId],
    );
    scene.list = pages(last('c1', 20_000));
    await scene.pull();
    expect(await waiting()).toEqual([expect.closeTo(20, -1)]);
  });

  it('is not while its account is left alone', async () => {
    await stack.sql.query(
      `update private.connection_sync as s set failures = 2, backoff_until = now() + interval '10 minutes'
       from public.calendars as c where c.id = $1 and s.connection_id = c.connection_id`,
      [scene.calendarId],
    );
    await stack.sql.query('select public.pull_again($1, 2500)', [scene.calendarId]);
    expect((await waiting())[0]).toBeGreaterThan(500);
  });

  it('is not if it failed, or waits for a second, equal result anyway', async () => {
    scene.list = pages(page([upsert('a')]), new ProviderError('http_status', 'No.'));
    await scene.pull();
    // What failed is tried again, which is another matter.
    await stack.sql.query('delete from graphile_worker._private_jobs where key = $1', [`pull:${scene.calendarId}`]);
    scene.list = pages(last('c1'));
    await scene.pull();
    scene.list = pages(lastPage([], 'c2', { pullAgainAfterMs: 20_000 }));
    expect(await scene.pull()).toBe('held');
    expect(await waiting()).toEqual([]);
  });
});

describe('on a server with states of whole seconds', () => {
  let server: DavStandIn;
  let scene: DavScene;
  let id: string;
  const start = async (properties: Partial<CollectionProperties>): Promise<void> => {
    server = await startDavStandIn();
    server.calendar('work', { displayname: 'Work', ...properties });
    put('first', 3);
    scene = await setScene(stack);
    id = (await scene.connect(server)).id;
  };
  const put = (uid: string, days: number): void =>
    void server.calendar('work').put(`${uid}.ics`, writeEvent({ uid, ...slotAt(days) }));
  const isFree = (days: number) => scene.isOffered(days);
  afterEach(() => server.stop());

  it.each<[string, Partial<CollectionProperties>]>([
    ['with tokens', { counts: 'seconds' }],
    ['without tokens', { counts: 'seconds', hasToken: false }],
  ])('(%s) an event in the second of a pull takes its time without another pull', async (_, properties) => {
    await start(properties);
    // The clock of the server stands still, as it seems to within a second.
    const { now } = server.calendar('work');
    const instant = now() + 60_000;
    server.calendar('work').now = () => instant;
    put('second', 4);
    await scene.sync(id);
    expect(await isFree(4)).toBe(false);
    put('third', 5);
    await vi.waitFor(async () => expect(await isFree(5)).toBe(false), { timeout: 8_000, interval: 100 });
    server.calendar('work').delete('third.ics');
    server.calendar('work').now = now;
  });

  it('an event that is listed before it can be fetched takes its time soon after it can', async () => {
    await start({});
    server.faults.withheld = new Set(['new.ics', 'first.ics']);
    put('new', 4);
    put('first', 3);
    await scene.sync(id);
    expect([await isFree(4), await isFree(3)]).toEqual([true, false]);
    server.faults.withheld = new Set();
    await vi.waitFor(async () => expect(await isFree(4)).toBe(false), { timeout: 8_000, interval: 100 });
    expect(await isFree(3)).toBe(false);
  });

  it('the last event of a calendar without sync reports gives its time back with the look that misses it', async () => {
    await start({ hasToken: false });
    expect(await isFree(3)).toBe(false);
    server.calendar('work').delete('first.ics');
    await scene.sync(id);
    expect(await isFree(3)).toBe(true);
  });

  it('so does the last one that is a series with many occurrences', async () => {
    await start({ hasToken: false });
    server
      .calendar('work')
      .put('first.ics', writeEvent({ uid: 'first', ...slotAt(1), lines: ['RRULE:FREQ=DAILY;COUNT=60'] }));
    await scene.sync(id);
    expect(await isFree(9)).toBe(false);
    server.calendar('work').delete('first.ics');
    await scene.sync(id);
    expect(await isFree(9)).toBe(true);
  });
});
