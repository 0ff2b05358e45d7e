import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { createReadiness } from '../../sync-service/src/readiness.ts';
import { findDifferingZones } from '../../sync-service/src/zone-check.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { stubDb } from '../support/stub-db.ts';
import { send } from './scene.ts';

const stack = useStack();

/** A database with the rules of this Node, but for one zone and span. */
function databaseWith(change: (zone: string, at: number, minutes: number) => number) {
  const offset = (zone: string, at: number) => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(at);
    const [y, mo, d, h, mi] = ['year', 'month', 'day', 'hour', 'minute'].map((type) =>
      Number(parts.find((part) => part.type === type)?.value),
    );
    return Math.round((Date.UTC(y as number, (mo as number) - 1, d, h, mi) - at) / 60_000);
  };
  return stubDb({
    zone_offsets: async ({ zones, instants }) =>
      Object.fromEntries(
        zones.map((zone) => [
          zone,
          instants.map((text) => change(zone, Date.parse(text), offset(zone, Date.parse(text)))),
        ]),
      ),
  });
}

describe('zones whose rules differ', () => {
  test('are found even if they differ for a week only', async () => {
    const from = Date.UTC(2027, 9, 24);
    const db = databaseWith((zone, at, minutes) =>
      zone === 'Europe/Berlin' && at >= from && at < from + 7 * 86_400_000 ? minutes - 60 : minutes,
    );
    expect(await findDifferingZones(db, ['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'UTC'])).toEqual([
      'Europe/Berlin',
    ]);
  });

  test('include one that only the database knows', async () => {
    const db = stubDb({ zone_offsets: async () => ({ 'Mars/Olympus': [] }) });
    expect(await findDifferingZones(db, ['Mars/Olympus'])).toEqual(['Mars/Olympus']);
  });

  test('are no longer asked about, without a word, when the service stops', async () => {
    const output: string[] = [];
    const log = createLogger({ write: (line) => output.push(line) });
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
    const readiness = createReadiness({
      db: stubDb({
        service_status: async () => ({ migrations: [] }),
        zones_in_use: async () => ['Europe/Berlin'],
        zone_offsets: () => stopped.then(() => Promise.reject(new Error('the database is gone'))),
        rights_status: async () => ({ count: 0, first: null }),
      }),
      isQueueHealthy: () => true,
      probeConnection: async () => null,
      tryKeys: async () => null,
      log,
    });
    readiness.stop();
    stop();
    await setImmediate();
    expect(output).toEqual([]);
  });

  test('are told by /readyz and in the log, from what the real database says', async () => {
    const zones = ['Africa/Casablanca', 'Europe/Berlin'];
    for (const zone of zones) await createHost(stack.sql, { time_zone: zone });
    const days = Array.from({ length: 2922 }, (_, day) => Date.UTC(2024, 0, 1 + day));
    const own = databaseWith((_zone, _at, minutes) => minutes);
    const expected: string[] = [];
    for (const zone of zones) {
      const { rows } = await stack.sql.query(
        `select (extract(epoch from (at at time zone $1) - (at at time zone 'UTC')) / 60)::int as minutes
         from unnest($2::timestamptz[]) with ordinality as u (at, position) order by position`,
        [zone, days.map((day) => new Date(day))],
      );
      const known = await own.call('zone_offsets', {
        zones: [zone],
        instants: days.map((day) => new Date(day).toISOString()),
      });
      if (known[zone]?.some((minutes, day) => minutes !== rows[day].minutes)) expected.push(zone);
    }

    stack.logs.length = 0;
    await stack.restart();
    const readZones = async () => (await send(stack.url, 'GET', '/readyz')).body.details.differing_zones;
    await expect.poll(readZones).toEqual(expected);
    expect(stack.logs.some((line) => line.includes('"level":"warn"') && line.includes('different rules'))).toBe(
      expected.length > 0,
    );
  });
});
