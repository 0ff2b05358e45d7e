import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { type BackoffScene, type BackoffWorld, openBackoffScene, openBackoffWorld } from './backoff-scene.ts';

const database = useDatabase();
let world: BackoffWorld;
let scene: BackoffScene;

beforeAll(async () => {
  world = await openBackoffWorld(database.sql, database.url());
});

/** What the host's calendar holds of ours, as it should: the beginnings of all confirmed bookings. */
const bookings = async () =>
  (
    await scene.rows(
      `select starts_at as at from public.bookings where host_id = $1 and status = 'confirmed' order by 1`,
      [scene.host.id],
    )
  ).map(({ at }) => `${at.toISOString().slice(0, 19)}Z`);

/** Everything that may be wanted of an account, at once. */
async function throwEverything(n: number, [toMove, toCancel]: [string, string]): Promise<void> {
  await scene.source.add(scene.slot(40 + n));
  await scene.sync();
  const { waiting } = await scene.freshness();
  expect(waiting, 'nobody waits for a pull').toEqual([]);
  await scene.book(scene.slot(80 + n));
  await scene.move(toMove, scene.slot(120 + n));
  if (n === 0) await scene.cancel(toCancel);
  await scene.verify();
  // The owner takes the calendar off and chooses it again.
  for (const blocks of [false, true])
    await scene.rows('update public.calendar_links set blocks_availability = $1 where calendar_id = $2', [
      blocks,
      scene.calendarId,
    ]);
  await scene.rows(
    `update private.channels set renew_at = tests.now(), suspected_at = tests.now() - interval '2 minutes'`,
  );
  await scene.wake();
}

/** Waits, and says whether all that was wanted has been done. */
async function expectAllDone(events: number): Promise<void> {
  expect((await scene.connection())?.calendars[0]).toMatchObject({ sync_status: 'synced', sync_error: null });
  expect(await scene.connection()).toMatchObject({ status: 'active', blocked_until: null, next_try_at: null });
  const written = scene.source.written();
  if (written !== null) expect(written).toEqual(await bookings());
  const known = await scene.known();
  expect(known.length).toBe(events + (written?.length ?? 0));
  expect(scene.jobs.failures).toEqual([]);
}

describe.each(['google', 'caldav', 'ics'] as const)('an account at %s', (kind) => {
  beforeEach(async () => {
    scene = await openBackoffScene(world, kind);
  });
  afterEach(() => scene.source.stop());

  test('whose provider asks us to wait is asked nothing in all that time, whatever is thrown at it; then all is done', async () => {
    const ids: [string, string] = [await scene.book(scene.slot(0)), await scene.book(scene.slot(2))];
    await scene.pass(5, 5);
    scene.source.limit(600);
    await scene.sync();
    await scene.run();
    const blockedUntil = Date.parse((await scene.connection())?.blocked_until ?? '');
    expect(blockedUntil - scene.clock.now().getTime()).toBeGreaterThan(590_000);

    const before = scene.source.requests();
    for (let round = 0; round < 2; round += 1) {
      await throwEverything(round, ids);
      await scene.pass(240, 60);
    }
    expect(await scene.sync()).toMatchObject({ queued: true, reason: 'rate_limited', not_before: expect.any(String) });
    await scene.pass(Math.floor((blockedUntil - scene.clock.now().getTime()) / 1000) - 1, 30);
    expect(scene.source.requests() - before, 'asked while it wanted to be left alone').toBe(0);

    await scene.pass(120, 30);
    await expectAllDone(2);
  });

  test('that needs a reconnect is asked nothing but a rare sync, whatever is thrown at it; then all is done', async () => {
    const ids: [string, string] = [await scene.book(scene.slot(0)), await scene.book(scene.slot(2))];
    await scene.pass(5, 5);
    scene.source.refuse(true);
    await scene.sync();
    await scene.run();
    for (let minutes = 0; (await scene.connection())?.status !== 'needs_reconnect'; minutes += 1) {
      expect(minutes, 'it is told apart from a mistake in a few minutes').toBeLessThan(5);
      await scene.pass(60);
    }

    const before = scene.source.requests();
    for (let round = 0; round < 2; round += 1) {
      await throwEverything(round, ids);
      await scene.pass(7_200, 900);
    }
    expect(await scene.sync()).toMatchObject({ queued: false, reason: 'needs_reconnect' });
    expect(scene.source.requests() - before, 'asked though its owner has to mend it').toBe(0);

    scene.source.refuse(false);
    await scene.pass(4 * 3_600, 1_800);
    await scene.pass(60, 30);
    await expectAllDone(2);
  });

  // google.md 35
  test('that is too busy without saying for how long is asked again later each time: 1, 2, 4 s and on', async () => {
    const asked = scene.source.overload(6);
    await scene.sync();
    await scene.run();
    for (let waited = 0; asked().length < 6; waited += 1) {
      expect(waited, 'it is asked again').toBeLessThan(400);
      await scene.clock.advance(1_000);
      await scene.run();
    }
    const times = asked().slice(0, 6);
    const waits = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1000);
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(2 ** index);
    await scene.pass(120, 30);
    await expectAllDone(0);
  });

  test('that needs a reconnect is worked on as soon as its owner connects it again', async () => {
    const ids: [string, string] = [await scene.book(scene.slot(0)), await scene.book(scene.slot(2))];
    await scene.pass(5, 5);
    scene.source.refuse(true);
    await scene.sync();
    await scene.pass(300, 60);
    await throwEverything(0, ids);
    scene.source.refuse(false);
    await scene.connect();
    await scene.pass(60);
    await expectAllDone(1);
  });
});

describe.each([
  ['google', ['a listing', 'an event', 'a channel', 'the end of a channel', 'the token endpoint']],
  ['caldav', ['a list', 'an event', 'anything']],
] as const)('an account at %s', (kind, parts) => {
  beforeEach(async () => {
    scene = await openBackoffScene(world, kind);
  });
  afterEach(() => scene.source.stop());

  test.each(parts)('is left alone as a whole, whichever of its answers asks for that: %s', async (part) => {
    const ids: [string, string] = [await scene.book(scene.slot(0)), await scene.book(scene.slot(2))];
    await scene.pass(5, 5);
    expect(scene.source.limits).toContain(part);
    if (part === 'the token endpoint') await scene.clock.advance(3_600_000);
    scene.source.limit(600, part);
    await scene.source.add(scene.slot(60));
    await scene.book(scene.slot(61));
    if (part === 'a channel' || part === 'the end of a channel')
      await scene.rows(`update private.channels set renew_at = tests.now()`);
    for (let waited = 0; (await scene.connection())?.blocked_until === null; waited += 1) {
      expect(waited, 'nobody has met the limit').toBeLessThan(40);
      await scene.pass(15);
    }
    const before = scene.source.requests();
    await throwEverything(0, ids);
    await scene.pass(560, 70);
    expect(scene.source.requests() - before).toBe(0);
    await scene.pass(180, 30);
    await expectAllDone(2);
  });

  test('that is disconnected while its provider wants to be left alone is told afterwards, and nothing stays behind', async () => {
    await scene.book(scene.slot(0));
    await scene.pass(5, 5);
    expect(scene.source.written()).toHaveLength(1);
    scene.source.limit(600);
    await scene.sync();
    await scene.run();
    const before = scene.source.requests();
    await scene.disconnect();
    await scene.pass(590, 59);
    expect(scene.source.requests() - before).toBe(0);
    await scene.pass(180);
    expect(scene.source.written()).toEqual([]);
    expect(scene.source.channels()).toBe(0);
    expect(await scene.secret()).toBeNull();
    expect((await scene.connection())?.status).toBe('disconnected');
  });
});
