import type { NotificationResult } from '../db/booking.ts';
import { isNotificationKind, type NotificationKind } from './booking-messages.ts';
import { writeInvitation, writeSeriesFile } from './invitation.ts';
import { bookingsOf, isSeriesMailKind, type SeriesMailKind } from './series-messages.ts';
import type { Mail } from './transport.ts';

type BookingNotification = Extract<NotificationResult, { is_in_calendar: boolean }>;
type BookingToMail = BookingNotification['booking'];

/** Which mails about a series bring, or take back, its events: all in one file. */
const seriesWithFile: readonly SeriesMailKind[] = [
  'series_confirmed',
  'series_confirmed_unread',
  'series_link_added',
  'series_cancelled',
];

/**
 * The calendar file of a mail about a booking or a series, if its kind has one.
 * @param from Address that invitations are sent from.
 */
export function filesOf(
  { kind, booking, series }: Pick<BookingNotification, 'booking' | 'series'> & { kind: string },
  from: string,
  reader: 'visitor' | 'host',
): Mail['invitations'] {
  if (isSeriesMailKind(kind)) {
    // What a mail of its own invited to is changed and taken back only by others of that kind.
    const published = bookingsOf(kind, series ?? []).filter((one) => !one.is_invited_alone);
    return seriesWithFile.includes(kind) && published.length > 0
      ? [{ method: 'publish', content: writeSeriesFile(published, from, reader) }]
      : [];
  }
  const method = isNotificationKind(kind) ? invitationMethod(kind, booking) : null;
  return method === null ? [] : [{ method, content: writeInvitation(booking, method, from, reader) }];
}

/** Whether a mail brings the event to the reader's calendar, changes it there, or takes it back; null: nothing is to be done. */
function invitationMethod(kind: NotificationKind, booking: BookingToMail): 'request' | 'cancel' | null {
  switch (kind) {
    case 'booking_confirmed':
    case 'booking_confirmed_unread':
    // The same time with the link in it: a calendar takes the later of two with one SEQUENCE.
    case 'booking_link_added':
      return 'request';
    case 'booking_rescheduled':
      // A request that was moved is in no calendar yet. A booking that has to be confirmed again is, at its old time.
      return booking.status === 'confirmed' || booking.was_invited ? 'request' : null;
    case 'booking_cancelled':
    case 'booking_declined':
    case 'booking_request_expired':
      return booking.was_invited ? 'cancel' : null;
    case 'booking_requested':
    case 'booking_reminder':
    case 'booking_time_proposed':
      return null;
  }
}
