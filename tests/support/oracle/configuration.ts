/**
 * One host with everything that decides when it can be booked, as plain values.
 *
 * The same value is written to the database (write-configuration.ts) and judged by the brute-force oracle
 * (slots.ts), so a difference between the two is a difference of reading, never of input. Event types, calendars,
 * connections and bookings are named by their position in the arrays; event type 0 is the one that is asked about.
 * Other hosts of the same owner matter by their bookings alone: they may take time of the host through a calendar.
 */
export interface Configuration {
  host: HostSettings;
  /** Other hosts of the same owner. */
  otherHosts: OtherHost[];
  eventTypes: EventTypeSettings[];
  rules: Rule[];
  overrides: Override[];
  blocks: Block[];
  connections: ConnectionStatus[];
  calendars: Calendar[];
  events: CalendarEvent[];
  /** Events whose time is not known. */
  unknownTimes?: UnknownTime[];
  bookings: Booking[];
  /** The instant that counts as "now", ISO 8601 in UTC. */
  now: string;
  /** Slots with range.start <= start < range.end are asked for, ISO 8601 in UTC. */
  range: { start: string; end: string };
  durationMinutes: number;
}

export type StalePolicy = 'closed' | 'request' | 'open';
export type ConnectionStatus = 'active' | 'needs_reconnect' | 'error' | 'disconnected';

interface HostSettings {
  timeZone: string;
  stalePolicy: StalePolicy;
  staleAfterMinutes: number;
  /** The calendar that bookings are written to. */
  target?: number | null;
}

export interface OtherHost {
  target: number | null;
  /** The calendars that take its time. */
  blockedBy: number[];
  /** Of its only event type: they are nobody else's business. */
  bufferMinutes: number;
}

export interface EventTypeSettings {
  durationsMinutes: number[];
  slotIntervalMinutes: number | null;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  minNoticeMinutes: number;
  horizonDays: number;
  maxPerDay: number | null;
  maxPerWeek: number | null;
  seats: number;
  requiresConfirmation: boolean;
  timeZone: string | null;
}

/** Weekly hours (no dates) or temporary hours (one or two dates, both inclusive). Times are 'HH:MM', '24:00' included. */
export interface Rule {
  eventType: number | null;
  dayOfWeek: number;
  startTime: string;
  endTime: string;
  validFrom: string | null;
  validUntil: string | null;
}

export interface Override {
  eventType: number | null;
  date: string;
  effect: 'open' | 'extra' | 'closed';
  startTime: string | null;
  endTime: string | null;
}

export interface Block {
  eventType: number | null;
  kind: 'vacation' | 'block';
  /** Either the two dates (the last one inclusive) or the two instants are set. */
  startDate: string | null;
  endDate: string | null;
  startsAt: string | null;
  endsAt: string | null;
}

interface Calendar {
  connection: number;
  timeZone: string | null;
  blocksAvailability: boolean;
  isLinked: boolean;
  lastSyncedAt: string | null;
  coveredUntil: string | null;
}

export interface UnknownTime {
  calendar: number;
  /** Local days, the last one exclusive; null: any. */
  days: { from: string; until: string } | null;
  isAcknowledged: boolean;
}

export interface CalendarEvent {
  calendar: number;
  isAllDay: boolean;
  startsAt: string | null;
  endsAt: string | null;
  startDate: string | null;
  /** Exclusive. */
  endDate: string | null;
  isBusy: boolean;
  isDeleted: boolean;
  booking: number | null;
}

type BookingStatus = 'held' | 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';

export interface Booking {
  /** Position among the other hosts; absent: a booking of the host that is asked about. */
  otherHost?: number;
  /** Of the host that is asked about; the others have one each. */
  eventType: number;
  status: BookingStatus;
  startsAt: string;
  endsAt: string;
  expiresAt: string | null;
  /** The calendar that its event was written to, if one was. */
  writtenTo?: number | null;
}

/** A slot as the public function answers it. */
export interface Slot {
  start: string;
  end: string;
  seats_left?: number;
  needs_confirmation?: boolean;
}

/** The event type that is asked about: always the first. */
export function askedEventType(configuration: Configuration): EventTypeSettings {
  const eventType = configuration.eventTypes[0];
  if (!eventType) throw new Error('a configuration needs at least one event type');
  return eventType;
}

/** The zone in which hours, overrides, the grid and the limits are read. */
export function zoneOfHours(configuration: Configuration): string {
  return askedEventType(configuration).timeZone ?? configuration.host.timeZone;
}
