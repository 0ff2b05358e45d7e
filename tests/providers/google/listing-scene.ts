import { afterEach, beforeEach, expect } from 'vitest';
import type { ChangePage, TimeWindow } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { collectPages, contractWindow, Mirror } from '../contract-suite.ts';
import { at, type GoogleScene, openGoogleScene } from './scene.ts';

export const lunch = { summary: 'Lunch', ...at('2026-05-04T10:00:00Z', '2026-05-04T11:00:00Z') };
export const daily = { summary: 'Daily', ...at('2026-05-04T08:00:00Z', '2026-05-04T08:30:00Z') };
export const forever = { ...daily, recurrence: ['RRULE:FREQ=DAILY'] };

/** For each test a calendar in May 2026, and a copy of it that the adapter's listings are applied to. */
export function useListing(begin: (scene: GoogleScene, mirror: Mirror) => void) {
  let scene: GoogleScene;
  let mirror: Mirror;
  beforeEach(async () => {
    scene = await openGoogleScene();
    scene.sandbox.world.clock.advance(Date.parse('2026-05-01T00:00:00Z') - scene.sandbox.world.now().getTime());
    mirror = new Mirror();
    begin(scene, mirror);
  });
  afterEach(async () => {
    await scene.stop();
    expect(scene.sandbox.violations).toEqual([]);
  });

  async function pull(window: TimeWindow = contractWindow): Promise<ChangePage[]> {
    const pages = await collectPages(scene, mirror.cursor, window);
    mirror.apply(pages);
    return pages;
  }

  return {
    pull,
    async failure(window: TimeWindow = contractWindow): Promise<ProviderError> {
      const error = await pull(window).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ProviderError);
      return error as ProviderError;
    },
    /** What a first listing would give now. */
    async fresh(window: TimeWindow = contractWindow): Promise<string[]> {
      const copy = new Mirror();
      copy.apply(await collectPages(scene, null, window));
      return copy.list();
    },
  };
}
