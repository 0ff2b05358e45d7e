import type { ClientBase } from 'pg';
import type { Configuration } from './configuration.ts';
import type { WrittenConfiguration } from './write-configuration.ts';

/** What the owner's calendar view holds, as far as it is compared. */
interface CalendarView {
  external_events: { id: string }[];
  bookings_elsewhere: { id: string }[];
}

/** The conflicts that a look at all events opens: positions of booking and event, as `booking event`. */
export async function conflictsWithEvents(
  client: ClientBase,
  { calendarIds, eventIds, bookingIds }: WrittenConfiguration,
): Promise<string[]> {
  for (const calendarId of calendarIds) {
    await client.query(`select private.detect_conflicts($1, $2, '{}')`, [calendarId, eventIds]);
  }
  const { rows } = await client.query<{ booking_id: string; synced_event_id: string }>(
    `select booking_id, synced_event_id from public.booking_conflicts
     where kind = 'overlap' and synced_event_id is not null and resolved_at is null and booking_id = any ($1)`,
    [bookingIds],
  );
  return rows.map((row) => `${bookingIds.indexOf(row.booking_id)} ${eventIds.indexOf(row.synced_event_id)}`);
}

/** The conflicts between bookings that stand open, as `position position`, each pair from both sides. */
export async function conflictsWithBookings(
  client: ClientBase,
  { bookingIds }: WrittenConfiguration,
): Promise<string[]> {
  const { rows } = await client.query<{ booking_id: string; other_booking_id: string }>(
    `select booking_id, other_booking_id from public.booking_conflicts
     where other_booking_id is not null and resolved_at is null and booking_id = any ($1)`,
    [bookingIds],
  );
  return rows.map((row) => `${bookingIds.indexOf(row.booking_id)} ${bookingIds.indexOf(row.other_booking_id)}`);
}

/** What the owner sees in the calendar view of the range: positions of events, and of bookings of other hosts. */
export async function shownInView(
  client: ClientBase,
  ownerId: string,
  written: WrittenConfiguration,
  asked: Configuration,
): Promise<{ events: string[]; bookings: string[] }> {
  const view = await calendarView(client, ownerId, written, asked);
  return {
    events: view.external_events.map((event) => String(written.eventIds.indexOf(event.id))),
    bookings: view.bookings_elsewhere.map((booking) => String(written.bookingIds.indexOf(booking.id))),
  };
}

/** What only one of two lists has, in words. */
export function unlike(what: string, expected: string[], actual: string[]): string[] {
  return [
    ...expected.filter((one) => !actual.includes(one)).map((one) => `${what}: ${one} is missing`),
    ...actual.filter((one) => !expected.includes(one)).map((one) => `${what}: ${one} is too much`),
  ];
}

async function calendarView(
  client: ClientBase,
  ownerId: string,
  { hostId }: WrittenConfiguration,
  { range }: Configuration,
): Promise<CalendarView> {
  await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: ownerId })]);
  const { rows } = await client.query<{ view: CalendarView }>('select public.get_calendar_view($1, $2, $3) as view', [
    hostId,
    range.start,
    range.end,
  ]);
  const view = rows[0]?.view;
  if (!view) throw new Error('public.get_calendar_view answered nothing');
  return view;
}
