import { describe, expect, test } from 'vitest';
import type { Mirror } from '../contract-suite.ts';
import { daily, lunch, useListing } from './listing-scene.ts';
import type { GoogleScene } from './scene.ts';

let scene: GoogleScene;
let mirror: Mirror;
const { pull } = useListing((opened, copy) => {
  [scene, mirror] = [opened, copy];
});

/** The next list of events, or of a series' occurrences, is this one. */
function answerWith(path: RegExp, items: readonly object[], nextSyncToken?: string): void {
  const body = JSON.stringify({
    kind: 'calendar#events',
    items,
    ...(nextSyncToken === undefined ? {} : { nextSyncToken }),
  });
  scene.sandbox.faults.add({ path, effect: { kind: 'answer', status: 200, body } });
}

const events = /\/events$/;
const timeless = { id: 'odd1', status: 'confirmed', iCalUID: 'odd1@google.com' };

describe('an event whose times cannot be read', () => {
  test('is told with a full listing', async () => {
    answerWith(events, [timeless], 'x');
    await pull();
    expect([...mirror.unknown.values()]).toEqual([
      {
        objectId: 'odd1',
        fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
        days: null,
        message: expect.any(String),
      },
    ]);
  });

  test.each([
    ['a begin in time', { start: { dateTime: '2026-05-04T23:30:00-07:00' } }, ['2026-05-03', '2026-05-06']],
    ['a first day', { start: { date: '2026-05-04' }, end: { dateTime: 'x' } }, ['2026-05-03', '2026-05-06']],
    ['an end alone', { end: { dateTime: '2026-05-04T10:00:00Z' } }, null],
  ])('but for %s may be on the days around it', async (_what, times, days) => {
    answerWith(events, [{ ...timeless, ...times }], 'x');
    await pull();
    expect(mirror.unknown.get('odd1')?.days).toEqual(days === null ? null : { from: days[0], until: days[1] });
  });

  test('is told by a run that finds changes, stays while others change, and is understood again', async () => {
    await scene.person.insert('lunch1', lunch);
    await pull();
    const token = JSON.parse(mirror.cursor ?? '{}').syncToken;
    answerWith(events, [timeless], token);
    await pull();
    expect([...mirror.unknown.keys()]).toEqual(['odd1']);
    await scene.person.patch('lunch1', { summary: 'Another' });
    await pull();
    expect([...mirror.unknown.keys()]).toEqual(['odd1']);
    answerWith(
      events,
      [{ ...timeless, start: { dateTime: '2026-05-04T10:00:00Z' }, end: { dateTime: '2026-05-04T11:00:00Z' } }],
      token,
    );
    await pull();
    expect([...mirror.unknown.keys()]).toEqual([]);
  });

  test('is over once it is deleted', async () => {
    await pull();
    const token = JSON.parse(mirror.cursor ?? '{}').syncToken;
    answerWith(events, [timeless], token);
    await pull();
    answerWith(events, [{ id: 'odd1', status: 'cancelled' }], token);
    await pull();
    expect(mirror.unknown.size).toBe(0);
  });

  test('is another question once its times are others, and the same while they are not', async () => {
    const printOf = async (item: object): Promise<string | undefined> => {
      mirror.cursor = null;
      answerWith(events, [item], 'x');
      await pull();
      return mirror.unknown.get('odd1')?.fingerprint;
    };
    const first = await printOf({ ...timeless, summary: 'A', updated: '2026-05-01T00:00:00Z' });
    expect(await printOf({ ...timeless, summary: 'B', updated: '2026-05-02T00:00:00Z' })).toBe(first);
    expect(await printOf({ ...timeless, start: { date: 'tomorrow' } })).not.toBe(first);
  });

  test('and which has no name is called by what it says', async () => {
    answerWith(events, [{ status: 'confirmed' }], 'x');
    await pull();
    expect([...mirror.unknown.keys()]).toEqual([expect.stringMatching(/^no-id-[0-9a-f]{40}$/)]);
  });
});

describe('an occurrence of a series whose times cannot be read', () => {
  const brokenId = 'series1_20260505T080000Z';

  test('is told by its own name, and over once its series is read without it', async () => {
    await scene.person.insert('series1', { ...daily, recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] });
    await pull();
    await scene.person.patch('series1', { summary: 'Touched' });
    answerWith(/\/instances$/, [{ id: brokenId, recurringEventId: 'series1', status: 'confirmed' }]);
    await pull();
    expect([...mirror.unknown.keys()]).toEqual([brokenId]);
    await scene.person.patch('series1', { summary: 'Touched again', recurrence: ['RRULE:FREQ=DAILY;COUNT=1'] });
    await pull();
    expect([...mirror.unknown.keys()]).toEqual([]);
    expect([...mirror.rows.values()].map(({ title }) => title)).toEqual(['Touched again']);
  });
});
