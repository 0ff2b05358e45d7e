import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { collectPages, type ProviderScene } from './contract-suite.ts';

export interface DeniedScene extends ProviderScene {
  /** From now on something before the server answers everything with 404 and a page; `setBroken(false)` ends it. */
  deny(): void;
}

const event: EventToWrite = {
  key: '0b7d5a5e-7c0f-4d0e-9a53-2f6a1c9e4b10',
  title: 'Call: Ann',
  description: 'Ann <ann@example.com>',
  location: null,
  url: 'https://book.example.com/admin/bookings/1',
  startsAt: '2026-05-20T09:00:00Z',
  endsAt: '2026-05-20T09:30:00Z',
  sequence: 0,
  status: 'confirmed',
};

/** What the sync relies on where a gateway or proxy answers in place of the server, for every adapter that writes. */
export function describeDenied(name: string, open: () => Promise<DeniedScene>): void {
  describe(`${name}, before which something answers with 404 and a page,`, () => {
    let scene: DeniedScene;
    let ref: EventRef;
    beforeAll(async () => {
      scene = await open();
      await scene.put([]);
      ref = { key: event.key, ...(await scene.provider.createEvent(scene.account, scene.calendar, event)) };
      scene.deny();
    });
    afterAll(() => scene.stop());

    test.each<[string, () => Promise<unknown>]>([
      ['a look at an event', () => scene.provider.getEvent(scene.account, scene.calendar, ref)],
      ['a search for it', () => scene.provider.findEvent(scene.account, scene.calendar, event.key)],
      ['a change', () => scene.provider.updateEvent(scene.account, scene.calendar, ref, { ...event, sequence: 1 })],
      ['a removal', () => scene.provider.deleteEvent(scene.account, scene.calendar, ref)],
      ['the list of calendars', () => scene.provider.listCalendars(scene.account)],
      ['a pull', () => collectPages(scene, null)],
    ])('calls nothing gone: %s passes by itself', async (_way, ask) => {
      const failure = await ask().then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ProviderError);
      expect(failure).toMatchObject({ retryable: true, needsReconnect: false });
      expect((failure as ProviderError).code).not.toMatch(/gone/);
    });

    test('has lost nothing once that is over', async () => {
      scene.setBroken(false);
      expect(await scene.provider.getEvent(scene.account, scene.calendar, ref)).toMatchObject({ isCancelled: false });
      expect(await scene.provider.deleteEvent(scene.account, scene.calendar, ref)).toBe(true);
    });
  });
}
