import { describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../sync-service/src/calendar/provider.ts';
import type { ProviderScene } from './contract-suite.ts';

/** What the sync relies on for links to video meetings: a part of the contract suite. */
export function describeVideoLinks(scene: () => ProviderScene): void {
  describe('with events that ask for a video link', () => {
    const eventOf = (wantsVideo: boolean): EventToWrite => ({
      key: crypto.randomUUID(),
      startsAt: '2026-05-04T08:00:00.000Z',
      endsAt: '2026-05-04T09:00:00.000Z',
      title: 'Intro',
      description: 'Text',
      location: null,
      url: null,
      sequence: 0,
      status: 'confirmed',
      wantsVideo,
    });
    /** Writes an event, and reads it when its link has been made. */
    const write = async (event: EventToWrite) => {
      const { provider, account, calendar } = scene();
      const written = await provider.createEvent(account, calendar, event);
      scene().makeLinks?.();
      const ref = { key: event.key, providerEventId: written.providerEventId, version: written.version };
      return { written, ref, stored: await provider.getEvent(account, calendar, ref) };
    };

    const remove = (ref: EventRef) => scene().provider.deleteEvent(scene().account, scene().calendar, ref);

    test('makes one if it can, at once or a little later, and writes the event in any case', async ({ skip }) => {
      const { provider, account, calendar } = scene();
      if (!provider.capabilities.writes) return skip('it writes none');
      const event = eventOf(true);
      const { written, stored, ref } = await write(event);
      expect(stored?.times.startsAt).toBe(event.startsAt);
      expect(stored?.awaitsVideoLink).toBeUndefined();
      if (provider.capabilities.makesVideoLinks) {
        expect(stored?.videoLink).toMatch(/^https:\/\/./);
        expect(written.videoLink === stored?.videoLink || written.awaitsVideoLink === true).toBe(true);
      } else
        expect([written.videoLink, written.awaitsVideoLink, stored?.videoLink]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
      // It stays when the event moves, also if nobody asks any more.
      const later = { startsAt: '2026-05-05T08:00:00.000Z', endsAt: '2026-05-05T09:00:00.000Z', sequence: 1 };
      const moved = { ...event, ...later, title: 'Moved', description: 'Other text', wantsVideo: false };
      const again = await provider.updateEvent(account, calendar, ref, moved);
      expect(again.videoLink).toBe(stored?.videoLink);
      expect(await provider.getEvent(account, calendar, ref)).toMatchObject({
        times: { startsAt: later.startsAt },
        ...(stored?.videoLink === undefined ? {} : { videoLink: stored.videoLink }),
      });
      await remove(ref);
    });

    test('and makes none for those that do not', async ({ skip }) => {
      if (!scene().provider.capabilities.writes) return skip('it writes none');
      const { written, stored, ref } = await write(eventOf(false));
      for (const event of [written, stored]) {
        expect(event?.videoLink).toBeUndefined();
        expect(event?.awaitsVideoLink).toBeUndefined();
      }
      await remove(ref);
    });
  });
}
