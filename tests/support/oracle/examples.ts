import type { Booking, CalendarEvent, Configuration, EventTypeSettings, Rule } from './configuration.ts';

/** Monday 12 January 2026. */
export const MONDAY = { start: '2026-01-12T00:00:00Z', end: '2026-01-13T00:00:00Z' };

/** An event type of 30 minutes with nothing special about it. */
export const PLAIN_TYPE: EventTypeSettings = {
  durationsMinutes: [30],
  slotIntervalMinutes: null,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minNoticeMinutes: 0,
  horizonDays: 365,
  maxPerDay: null,
  maxPerWeek: null,
  seats: 1,
  requiresConfirmation: false,
  timeZone: null,
};

/** A host in UTC without hours, asked about the Monday, the day before at noon; the changes replace whole parts. */
export function aConfiguration(changes: Partial<Configuration> = {}): Configuration {
  return {
    host: { timeZone: 'UTC', stalePolicy: 'request', staleAfterMinutes: 15 },
    otherHosts: [],
    eventTypes: [PLAIN_TYPE],
    rules: [],
    overrides: [],
    blocks: [],
    connections: [],
    calendars: [],
    events: [],
    bookings: [],
    now: '2026-01-11T12:00:00Z',
    range: MONDAY,
    durationMinutes: 30,
    ...changes,
  };
}

/** Weekly hours on every day of the week; of the host, or of the event type. */
export function atHours(startTime: string, endTime: string, eventType: number | null = null): Rule[] {
  return [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({
    eventType,
    dayOfWeek,
    startTime,
    endTime,
    validFrom: null,
    validUntil: null,
  }));
}

/** A confirmed booking of the event type that is asked about. */
export function aBooking(startsAt: string, endsAt: string, changes: Partial<Booking> = {}): Booking {
  return { eventType: 0, status: 'confirmed', startsAt, endsAt, expiresAt: null, ...changes };
}

/** A busy timed event of the first calendar. */
export function anEvent(startsAt: string, endsAt: string, changes: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    calendar: 0,
    isAllDay: false,
    startsAt,
    endsAt,
    startDate: null,
    endDate: null,
    isBusy: true,
    isDeleted: false,
    booking: null,
    ...changes,
  };
}

/** One healthy blocking calendar, just synced and covering the year, with some events. */
export function withCalendar(events: CalendarEvent[], timeZone: string | null = null): Partial<Configuration> {
  return {
    connections: ['active'],
    calendars: [
      {
        connection: 0,
        timeZone,
        blocksAvailability: true,
        isLinked: true,
        lastSyncedAt: '2026-01-11T12:00:00Z',
        coveredUntil: '2026-12-31T00:00:00Z',
      },
    ],
    events,
  };
}
