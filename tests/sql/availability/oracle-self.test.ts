import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../support/oracle/configuration.ts';
import { aBooking, aConfiguration, atHours } from '../../support/oracle/examples.ts';
import { Oracle, type Verdict } from '../../support/oracle/slots.ts';
import { clockChanges, instantOf, offsetAt } from '../../support/oracle/wall-clock.ts';

/** The oracle is only worth something when it is right itself: worked examples, without a database. */
describe('the oracle', () => {
  const starts = (changes: Partial<Configuration>): string[] =>
    new Oracle(aConfiguration(changes)).slots().map((slot) => slot.start);

  it('knows the offsets of a zone with half-hour summer time to the minute', () => {
    const [first] = clockChanges('Australia/Lord_Howe', 2026, 2026);
    expect(first).toEqual({ minute: Date.UTC(2026, 3, 4, 15) / 60_000, before: 660, after: 630 });
    expect(offsetAt('Asia/Kathmandu', 0)).toBe(330);
    expect(offsetAt('Asia/Kathmandu', Date.UTC(2026, 0, 1) / 60_000)).toBe(345);
  });

  it('finds no change in a zone without summer time and fourteen in seven years with it', () => {
    expect(clockChanges('Asia/Tokyo', 2024, 2030)).toEqual([]);
    expect(clockChanges('Europe/Berlin', 2024, 2030)).toHaveLength(14);
    expect(instantOf(clockChanges('Europe/Berlin', 2026, 2026)[0]?.minute ?? 0)).toBe('2026-03-29T01:00:00Z');
  });

  it('steps through ordinary hours', () => {
    expect(starts({ rules: atHours('09:00', '11:00') })).toEqual([
      '2026-01-12T09:00:00Z',
      '2026-01-12T09:30:00Z',
      '2026-01-12T10:00:00Z',
      '2026-01-12T10:30:00Z',
    ]);
  });

  it('sees nothing in the hour that is skipped and both passes of the hour that repeats', () => {
    const host = { timeZone: 'Europe/Berlin', stalePolicy: 'request' as const, staleAfterMinutes: 15 };
    const sunday = (start: string, end: string) => ({ host, range: { start, end }, now: start });
    const rules = atHours('02:00', '03:00');
    expect(starts({ ...sunday('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'), rules })).toEqual([]);
    expect(starts({ ...sunday('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'), rules })).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T01:30:00Z',
    ]);
  });

  it('tells who refuses a start', () => {
    const oracle = new Oracle(
      aConfiguration({
        rules: atHours('09:00', '12:00'),
        bookings: [aBooking('2026-01-12T10:00:00Z', '2026-01-12T10:30:00Z')],
      }),
    );
    const named = ({ reasons }: Verdict) => new Set([...reasons].flatMap(([reason, is]) => (is ? [reason] : [])));
    const at = (instant: string) => oracle.judge(Date.parse(instant) / 60_000);
    expect(at('2026-01-12T09:30:00Z')).toMatchObject({ isFree: true, refusal: null });
    expect(at('2026-01-12T10:00:00Z')).toMatchObject({ isFree: false, refusal: 'slot_taken' });
    expect(named(at('2026-01-12T09:40:00Z'))).toEqual(new Set(['off_grid', 'booking']));
    expect(named(at('2026-01-12T11:40:00Z'))).toEqual(new Set(['outside_hours']));
  });
});
