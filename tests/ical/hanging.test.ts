import { describe, expect, test } from 'vitest';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';
import { expandText, sound, start } from './hostile-scene.ts';

// caldav.md 39
describe('an expansion that hangs', () => {
  /** Expands for longer than any limit of these tests: each rule is sound and takes its milliseconds. */
  const slow = (uid: string): string[] =>
    eventOf(
      uid,
      'DTSTART:19000101T100000Z',
      'DURATION:PT1H',
      ...Array(5_000).fill('RRULE:FREQ=DAILY;COUNT=19999;BYMONTH=1'),
    );

  test('is ended, flagged, and the events behind it are read', async () => {
    const impatient = createExpander({ objectMs: 300 });
    const { objects } = await expandText(feedOf(...sound, ...slow('slow'), ...eventOf('after', ...start)), impatient);
    expect(
      objects.map((object) => [object.uid, object.occurrences.length, object.problems.map(({ code }) => code)]),
    ).toEqual([
      ['sound', 1, []],
      ['slow', 0, ['timeout']],
      ['after', 1, []],
    ]);
    // The next request gets a thread that works.
    expect((await expandText(feedOf(...sound), impatient)).objects).toHaveLength(1);
    await impatient.close();
  });

  test('again and again ends the request', async () => {
    const impatient = createExpander({ objectMs: 200, maxGivenUp: 2 });
    const feed = feedOf(...slow('a'), ...slow('b'), ...slow('c'), ...slow('d'));
    await expect(expandText(feed, impatient)).rejects.toMatchObject({ code: 'timeout' });
    await impatient.close();
  });

  test('has a limit for the whole request too', async () => {
    const impatient = createExpander({ totalMs: 300 });
    await expect(expandText(feedOf(...slow('a')), impatient)).rejects.toMatchObject({ code: 'timeout' });
    await impatient.close();
  });

  test('does not stop the process from answering', async () => {
    const impatient = createExpander({ objectMs: 500 });
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 10);
    await expandText(feedOf(...slow('a')), impatient);
    clearInterval(clock);
    expect(ticks).toBeGreaterThan(10);
    await impatient.close();
  });

  test('leaves what the event says without its rules', async () => {
    const impatient = createExpander({ objectMs: 300 });
    const rules = Array(5_000).fill('RRULE:FREQ=DAILY;COUNT=19999;BYMONTH=1');
    const { objects } = await expandText(
      feedOf(
        ...eventOf('slow', 'DTSTART:20260504T100000Z', 'DURATION:PT1H', ...rules),
        ...eventOf('slow', 'RECURRENCE-ID:20270104T100000Z', 'DTSTART:20260506T100000Z', 'DURATION:PT1H'),
      ),
      impatient,
    );
    expect(objects[0]?.problems.map(({ code }) => code)).toEqual(['timeout']);
    expect(objects[0]?.occurrences.map(({ key, isBusy }) => [key, isBusy])).toEqual([
      ['20260504T100000Z', true],
      ['20270104T100000Z', true],
    ]);
    await impatient.close();
  });

  test('is skipped if it hangs without its rules too', async () => {
    // Each onset of its zone takes as long as a rule.
    const part = ['DTSTART:19000101T000000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0100', 'RRULE:FREQ=HOURLY;COUNT=19999'];
    const parts = Array(900).fill(['BEGIN:STANDARD', ...part, 'END:STANDARD'].join('\r\n'));
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Slow', ...parts, 'END:VTIMEZONE'];
    const impatient = createExpander({ objectMs: 300 });
    const slowZone = eventOf('slow', 'DTSTART;TZID=Slow:20260504T100000', 'DURATION:PT1H');
    const { objects } = await expandText(feedOf(...zone, ...slowZone, ...sound), impatient);
    expect(objects.map((object) => [object.uid, object.occurrences.length, object.problems.length])).toEqual([
      ['slow', 0, 1],
      ['sound', 1, 0],
    ]);
    await impatient.close();
  });

  test.each([
    ['hang', { objectMs: 200 }, 5_000],
    ['take long', { sliceMs: 20, objectMs: 60_000 }, 2],
  ])('in one calendar whose events %s does not hold up the others', async (_what, limits, rules) => {
    const shared = createExpander(limits);
    const long = (uid: string): string[] =>
      eventOf(
        uid,
        'DTSTART:19000101T100000Z',
        'DURATION:PT1H',
        ...Array(rules).fill('RRULE:FREQ=DAILY;COUNT=19999;BYMONTH=1'),
      );
    const uids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const ended: string[] = [];
    const greedy = expandText(feedOf(...uids.flatMap(long)), shared).then((expansion) => {
      ended.push('greedy');
      return expansion;
    });
    for (const name of ['first', 'second', 'third']) {
      const { objects } = await expandText(feedOf(...sound), shared);
      expect(objects).toHaveLength(1);
      ended.push(name);
    }
    // Every event comes out once, in its place, wherever a turn ended.
    expect((await greedy).objects.map(({ uid }) => uid)).toEqual(uids);
    expect(ended).toEqual(['first', 'second', 'third', 'greedy']);
    await shared.close();
  });

  test('requests wait for each other and each gets its own answer', async () => {
    const texts = ['a', 'b', 'c'].map((uid) => feedOf(...eventOf(uid, ...start)));
    const results = await Promise.all(texts.map((text) => expandText(text)));
    expect(results.map(({ objects }) => objects[0]?.uid)).toEqual(['a', 'b', 'c']);
  });

  test('too many occurrences in all end the request', async () => {
    const small = createExpander({ maxTotalOccurrences: 100 });
    const daily = (uid: string): string[] => eventOf(uid, ...start, 'RRULE:FREQ=DAILY;COUNT=60');
    await expect(expandText(feedOf(...daily('a'), ...daily('b')), small)).rejects.toMatchObject({ code: 'too_large' });
    await small.close();
  });
});
