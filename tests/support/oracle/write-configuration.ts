import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Booking, Configuration } from './configuration.ts';

type Row = Record<string, unknown>;

/**
 * Writes a configuration as plain rows with the contract's columns and returns the id of the event type that is asked
 * about. Runs inside the caller's transaction, as the role postgres.
 */
export async function writeConfiguration(
  client: ClientBase,
  ownerId: string,
  configuration: Configuration,
): Promise<string> {
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
  const bookingIds = await writeBookings(client, hostId, eventTypeIds, configuration.bookings);
  await writeCalendars(client, { ownerId, hostId, bookingIds }, configuration);
  return eventTypeIds[0] ?? '';
}

async function writeBookings(
  client: ClientBase,
  hostId: string,
  eventTypeIds: string[],
  bookings: Booking[],
): Promise<string[]> {
  const ids = bookings.map(() => randomUUID());
  const seats = new Map<string, number>();
  const rows = bookings.map((booking, index) => {
    const session = `${booking.eventType} ${booking.startsAt} ${booking.endsAt}`;
    const seat = (seats.get(session) ?? 0) + 1;
    seats.set(session, seat);
    return {
      id: ids[index],
      host_id: hostId,
      event_type_id: eventTypeIds[booking.eventType],
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

async function writeCalendars(
  client: ClientBase,
  { ownerId, hostId, bookingIds }: { ownerId: string; hostId: string; bookingIds: string[] },
  configuration: Configuration,
): Promise<void> {
  const connectionIds = configuration.connections.map(() => randomUUID());
  const calendarIds = configuration.calendars.map(() => randomUUID());
  await insert(
    client,
    'calendar_connections',
    configuration.connections.map((status, index) => ({
      id: connectionIds[index],
      owner_id: ownerId,
      provider: 'google',
      account_email: `${connectionIds[index]}@example.com`,
      status,
    })),
  );
  await insert(
    client,
    'calendars',
    configuration.calendars.map((calendar, index) => ({
      id: calendarIds[index],
      connection_id: connectionIds[calendar.connection],
      provider_calendar_id: `calendar-${index}`,
      name: `Calendar ${index}`,
      time_zone: calendar.timeZone,
      sync_status: calendar.lastSyncedAt === null ? 'pending' : 'synced',
      last_synced_at: calendar.lastSyncedAt,
      covered_from: calendar.coveredUntil === null ? null : '2020-01-01T00:00:00Z',
      covered_until: calendar.coveredUntil,
    })),
  );
  await insert(
    client,
    'calendar_links',
    configuration.calendars.flatMap((calendar, index) =>
      calendar.isLinked
        ? [{ calendar_id: calendarIds[index], host_id: hostId, blocks_availability: calendar.blocksAvailability }]
        : [],
    ),
  );
  await insert(
    client,
    'synced_events',
    configuration.events.map((event, index) => ({
      calendar_id: calendarIds[event.calendar],
      provider_event_id: `event-${index}`,
      title: 'Private',
      is_all_day: event.isAllDay,
      starts_at: event.startsAt,
      ends_at: event.endsAt,
      start_date: event.startDate,
      end_date: event.endDate,
      status: 'confirmed',
      transparency: event.isBusy ? 'opaque' : 'transparent',
      is_busy: event.isBusy,
      booking_id: event.booking === null ? null : bookingIds[event.booking],
      deleted_at: event.isDeleted ? configuration.now : null,
    })),
  );
}

/** One statement for all rows of a table; columns that are not named keep their defaults. */
async function insert(client: ClientBase, table: string, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  await client.query({
    name: `write ${table}`,
    text: `insert into public.${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::public.${table}, $1::jsonb)`,
    values: [JSON.stringify(rows)],
  });
}
