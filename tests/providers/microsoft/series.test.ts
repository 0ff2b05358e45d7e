import { describe, expect, test } from 'vitest';
import { contractWindow, type Mirror } from '../contract-suite.ts';
import { forever, lunch, standUp, threeWeeks, useListing } from './listing-scene.ts';
import { at, type MicrosoftScene, weekly } from './scene.ts';

let scene: MicrosoftScene;
let mirror: Mirror;
const { pull, fresh } = useListing((...begun) => {
  [scene, mirror] = begun;
});
const lines = () => scene.asked().map(({ line }) => line);
const delta = 'GET /calendarView/delta';
const starts = () => [...mirror.rows.values()].map(({ startsAt }) => startsAt?.slice(0, 10)).sort();
/** The id of an occurrence, by its day. */
const occurrenceOn = (day: string) =>
  [...mirror.rows.values()].find(({ startsAt }) => startsAt?.startsWith(day))?.providerEventId ?? '';

describe('a series that changed', () => {
  // microsoft.md 23
  test('is read again as a whole: the bare rows of the feed make no events', async () => {
    const { key } = scene.person.add(threeWeeks);
    await pull();
    lines();
    scene.person.change(key, { subject: 'Private', sensitivity: 'private', showAs: 'free' });
    const pages = await pull();
    expect(lines()).toEqual([delta, `GET /events/${key}/instances`]);
    expect(pages.flatMap(({ fullyListed }) => fullyListed)).toEqual([key]);
    expect([...mirror.rows.values()].map(({ title, isBusy }) => [title, isBusy])).toEqual(Array(3).fill([null, false]));
  });

  // microsoft.md 24
  test('takes no time on the day that it began years ago', async () => {
    const start = '2019-05-07T08:00:00Z';
    const { key } = scene.person.add({ ...standUp, ...at(start, '2019-05-07T08:30:00Z'), ...weekly(start) });
    await pull();
    scene.person.touch(key);
    await pull();
    expect(starts()[0]).toBe('2026-05-05');
    expect(mirror.rows.size).toBe(13);
  });

  // microsoft.md 25
  test('frees the slot of an occurrence that was deleted, of which the feed says nothing', async () => {
    scene.person.add(threeWeeks);
    await pull();
    const id = occurrenceOn('2026-05-12');
    scene.person.remove(id);
    const pages = await pull();
    expect(pages.flatMap(({ deleted, changes }) => [...(deleted ?? []), ...changes])).not.toContain(id);
    expect(starts()).toEqual(['2026-05-05', '2026-05-19']);
  });

  // microsoft.md 26
  test('that moved to another weekday leaves no old occurrence', async () => {
    const { key } = scene.person.add(threeWeeks);
    await pull();
    const start = '2026-05-07T08:00:00Z';
    scene.person.change(key, { ...at(start, '2026-05-07T08:30:00Z'), ...weekly(start, 3) });
    await pull();
    expect(starts()).toEqual(['2026-05-07', '2026-05-14', '2026-05-21']);
  });

  test('takes the new time of an occurrence that was moved, and frees the old one', async () => {
    scene.person.add(threeWeeks);
    await pull();
    scene.person.change(occurrenceOn('2026-05-12'), at('2026-05-13T12:00:00Z', '2026-05-13T12:30:00Z'));
    await pull();
    expect(starts()).toEqual(['2026-05-05', '2026-05-13', '2026-05-19']);
    expect(mirror.list()).toEqual(await fresh());
  });

  test('and was deleted leaves nothing', async () => {
    const { key } = scene.person.add(forever);
    scene.person.add(lunch);
    await pull();
    scene.person.remove(key);
    const pages = await pull();
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual([key]);
    expect(mirror.list()).toEqual(await fresh());
  });

  test('and is gone when it is read leaves nothing', async () => {
    const { key } = scene.person.add(threeWeeks);
    await pull();
    scene.person.touch(key);
    const action = () => scene.person.remove(key);
    scene.sandbox.faults.add({ path: /instances$/, effect: { kind: 'meanwhile', action } });
    const pages = await pull();
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual([key]);
    expect(mirror.rows.size).toBe(0);
  });

  test('and ended before the window leaves nothing in it', async () => {
    const { key } = scene.person.add(forever);
    await pull();
    const start = '2026-01-05T08:00:00Z';
    scene.person.change(key, { ...at(start, '2026-01-05T08:30:00Z'), ...weekly(start, 2) });
    await pull();
    expect(mirror.rows.size).toBe(0);
  });

  test('and moved to another calendar leaves nothing here', async () => {
    const other = scene.sandbox.world.addCalendar('anna@contoso.example', { name: 'Other' });
    const { key } = scene.person.add(threeWeeks);
    await pull();
    scene.person.move(key, other.id);
    await pull();
    expect(mirror.rows.size).toBe(0);
  });
});

test('a series of which a round says both, gone and changed, is looked for in this calendar alone', async () => {
  const other = scene.sandbox.world.addCalendar('anna@contoso.example', { name: 'Other' });
  const { key } = scene.person.add(threeWeeks);
  await pull();
  scene.person.move(key, other.id);
  lines();
  const removed = { id: key, '@removed': { reason: 'deleted' } };
  const old = {
    id: 'old',
    type: 'occurrence',
    seriesMasterId: key,
    ...at('2026-05-05T08:00:00Z', '2026-05-05T08:30:00Z'),
  };
  const body = JSON.stringify({ value: [removed, old], '@odata.deltaLink': JSON.parse(mirror.cursor ?? '').link });
  scene.sandbox.faults.add({ path: /delta$/, effect: { kind: 'answer', status: 200, body } });
  await pull();
  expect(lines()).toEqual([delta, delta.replace('/delta', '')]);
  expect(mirror.rows.size).toBe(0);
});

test('many changed series are read from one list of the window', async () => {
  const keys = Array.from(
    { length: 22 },
    (_, index) => scene.person.add({ ...threeWeeks, subject: `No ${index}` }).key,
  );
  await pull();
  lines();
  for (const key of keys) scene.person.change(key, { showAs: 'free' });
  scene.person.remove(keys[0] ?? '');
  await pull();
  expect(lines()).toEqual([delta, delta.replace('/delta', '')]);
  expect(mirror.list()).toEqual(await fresh());
  expect([...mirror.rows.values()].filter(({ isBusy }) => isBusy)).toEqual([]);
});

test('a row that nobody can read keeps the known time of its series until it can be read', async () => {
  const { key } = scene.person.add(threeWeeks);
  await pull();
  const [before] = [mirror.list()];
  const broken = { id: 'broken', type: 'occurrence', seriesMasterId: key, start: null, end: null };
  const body = JSON.stringify({ value: [broken] });
  scene.person.touch(key);
  scene.sandbox.faults.add({ path: /instances$/, effect: { kind: 'answer', status: 200, body } });
  await pull();
  expect(mirror.list()).toEqual(before);
  expect([...mirror.unknown.keys()]).toEqual(['broken']);
  // An event beside it changes nothing about that.
  scene.person.add(lunch);
  await pull(contractWindow);
  expect([...mirror.unknown.keys()]).toEqual(['broken']);
  scene.person.touch(key);
  await pull();
  expect([...mirror.unknown.keys()]).toEqual([]);
  expect(mirror.list()).toEqual(await fresh());
});
