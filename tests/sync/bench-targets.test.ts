import { describe, expect, it } from 'vitest';
import { benchEvent, createStandIn } from '../../bench/stand-in.ts';
import { judge } from '../../bench/targets.ts';

// `npm run bench` judges calendars of Microsoft with these.
describe('a target of the bench', () => {
  it('is held up to its limit, in either direction, and not beyond', () => {
    const of = (figure: number, bound: '<=' | '>=') => ({ what: 'x', figure, bound, limit: 3, unit: 'ms' });
    const rows = judge([of(3, '<='), of(3.001, '<='), of(3, '>='), of(2.999, '>='), of(Number.NaN, '<=')]);
    expect(rows.map(({ holds }) => holds)).toEqual(['yes', 'no', 'yes', 'no', 'no']);
    expect(rows.map(({ target }) => target).slice(1, 3)).toEqual(['at most 3 ms', 'at least 3 ms']);
  });
});

describe('a stand-in of the bench', () => {
  it('counts the listings of each calendar in any second, until it is asked', async () => {
    const standIn = createStandIn((url) => url.includes('look'));
    const origin = await standIn.listen(() => new Response('{}'));
    for (const path of ['/a?look', '/a?look', '/b?look', '/a', '/a?look']) await fetch(origin + path);
    expect(standIn.commands.requests()).toBe(5);
    expect(standIn.commands.listingsInASecond()).toBe(3);
    expect(standIn.commands.listingsInASecond()).toBe(0);
    standIn.stop();
  });

  it('counts requests of an account at the same time once, from its last change on', async () => {
    const standIn = createStandIn(() => false);
    const release = Promise.withResolvers<void>();
    const origin = await standIn.listen(async () => {
      await release.promise;
      return new Response('{}');
    });
    standIn.know({ access_token: 'anna' }, 'anna@example.com');
    const began = standIn.begin('anna@example.com');
    const ask = (token: string) => fetch(origin, { headers: { authorization: `Bearer ${token}` } });
    const asked = [ask('anna'), ask('anna'), ask('somebody')];
    setTimeout(release.resolve, 50);
    for (const response of await Promise.all(asked)) await response.text();
    await expect.poll(() => standIn.commands.ownPart('anna@example.com').requests).toBe(2);
    const { respondsMs } = standIn.commands.ownPart('anna@example.com');
    // Twice as much if each counted.
    expect(respondsMs).toBeLessThanOrEqual(Number(process.hrtime.bigint()) / 1e6 - began);
    standIn.stop();
  });

  it('fills calendars with as many series as it is told, evenly', () => {
    const series = (events: number, wanted: number) =>
      Array.from({ length: events }, (_, n) => benchEvent(n, events, wanted)).filter(({ isWeekly }) => isWeekly).length;
    expect([series(2_000, 200), series(10_000, 200), series(500, 0)]).toEqual([200, 200, 0]);
  });
});
