import { afterAll, expect, test } from 'vitest';
import type { ChangePage } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { cases } from '../../support/scale.ts';
import { contractWindow, Mirror } from '../contract-suite.ts';
import { closeReaders, event, openStandIn, type Reader } from './read-scene.ts';
import { noFaults } from './stand-in/faults.ts';

afterAll(() => closeReaders());

/** Numbers that look random and come again with the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Reads and writes down some pages, then the process ends; or the run fails before. */
async function readSome({ provider, account, calendar }: Reader, mirror: Mirror, max: number): Promise<void> {
  const stored = new Map(mirror.objectStates);
  const states = { get: async () => stored, all: async () => new Map(stored) };
  const pages: ChangePage[] = [];
  try {
    for await (const page of provider.listChanges(account, calendar, mirror.cursor, contractWindow, states)) {
      if (pages.length === max) break;
      for (const { objectId, state: objectState } of page.objectStates ?? []) {
        if (objectState === null) stored.delete(objectId);
        else stored.set(objectId, objectState);
      }
      pages.push(page);
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
  mirror.apply(pages);
}

const seeds = Array.from({ length: cases(6, 40) }, (_, index) => index + 1);

test.each(seeds)(
  'whatever fails while a calendar changes, the copy is equal to it once the server behaves (seed %i)',
  { timeout: 60_000 },
  async (seed) => {
    const random = randomFrom(seed);
    const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
    const reader = await openStandIn({ shape: seed % 2 === 0 ? 'plain' : 'icloud' }, { timeoutMs: 2_000 });
    const { server } = reader;
    const work = server.calendar('office');
    work.now = reader.now;
    work.properties.counts = pick(['revisions', 'seconds', 'seconds, inclusive']);
    work.properties.hasToken = random(4) > 0;
    const mirror = new Mirror();
    const change = (): void => {
      const uid = `n${random(40)}`;
      if (random(4) === 0) work.delete(`${uid}.ics`);
      else work.put(`${uid}.ics`, event(uid, 1 + random(28), random(5) === 0 ? ['RRULE:FREQ=DAILY;COUNT=3'] : []));
    };
    const misbehave = (): void => {
      server.faults = {
        ...noFaults(),
        data: pick(['text', 'cdata', 'split']),
        doublePropstat: random(2) === 0,
        ownRow: random(2) === 0,
        duplicateRows: random(2) === 0,
        withheld: new Set(random(3) === 0 ? [`n${random(40)}.ics`] : []),
        missing: pick(['404', 'propstat', 'omitted', 'without data']),
        unknownToken: pick(['403', 'bare 403', '500', 'full']),
        // A page cannot end within a second.
        pageSize: random(2) === 0 && work.properties.counts === 'revisions' ? 1 + random(8) : null,
        on: () => {
          if (random(20) === 0) change();
          if (random(12) > 0) return null;
          return pick([
            { kind: 'truncate' },
            { kind: 'lost' },
            { kind: 'status', status: 503 },
            { kind: 'status', status: 401 },
            { kind: 'status', status: 200, type: 'text/html', body: '<html></html>' },
          ]);
        },
      };
    };
    try {
      for (let round = 0; round < 25; round += 1) {
        for (let count = random(12); count > 0; count -= 1) change();
        if (random(8) === 0) work.forgetTokens();
        misbehave();
        await readSome(reader, mirror, random(3) === 0 ? random(6) : Number.POSITIVE_INFINITY);
        if (random(3) > 0) continue;
        server.calm();
        await reader.settle(mirror);
        const fresh = new Mirror();
        await reader.read(fresh);
        expect(mirror.list()).toEqual(fresh.list());
        expect([...mirror.rows.keys()].sort()).toEqual([...fresh.rows.keys()].sort());
      }
    } finally {
      await server.stop();
    }
  },
);
