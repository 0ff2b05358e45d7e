import type pg from 'pg';
import { round } from '../report.ts';

/** How much room rows take, with all indexes, and what the database takes as a whole. */
export async function measureRoom(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query(
    `select pg_database_size(current_database())::float as whole,
       (select count(*) from public.hosts)::int as hosts,
       (select count(*) from public.synced_events)::int as events, (select count(*) from public.bookings)::int as bookings,
       (pg_total_relation_size('public.synced_events') + pg_total_relation_size('private.busy_days'))::float as of_events,
       (select sum(pg_total_relation_size(t))::float from unnest(array[
         'public.bookings', 'public.booking_attendees', 'public.booking_calendar_events', 'public.notifications', 'private.counted_bookings'
       ]::regclass[]) as t) as of_bookings`,
  );
  const { whole, hosts, events, bookings, of_events, of_bookings } = rows[0];
  return {
    events,
    bookings,
    GB: round(whole / 1e9),
    'bytes an event': Math.round(of_events / events),
    'bytes a booking': Math.round(of_bookings / bookings),
    'kB a host, in all': Math.round(whole / hosts / 1000),
    'kB a host, without events and bookings': Math.round((whole - of_events - of_bookings) / hosts / 1000),
  };
}
