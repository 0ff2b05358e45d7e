import { describe, expect, test } from 'vitest';
import { collectPages, contractWindow, type Mirror } from '../contract-suite.ts';
import { forever, later, lunch, standUp, threeWeeks, useListing } from './listing-scene.ts';
import { at, type MicrosoftScene } from './scene.ts';

let scene: MicrosoftScene;
let mirror: Mirror;
const { pull, fresh, failure } = useListing((...begun) => {
  [scene, mirror] = begun;
});
const lines = () => scene.asked().map(({ line }) => line);
const delta = 'GET /calendarView/delta';
const feed = /calendarView\/delta$/;
/** Many events, two hours apart. */
const fill = (count: number) => {
  for (let index = 0; index < count; index += 1) {
    const start = contractWindow.from.getTime() + index * 7_200_000;
    const times = at(new Date(start).toISOString(), new Date(start + 3_600_000).toISOString());
    scene.person.add({ subject: `No ${index}`, ...times });
  }
};

describe('a first listing', () => {
  // microsoft.md 11, 13
  test('is a round with an explicit window, read to its end', async () => {
    scene.person.add(lunch);
    const pages = await pull();
    const asked = scene.asked();
    expect(asked.map(({ line }) => line)).toEqual([delta, delta]);
    expect(asked[0]?.query).toEqual({
      startDateTime: ['2026-05-01T00:00:00.000Z'],
      endDateTime: ['2026-08-08T00:00:00.000Z'],
    });
    expect(pages).toHaveLength(1);
    expect(JSON.parse(mirror.cursor ?? '').link).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/me\/calendars\/[^/]+\/calendarView\/delta\?\$deltatoken=/,
    );
  });

  // microsoft.md 12
  test('goes on after empty pages', async () => {
    scene.sandbox.world.settings.emptyFirstPage = true;
    fill(401);
    await pull();
    expect(mirror.rows.size).toBe(401);
    expect(lines()).toEqual([delta, delta, delta, delta]);
  });

  // microsoft.md 13
  test('says the same on all pages and rounds, and nothing that the feed refuses', async () => {
    fill(250);
    await pull();
    scene.person.add(lunch);
    await pull();
    const asked = scene.asked();
    expect(asked.length).toBeGreaterThan(3);
    for (const { headers, query } of asked) {
      expect(headers['prefer']).toBe('odata.maxpagesize=200, outlook.timezone="UTC", IdType="ImmutableId"');
      for (const name of ['$select', '$filter', '$top', '$expand', '$orderby', '$search']) {
        expect(query).not.toHaveProperty(name);
      }
    }
  });

  // microsoft.md 23
  test('takes series from one list where they are many, with all that the feed leaves out', async () => {
    for (let index = 0; index < 5; index += 1) {
      scene.person.add({ ...threeWeeks, subject: `Series ${index}`, showAs: index % 2 === 0 ? 'free' : 'busy' });
    }
    scene.person.add(lunch);
    await pull();
    expect(lines()).toEqual([delta, delta, 'GET /calendarView']);
    expect(mirror.rows.size).toBe(16);
    expect([...mirror.rows.values()].filter(({ isBusy }) => isBusy)).toHaveLength(7);
  });

  test('takes a single series by itself where that is one request as well', async () => {
    const { key } = scene.person.add(threeWeeks);
    await pull();
    expect(lines()).toEqual([delta, delta, `GET /events/${key}/instances`]);
    expect(mirror.rows.size).toBe(3);
  });

  test('costs hardly more than its pages, and a request for two hundred occurrences', async () => {
    fill(600);
    for (let index = 0; index < 60; index += 1) scene.person.add({ ...threeWeeks, subject: `Series ${index}` });
    await pull();
    expect(mirror.rows.size).toBe(780);
    const asked = lines();
    const pages = asked.filter((line) => line === delta).length;
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(1.1 * pages + 180 / 200));
  });

  // microsoft.md 14
  test.each([
    ['429', { kind: 'graphError', status: 429, code: 'ApplicationThrottled', retryAfter: 300 }],
    ['401', { kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken' }],
    ['404', { kind: 'graphError', status: 404, code: 'ErrorItemNotFound' }],
    ['502', { kind: 'html', status: 502 }],
    ['a cut connection', { kind: 'reset', when: 'after' }],
    ['half a page', { kind: 'truncated' }],
    ['HTML with 200', { kind: 'html', status: 200 }],
  ] as const)('that breaks off on a page with %s leaves nothing behind', async (_, effect) => {
    fill(450);
    scene.sandbox.faults.add({ path: feed, nth: 3, times: 3, effect });
    await failure();
    expect([mirror.cursor, mirror.rows.size]).toEqual([null, 0]);
    scene.sandbox.faults.clear();
    scene.sandbox.world.clock.advance(300_000);
    await pull();
    expect(mirror.rows.size).toBe(450);
  });
});

describe('a round from a link', () => {
  test('of a calendar in which nothing changed is one request, and its link is another one', async () => {
    scene.person.add(lunch);
    await pull();
    lines();
    const links = new Set([mirror.cursor]);
    for (let time = 0; time < 10; time += 1) {
      const pages = await pull();
      expect(pages).toMatchObject([{ changes: [], isFull: false, isLast: true }]);
      links.add(mirror.cursor);
    }
    expect(links.size).toBe(11);
    expect(lines()).toEqual(Array.from({ length: 10 }, () => delta));
  });

  // microsoft.md 14
  test('that breaks off on a page deletes nothing, and is as good the second time', async () => {
    fill(450);
    const series = scene.person.add(threeWeeks);
    await pull();
    const [before, cursor] = [mirror.list(), mirror.cursor];
    for (const row of [...mirror.rows.values()].filter(({ seriesId }) => seriesId === null)) {
      scene.person.change(row.providerEventId, { subject: 'Changed' });
    }
    scene.person.remove(series.key);
    for (const nth of [1, 2, 3]) {
      scene.sandbox.faults.add({ path: feed, nth, times: 3, effect: { kind: 'html', status: 502 } });
      await failure();
      expect([mirror.list(), mirror.cursor]).toEqual([before, cursor]);
      scene.sandbox.faults.clear();
    }
    await pull();
    expect(mirror.list()).toEqual(await fresh());
  });

  // microsoft.md 14
  test('whose series cannot be read changes nothing', async () => {
    const series = scene.person.add(threeWeeks);
    scene.person.add(lunch);
    await pull();
    const [before, cursor] = [mirror.list(), mirror.cursor];
    scene.person.change(series.key, { subject: 'Changed' });
    scene.sandbox.faults.add({ path: /instances$/, times: 3, effect: { kind: 'html', status: 503 } });
    await failure();
    expect([mirror.list(), mirror.cursor]).toEqual([before, cursor]);
    scene.sandbox.world.clock.advance(60_000);
    await pull();
    expect(mirror.list()).toEqual(await fresh());
  });

  // microsoft.md 15
  test('that names an event twice ends with its last state', async () => {
    scene.sandbox.world.settings.repeatedRows = true;
    const { key } = scene.person.add(lunch);
    await pull();
    for (const hour of [12, 13, 14]) {
      scene.person.change(key, at(`2026-05-04T${hour}:00:00Z`, `2026-05-04T${hour + 1}:00:00Z`));
    }
    await pull();
    expect(mirror.list()).toEqual(['Lunch 2026-05-04T14:00:00.000Z 2026-05-04T15:00:00.000Z']);
  });

  // microsoft.md 16
  test('that tells old changes again changes nothing', async () => {
    scene.sandbox.world.settings.replayedChanges = 3;
    const { key } = scene.person.add(lunch);
    for (let time = 0; time < 5; time += 1) scene.person.touch(key);
    const series = scene.person.add(threeWeeks);
    await pull();
    scene.person.remove(key);
    scene.person.change(series.key, { subject: 'Changed' });
    for (let time = 0; time < 3; time += 1) {
      await pull();
      expect(mirror.list()).toEqual(await fresh());
      expect(mirror.list()).toHaveLength(3);
    }
  });

  // microsoft.md 17
  test('that removes what nobody knows is no change', async () => {
    await pull();
    const { key } = scene.person.add({ ...lunch, ...at('2019-05-04T10:00:00Z', '2019-05-04T11:00:00Z') });
    const pages = await pull();
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual([key]);
    expect(mirror.rows.size).toBe(0);
  });

  // microsoft.md 18
  test('that removes an event which is still there says only that it left: the event itself tells where it is', async () => {
    const event = {
      key: '0b9f0d7e-4c1a-4b3e-8a55-2d6f1c7e9a01',
      ...{ startsAt: '2026-05-04T08:00:00.000Z', endsAt: '2026-05-04T09:00:00.000Z', title: 'Intro' },
      ...{ description: null, location: null, url: null, sequence: 0, status: 'confirmed' as const },
    };
    const { account, calendar, provider } = scene;
    const written = await provider.createEvent(account, calendar, event);
    await pull();
    scene.person.change(written.providerEventId, at('2028-05-04T10:00:00Z', '2028-05-04T11:00:00Z'));
    await pull();
    expect(mirror.rows.size).toBe(0);
    expect(await provider.getEvent(account, calendar, { key: event.key, ...written })).toMatchObject({
      times: { startsAt: '2028-05-04T10:00:00.000Z' },
      isCancelled: false,
    });
  });

  test('takes an event away that was moved to another calendar, and tells it there', async () => {
    const other = scene.sandbox.world.addCalendar('anna@contoso.example', { name: 'Other' });
    const { key } = scene.person.add(lunch);
    await pull();
    scene.person.move(key, other.id);
    await pull();
    expect(mirror.rows.size).toBe(0);
    const there = { ...scene, calendar: { ...scene.calendar, providerCalendarId: other.id } };
    mirror.apply(await collectPages(there, null));
    expect([...mirror.rows.keys()]).toEqual([key]);
  });

  // microsoft.md 40
  test('whose next link leads elsewhere is refused before it is asked', async () => {
    await pull();
    const cursor = mirror.cursor;
    lines();
    const body = JSON.stringify({ value: [], '@odata.deltaLink': 'https://evil.example/v1.0/me/calendarView/delta' });
    scene.sandbox.faults.add({ path: feed, effect: { kind: 'answer', status: 200, body } });
    expect(await failure()).toMatchObject({ code: 'forbidden_address' });
    expect(mirror.cursor).toBe(cursor);
    expect(lines()).toEqual([delta]);
  });

  test.each([
    ['neither a next link nor a last one', { value: [] }],
    ['both', { value: [], '@odata.nextLink': 'https://graph.microsoft.com/v1.0/a', '@odata.deltaLink': 'b' }],
    ['no rows', { '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/a' }],
  ])('with a page that has %s is no round', async (_, body) => {
    await pull();
    const cursor = mirror.cursor;
    scene.sandbox.faults.add({ path: feed, effect: { kind: 'answer', status: 200, body: JSON.stringify(body) } });
    expect(await failure()).toMatchObject({ code: 'not_a_calendar', retryable: true });
    expect(mirror.cursor).toBe(cursor);
  });

  test('of a calendar that was deleted says so', async () => {
    const other = scene.sandbox.world.addCalendar('anna@contoso.example', { name: 'Other' });
    const there = { ...scene, calendar: { ...scene.calendar, providerCalendarId: other.id } };
    mirror.apply(await collectPages(there, null));
    scene.sandbox.world.removeCalendar(other.id);
    await expect(collectPages(there, mirror.cursor)).rejects.toMatchObject({ code: 'gone' });
  });
});

describe('a window that moves on', () => {
  // microsoft.md 22
  test('is covered by the link for a week: what comes to its end is read, and its changes are told', async () => {
    const atEnd = { subject: 'Review', ...at('2026-08-02T10:00:00Z', '2026-08-02T11:00:00Z') };
    const { key } = scene.person.add(atEnd);
    scene.person.add(forever);
    await pull();
    expect(mirror.list().some((line) => line.startsWith('Review'))).toBe(false);
    lines();
    await pull(later(3));
    expect(lines()).toEqual(['GET /calendarView', delta]);
    expect(mirror.list()).toEqual(await fresh(later(3)));
    scene.person.change(key, { subject: 'Changed' });
    await pull(later(3));
    expect(mirror.list()).toEqual(await fresh(later(3)));
    expect(mirror.list().some((line) => line.startsWith('Changed'))).toBe(true);
  });

  // microsoft.md 22
  test('beyond that needs a new round, which replaces link and window at once; until then the old link stays', async () => {
    scene.person.add(lunch);
    scene.person.add(forever);
    await pull();
    const cursor = mirror.cursor;
    scene.sandbox.faults.add({ path: feed, nth: 2, times: 3, effect: { kind: 'html', status: 502 } });
    await failure(later(8));
    expect(mirror.cursor).toBe(cursor);
    await pull();
    expect(mirror.list()).toEqual(await fresh());
    const pages = await pull(later(8));
    expect(pages.map(({ isFull, nextCursor }) => [isFull, nextCursor !== null])).toEqual([[true, true]]);
    expect(mirror.list()).toEqual(await fresh(later(8)));
  });

  test('leaves nothing of a series that ends while its new end is read', async () => {
    const { key } = scene.person.add(forever);
    await pull();
    scene.sandbox.faults.add({
      path: feed,
      effect: { kind: 'meanwhile', action: () => scene.person.remove(key) },
    });
    await pull(later(2));
    expect(mirror.rows.size).toBe(0);
  });
});

test('a page tells the versions of what it names, as notices do', async () => {
  const [single, series] = [scene.person.add(lunch), scene.person.add(threeWeeks)];
  await pull();
  scene.person.change(single.key, { subject: 'Changed' });
  scene.person.change(series.key, { subject: 'Changed' });
  const versionOf = (id: string) => `W/"${scene.person.get(id)?.changeKey}"`;
  expect((await pull()).map(({ versions }) => versions)).toMatchObject([
    { [single.key]: versionOf(single.key), [series.key]: versionOf(series.key) },
  ]);
});

test('an event that becomes a series, and one again, is never there twice', async () => {
  const { key } = scene.person.add(standUp);
  await pull();
  scene.person.change(key, threeWeeks);
  await pull();
  expect(mirror.list()).toHaveLength(3);
  scene.person.change(key, { recurrence: null });
  await pull();
  expect(mirror.list()).toEqual(await fresh());
  expect(mirror.list()).toHaveLength(1);
});
