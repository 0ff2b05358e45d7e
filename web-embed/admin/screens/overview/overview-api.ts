import type { Host } from '../../app/admin.ts';
import type { AdminCalls } from '../../app/calls.ts';
import type { BookingPage } from '../bookings/bookings-api.ts';
import type { Connection } from '../calendars/calendars-api.ts';

/** What an owner has set up so far. */
export interface SetUp {
  connections: Connection[];
  hasHours: boolean;
  eventTypes: { slug: string; title: string }[];
}

/** The next bookings, and the requests that wait. @throws RequestError */
export async function readNext({ service }: Pick<AdminCalls, 'service'>, signal: AbortSignal) {
  const list = (status: string, limit: string) =>
    service<BookingPage>(`/bookings?${new URLSearchParams({ status, when: 'upcoming', limit })}`, { signal });
  const [next, requests] = await Promise.all([list('confirmed', '10'), list('pending', '10')]);
  return { next: next.bookings, requests: requests.bookings };
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
