import { describe, expect, it } from 'vitest';
import type { Configuration, EventTypeSettings } from '../../support/oracle/configuration.ts';
import { aBooking, anEvent, atHours, PLAIN_TYPE, withCalendar } from '../../support/oracle/examples.ts';
import { useExamples } from '../../support/oracle/use-examples.ts';

// Every example: a host in UTC, open from 9 to 11, an event type of 30 minutes, asked about Monday 12 January 2026.
const { result, explained, offered, slots, reasons } = useExamples();

const rules = atHours('09:00', '11:00');
const at = (time: string): string => `2026-01-12T${time}:00Z`;
const booking = (from: string, until: string, changes = {}) => aBooking(at(from), at(until), changes);
const type = (changes: Partial<EventTypeSettings>) => ({ eventTypes: [{ ...PLAIN_TYPE, ...changes }, PLAIN_TYPE] });

describe('rule 8, notice, horizon and limits', () => {
  it('a slot begins at the earliest the notice after now', async () => {
    expect(await offered({ rules, ...type({ minNoticeMinutes: 60 }), now: at('08:30') })).toEqual([
      '09:30',
      '10:00',
      '10:30',
    ]);
    expect(await offered({ rules, ...type({ minNoticeMinutes: 60 }), now: '2026-01-12T08:30:01Z' })).toEqual([
      '10:00',
      '10:30',
    ]);
  });

  it('a slot begins before the horizon, counted in days of 24 hours', async () => {
    expect(await offered({ rules, ...type({ horizonDays: 2 }), now: '2026-01-10T10:00:00Z' })).toEqual([
      '09:00',
      '09:30',
    ]);
  });

  it('a notice beyond the horizon leaves nothing', async () => {
    const never = type({ minNoticeMinutes: 3 * 1440, horizonDays: 2 });
    expect(await offered({ rules, ...never })).toEqual([]);
  });

  it('the daily limit counts active bookings of this event type on the date of their start', async () => {
    const range = { start: '2026-01-12T00:00:00Z', end: '2026-01-14T00:00:00Z' };
    const bookings = [booking('09:00', '09:30'), booking('15:00', '15:30', { eventType: 1 })];
    const tuesday = ['01-13 09:00', '01-13 09:30', '01-13 10:00', '01-13 10:30'];
    expect(await offered({ rules, range, bookings, ...type({ maxPerDay: 1 }) })).toEqual(tuesday);
    expect(await offered({ rules, range, bookings, ...type({ maxPerDay: 2 }) })).toHaveLength(7);
  });

  it("the date that counts is the one of the event type's zone", async () => {
    // 20:00 UTC on Sunday is Monday in Auckland, and so is 09:00 UTC on Monday, but not 11:00
    const bookings = [aBooking('2026-01-11T20:00:00Z', '2026-01-11T20:30:00Z')];
    const limited = type({ maxPerDay: 1, timeZone: 'Pacific/Auckland' });
    expect(
      await offered({
        ...limited,
        rules: atHours('00:00', '24:00'),
        bookings,
        range: { start: at('10:00'), end: at('12:00') },
      }),
    ).toEqual(['11:00', '11:30']);
  });

  it('the weekly limit counts ISO weeks, Monday to Sunday', async () => {
    const range = { start: '2026-01-11T00:00:00Z', end: '2026-01-13T00:00:00Z' };
    const bookings = [aBooking('2026-01-07T09:00:00Z', '2026-01-07T09:30:00Z')];
    const now = '2026-01-06T00:00:00Z';
    expect(await offered({ rules, range, bookings, now, ...type({ maxPerWeek: 1 }) })).toEqual([
      '01-12 09:00',
      '01-12 09:30',
      '01-12 10:00',
      '01-12 10:30',
    ]);
  });

  it('a session counts once, and one may still join it when the limit is reached', async () => {
    const twice = [booking('09:00', '09:30'), booking('09:00', '09:30')];
    expect(await offered({ rules, bookings: twice, ...type({ seats: 3, maxPerDay: 2 }) })).toHaveLength(4);
    expect(await offered({ rules, bookings: twice, ...type({ seats: 3, maxPerDay: 1 }) })).toEqual(['09:00']);
  });

  it('a slot lies wholly inside open hours; its buffers need not', async () => {
    const buffers = type({ bufferBeforeMinutes: 45, bufferAfterMinutes: 45 });
    expect(await offered({ rules, ...buffers })).toEqual(['09:00', '09:30', '10:00', '10:30']);
  });
});

describe('rule 9, coverage and freshness', () => {
  const hour = atHours('09:00', '10:00');
  const healthy = withCalendar([]);
  const calendar = (changes: object) => ({
    calendars: (healthy.calendars ?? []).map((row) => ({ ...row, ...changes })),
  });
  const policy = (stalePolicy: Configuration['host']['stalePolicy']) => ({
    host: { timeZone: 'UTC', stalePolicy, staleAfterMinutes: 15 },
  });
  const toConfirm = { needs_confirmation: true };

  it('a healthy calendar changes nothing', async () => {
    expect(await slots({ rules: hour, ...healthy })).toEqual([
      { start: at('09:00'), end: at('09:30') },
      { start: at('09:30'), end: at('10:00') },
    ]);
  });

  it.each([
    ['its connection needs to be renewed', { connections: ['needs_reconnect' as const] }],
    ['its connection is in error', { connections: ['error' as const] }],
    ['it never finished a sync', calendar({ lastSyncedAt: null })],
    ['it was read too long ago', calendar({ lastSyncedAt: '2026-01-11T11:44:59Z' })],
  ])('a calendar is stale when %s: the policy decides about every slot', async (_, change) => {
    const stale = { rules: hour, ...healthy, ...change };
    expect(await offered({ ...stale, ...policy('closed') })).toEqual([]);
    expect(await slots({ ...stale, ...policy('request') })).toEqual([
      { start: at('09:00'), end: at('09:30'), ...toConfirm },
      { start: at('09:30'), end: at('10:00'), ...toConfirm },
    ]);
    expect(await slots({ ...stale, ...policy('open') })).toEqual([
      { start: at('09:00'), end: at('09:30') },
      { start: at('09:30'), end: at('10:00') },
    ]);
  });

  it('a calendar that was read exactly stale_after_minutes ago is not stale yet', async () => {
    expect(
      await offered({
        rules: hour,
        ...healthy,
        ...calendar({ lastSyncedAt: '2026-01-11T11:45:00Z' }),
        ...policy('closed'),
      }),
    ).toHaveLength(2);
  });

  it('a calendar that does not block is never stale', async () => {
    const idle = calendar({ lastSyncedAt: null, blocksAvailability: false });
    expect(await offered({ rules: hour, ...healthy, ...idle, ...policy('closed') })).toHaveLength(2);
  });

  it('only slots that end, buffer included, after the covered time are affected', async () => {
    const covered = { ...healthy, ...calendar({ coveredUntil: at('09:40') }) };
    const buffer = (minutes: number) => type({ bufferAfterMinutes: minutes });
    expect(await offered({ rules: hour, ...covered, ...policy('closed'), ...buffer(10) })).toEqual(['09:00']);
    expect(await offered({ rules: hour, ...covered, ...policy('closed'), ...buffer(11) })).toEqual([]);
    expect(await slots({ rules: hour, ...covered, ...policy('request') })).toEqual([
      { start: at('09:00'), end: at('09:30') },
      { start: at('09:30'), end: at('10:00'), ...toConfirm },
    ]);
  });

  it('a calendar without covered time covers nothing', async () => {
    expect(
      await offered({ rules: hour, ...healthy, ...calendar({ coveredUntil: null }), ...policy('closed') }),
    ).toEqual([]);
  });
});

describe('the answer', () => {
  it('says for which instant it holds, in which zone the hours are read and how far the calendars were read', async () => {
    const { calendars = [] } = withCalendar([]);
    const two = [
      ...calendars.map((row) => ({ ...row, coveredUntil: '2026-03-01T00:00:00Z' })),
      ...calendars.map((row) => ({ ...row, coveredUntil: '2026-02-01T00:00:00Z' })),
    ];
    expect(
      await result({ rules, ...type({ timeZone: 'Asia/Tokyo' }), connections: ['active'], calendars: two }),
    ).toMatchObject({
      duration_minutes: 30,
      time_zone: 'Asia/Tokyo',
      as_of: '2026-01-11T12:00:00Z',
      covered_until: '2026-02-01T00:00:00Z',
    });
  });

  it('says nothing about covered time without a blocking calendar', async () => {
    expect(await result({ rules })).toMatchObject({ covered_until: null });
  });

  it('ends after 10,000 slots and says so', async () => {
    // a slot each 5 minutes around the clock: 288 a day, 10,000 are reached on the 35th day
    const often = type({ slotIntervalMinutes: 5 });
    const allDay = atHours('00:00', '24:00');
    const long = { start: '2026-01-12T00:00:00Z', end: '2026-03-12T00:00:00Z' };
    const { slots: listed, truncated_at } = await result({ rules: allDay, ...often, range: long });
    expect(listed).toHaveLength(10_000);
    expect(listed.at(-1)?.start).toBe('2026-02-15T17:15:00Z');
    expect(truncated_at).toBe('2026-02-15T17:20:00Z');
    expect(await result({ rules, ...often })).not.toHaveProperty('truncated_at');
  });
});

describe('rule 10, one core: an explanation names every reason', () => {
  it('names the hold and the request that share a session', async () => {
    const expiresAt = at('00:00');
    const bookings = (['held', 'pending'] as const).map((status) => booking('09:15', '09:45', { status, expiresAt }));
    expect(await reasons({ rules, bookings, ...type({ seats: 2 }) }, at('09:00'))).toEqual(['booking', 'hold']);
  });

  it('explains no start when none is given', async () => {
    expect(await explained({ rules }, [])).toEqual([]);
  });

  it('names nothing for a slot that is listed', async () => {
    expect(await reasons({ rules }, at('09:00'))).toEqual([]);
  });

  it('names all that stands against one start at once', async () => {
    const blocks = [
      {
        eventType: null,
        kind: 'vacation' as const,
        startDate: '2026-01-12',
        endDate: '2026-01-12',
        startsAt: null,
        endsAt: null,
      },
    ];
    const named = await reasons(
      {
        rules,
        blocks,
        bookings: [booking('10:00', '10:30')],
        ...type({ maxPerDay: 1, minNoticeMinutes: 1440 }),
        ...withCalendar([anEvent(at('10:00'), at('10:30'))]),
      },
      at('10:15'),
    );
    expect(named).toEqual(['booking', 'daily_limit', 'external_event', 'notice', 'off_grid', 'vacation']);
  });

  it.each([
    ['outside_hours', '12:00', {}],
    ['off_grid', '09:10', {}],
    [
      'closed_override',
      '09:00',
      {
        overrides: [{ eventType: null, date: '2026-01-12', effect: 'closed' as const, startTime: null, endTime: null }],
      },
    ],
    ['hold', '09:00', { bookings: [booking('09:15', '09:45', { status: 'held', expiresAt: at('00:00') })] }],
    ['buffer', '09:30', { ...type({ bufferBeforeMinutes: 15 }), bookings: [booking('09:00', '09:30')] }],
    ['horizon', '09:00', { ...type({ horizonDays: 1 }), now: '2026-01-11T09:00:00Z' }],
    [
      'weekly_limit',
      '09:00',
      { ...type({ maxPerWeek: 1 }), bookings: [aBooking('2026-01-14T09:00:00Z', '2026-01-14T09:30:00Z')] },
    ],
    ['seats', '09:00', { ...type({ seats: 2 }), bookings: [booking('09:00', '09:30'), booking('09:00', '09:30')] }],
  ])('names %s', async (reason, time, changes) => {
    expect(await reasons({ rules, ...changes }, at(time))).toContain(reason);
  });
});
