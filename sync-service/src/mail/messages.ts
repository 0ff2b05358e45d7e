import { DateTime } from 'luxon';
import { oneLine, plainText } from './clean.ts';
import type { InvitedBooking } from './invitation.ts';

/** What a mail is about; the kinds that the booking functions write into `notifications.kind`. */
export type NotificationKind =
  | 'booking_confirmed'
  | 'booking_requested'
  | 'booking_declined'
  | 'booking_cancelled'
  | 'booking_rescheduled'
  | 'booking_request_expired';

/** A booking with all that its mails say. */
export interface MailedBooking extends InvitedBooking {
  host: { slug: string; display_name: string; time_zone: string };
  attendee: { name: string; email: string; time_zone: string | null; locale: string | null } | null;
  cancel_reason?: string | null;
  cancelled_by?: string | null;
}

/** Subject and text of one mail, without control characters. */
export interface Message {
  subject: string;
  text: string;
}

interface Wording {
  subject: string;
  visitor: string;
  host: string;
  /** The booking's states in which the mail is still true. */
  while: readonly string[];
}

const wordings: Record<NotificationKind, Wording> = {
  booking_confirmed: {
    subject: 'Confirmed',
    visitor: 'Your booking is confirmed.',
    host: 'You have a new booking.',
    while: ['confirmed'],
  },
  booking_requested: {
    subject: 'Requested',
    visitor: 'We have received your request. The time is kept for you until the host responds.',
    host: 'You have a new request. Its time is blocked until you confirm or decline it.',
    while: ['pending'],
  },
  booking_declined: {
    subject: 'Declined',
    visitor: 'Your request could not be accepted. The time is free again.',
    host: 'You declined this request. The time is free again.',
    while: ['declined'],
  },
  booking_cancelled: {
    subject: 'Cancelled',
    visitor: 'This booking has been cancelled.',
    host: 'This booking has been cancelled. The time is free again.',
    while: ['cancelled'],
  },
  booking_rescheduled: {
    subject: 'New time',
    visitor: 'Your booking has a new time.',
    host: 'A booking has a new time.',
    while: ['confirmed', 'pending'],
  },
  booking_request_expired: {
    subject: 'Expired',
    visitor: 'The host did not respond to your request in time. The time is free again.',
    host: 'You did not respond to this request in time. The time is free again.',
    while: ['expired'],
  },
};

/** Whether the text is a kind of mail that this service writes. */
export function isNotificationKind(text: string): text is NotificationKind {
  return Object.hasOwn(wordings, text);
}

/** Whether what the mail says is still so: a confirmation that was delayed must not arrive after the cancellation. */
export function isStillTrue(kind: NotificationKind, booking: { status: string }): boolean {
  return wordings[kind].while.includes(booking.status);
}

/**
 * Writes a mail to the visitor. It repeats nothing that the visitor typed: the address is not verified, and nobody
 * may send their own words to strangers through this service.
 * @param manageUrl Link to the page on which the booking can be seen and cancelled.
 */
export function writeVisitorMessage(kind: NotificationKind, booking: MailedBooking, manageUrl: string): Message {
  const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
  const reason = booking.cancelled_by === 'host' ? booking.cancel_reason : null;
  const zone = booking.attendee?.time_zone ?? booking.host.time_zone;
  const facts = [
    `When: ${writeTime(booking.start, booking.end, zone, booking.host.time_zone)}`,
    isOpen && booking.location ? `Where: ${oneLine(booking.location)}` : null,
    reason ? `Reason: ${plainText(reason)}` : null,
  ];
  return compose(booking, wordings[kind], 'visitor', facts, isOpen ? `See or cancel it here:\n${manageUrl}` : null);
}

/**
 * Writes one mail in the place of several, for a visitor who got more than an hour may bring.
 * @param news What each would have said, oldest first.
 * @param more How many older ones are left out.
 */
export function writeGatheredMessage(news: readonly Message[], more: number): Message {
  const texts = news.map(({ subject, text }) => `${subject}\n\n${text}`);
  return {
    subject: `${news.length} messages about your bookings`,
    text: [
      'We had more to tell you than we send in separate emails.',
      ...(more > 0 ? [`${more} older messages are left out. The host can tell you the state of those bookings.`] : []),
      ...texts,
    ].join('\n\n----\n\n'),
  };
}

/**
 * Writes a mail to the owner of the host, with name and address of the visitor.
 * @param adminUrl Link to the page on which they see the booking, and accept or decline a request.
 */
export function writeHostMessage(kind: NotificationKind, booking: MailedBooking, adminUrl: string): Message {
  const visitor = booking.attendee;
  const facts = [
    `When: ${writeTime(booking.start, booking.end, booking.host.time_zone, 'UTC')}`,
    visitor === null ? null : `Who: ${oneLine(visitor.name)} <${oneLine(visitor.email)}>`,
    booking.location ? `Where: ${oneLine(booking.location)}` : null,
    booking.cancel_reason ? `Reason: ${plainText(booking.cancel_reason)}` : null,
  ];
  const end = `${booking.status === 'pending' ? 'Respond here' : 'See it here'}:\n${adminUrl}`;
  return compose(booking, wordings[kind], 'host', facts, end);
}

/**
 * Writes a span of time in words, with its zone and offset, for example
 * `Monday, 4 May 2026, 11:00 - 11:30 (Europe/Berlin, UTC+02:00)`.
 * @param zone IANA zone of the reader; a zone that this runtime does not know gives way to `otherwise`.
 */
export function writeTime(start: string, end: string, zone: string, otherwise: string): string {
  const known = DateTime.local().setZone(zone).isValid ? zone : otherwise;
  const [from, until] = [start, end].map((text) => DateTime.fromISO(text, { zone: known, locale: 'en-GB' }));
  if (!from?.isValid || !until?.isValid) throw new RangeError('writeTime needs two instants and a zone');
  const day = 'cccc, d LLLL yyyy, HH:mm';
  // A clock change inside the span gives the end another offset; saying both keeps the text unambiguous.
  const isPlain = from.hasSame(until, 'day') && from.offset === until.offset;
  return isPlain
    ? `${from.toFormat(day)} - ${until.toFormat('HH:mm')} (${known}, UTC${from.toFormat('ZZ')})`
    : `${from.toFormat(day)} (UTC${from.toFormat('ZZ')}) - ${until.toFormat(day)} (UTC${until.toFormat('ZZ')}), ${known}`;
}

/** What happened, the facts line by line, and what to do. */
function compose(
  booking: MailedBooking,
  wording: Wording,
  reader: 'visitor' | 'host',
  facts: readonly (string | null)[],
  end: string | null,
): Message {
  const title = titleOf(booking);
  const lines = [`What: ${title}`, ...facts].filter((part) => part !== null).join('\n');
  return {
    subject: oneLine(`${wording.subject}: ${title}`).slice(0, 200),
    text: [wording[reader], lines, end].filter((part) => part !== null).join('\n\n'),
  };
}

/** What is booked, and with whom. */
export function titleOf(booking: { host: { display_name: string }; event_type: { title: string } }): string {
  const host = oneLine(booking.host.display_name);
  return oneLine(booking.event_type.title) + (host === '' ? '' : ` with ${host}`);
}
