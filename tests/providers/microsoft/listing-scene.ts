import { afterEach, beforeEach, expect } from 'vitest';
import type { ChangePage, TimeWindow } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { collectPages, contractWindow, Mirror } from '../contract-suite.ts';
import { at, daily, type MicrosoftScene, openMicrosoftScene, weekly } from './scene.ts';

export const lunch = { subject: 'Lunch', ...at('2026-05-04T10:00:00Z', '2026-05-04T11:00:00Z') };
export const standUp = { subject: 'Stand-up', ...at('2026-05-05T08:00:00Z', '2026-05-05T08:30:00Z') };
export const threeWeeks = { ...standUp, ...weekly('2026-05-05', 3) };
export const forever = { ...standUp, ...daily('2026-05-05') };

export const dayMs = 86_400_000;
export const later = (days: number): TimeWindow => ({
  from: new Date(contractWindow.from.getTime() + days * dayMs),
  until: new Date(contractWindow.until.getTime() + days * dayMs),
});

/** For each test a calendar in May 2026, and a copy of it that the adapter's listings are applied to. */
export function useListing(begin: (scene: MicrosoftScene, mirror: Mirror) => void) {
  let scene: MicrosoftScene;
  let mirror: Mirror;
  beforeEach(async () => {
    scene = await openMicrosoftScene();
    const { clock } = scene.sandbox.world;
    clock.advance(Date.parse('2026-05-01T00:00:00Z') - clock.now().getTime());
    await scene.account.renew();
    scene.account.renewals = 0;
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
