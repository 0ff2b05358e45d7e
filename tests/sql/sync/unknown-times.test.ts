import { beforeEach, describe, expect, it, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createUser } from '../../support/fixtures.ts';
import { busy, dayIn, setUnknownScene, type UnknownScene } from './unknown-scene.ts';

const db = useDatabase();
let scene: UnknownScene;
beforeEach(async () => {
  scene = await setUnknownScene(db);
});

describe('an event whose time is not known', () => {
  it('is kept with its days and its message, once however often its run names it', async () => {
    const odd = { object_id: 'odd', days: [dayIn(2), dayIn(4)] as [string, string] };
    await scene.page({ unknown: [odd, odd], isLast: false });
    await scene.page({ unknown: [odd] });
    expect(
      await scene.run(
        'select object_id, from_day::text, until_day::text, message, acknowledged_at from private.unknown_times where calendar_id = $1',
        [scene.calendar.id],
      ),
    ).toEqual([
      { object_id: 'odd', from_day: dayIn(2), until_day: dayIn(4), message: 'No begin.', acknowledged_at: null },
    ]);
  });

  it.each<[string, Parameters<UnknownScene['page']>[0]]>([
    ['a change of it', { changes: [busy('odd')] }],
    ['a change of one of its occurrences', { changes: [busy('odd/1', 'odd')] }],
    ['that it is deleted', { changes: [{ kind: 'delete', provider_event_id: 'odd' }] }],
    ['that it is read wholly', { fullyListed: ['odd'] }],
    ['that it is gone', { deleted: ['odd'] }],
    ['that a comparison did not find it', { missing: ['odd'] }],
    ['all others, at the end of a full listing', { isFull: true, changes: [busy('lunch')] }],
    [
      'others of unknown time, at the end of a full listing',
      { isFull: true, unknown: [{ object_id: 'x', fingerprint: 'x' }] },
    ],
  ])('is over once a page says %s', async (_, page) => {
    await scene.page({ unknown: ['odd'] });
    await scene.page(page);
    expect(await scene.stored()).not.toContain('odd');
  });

  it.each<[string, Parameters<UnknownScene['page']>[0]]>([
    ['says nothing of it', { changes: [busy('lunch')] }],
    ['names it again', { unknown: ['odd'], isFull: true }],
    ['names it with occurrences that are known', { unknown: ['odd'], changes: [busy('odd/1', 'odd')] }],
    ['deletes one of its occurrences', { changes: [{ kind: 'delete', provider_event_id: 'odd/1' }] }],
    ['keeps it, though it lists all others', { keep: ['odd'], isFull: true, changes: [busy('lunch')] }],
    ['is full, but not the last', { isFull: true, isLast: false, changes: [busy('lunch')] }],
  ])('stays acknowledged while a page %s', async (_, page) => {
    await scene.page({ unknown: ['odd'] });
    await scene.acknowledge('odd');
    await scene.page(page);
    expect(await scene.stored()).toEqual(['odd+']);
  });

  it('is a new question once it says something else, with an id that nobody has acknowledged', async () => {
    await scene.page({ unknown: ['odd'] });
    const first = await scene.idOf('odd');
    await scene.acknowledge('odd');
    await scene.page({ unknown: [{ object_id: 'odd', fingerprint: 'other' }] });
    expect(await scene.stored()).toEqual(['odd']);
    expect(await scene.idOf('odd')).not.toBe(first);
  });

  it('follows its days while it stays the same question', async () => {
    await scene.page({ unknown: ['odd'] });
    await scene.acknowledge('odd');
    await scene.page({ unknown: [{ object_id: 'odd', days: [dayIn(2), dayIn(3)] }] });
    const [row] = await scene.run(
      'select from_day::text as from, acknowledged_at from private.unknown_times where calendar_id = $1',
      [scene.calendar.id],
    );
    expect(row).toEqual({ from: dayIn(2), acknowledged_at: expect.any(Date) });
  });

  it('is forgotten by no run that is held back as suspiciously empty', async () => {
    await scene.page({ changes: [busy('a'), busy('b')], unknown: ['odd'] });
    expect(await scene.page({ isFull: true })).toMatchObject({ held_back: true });
    expect(await scene.page({ missing: ['a', 'b', 'odd'] })).toMatchObject({ held_back: true });
    expect(await scene.stored()).toEqual(['odd']);
  });

  it('is forgotten by no page of a run that another one has overtaken', async () => {
    await scene.page({ unknown: ['odd'] });
    await scene.run('update private.calendar_sync set run_id = gen_random_uuid() where calendar_id = $1', [
      scene.calendar.id,
    ]);
    expect(await scene.page({ isFull: true })).toMatchObject({ applied: false });
    expect(await scene.stored()).toEqual(['odd']);
  });

  it('is no question where all its days are over', async () => {
    await scene.page({ unknown: [{ object_id: 'old', days: ['1970-01-01', dayIn(-2)] }, 'odd'] });
    expect(await scene.stored()).toEqual(['odd']);
    await scene.page({ unknown: [{ object_id: 'odd', days: ['1970-01-01', dayIn(-2)] }] });
    expect(await scene.stored()).toEqual([]);
  });

  it('goes with its calendar', async () => {
    await scene.page({ unknown: ['odd'] });
    await scene.run('delete from public.calendars where id = $1', [scene.calendar.id]);
    expect(await scene.stored()).toEqual([]);
  });
});

describe('a feed that calls its events otherwise at each pull', () => {
  it('keeps what the owner said of them, one for one', async () => {
    await scene.page({ isFull: true, unknown: ['a', 'b'] });
    await scene.acknowledge('a');
    await scene.page({ isFull: true, unknown: ['c', 'd', 'e'] });
    expect((await scene.stored()).map((name) => name.length).sort()).toEqual([1, 1, 2]);
  });

  it('keeps it over several pages', async () => {
    await scene.page({ isFull: true, unknown: ['a'] });
    await scene.acknowledge('a');
    const id = await scene.idOf('a');
    await scene.page({ isFull: true, isLast: false, unknown: ['b'] });
    await scene.page({ isFull: true, unknown: ['b'] });
    expect(await scene.stored()).toEqual(['b+']);
    expect(await scene.idOf('b')).toBe(id);
  });

  it('keeps two that take the names of each other', async () => {
    const as = (a: string, b: string) => [
      { object_id: 'a', fingerprint: a },
      { object_id: 'b', fingerprint: b },
    ];
    await scene.page({ isFull: true, unknown: as('1', '2') });
    await scene.acknowledge('a');
    await scene.page({ isFull: true, unknown: as('2', '1') });
    expect(await scene.stored()).toEqual(['a', 'b+']);
  });
});

describe('a calendar with very many of them', () => {
  const many = (count: number, fingerprint = 'f') =>
    Array.from({ length: count }, (_, index) => ({
      object_id: `o${String(index).padStart(4, '0')}`,
      fingerprint: `${fingerprint}${index}`,
      days: [dayIn(2), dayIn(3)] as [string, string],
    }));

  it('has 200 rows and one for all others, which makes all of it unknown', async () => {
    await scene.page({ isFull: true, unknown: many(200) });
    expect(await scene.offered()).toEqual(['1', '3', '4', '5']);
    await scene.page({ isFull: true, unknown: many(1_000) });
    const names = await scene.stored();
    expect([names.length, names.includes('others')]).toEqual([201, true]);
    expect(await scene.offered()).toEqual([]);
    await scene.page({ isFull: true, unknown: many(3) });
    expect(await scene.stored()).toEqual(['o0000', 'o0001', 'o0002']);
  });

  it('asks about the others anew when they are others', async () => {
    const others = () =>
      scene.run('select id, acknowledged_at from private.unknown_times where calendar_id = $1 and object_id is null', [
        scene.calendar.id,
      ]);
    await scene.page({ isFull: true, unknown: many(300) });
    const [first] = await others();
    await scene.run('select public.acknowledge_unknown_time($1, $2)', [first.id, scene.host.owner_id]);
    await scene.page({ isFull: true, unknown: many(300) });
    expect(await others()).toEqual([{ id: first.id, acknowledged_at: expect.any(Date) }]);
    await scene.page({ isFull: true, isLast: false, unknown: many(250) });
    expect(await others()).toEqual([{ id: first.id, acknowledged_at: expect.any(Date) }]);
    await scene.page({ unknown: [{ object_id: 'one more' }] });
    expect(await others()).toEqual([{ id: expect.not.stringMatching(first.id), acknowledged_at: null }]);
  });

  it('keeps short texts of long ones', async () => {
    await scene.page({ unknown: [{ object_id: 'odd', message: 'x'.repeat(10_000) }] });
    const [{ length }] = await scene.run(
      'select char_length(message) as length from private.unknown_times where calendar_id = $1',
      [scene.calendar.id],
    );
    expect(length).toBe(300);
  });
});

describe('acknowledging', () => {
  it('tells the event as it is now, and keeps the first time', async () => {
    await scene.page({ unknown: [{ object_id: 'odd', days: [dayIn(2), dayIn(3)] }] });
    const first = await scene.acknowledge('odd');
    expect(first).toEqual({
      id: await scene.idOf('odd'),
      days: { from: dayIn(2), until: dayIn(3) },
      message: 'No begin.',
      detected_at: expect.any(String),
      acknowledged_at: expect.any(String),
    });
    expect(await scene.acknowledge('odd')).toEqual(first);
  });

  test.each([
    ['of somebody else', async () => scene.acknowledge('odd', await createUser(db.sql))],
    [
      'that is gone',
      async () => scene.run('select public.acknowledge_unknown_time(gen_random_uuid(), $1)', [scene.host.owner_id]),
    ],
  ])('an event %s is refused', async (_, act) => {
    await scene.page({ unknown: ['odd'] });
    await expect(act()).rejects.toMatchObject({ code: 'PT404', detail: 'not_found' });
    expect(await scene.stored()).toEqual(['odd']);
  });

  it('offers its days again', async () => {
    await scene.page({ unknown: [{ object_id: 'odd', days: [dayIn(2), dayIn(4)] }] });
    expect(await scene.offered()).toEqual(['1', '4', '5']);
    await scene.acknowledge('odd');
    expect(await scene.offered()).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('the version of a host', () => {
  const version = async () =>
    (await scene.run('select public.live_versions(array[$1]::uuid[]) as result', [scene.host.id]))[0].result[
      scene.host.id
    ] ?? 0;

  it('rises when such an event comes, moves, is acknowledged, or goes, and not for one that stays', async () => {
    const odd = (fields = {}) => ({ unknown: [{ object_id: 'odd', ...fields }] });
    const rises = async (act: () => Promise<unknown>) => {
      const before = await version();
      await act();
      return (await version()) > before;
    };
    expect(await rises(() => scene.page({}))).toBe(true);
    // From here on each pull covers a little more, which is a change of its own.
    await scene.run('alter table public.calendars disable trigger calendars_bump_version');
    try {
      expect(await rises(() => scene.page(odd()))).toBe(true);
      expect(await rises(() => scene.page(odd()))).toBe(false);
      expect(await rises(() => scene.page(odd({ message: 'Another word.' })))).toBe(false);
      expect(await rises(() => scene.page(odd({ days: [dayIn(1), dayIn(2)] })))).toBe(true);
      expect(await rises(() => scene.acknowledge('odd'))).toBe(true);
      expect(await rises(() => scene.page({ changes: [{ kind: 'delete', provider_event_id: 'odd' }] }))).toBe(false);
      await scene.page(odd());
      expect(await rises(() => scene.page({ fullyListed: ['odd'] }))).toBe(true);
    } finally {
      await scene.run('alter table public.calendars enable trigger calendars_bump_version');
    }
  });
});
