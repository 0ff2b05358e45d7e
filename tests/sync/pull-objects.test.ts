import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { useStack } from '../support/stack.ts';
import { type Listing, lastPage, page, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);

const later = { isFull: false };
const many = (count: number) => Array.from({ length: count }, (_, index) => upsert(`n${index}`, 1 + (index % 60)));
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

async function states(): Promise<Record<string, string>> {
  const { rows } = await stack.sql.query(
    'select object_id, state from private.calendar_objects where calendar_id = $1 order by 1',
    [scene.calendarId],
  );
  return Object.fromEntries(rows.map((row) => [row.object_id, row.state]));
}

/** As if the first look had been long enough ago. */
async function letTimePass(): Promise<void> {
  await stack.sql.query(
    `update private.calendar_sync set held_back_at = held_back_at - interval '2 minutes' where calendar_id = $1`,
    [scene.calendarId],
  );
}

describe('an object that was read again', () => {
  it('keeps the occurrences that it has now and loses the others', async () => {
    scene.list = pages(lastPage([upsert('s/1', 2, 's'), upsert('s/2', 3, 's'), upsert('t/1', 4, 't')], 'c1'));
    await scene.pull();
    scene.list = pages(
      lastPage([upsert('s/2', 3, 's'), upsert('s/3', 5, 's')], 'c2', { ...later, fullyListed: ['s'] }),
    );
    await scene.pull();
    expect(await scene.stored()).toEqual(['s/2', 's/3', 't/1']);
  });

  it('may name its occurrences on several pages', async () => {
    scene.list = pages(lastPage([upsert('s/0', 2, 's'), upsert('s/1', 2, 's')], 'c1'));
    await scene.pull();
    scene.list = pages(
      page([upsert('s/1', 2, 's')], later),
      lastPage([upsert('s/2', 3, 's')], 'c2', { ...later, fullyListed: ['s'] }),
    );
    await scene.pull();
    expect(await scene.stored()).toEqual(['s/1', 's/2']);
  });

  it('that became a series, or stopped being one, leaves nothing of what it was', async () => {
    scene.list = pages(lastPage([upsert('s')], 'c1'));
    await scene.pull();
    scene.list = pages(
      lastPage([upsert('s/1', 2, 's'), upsert('s/2', 3, 's')], 'c2', { ...later, fullyListed: ['s'] }),
    );
    await scene.pull();
    expect(await scene.stored()).toEqual(['s/1', 's/2']);
    scene.list = pages(lastPage([upsert('s')], 'c3', { ...later, fullyListed: ['s'] }));
    await scene.pull();
    expect(await scene.stored()).toEqual(['s']);
  });
});

describe('an object that was deleted', () => {
  it('loses all its occurrences at once, even the last ones of the calendar', async () => {
    scene.list = pages(lastPage([upsert('s/1', 2, 's'), upsert('s/2', 3, 's')], 'c1'));
    await scene.pull();
    scene.list = pages(lastPage([], 'c2', { ...later, deleted: ['s'] }));
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toEqual([]);
  });

  it('with many others, when most of the calendar goes, waits for a second, equal result', async () => {
    scene.list = pages(lastPage(many(30), 'c1'));
    await scene.pull();
    scene.list = pages(
      lastPage([], 'c2', { ...later, deleted: names(27), objectStates: [{ objectId: 'n0', state: null }] }),
    );
    expect(await scene.pull()).toBe('held');
    expect(await scene.stored()).toHaveLength(30);
    expect((await scene.state()).cursor, 'so that the second pull finds the same').toBe('c1');
    expect(await scene.pull(), 'too soon').toBe('held');
    await letTimePass();
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toHaveLength(3);
    expect((await scene.state()).cursor).toBe('c2');
  });

  it('and is only missing from a comparison waits for a second, equal result if it was the last one', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    scene.list = pages(lastPage([], 'c2', { ...later, missing: ['a'] }));
    expect(await scene.pull()).toBe('held');
    expect(await scene.stored()).toEqual(['a']);
    await letTimePass();
    await scene.pull();
    expect(await scene.stored()).toEqual([]);
  });
});

describe('notes of objects', () => {
  it('are stored with the page and handed to the adapter at the next pull', async () => {
    scene.list = pages(
      lastPage([upsert('a')], 'c1', {
        objectStates: [
          { objectId: 'a', state: 'e1' },
          { objectId: 'b', state: 'e2' },
        ],
      }),
    );
    await scene.pull();
    const seen: unknown[] = [];
    scene.list = async function* (_cursor, known) {
      seen.push(Object.fromEntries(await known.all()), Object.fromEntries(await known.get(['b', 'c'])));
      yield lastPage([], 'c2', {
        ...later,
        objectStates: [
          { objectId: 'a', state: 'e3' },
          { objectId: 'b', state: null },
        ],
      });
    };
    await scene.pull();
    expect(seen).toEqual([{ a: 'e1', b: 'e2' }, { b: 'e2' }]);
    expect(await states()).toEqual({ a: 'e3' });
  });

  it('that should be forgotten stay while the deletion guard holds the deletion', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1', { objectStates: [{ objectId: 'a', state: 'e1' }] }));
    await scene.pull();
    scene.list = pages(
      lastPage([], 'c2', { ...later, missing: ['a'], objectStates: [{ objectId: 'a', state: null }] }),
    );
    await scene.pull();
    expect(await states()).toEqual({ a: 'e1' });
    await letTimePass();
    await scene.pull();
    expect(await states()).toEqual({});
  });

  it('go with their calendar', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1', { objectStates: [{ objectId: 'a', state: 'e1' }] }));
    await scene.pull();
    await stack.sql.query('delete from public.calendars where id = $1', [scene.calendarId]);
    expect(await states()).toEqual({});
  });
});

describe('a page with a cursor of its own', () => {
  const broken = new ProviderError('unreachable', 'The server cannot be reached.', { retryable: true });

  it('need not be read again after the pull broke off', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    const cursors: (string | null)[] = [];
    const listing: Listing = pages(page([upsert('b')], { ...later, nextCursor: 'c1.5' }), broken);
    scene.list = (cursor, known) => {
      cursors.push(cursor);
      return listing(cursor, known);
    };
    await scene.pull();
    await scene.pull();
    expect(cursors).toEqual(['c1', 'c1.5']);
    expect(await scene.stored()).toEqual(['a', 'b']);
  });

  it('does not count as read until the last page is', async () => {
    scene.list = pages(page([upsert('a')], { nextCursor: 'c0.5' }), broken);
    await scene.pull();
    expect(await scene.state()).toMatchObject({ last_synced_at: null, covered_until: null });
  });
});
