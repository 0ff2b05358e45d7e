import { describe, expect, it } from 'vitest';
import { aBooking, anEvent, atHours, PLAIN_TYPE, withCalendar } from '../../support/oracle/examples.ts';
import { useExamples } from '../../support/oracle/use-examples.ts';

// Every example: a host in UTC, open from 9 to 12, an event type of 30 minutes, asked about Monday 12 January 2026.
const { offered, slots } = useExamples();

const rules = atHours('09:00', '12:00');
const at = (time: string): string => `2026-01-12T${time}:00Z`;
const event = (from: string, until: string, changes = {}) => anEvent(at(from), at(until), changes);
const booking = (from: string, until: string, changes = {}) => aBooking(at(from), at(until), changes);

describe('rule 5, busy time', () => {
  it('a slot that meets a busy event is not offered, a slot that touches it is', async () => {
    expect(await offered({ rules, ...withCalendar([event('10:00', '11:00')]) })).toEqual([
      '09:00',
      '09:30',
      '11:00',
      '11:30',
    ]);
  });

  it('events that are not busy or deleted take no time', async () => {
    const events = [event('09:00', '12:00', { isBusy: false }), event('09:00', '12:00', { isDeleted: true })];
    expect(await offered({ rules, ...withCalendar(events) })).toHaveLength(6);
  });

  it('a calendar counts only when it is linked and blocks, and its connection is not disconnected', async () => {
    const { calendars = [], connections = [] } = withCalendar([]);
    const events = [event('09:00', '12:00')];
    const changed = (change: object) => ({ calendars: calendars.map((calendar) => ({ ...calendar, ...change })) });
    expect(await offered({ rules, events, connections, calendars })).toEqual([]);
    expect(await offered({ rules, events, connections, ...changed({ isLinked: false }) })).toHaveLength(6);
    expect(await offered({ rules, events, connections, ...changed({ blocksAvailability: false }) })).toHaveLength(6);
    expect(await offered({ rules, events, calendars, connections: ['disconnected'] })).toHaveLength(6);
  });

  it("the row of our own booking is not busy inside the booking's time, but outside it", async () => {
    // the visitor cancelled nothing, the host lengthened the event in their calendar to 11:00
    const seats = [{ ...PLAIN_TYPE, seats: 2 }];
    const bookings = [booking('10:00', '10:30')];
    const exact = withCalendar([event('10:00', '10:30', { booking: 0 })]);
    expect(await offered({ rules, eventTypes: seats, bookings, ...exact })).toHaveLength(6);
    const longer = withCalendar([event('10:00', '11:00', { booking: 0 })]);
    expect(await offered({ rules, eventTypes: seats, bookings, ...longer })).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '11:00',
      '11:30',
    ]);
  });

  it('the row of a booking that is no longer active is wholly busy', async () => {
    const bookings = [booking('10:00', '10:30', { status: 'cancelled' })];
    expect(
      await offered({ rules, bookings, ...withCalendar([event('10:00', '10:30', { booking: 0 })]) }),
    ).not.toContain('10:00');
  });

  it("an all-day event takes whole days of the calendar's zone, else of the host's", async () => {
    // 12 January in Auckland (13 hours ahead) ends at 11:00 UTC
    const allDay = anEvent('', '', {
      isAllDay: true,
      startsAt: null,
      endsAt: null,
      startDate: '2026-01-12',
      endDate: '2026-01-13',
    });
    expect(await offered({ rules, ...withCalendar([allDay], 'Pacific/Auckland') })).toEqual(['11:00', '11:30']);
    expect(await offered({ rules, ...withCalendar([allDay]) })).toEqual([]);
  });

  it.each([
    ['it is long', '2025-06-01', '2026-01-12'],
    ['it is long and the calendar has a zone', '2026-01-13', '2027-01-13', 'UTC'],
    ['it lasts one day', '2026-01-11', '2026-01-12'],
  ])(
    'an all-day event takes none of the days before and after it, when %s',
    async (_, startDate, endDate, zone = '') => {
      const row = event('', '', { isAllDay: true, startsAt: null, endsAt: null, startDate, endDate });
      expect(await offered({ rules, ...withCalendar([row], zone || null) })).toHaveLength(6);
    },
  );

  it.each([
    ['confirmed' as const, []],
    ['cancelled' as const, []],
  ])(
    'the row of a %s booking that its host made an all-day event takes those days and no other',
    async (status, day) => {
      const bookings = [booking('10:00', '10:30', { status })];
      const row = (startDate: string, endDate: string) =>
        withCalendar([event('', '', { isAllDay: true, startsAt: null, endsAt: null, startDate, endDate, booking: 0 })]);
      expect(await offered({ rules, bookings, ...row('2026-01-12', '2026-01-13') })).toEqual(day);
      expect(await offered({ rules, bookings, ...row('2026-01-10', '2026-01-12') })).toHaveLength(
        status === 'confirmed' ? 5 : 6,
      );
    },
  );

  it('an event of zero length is not busy', async () => {
    expect(await offered({ rules, ...withCalendar([event('10:15', '10:15')]) })).toHaveLength(6);
  });

  it('confirmed bookings, and held and pending ones until they expire, take their time', async () => {
    const expiresAt = '2026-01-11T12:05:00Z';
    const bookings = [
      booking('09:00', '09:30'),
      booking('10:00', '10:30', { status: 'held', expiresAt }),
      booking('11:00', '11:30', { status: 'pending', expiresAt }),
    ];
    expect(await offered({ rules, bookings, now: '2026-01-11T12:04:59Z' })).toEqual(['09:30', '10:30', '11:30']);
    expect(await offered({ rules, bookings, now: expiresAt })).toEqual(['09:30', '10:00', '10:30', '11:00', '11:30']);
  });

  it('cancelled, declined and expired bookings take no time', async () => {
    const bookings = (['cancelled', 'declined', 'expired'] as const).map((status) =>
      booking('09:00', '12:00', { status }),
    );
    expect(await offered({ rules, bookings })).toHaveLength(6);
  });
});

describe('rule 6, buffers and seats', () => {
  const buffered = (before: number, after: number) => ({
    ...PLAIN_TYPE,
    bufferBeforeMinutes: before,
    bufferAfterMinutes: after,
  });

  it('busy time may not meet the slot widened by its buffers', async () => {
    const eventTypes = [buffered(30, 10)];
    expect(await offered({ rules, eventTypes, ...withCalendar([event('10:30', '10:40')]) })).toEqual([
      '09:00',
      '09:30',
      '11:30',
    ]);
  });

  it("a slot may not meet another event type's booking widened by that event type's buffers", async () => {
    const eventTypes = [PLAIN_TYPE, buffered(30, 60)];
    const bookings = [booking('10:00', '10:30', { eventType: 1 })];
    expect(await offered({ rules, eventTypes, bookings })).toEqual(['09:00', '11:30']);
  });

  it('two buffers may overlap: the gap is the larger of the two', async () => {
    // after 09:00-09:30 come 30 minutes of that booking's and 20 of the slot's own buffer: free again from 10:00
    const eventTypes = [buffered(20, 0), buffered(0, 30)];
    expect(await offered({ rules, eventTypes, bookings: [booking('09:00', '09:30', { eventType: 1 })] })).toEqual([
      '10:00',
      '10:30',
      '11:00',
      '11:30',
    ]);
  });

  it('so may two buffers before a booking', async () => {
    // before 11:30-12:00 lie 30 minutes of that booking's and 20 of the slot's own buffer: free until 11:00
    const eventTypes = [buffered(0, 20), buffered(30, 0)];
    expect(await offered({ rules, eventTypes, bookings: [booking('11:30', '12:00', { eventType: 1 })] })).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
    ]);
  });

  it('with seats the slot is offered while fewer are taken, and says how many are left', async () => {
    const eventTypes = [{ ...PLAIN_TYPE, seats: 2 }];
    const one = [booking('09:00', '09:30')];
    const hour = atHours('09:00', '10:00');
    expect(await slots({ rules: hour, eventTypes, bookings: one })).toEqual([
      { start: at('09:00'), end: at('09:30'), seats_left: 1 },
      { start: at('09:30'), end: at('10:00'), seats_left: 2 },
    ]);
    expect(await offered({ rules: hour, eventTypes, bookings: [...one, ...one] })).toEqual(['09:30']);
  });

  it('with one seat a slot says nothing about seats', async () => {
    expect(await slots({ rules: atHours('09:00', '09:30') })).toEqual([{ start: at('09:00'), end: at('09:30') }]);
  });

  it('a booking of the same event type at other times is busy, even with seats left', async () => {
    const eventTypes = [{ ...PLAIN_TYPE, seats: 3, durationsMinutes: [30, 60] }];
    expect(await offered({ rules, eventTypes, bookings: [booking('09:00', '10:00')] })).toEqual([
      '10:00',
      '10:30',
      '11:00',
      '11:30',
    ]);
  });
});

describe('rule 7, the grid', () => {
  it('starts step by the slot interval, by default the duration', async () => {
    const eventTypes = [{ ...PLAIN_TYPE, slotIntervalMinutes: 20 }];
    const hour = atHours('09:10', '10:20');
    expect(await offered({ rules: hour })).toEqual(['09:10', '09:40']);
    expect(await offered({ rules: hour, eventTypes })).toEqual(['09:10', '09:30', '09:50']);
  });

  it('each continuous piece of open hours has its own grid', async () => {
    expect(await offered({ rules: [...atHours('09:00', '09:50'), ...atHours('10:05', '11:05')] })).toEqual([
      '09:00',
      '10:05',
      '10:35',
    ]);
  });

  it('starts are counted anew from the first instant of each date inside a piece', async () => {
    // open around the clock, a step of 50 minutes: the last start of Sunday is 23:20, Monday begins at 00:00 again
    const eventTypes = [{ ...PLAIN_TYPE, slotIntervalMinutes: 50 }];
    const range = { start: '2026-01-11T22:00:00Z', end: '2026-01-12T01:30:00Z' };
    expect(await offered({ rules: atHours('00:00', '24:00'), eventTypes, range, now: '2026-01-10T00:00:00Z' })).toEqual(
      ['22:30', '23:20', '00:00', '00:50'],
    );
  });

  it('a slot may run across midnight', async () => {
    const eventTypes = [{ ...PLAIN_TYPE, durationsMinutes: [120] }];
    const range = { start: '2026-01-12T21:00:00Z', end: '2026-01-13T00:00:00Z' };
    const around = [...atHours('23:00', '24:00'), ...atHours('00:00', '02:00')];
    expect(await offered({ rules: around, eventTypes, range, durationMinutes: 120 })).toEqual(['23:00']);
  });

  it('blocked periods and busy time do not move the grid', async () => {
    const events = [event('09:10', '09:20')];
    expect(await offered({ rules, ...withCalendar(events) })).toEqual(['09:30', '10:00', '10:30', '11:00', '11:30']);
  });

  it('the date that counts is the one of the zone of the event type', async () => {
    // midnight in Kathmandu is 18:15 UTC
    const eventTypes = [{ ...PLAIN_TYPE, timeZone: 'Asia/Kathmandu' }];
    const range = { start: at('17:30'), end: at('19:00') };
    expect(await offered({ rules: atHours('00:00', '24:00'), eventTypes, range })).toEqual(['17:45', '18:15', '18:45']);
  });
});
