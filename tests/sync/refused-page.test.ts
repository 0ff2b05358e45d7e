import { describe, expect, it } from 'vitest';
import type { CalendarChange } from '../../sync-service/src/calendar/event.ts';
import { useStack } from '../support/stack.ts';
import { lastPage, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);

const odd = ['\u0000', '\ud83d', 'a\u0000\udc00b'];

describe('a page with characters that no text of the database can hold', () => {
  it.each(['providerEventId', 'seriesId', 'icalUid', 'title', 'ownKey'])(
    'is written without them: %s',
    async (field) => {
      const changes = odd.map((text, index) => {
        const change = { ...upsert(`e${index}`), [field]: `${field === 'providerEventId' ? index : ''}x${text}y` };
        return change as CalendarChange;
      });
      scene.list = pages(lastPage(changes, 'c1'));
      expect(await scene.pull()).toBe('written');
      expect(await scene.stored()).toHaveLength(odd.length);
    },
  );

  it('keeps and removes what it names in the same way', async () => {
    scene.list = pages(lastPage([upsert('keep\u0000'), upsert('gone\u0000'), upsert('rest'), upsert('more')], 'c1'));
    await scene.pull();
    scene.list = pages(
      lastPage([upsert('rest')], 'c2', {
        isFull: false,
        unreadable: ['keep\u0000'],
        fullyListed: ['rest\u0000'],
        deleted: ['gone\u0000'],
        missing: ['more\u0000'],
        objectStates: [{ objectId: 'rest\u0000', state: 'v - "\u0000\ud83d"' }],
      }),
    );
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toEqual(['keep', 'rest']);
  });
});

describe('a page that the database refuses', () => {
  it.each([
    ['for a time that there is not', { startsAt: '2026-02-30T10:00:00Z' }],
    ['for an end before the beginning', { endsAt: '2020-01-01T10:00:00Z' }],
  ])('%s fails this calendar alone, and the next page that it takes ends that', async (_name, wrong) => {
    scene.list = pages(lastPage([{ ...upsert('a'), ...wrong } as CalendarChange], 'c1'));
    expect(await scene.pull()).toBe('failed');
    expect(await scene.state()).toMatchObject({ sync_status: 'error', status: 'active', cursor: null });
    expect((await scene.state()).sync_error).toContain('error in this service');
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    expect(await scene.pull()).toBe('written');
    expect(await scene.state()).toMatchObject({ sync_status: 'synced', sync_error: null });
  });
});
