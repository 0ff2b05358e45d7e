import { describe, expect, it } from 'vitest';
import type { Configuration, Override } from '../../support/oracle/configuration.ts';
import { aConfiguration, atHours, MONDAY, PLAIN_TYPE } from '../../support/oracle/examples.ts';
import { useExamples } from '../../support/oracle/use-examples.ts';

// Every example: a host in UTC, an event type of 30 minutes, asked about Monday 12 January 2026, unless it says otherwise.
const { offered } = useExamples();

const monday = { dayOfWeek: 1, validFrom: null, validUntil: null };
const twoDays = { start: '2026-01-12T00:00:00Z', end: '2026-01-14T00:00:00Z' };
const onMonday = (row: Partial<Override>): Override => ({
  eventType: null,
  date: '2026-01-12',
  effect: 'extra',
  startTime: null,
  endTime: null,
  ...row,
});

describe('rule 1, weekly hours', () => {
  it("a rule opens its window on its weekday, and the window's end is outside", async () => {
    const rules = [{ ...monday, eventType: null, startTime: '09:00', endTime: '10:30' }];
    expect(await offered({ rules, range: twoDays })).toEqual(['01-12 09:00', '01-12 09:30', '01-12 10:00']);
  });

  it('a slot that would reach beyond the end of the hours is not offered', async () => {
    const rules = [{ ...monday, eventType: null, startTime: '09:00', endTime: '10:20' }];
    expect(await offered({ rules })).toEqual(['09:00', '09:30']);
  });

  it('overlapping and touching rules count as one', async () => {
    const rules = [...atHours('09:00', '09:45'), ...atHours('09:30', '10:15'), ...atHours('10:15', '11:00')];
    expect(await offered({ rules })).toEqual(['09:00', '09:30', '10:00', '10:30']);
  });

  it("one row of the event type, on whatever weekday, switches the host's hours off", async () => {
    const own = { dayOfWeek: 2, validFrom: null, validUntil: null, eventType: 0, startTime: '13:00', endTime: '14:00' };
    const rules = [...atHours('09:00', '17:00'), own];
    expect(await offered({ rules, range: twoDays })).toEqual(['01-13 13:00', '01-13 13:30']);
  });

  it('hours of another event type mean nothing', async () => {
    const eventTypes = [PLAIN_TYPE, PLAIN_TYPE];
    expect(
      await offered({ eventTypes, rules: [...atHours('09:00', '10:00'), ...atHours('15:00', '16:00', 1)] }),
    ).toEqual(['09:00', '09:30']);
  });

  it('temporary hours of both levels add to the weekly hours on their dates, the last one included', async () => {
    const dated = { dayOfWeek: 1, validFrom: '2026-01-05', validUntil: '2026-01-12' };
    const rules = [
      ...atHours('09:00', '09:30', 0),
      { ...dated, eventType: null, startTime: '12:00', endTime: '12:30' },
      { ...dated, eventType: 0, startTime: '15:00', endTime: '15:30' },
    ];
    const range = { start: MONDAY.start, end: '2026-01-20T00:00:00Z' };
    const mondays = (await offered({ rules, range })).filter((start) => /^01-(12|19)/.test(start));
    expect(mondays).toEqual(['01-12 09:00', '01-12 12:00', '01-12 15:00', '01-19 09:00']);
  });

  it('temporary hours may be open on one side', async () => {
    const since = { dayOfWeek: 2, validFrom: '2026-01-13', validUntil: null };
    const until = { dayOfWeek: 1, validFrom: null, validUntil: '2026-01-12' };
    const window = { eventType: null, startTime: '09:00', endTime: '09:30' };
    expect(
      await offered({
        rules: [
          { ...since, ...window },
          { ...until, ...window },
        ],
        range: twoDays,
      }),
    ).toEqual(['01-12 09:00', '01-13 09:00']);
  });

  it("temporary hours of the event type do not switch the host's weekly hours off", async () => {
    const dated = { dayOfWeek: 1, validFrom: '2026-01-12', validUntil: '2026-01-12' };
    const rules = [...atHours('09:00', '09:30'), { ...dated, eventType: 0, startTime: '11:00', endTime: '11:30' }];
    expect(await offered({ rules })).toEqual(['09:00', '11:00']);
  });

  it("hours are read in the event type's zone, not in the host's", async () => {
    // nine in the morning in Tokyo is midnight in UTC
    const eventTypes = [{ ...PLAIN_TYPE, timeZone: 'Asia/Tokyo' }];
    expect(await offered({ eventTypes, rules: atHours('09:00', '10:00') })).toEqual(['00:00', '00:30']);
  });
});

describe('rule 2, overrides', () => {
  const usual = atHours('09:00', '10:00');

  it('an open override replaces all hours of its date', async () => {
    const overrides = [onMonday({ effect: 'open', startTime: '14:00', endTime: '15:00' })];
    expect(await offered({ rules: usual, overrides })).toEqual(['14:00', '14:30']);
  });

  it("the event type's open overrides replace the host's", async () => {
    const overrides = [
      onMonday({ effect: 'open', startTime: '14:00', endTime: '15:00' }),
      onMonday({ effect: 'open', startTime: '18:00', endTime: '18:30', eventType: 0 }),
    ];
    expect(await offered({ rules: usual, overrides })).toEqual(['18:00']);
  });

  it("the host's open overrides replace hours of the event type too", async () => {
    const overrides = [onMonday({ effect: 'open', startTime: '14:00', endTime: '14:30' })];
    expect(await offered({ rules: atHours('09:00', '10:00', 0), overrides })).toEqual(['14:00']);
  });

  it('extra overrides of both levels add', async () => {
    const overrides = [
      onMonday({ startTime: '12:00', endTime: '12:30' }),
      onMonday({ startTime: '13:00', endTime: '13:30', eventType: 0 }),
    ];
    expect(await offered({ rules: usual, overrides })).toEqual(['09:00', '09:30', '12:00', '13:00']);
  });

  it('a closed override takes away its window, also from open and extra ones', async () => {
    const overrides = [
      onMonday({ effect: 'open', startTime: '09:00', endTime: '11:00' }),
      onMonday({ effect: 'closed', startTime: '09:30', endTime: '10:00' }),
      onMonday({ effect: 'closed', startTime: '10:30', endTime: '12:00', eventType: 0 }),
    ];
    expect(await offered({ overrides })).toEqual(['09:00', '10:00']);
  });

  it('a closed override without times takes away the whole day', async () => {
    expect(await offered({ rules: usual, overrides: [onMonday({ effect: 'closed' })], range: twoDays })).toEqual([
      '01-13 09:00',
      '01-13 09:30',
    ]);
  });
});

describe('rule 3, blocked periods', () => {
  const block = {
    eventType: null,
    kind: 'block' as const,
    startDate: null,
    endDate: null,
    startsAt: null,
    endsAt: null,
  };
  const rules = atHours('09:00', '11:00');

  it('a slot may not meet a blocked period, but its buffers may', async () => {
    const eventTypes = [{ ...PLAIN_TYPE, bufferBeforeMinutes: 60, bufferAfterMinutes: 60 }];
    const blocks = [{ ...block, startsAt: '2026-01-12T09:40:00Z', endsAt: '2026-01-12T10:00:00Z' }];
    expect(await offered({ rules, eventTypes, blocks })).toEqual(['09:00', '10:00', '10:30']);
  });

  it('dates block whole days, the last one included', async () => {
    const blocks = [{ ...block, kind: 'vacation' as const, startDate: '2026-01-11', endDate: '2026-01-12' }];
    const starts = await offered({ rules, blocks, range: twoDays });
    expect(starts[0]).toBe('01-13 09:00');
  });

  it("dates are days of the host's zone, whatever the event type's", async () => {
    // 12 January in New York begins at 05:00 UTC, which is 14:00 in Tokyo
    const host = { timeZone: 'America/New_York', stalePolicy: 'request' as const, staleAfterMinutes: 15 };
    const eventTypes = [{ ...PLAIN_TYPE, timeZone: 'Asia/Tokyo' }];
    const blocks = [{ ...block, kind: 'vacation' as const, startDate: '2026-01-12', endDate: '2026-01-12' }];
    expect(await offered({ host, eventTypes, blocks, rules: atHours('13:00', '15:00') })).toEqual(['04:00', '04:30']);
  });

  it('a block of one event type leaves the others alone', async () => {
    const eventTypes = [PLAIN_TYPE, PLAIN_TYPE];
    const times = { startsAt: MONDAY.start, endsAt: '2026-01-12T10:30:00Z' };
    expect(await offered({ rules, eventTypes, blocks: [{ ...block, ...times, eventType: 1 }] })).toHaveLength(4);
    expect(await offered({ rules, eventTypes, blocks: [{ ...block, ...times, eventType: 0 }] })).toEqual(['10:30']);
  });
});

describe('rule 4, wall clock', () => {
  const berlin = { timeZone: 'Europe/Berlin', stalePolicy: 'request' as const, staleAfterMinutes: 15 };
  const spring = {
    host: berlin,
    now: '2026-03-28T12:00:00Z',
    range: { start: '2026-03-28T23:00:00Z', end: '2026-03-29T22:00:00Z' },
  };
  const autumn = {
    host: berlin,
    now: '2026-10-24T12:00:00Z',
    range: { start: '2026-10-24T22:00:00Z', end: '2026-10-25T23:00:00Z' },
  };
  const eventTypes: Configuration['eventTypes'] = aConfiguration().eventTypes;

  it('in the hour that a clock change skips there is nothing', async () => {
    expect(await offered({ ...spring, eventTypes, rules: atHours('02:00', '03:00') })).toEqual([]);
  });

  it('hours across the skipped hour go on without a break', async () => {
    // 01:00 to 04:00 on the clock are two hours of time, and a slot of 40 minutes may run across the gap
    const rules = atHours('01:00', '04:00');
    const long = [{ ...PLAIN_TYPE, durationsMinutes: [40] }];
    expect(await offered({ ...spring, rules, eventTypes: long, durationMinutes: 40 })).toEqual([
      '00:00',
      '00:40',
      '01:20',
    ]);
  });

  it('in the hour that repeats both passes count', async () => {
    expect(await offered({ ...autumn, rules: atHours('02:00', '03:00') })).toEqual([
      '00:00',
      '00:30',
      '01:00',
      '01:30',
    ]);
  });

  it('half of the repeated hour is open twice, with a break between', async () => {
    expect(await offered({ ...autumn, rules: atHours('02:00', '02:30') })).toEqual(['00:00', '01:00']);
  });

  it("a window until 24:00 reaches the end of the date, whenever the zone's midnight is", async () => {
    // Santiago skips from 24:00 on 5 September 2026 to 01:00 on 6 September: both dates touch
    const host = { timeZone: 'America/Santiago', stalePolicy: 'request' as const, staleAfterMinutes: 15 };
    const range = { start: '2026-09-06T03:00:00Z', end: '2026-09-06T05:00:00Z' };
    const rules = [
      { eventType: null, dayOfWeek: 6, startTime: '23:00', endTime: '24:00', validFrom: null, validUntil: null },
      { eventType: null, dayOfWeek: 0, startTime: '00:00', endTime: '02:00', validFrom: null, validUntil: null },
    ];
    expect(await offered({ host, rules, range, now: '2026-09-05T12:00:00Z' })).toEqual([
      '03:00',
      '03:30',
      '04:00',
      '04:30',
    ]);
  });
});
