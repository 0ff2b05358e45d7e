import { describe, expect, it } from 'vitest';
import type { Configuration, UnknownTime } from '../../support/oracle/configuration.ts';
import { atHours, PLAIN_TYPE, withCalendar } from '../../support/oracle/examples.ts';
import { useExamples } from '../../support/oracle/use-examples.ts';

// Every example: a host in UTC, open from 22 to 24, an event type of 60 minutes, asked about the 12th and 13th of January 2026.
const { result, explained, offered, slots } = useExamples();

const unknown = (changes: Partial<UnknownTime> = {}): UnknownTime => ({
  calendar: 0,
  days: { from: '2026-01-12', until: '2026-01-13' },
  isAcknowledged: false,
  ...changes,
});
const scene = (
  unknownTimes: UnknownTime[],
  {
    policy = 'closed',
    zone = null,
    ...changes
  }: { policy?: Configuration['host']['stalePolicy']; zone?: string | null } & Partial<Configuration> = {},
): Partial<Configuration> => ({
  rules: atHours('22:00', '24:00'),
  durationMinutes: 60,
  eventTypes: [{ ...PLAIN_TYPE, durationsMinutes: [60] }],
  range: { start: '2026-01-12T00:00:00Z', end: '2026-01-14T00:00:00Z' },
  host: { timeZone: 'UTC', stalePolicy: policy, staleAfterMinutes: 15 },
  ...withCalendar([], zone),
  unknownTimes,
  ...changes,
});
const all = ['01-12 22:00', '01-12 23:00', '01-13 22:00', '01-13 23:00'];

describe('rule 9, an event whose time is not known', () => {
  it('makes its days unknown, and no others', async () => {
    expect(await offered(scene([]))).toEqual(all);
    expect(await offered(scene([unknown()]))).toEqual(all.slice(2));
    expect(await offered(scene([unknown({ days: { from: '2026-01-13', until: '2026-01-14' } })]))).toEqual(
      all.slice(0, 2),
    );
  });

  it('makes all of the calendar unknown where its days are not known', async () => {
    expect(await offered(scene([unknown({ days: null })]))).toEqual([]);
  });

  it('is asked about forever where it has no last day', async () => {
    expect(await offered(scene([unknown({ days: { from: '2026-01-13', until: '9999-12-31' } })]))).toEqual(
      all.slice(0, 2),
    );
  });

  it('counts in the days of its calendar', async () => {
    // The 13th begins at 23:00 UTC of the 12th in Berlin.
    const days = { from: '2026-01-13', until: '2026-01-14' };
    expect(await offered(scene([unknown({ days })], { zone: 'Europe/Berlin' }))).toEqual([all[0], all[3]]);
  });

  it('is met by buffers as well', async () => {
    const eventTypes = [{ ...PLAIN_TYPE, durationsMinutes: [60], slotIntervalMinutes: 60, bufferAfterMinutes: 30 }];
    const days = { from: '2026-01-13', until: '2026-01-14' };
    expect(await offered(scene([unknown({ days })], { eventTypes }))).toEqual([all[0]]);
  });

  it.each<[Configuration['host']['stalePolicy'], (string | boolean | undefined)[][]]>([
    [
      'closed',
      [
        ['13T22:00', undefined],
        ['13T23:00', undefined],
      ],
    ],
    [
      'request',
      [
        ['12T22:00', true],
        ['12T23:00', true],
        ['13T22:00', undefined],
        ['13T23:00', undefined],
      ],
    ],
    [
      'open',
      [
        ['12T22:00', undefined],
        ['12T23:00', undefined],
        ['13T22:00', undefined],
        ['13T23:00', undefined],
      ],
    ],
  ])('leaves to the policy %s what becomes of its days', async (policy, expected) => {
    const listed = await slots(scene([unknown()], { policy }));
    expect(listed.map((slot) => [slot.start.slice(8, 16), slot.needs_confirmation])).toEqual(expected);
  });

  it.each<[string, Partial<Configuration>]>([
    ['it is acknowledged', { unknownTimes: [unknown({ isAcknowledged: true, days: null })] }],
    ['its account is disconnected', { connections: ['disconnected'] }],
    [
      'its calendar takes no time',
      { calendars: (withCalendar([]).calendars ?? []).map((row) => ({ ...row, blocksAvailability: false })) },
    ],
  ])('means nothing once %s', async (_, changes) => {
    expect(await offered({ ...scene([unknown({ days: null })]), ...changes })).toEqual(all);
  });

  it('of one calendar is nothing that another one could know', async () => {
    const [calendar] = withCalendar([]).calendars ?? [];
    if (calendar === undefined) throw new Error('there is no calendar');
    const two = { calendars: [calendar, calendar], unknownTimes: [unknown({ calendar: 1 })] };
    expect(await offered({ ...scene([]), ...two })).toEqual(all.slice(2));
  });

  it('leaves the calendar covered as far as it was read, unless all of it is unknown', async () => {
    expect(await result(scene([unknown()]))).toMatchObject({ covered_until: '2026-12-31T00:00:00Z' });
    expect(await result(scene([unknown({ days: null })]))).toMatchObject({ covered_until: null });
  });

  it('is what an explanation names: its calendar, its days and what is wrong, and no title', async () => {
    const [monday, tuesday] = await explained(scene([unknown()]), ['2026-01-12T22:00:00Z', '2026-01-13T22:00:00Z']);
    expect(monday?.reasons).toEqual([
      {
        reason: 'not_covered',
        calendar_id: expect.any(String),
        calendar_name: 'Calendar 0',
        unknown_time_id: expect.any(String),
        message: 'No begin.',
        days: { from: '2026-01-12', until: '2026-01-13' },
      },
    ]);
    expect(tuesday).toMatchObject({ free: true, reasons: [] });
  });

  it('is named beside the time after which nothing was read, each with its own row', async () => {
    const calendars = (withCalendar([]).calendars ?? []).map((row) => ({
      ...row,
      coveredUntil: '2026-01-12T12:00:00Z',
    }));
    const [monday] = await explained(scene([unknown({ days: null })], { calendars }), ['2026-01-12T22:00:00Z']);
    expect(monday?.reasons).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reason: 'not_covered', covered_until: '2026-01-12T12:00:00Z' }),
        expect.objectContaining({ reason: 'not_covered', message: 'No begin.', days: null }),
      ]),
    );
    expect(monday?.reasons).toHaveLength(2);
  });
});
