import type { Host } from '../../app/admin.ts';
import type { AdminCalls } from '../../app/calls.ts';
import type { ListedBooking } from '../bookings/bookings-api.ts';
import type { Connection } from '../calendars/calendars-api.ts';
import type { ListedConflict } from '../conflicts/conflicts-api.ts';

/** What an owner has set up so far. */
export interface SetUp {
  connections: Connection[];
  hasHours: boolean;
  eventTypes: { slug: string; title: string }[];
}

/** Something that could not be delivered, or stands in the way: what, and in words. */
export interface Problem {
  kind: 'connection' | 'calendar' | 'unknown_time' | 'lost_booking' | 'booking_target' | 'event' | 'mail' | 'webhook';
  message: string;
  booking_id?: string;
  mail?: string;
  recipient?: string;
  url?: string;
}

/** What is to be decided and what is next, of all hosts (`get_overview`). */
export interface Overview {
  problems: Problem[];
  conflicts: { count: number; conflicts: Omit<ListedConflict, 'others' | 'calendar'>[] };
  requests: { count: number; bookings: ListedBooking[] };
  today: { count: number; bookings: ListedBooking[] };
  next: ListedBooking[];
}

/** In one request. @throws RequestError */
export function readOverview({ rpc }: Pick<AdminCalls, 'rpc'>, signal: AbortSignal): Promise<Overview> {
  return rpc<Overview>('get_overview', {}, signal);
}

/** What of the things that a host needs to be booked there is. @throws RequestError */
export async function readSetUp(
  { service, table }: Pick<AdminCalls, 'service' | 'table'>,
  host: Host,
  signal: AbortSignal,
): Promise<SetUp> {
  const [{ connections }, hours, eventTypes] = await Promise.all([
    service<{ connections: Connection[] }>('/calendar/connections', { signal }),
    table<unknown[]>(`availability_rules?select=id&host_id=eq.${host.id}&limit=1`, { signal }),
    table<{ slug: string; title: string }[]>(
      `event_types?select=slug,title&host_id=eq.${host.id}&is_active=eq.true&order=title`,
      { signal },
    ),
  ]);
  return {
    connections: connections.filter(({ status }) => status !== 'disconnected'),
    hasHours: hours.length > 0,
    eventTypes,
  };
}

/** What is still missing before anybody can book, or before bookings reach a calendar. */
export interface MissingStep {
  title: string;
  text: string;
  href: string;
  action: string;
}

/** In the order in which they are best done. */
export function missingSteps({ connections, hasHours, eventTypes }: SetUp): MissingStep[] {
  return [
    ...(eventTypes.length > 0
      ? []
      : [
          {
            title: 'Add something to book',
            text: 'An event type says what people book with you, and for how long.',
            href: '/admin/event-types',
            action: 'Add an event type',
          },
        ]),
    ...(hasHours
      ? []
      : [
          {
            title: 'Set your hours',
            text: 'Without hours there is no time to offer.',
            href: '/admin/availability',
            action: 'Set your hours',
          },
        ]),
    ...(connections.length > 0
      ? []
      : [
          {
            title: 'Connect your calendar',
            text: 'Your events block time, and bookings appear in your calendar.',
            href: '/admin/calendars',
            action: 'Connect a calendar',
          },
        ]),
  ];
}
