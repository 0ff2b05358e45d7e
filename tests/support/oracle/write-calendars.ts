import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Booking, Configuration } from './configuration.ts';

type Row = Record<string, unknown>;

/** A host that was written, with its event types. */
export interface HostIds {
  hostId: string;
  eventTypeIds: string[];
}

interface Owned {
  ownerId: string;
  hostId: string;
  otherHosts: HostIds[];
}

/** Connections, calendars and links of a configuration whose hosts are written; the ids of the calendars. */
export async function writeCalendars(
  client: ClientBase,
  { ownerId, hostId, otherHosts }: Owned,
  configuration: Configuration,
): Promise<string[]> {
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
      access: 'write',
      sync_status: calendar.lastSyncedAt === null ? 'pending' : 'synced',
      last_synced_at: calendar.lastSyncedAt,
      covered_from: calendar.coveredUntil === null ? null : '2020-01-01T00:00:00Z',
      covered_until: calendar.coveredUntil,
    })),
  );
  const link = (host: string, target: number | null | undefined, index: number, blocks: boolean) => ({
    calendar_id: calendarIds[index],
    host_id: host,
    blocks_availability: blocks,
    is_booking_target: target === index,
  });
  await insert(
    client,
    'calendar_links',
    configuration.calendars.flatMap((calendar, index) => [
      ...(calendar.isLinked ? [link(hostId, configuration.host.target, index, calendar.blocksAvailability)] : []),
      ...configuration.otherHosts.flatMap((host, other) =>
        host.target === index || host.blockedBy.includes(index)
          ? [link(otherHosts[other]?.hostId ?? '', host.target, index, host.blockedBy.includes(index))]
          : [],
      ),
    ]),
  );
  return calendarIds;
}

/** The events in the calendars, those of bookings among them; their ids. */
export async function writeEvents(
  client: ClientBase,
  calendarIds: string[],
  bookingIds: string[],
  configuration: Configuration,
): Promise<string[]> {
  await writeWrittenEvents(client, calendarIds, bookingIds, configuration.bookings);
  const eventIds = configuration.events.map(() => randomUUID());
  await insert(
    client,
    'synced_events',
    configuration.events.map((event, index) => ({
      id: eventIds[index],
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
  return eventIds;
}

/** The events that were written for bookings: one for each session. */
async function writeWrittenEvents(
  client: ClientBase,
  calendarIds: string[],
  bookingIds: string[],
  bookings: Booking[],
): Promise<void> {
  const sessions = new Set<string>();
  const rows = bookings.flatMap((booking, index) => {
    const session = `${booking.otherHost} ${booking.eventType} ${booking.startsAt}`;
    if (typeof booking.writtenTo !== 'number' || sessions.has(session)) return [];
    sessions.add(session);
    const calendarId = calendarIds[booking.writtenTo];
    return [{ event_key: bookingIds[index], booking_id: bookingIds[index], calendar_id: calendarId, is_wanted: true }];
  });
  const known = { revision: 1, pushed_revision: 1, state: 'pushed', attempts: 0 };
  await insert(
    client,
    'booking_calendar_events',
    rows.map((row) => ({ ...row, ...known, provider_event_id: `${row.event_key}.ics` })),
  );
}

/** The events whose time is not known. */
export async function writeUnknownTimes(
  client: ClientBase,
  calendarIds: string[],
  { unknownTimes = [], now }: Configuration,
): Promise<void> {
  for (const [index, { calendar, days, isAcknowledged }] of unknownTimes.entries()) {
    await client.query({
      name: 'write unknown times',
      text: `insert into private.unknown_times (calendar_id, object_id, fingerprint, from_day, until_day, message, acknowledged_at)
        values ($1, $2, 'f', $3, $4, 'No begin.', $5)`,
      values: [
        calendarIds[calendar],
        `unknown-${index}`,
        days?.from ?? null,
        days?.until ?? null,
        isAcknowledged ? now : null,
      ],
    });
  }
}

/** One statement for all rows of a table; columns that are not named keep their defaults. */
export async function insert(client: ClientBase, table: string, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  await client.query({
    name: `write ${table} ${columns.length}`,
    text: `insert into public.${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::public.${table}, $1::jsonb)`,
    values: [JSON.stringify(rows)],
  });
}
