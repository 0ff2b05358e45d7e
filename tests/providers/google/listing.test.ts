import { describe, expect, test } from 'vitest';
import type { ChangePage, TimeWindow } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { collectPages, contractWindow, type Mirror } from '../contract-suite.ts';
import { daily, forever, lunch, useListing } from './listing-scene.ts';
import { at, type GoogleScene } from './scene.ts';

const day = 86_400_000;
const listPath = /\/events$/;

let scene: GoogleScene;
let mirror: Mirror;
const { pull, fresh } = useListing((opened, copy) => {
  [scene, mirror] = [opened, copy];
});

describe('a first listing', () => {
  // google.md 14
  test('reads all pages, the short and the empty ones too, and takes the token of the last', async () => {
    scene.sandbox.world.settings.shortPages = true;
    for (let index = 0; index < 60; index += 1) {
      await scene.person.insert(`series${index}`, { ...daily, recurrence: ['RRULE:FREQ=DAILY;COUNT=80'] });
    }
    const pages = await pull();
    const asked = scene.asked();
    expect(asked.length).toBeGreaterThanOrEqual(5);
    expect(mirror.rows.size).toBe(60 * 80);
    expect(pages.slice(0, -1).every(({ nextCursor }) => nextCursor === null)).toBe(true);
    await pull();
    expect(scene.asked()).toHaveLength(1);
  });

  test('asks for the window and nothing that would cost the token', async () => {
    await pull();
    expect(scene.asked().map(({ line, query }) => ({ line, query }))).toEqual([
      {
        line: 'GET /events',
        query: {
          singleEvents: ['true'],
          maxResults: ['2500'],
          timeMin: ['2026-05-01T00:00:00.000Z'],
          timeMax: ['2026-08-01T00:00:00.000Z'],
        },
      },
    ]);
  });

  test('and every later one say at their end what Google says of the calendar: its zone, and whether it can be written to', async () => {
    const { world } = scene.sandbox;
    const email = scene.calendar.providerCalendarId;
    const last = async () => (await pull()).at(-1)?.properties;
    expect(await last()).toEqual({ timeZone: 'Europe/Berlin', access: 'write' });
    Object.assign(world.calendars.get(email) ?? {}, { timeZone: 'America/New_York' });
    expect(await last()).toEqual({ timeZone: 'America/New_York', access: 'write' });
    for (const role of ['reader', 'writerWithoutPrivateAccess', 'freeBusyReader'] as const) {
      world.changeAccess(email, email, role);
      expect(await last(), role).toMatchObject({ access: 'read' });
    }
    world.changeAccess(email, email, 'writer');
    expect(await last()).toMatchObject({ access: 'write' });
  });

  // google.md 15
  test('that breaks off on a page leaves nothing behind and is as good the second time', async () => {
    await scene.person.insert('lunch1', lunch);
    for (let index = 0; index < 60; index += 1) await scene.person.insert(`serie${index}n`, forever);
    scene.sandbox.faults.add({
      path: listPath,
      nth: 3,
      effect: { kind: 'apiError', status: 400, reason: 'badRequest' },
    });
    const seen: ChangePage[] = [];
    await expect(async () => {
      const listing = scene.provider.listChanges(scene.account, scene.calendar, null, contractWindow, {
        get: async () => new Map(),
        all: async () => new Map(),
      });
      for await (const page of listing) seen.push(page);
    }).rejects.toThrow(ProviderError);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ nextCursor, isLast }) => nextCursor === null && !isLast)).toBe(true);
    await pull();
    expect(mirror.list()).toEqual(await fresh());
  });

  // google.md 28
  test('keeps whole days as dates of the calendar’s zone, over the change of its clocks', async () => {
    await scene.person.insert('trip1', { summary: 'Trip', ...at('2026-05-30', '2026-06-02') });
    await pull();
    expect([...mirror.rows.values()]).toMatchObject([
      { startDate: '2026-05-30', endDate: '2026-06-02', startsAt: null },
    ]);
  });

  test('of something that has no times keeps its row and says so', async () => {
    await scene.person.insert('lunch1', lunch);
    await pull();
    const broken = { kind: 'calendar#events', items: [{ id: 'lunch1', status: 'confirmed' }], nextSyncToken: 'x' };
    const body = JSON.stringify(broken);
    scene.sandbox.faults.add({ path: listPath, effect: { kind: 'answer', status: 200, body } });
    const pages = await collectPages(scene, null);
    mirror.apply(pages);
    expect(pages.at(-1)).toMatchObject({ unreadable: ['lunch1'], problems: [{ code: 'malformed_times' }] });
    expect(mirror.list()).toHaveLength(1);
  });
});

describe('a listing by token', () => {
  // google.md 16
  test('sends the token and the same parameters as before, and no window', async () => {
    await pull();
    const first = scene.asked();
    await scene.person.insert('lunch1', lunch);
    await pull();
    const [asked] = scene.asked();
    const { timeMin: _, timeMax: __, ...same } = first[0]?.query ?? {};
    expect(asked?.query).toEqual({ ...same, syncToken: [expect.any(String)] });
    expect(mirror.list()).toHaveLength(1);
  });

  // google.md 17
  test.each([
    ['null', null],
    ['a cursor without a token', '{"v":1,"syncToken":null}'],
  ])('from %s is a first one, without a token in the request', async (_, cursor) => {
    await collectPages(scene, cursor);
    const [asked] = scene.asked();
    expect(asked?.query).not.toHaveProperty('syncToken');
    expect(asked?.query).toHaveProperty('timeMin');
  });

  // google.md 22
  test('takes a deleted event away, of which nothing but its id is told', async () => {
    await scene.person.insert('lunch1', lunch);
    await pull();
    await scene.person.delete('lunch1');
    const pages = await pull();
    expect(pages[0]?.changes).toEqual([{ kind: 'delete', providerEventId: 'lunch1' }]);
    expect(mirror.rows.size).toBe(0);
  });

  test('takes an event away that was moved out of the window, and brings it back', async () => {
    await scene.person.insert('lunch1', lunch);
    await pull();
    await scene.person.patch('lunch1', at('2027-05-04T10:00:00Z', '2027-05-04T11:00:00Z'));
    await pull();
    expect(mirror.rows.size).toBe(0);
    await scene.person.patch('lunch1', at('2026-05-05T10:00:00Z', '2026-05-05T11:00:00Z'));
    await pull();
    expect(mirror.list()).toEqual(await fresh());
  });

  // google.md 23
  test('keeps of a touched series what is in the window, and goes on', async () => {
    await pull();
    await scene.person.insert('serie1', forever);
    scene.asked();
    const pages = await pull();
    expect(pages.flatMap(({ changes }) => changes)).toHaveLength(89);
    expect(scene.asked().map(({ line }) => line)).toEqual(['GET /events', 'GET /events/serie1/instances']);
    expect(mirror.list()).toEqual(await fresh());
    const cursor = mirror.cursor;
    await pull();
    expect(mirror.cursor).toBe(cursor);
  });

  // google.md 24
  test.each([
    ['few', 1],
    ['more series than are asked for singly', 25],
  ])('leaves nothing of deleted series of which not all is told: %s', async (_, count) => {
    scene.sandbox.world.settings.deletedSeriesDays = 10;
    await scene.person.insert('lunch1', lunch);
    for (let index = 0; index < count; index += 1) await scene.person.insert(`serie${index}n`, forever);
    await pull();
    expect(mirror.rows.size).toBe(1 + count * 89);
    for (let index = 0; index < count; index += 1) await scene.person.delete(`serie${index}n`);
    await pull();
    expect(mirror.list()).toEqual(['Lunch 2026-05-04T10:00:00.000Z 2026-05-04T11:00:00.000Z']);
  });

  test('reports a deleted series as deleted, so that very many of them wait for a second, equal result', async () => {
    await scene.person.insert('serie1', forever);
    await pull();
    await scene.person.delete('serie1');
    expect((await pull()).at(-1)?.deleted).toEqual(['serie1']);
  });

  test('does not take occurrences of a series away that the account cannot see as a whole', async () => {
    const partial = (id: string, fields: object) => ({ id, recurringEventId: 'unseen', ...fields });
    const items = [
      partial('unseen_1', {
        status: 'confirmed',
        summary: 'One',
        ...at('2026-05-04T10:00:00Z', '2026-05-04T11:00:00Z'),
      }),
      partial('unseen_2', {
        status: 'confirmed',
        summary: 'Two',
        ...at('2026-05-05T10:00:00Z', '2026-05-05T11:00:00Z'),
      }),
    ];
    const answerWith = (list: object[], nextSyncToken: string, nth = 1) => {
      const body = JSON.stringify({ kind: 'calendar#events', items: list, nextSyncToken });
      scene.sandbox.faults.add({ path: listPath, nth, effect: { kind: 'answer', status: 200, body } });
    };
    answerWith(items, 'token1');
    await pull();
    // One of the two is cancelled; its series is not to be found; the window has the other one still.
    answerWith([partial('unseen_1', { status: 'cancelled' })], 'token2');
    answerWith([items[1] ?? {}], 'token3', 2);
    await pull();
    expect(mirror.list()).toEqual(['Two 2026-05-05T10:00:00.000Z 2026-05-05T11:00:00.000Z']);
  });

  // google.md 26
  test('moves an occurrence: its old time is free, there is one row', async () => {
    await scene.person.insert('repeat1', { ...daily, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'] });
    await pull();
    await scene.person.patch('repeat1_20260511T080000Z', at('2026-05-12T15:00:00Z', '2026-05-12T15:30:00Z'));
    await pull();
    expect(mirror.list()).toEqual([
      'Daily 2026-05-04T08:00:00.000Z 2026-05-04T08:30:00.000Z',
      'Daily 2026-05-12T15:00:00.000Z 2026-05-12T15:30:00.000Z',
      'Daily 2026-05-18T08:00:00.000Z 2026-05-18T08:30:00.000Z',
    ]);
    expect(mirror.rows.has('repeat1_20260511T080000Z')).toBe(true);
  });

  test('follows an event that becomes a series, and one that no longer is', async () => {
    await scene.person.insert('serie1', daily);
    await pull();
    await scene.person.patch('serie1', { recurrence: ['RRULE:FREQ=DAILY;COUNT=4'] });
    await pull();
    expect(mirror.list()).toEqual(await fresh());
    expect(mirror.rows.size).toBe(4);
    await scene.person.patch('serie1', { recurrence: null });
    await pull();
    expect(mirror.list()).toEqual(await fresh());
    expect(mirror.rows.size).toBe(1);
  });

  // google.md 30
  test('names events by their own id: one that is in two calendars shares only its UID', async () => {
    await scene.person.insert('lunch1', lunch);
    await pull();
    expect([...mirror.rows.values()]).toMatchObject([{ providerEventId: 'lunch1', icalUid: 'lunch1@google.com' }]);
  });

  test('reads all anew when the owner decides otherwise about what blocks', async () => {
    await scene.person.insert('lunch1', { ...lunch, status: 'tentative' });
    await pull();
    expect(mirror.rows.get('lunch1')?.isBusy).toBe(true);
    scene.calendar = { ...scene.calendar, policy: { tentative: 'free' } };
    const pages = await pull();
    expect(pages.every(({ isFull }) => isFull)).toBe(true);
    expect(mirror.rows.get('lunch1')?.isBusy).toBe(false);
  });
});

describe('a window that moves on', () => {
  const next = (days: number): TimeWindow => ({
    from: new Date(contractWindow.from.getTime() + days * day),
    until: new Date(contractWindow.until.getTime() + days * day),
  });

  // google.md 25
  test('shows events that it has newly come to cover, though nobody touched them', async () => {
    await scene.person.insert('later1', { summary: 'Later', ...at('2026-08-01T09:00:00Z', '2026-08-01T10:00:00Z') });
    await scene.person.insert('serie1', forever);
    await pull();
    scene.asked();
    const pages = await pull(next(1));
    expect(pages.every(({ isFull }) => !isFull)).toBe(true);
    const asked = scene.asked();
    expect(asked.map(({ query }) => [query.timeMin?.[0], query.timeMax?.[0], query.syncToken !== undefined])).toEqual([
      ['2026-08-01T00:00:00.000Z', '2026-08-02T00:00:00.000Z', false],
      [undefined, undefined, true],
    ]);
    expect(mirror.rows.has('later1')).toBe(true);
    expect(mirror.rows.has('serie1_20260801T080000Z')).toBe(true);
    expect((await fresh(next(1))).every((line) => mirror.list().includes(line))).toBe(true);
  });

  test.each([
    ['deleted', () => scene.person.delete('serie1')],
    ['cut short', () => scene.person.patch('serie1', { recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] })],
    [
      'moved in part',
      () => scene.person.patch('serie1_20260801T080000Z', at('2026-11-01T08:00:00Z', '2026-11-01T09:00:00Z')),
    ],
  ])('keeps nothing at its new end of a series that is %s while it is read', async (_, change) => {
    scene.sandbox.world.settings.seriesDeltaLimit = 1;
    await scene.person.insert('serie1', forever);
    await pull();
    let request = 0;
    scene.beforeRequest = async () => {
      request += 1;
      if (request === 2) await change();
    };
    await pull(next(1));
    expect(mirror.rows.has('serie1_20260801T080000Z')).toBe(false);
    const known = await fresh(next(1));
    expect(mirror.list().filter((line) => line.includes('2026-07-15'))).toEqual(
      known.filter((line) => line.includes('2026-07-15')),
    );
  });

  test('is listed whole when it moved back or far', async () => {
    await pull();
    for (const days of [-1, 30]) {
      const pages = await collectPages(scene, mirror.cursor, next(days));
      expect(pages.every(({ isFull }) => isFull)).toBe(true);
    }
  });
});
