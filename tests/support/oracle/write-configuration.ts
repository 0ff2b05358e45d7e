import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Booking, Configuration, OtherHost } from './configuration.ts';
import { type HostIds, insert, writeCalendars, writeEvents, writeUnknownTimes } from './write-calendars.ts';

/** The ids of what was written, each list in the order of the configuration. */
export interface WrittenConfiguration {
  eventTypeId: string;
  eventTypeIds: string[];
  hostId: string;
  otherHostIds: string[];
  bookingIds: string[];
  calendarIds: string[];
  eventIds: string[];
}

/**
 * Writes a configuration as plain rows with the contract's columns and returns the id of the event type that is asked
 * about. Runs inside the caller's transaction, as the role postgres.
 */
export async function writeConfiguration(
  client: ClientBase,
  ownerId: string,
  configuration: Configuration,
): Promise<string> {
  return (await writeAll(client, ownerId, configuration)).eventTypeId;
}

/** The same, with the ids of all that was written. */
export async function writeAll(
  client: ClientBase,
  ownerId: string,
  configuration: Configuration,
): Promise<WrittenConfiguration> {
  const hostId = randomUUID();
  const { host } = configuration;
  const eventTypeIds = configuration.eventTypes.map(() => randomUUID());
  const typeId = (index: number | null): string | null => (index === null ? null : (eventTypeIds[index] ?? null));
  await insert(client, 'hosts', [
    {
      id: hostId,
      owner_id: ownerId,
      slug: `host-${hostId}`,
      display_name: 'A host',
      time_zone: host.timeZone,
      stale_policy: host.stalePolicy,
      stale_after_minutes: host.staleAfterMinutes,
    },
  ]);
  await insert(
    client,
    'event_types',
    configuration.eventTypes.map((type, index) => ({
      id: eventTypeIds[index],
      host_id: hostId,
      slug: `type-${index}`,
      title: `Type ${index}`,
      durations_minutes: type.durationsMinutes,
      slot_interval_minutes: type.slotIntervalMinutes,
      buffer_before_minutes: type.bufferBeforeMinutes,
      buffer_after_minutes: type.bufferAfterMinutes,
      min_notice_minutes: type.minNoticeMinutes,
      horizon_days: type.horizonDays,
      max_per_day: type.maxPerDay,
      max_per_week: type.maxPerWeek,
      seats: type.seats,
      requires_confirmation: type.requiresConfirmation,
      time_zone: type.timeZone,
    })),
  );
  await insert(
    client,
    'availability_rules',
    configuration.rules.map((rule) => ({
      host_id: hostId,
      event_type_id: typeId(rule.eventType),
      day_of_week: rule.dayOfWeek,
      start_time: rule.startTime,
      end_time: rule.endTime,
      valid_from: rule.validFrom,
      valid_until: rule.validUntil,
    })),
  );
  await insert(
    client,
    'availability_overrides',
    configuration.overrides.map((row) => ({
      host_id: hostId,
      event_type_id: typeId(row.eventType),
      override_date: row.date,
      effect: row.effect,
      start_time: row.startTime,
      end_time: row.endTime,
    })),
  );
  await insert(
    client,
    'blocked_periods',
    configuration.blocks.map((row) => ({
      host_id: hostId,
      event_type_id: typeId(row.eventType),
      kind: row.kind,
      start_date: row.startDate,
      end_date: row.endDate,
      starts_at: row.startsAt,
      ends_at: row.endsAt,
    })),
  );
  const otherHosts = await writeOtherHosts(client, ownerId, configuration.otherHosts);
  const bookings = () => writeBookings(client, { hostId, eventTypeIds }, otherHosts, configuration.bookings);
  const calendars = () => writeCalendars(client, { ownerId, hostId, otherHosts }, configuration);
  // Bookings to come follow whatever link is made later; what is over stays as it was.
  const isToCome = Date.parse(configuration.now) > Date.now() - 3_600_000;
  let [bookingIds, calendarIds]: string[][] = [];
  if (isToCome) bookingIds = await bookings();
  calendarIds = await calendars();
  bookingIds ??= await bookings();
  const eventIds = await writeEvents(client, calendarIds, bookingIds, configuration);
  await writeUnknownTimes(client, calendarIds, configuration);
  const otherHostIds = otherHosts.map((other) => other.hostId);
  return { eventTypeId: eventTypeIds[0] ?? '', eventTypeIds, hostId, otherHostIds, bookingIds, calendarIds, eventIds };
}

async function writeOtherHosts(client: ClientBase, ownerId: string, hosts: OtherHost[]): Promise<HostIds[]> {
  const ids = hosts.map(() => ({ hostId: randomUUID(), eventTypeIds: [randomUUID()] }));
  await insert(
    client,
    'hosts',
    ids.map(({ hostId }) => ({ id: hostId, owner_id: ownerId, slug: `host-${hostId}`, display_name: 'Another host' })),
  );
  await insert(
    client,
    'event_types',
    ids.map(({ hostId, eventTypeIds }, index) => ({
      id: eventTypeIds[0],
      host_id: hostId,
      slug: 'type',
      title: 'Another type',
      durations_minutes: [30],
      buffer_before_minutes: hosts[index]?.bufferMinutes,
      buffer_after_minutes: hosts[index]?.bufferMinutes,
      min_notice_minutes: 0,
      horizon_days: 60,
      seats: 4,
      requires_confirmation: false,
    })),
  );
  return ids;
}

async function writeBookings(
  client: ClientBase,
  host: HostIds,
  otherHosts: HostIds[],
  bookings: Booking[],
): Promise<string[]> {
  const ids = bookings.map(() => randomUUID());
  const seats = new Map<string, number>();
  const rows = bookings.map((booking, index) => {
    const { hostId, eventTypeIds } = hostOf(booking, host, otherHosts);
    const eventTypeId = eventTypeIds[booking.eventType];
    const session = `${eventTypeId} ${booking.startsAt} ${booking.endsAt}`;
    const seat = (seats.get(session) ?? 0) + 1;
    seats.set(session, seat);
    return {
      id: ids[index],
      host_id: hostId,
      event_type_id: eventTypeId,
      status: booking.status,
      starts_at: booking.startsAt,
      ends_at: booking.endsAt,
      expires_at: booking.expiresAt,
      confirmed_at: booking.status === 'confirmed' ? booking.startsAt : null,
      cancelled_at: booking.status === 'cancelled' ? booking.startsAt : null,
      seat,
    };
  });
  await insert(client, 'bookings', rows);
  return ids;
}

function hostOf(booking: Booking, host: HostIds, otherHosts: HostIds[]): HostIds {
  const found = booking.otherHost === undefined ? host : otherHosts[booking.otherHost];
  if (!found) throw new Error(`there is no other host ${booking.otherHost}`);
  return found;
}
