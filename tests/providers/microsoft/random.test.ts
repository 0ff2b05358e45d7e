import { expect, test } from 'vitest';
import type { MicrosoftFault } from '../../../sync-service/sandbox/microsoft/faults.ts';
import type { LostStateForm } from '../../../sync-service/sandbox/microsoft/settings.ts';
import type { ChangePage, TimeWindow } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { chance } from '../../support/chance.ts';
import { full } from '../../support/scale.ts';
import type { Mirror } from '../contract-suite.ts';
import { dayMs, later, useListing } from './listing-scene.ts';
import { at, daily, type MicrosoftScene } from './scene.ts';

let scene: MicrosoftScene;
let mirror: Mirror;
const { fresh } = useListing((...begun) => {
  [scene, mirror] = begun;
});
const noStates = { get: async () => new Map(), all: async () => new Map() };

/** Writes down what a run hands on, also if it breaks off: as the sync does. */
async function pull(window: TimeWindow): Promise<boolean> {
  const pages: ChangePage[] = [];
  const { provider, account, calendar } = scene;
  try {
    const run = provider.listChanges(account, calendar, mirror.cursor, window, noStates);
    for await (const page of run) pages.push(page);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ needsReconnect: false, retryable: true });
    return false;
  } finally {
    mirror.apply(pages);
  }
}

const faults: MicrosoftFault['effect'][] = [
  { kind: 'html', status: 200 },
  { kind: 'html', status: 502 },
  { kind: 'truncated' },
  { kind: 'reset', when: 'before' },
  { kind: 'html', status: 404 },
  { kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken' },
  { kind: 'graphError', status: 429, code: 'ApplicationThrottled', retryAfter: 30 },
  { kind: 'graphError', status: 410, code: 'SyncStateNotFound' },
  { kind: 'graphError', status: 500, code: 'ErrorInternalServerError' },
];
/** Those that a status tells: of others half a body says nothing, and the link is sent again. */
const forms: LostStateForm[] = ['SyncStateNotFound', 'SyncStateInvalid', 'emptyLocation', 'foreignLocation', 'html'];

// microsoft.md 14, 16, 19
test.each(Array.from({ length: full ? 40 : 4 }, (_, index) => index + 1))(
  'whatever is done and whatever fails, in the end the copy is what Microsoft has (%i)',
  async (seed) => {
    const random = chance(seed);
    const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item;
    const { world } = scene.sandbox;
    Object.assign(world.settings, { repeatedRows: seed % 2 === 0, encodedLinks: seed % 3 === 0 });
    scene.sandbox.faults.seed(seed);
    const keys: string[] = [];
    const times = () => {
      const start = Date.parse('2026-05-02T00:00:00Z') + Math.floor(random() * 110) * dayMs + 8 * 3_600_000;
      return [new Date(start).toISOString(), new Date(start + 3_600_000).toISOString()] as const;
    };
    const series = (start: string) => (random() < 0.5 ? daily(start, 1 + Math.floor(random() * 20)) : {});
    const acts = [
      () => {
        const [start, end] = times();
        keys.push(scene.person.add({ subject: `No ${keys.length}`, ...at(start, end), ...series(start) }).key);
      },
      () => void (keys.length > 0 && scene.person.change(pick(keys), { subject: `New ${random()}` })),
      () => {
        const key = keys.length > 0 ? pick(keys) : '';
        const [start, end] = times();
        const isSeries = scene.person.get(key)?.recurrence != null;
        if (key !== '') scene.person.change(key, { ...at(start, end), ...(isSeries ? daily(start, 5) : {}) });
      },
      () => {
        const [key] = keys.splice(Math.floor(random() * keys.length), 1);
        if (key !== undefined) scene.person.remove(key);
      },
      () => {
        const occurrence = [...mirror.rows.values()].find(({ seriesId }) => keys.includes(seriesId ?? ''));
        const id = occurrence?.providerEventId ?? '';
        if (occurrence && scene.person.get(id)) scene.person.remove(id);
      },
      () => {
        world.settings.lostState = pick(forms);
        world.evictSyncStates();
      },
    ];
    let days = 0;
    for (let step = 0; step < 25; step += 1) {
      for (let count = Math.floor(random() * 6); count > 0; count -= 1) pick(acts)();
      if (random() < 0.4) scene.sandbox.faults.add({ path: /./, chance: 0.3, effect: pick(faults) });
      if (random() < 0.2) days += 1 + Math.floor(random() * 4);
      await pull(later(days));
      if (random() < 0.5) scene.sandbox.faults.clear();
      world.clock.advance(120_000);
    }
    scene.sandbox.faults.clear();
    await scene.account.renew();
    expect(await pull(later(days))).toBe(true);
    // Rows before the window are nobody's concern.
    const inside = [...mirror.rows.values()].filter(({ endsAt }) => (endsAt ?? '') > later(days).from.toISOString());
    const shown = inside.map((row) => `${row.title} ${row.startsAt} ${row.endsAt}`).sort();
    expect(shown).toEqual(await fresh(later(days)));
    expect(scene.sandbox.throttle.peak(world.userByAddress('anna@contoso.example')?.oid ?? '')).toBeLessThanOrEqual(2);
  },
);
