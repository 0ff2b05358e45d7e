import type { MailedConnection } from '../../sync-service/src/db/booking.ts';
import type { Typed } from './mail-scenes.ts';

/** An account that works, but for what is said. */
export function connected(changes: Partial<MailedConnection>): { connection: MailedConnection } {
  return {
    connection: {
      provider: 'google',
      account_email: 'ann@example.com',
      status: 'active',
      last_error: null,
      read_only_targets: [],
      target_changes: [],
      vanished: null,
      unknown_times: null,
      lost_bookings: null,
      ...changes,
    },
  };
}

/** Mails about one and about two bookings that only a calendar has. */
export function lostBookings(
  typed: Typed,
): [name: string, kind: 'bookings_lost', subject: ReturnType<typeof connected>][] {
  const bookings = [
    { title: `${typed.title}: ${typed.visitorName}`, start: '2026-05-04T09:00:00Z', end: '2026-05-04T09:30:00Z' },
    { title: null, start: '2026-06-01', end: '2026-06-02' },
  ];
  return [1, 2].map((count) => [
    count === 1 ? 'booking lost' : 'bookings lost',
    'bookings_lost',
    connected({
      lost_bookings: { name: typed.calendar, time_zone: 'Europe/Berlin', bookings: bookings.slice(0, count) },
    }),
  ]);
}
