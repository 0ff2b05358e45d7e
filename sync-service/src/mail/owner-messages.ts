import { oneLine } from './clean.ts';
import { connectionMails, type MailedConnection } from './connection-messages.ts';
import { type MailedBooking, type Message, writeTime } from './messages.ts';

/** What only the owner of a host is told: about his calendar and a booking, or about an account of his. */
export type OwnerMailKind = keyof typeof wordings | keyof typeof connectionMails;

/** What such a mail is about. */
export interface OwnerMailSubject {
  booking: MailedBooking | null;
  conflict: {
    event: { title: string | null; start: string | null; end: string | null };
    other_booking_id?: string | undefined;
    resolved_at: string | null;
  } | null;
  connection: MailedConnection | null;
}

const wordings = {
  booking_conflict: {
    subject: 'Conflict',
    text: 'An event in your calendar lies in the time of a booking. The booking stands until you decide.',
    event: 'Your event',
  },
  booking_event_moved: {
    subject: 'Moved in your calendar',
    text: 'You moved the event of a booking in your calendar. The booking still has its old time: let it follow, put the event back, or cancel.',
    event: 'Now in your calendar',
  },
  booking_event_deleted: {
    subject: 'Deleted in your calendar',
    text: 'The event of a booking was deleted in your calendar. The booking stands: put the event back, or cancel.',
    event: null,
  },
} as const;

/** What `booking_conflict` says where it is no event that overlaps. */
const doubleBooking = {
  subject: 'Double booking',
  text: 'Two bookings of your hosts are at the same time, and the calendar of one takes the time of the other. Both stand until you decide.',
  event: 'The other booking',
} as const;

/** Whether the text is a kind of mail that only owners get. */
export function isOwnerMailKind(text: string): text is OwnerMailKind {
  return Object.hasOwn(connectionMails, text) || Object.hasOwn(wordings, text);
}

/**
 * Writes a mail that only the owner gets.
 * @param publicUrl Origin of the admin page.
 * @returns null if what it says is not so any more.
 */
export function writeOwnerMessage(kind: OwnerMailKind, about: OwnerMailSubject, publicUrl: string): Message | null {
  if (isConnectionMail(kind)) {
    return about.connection === null ? null : connectionMails[kind](about.connection, publicUrl);
  }
  const { booking, conflict } = about;
  if (booking === null || conflict === null || conflict.resolved_at !== null) return null;
  const wording = conflict.other_booking_id === undefined ? wordings[kind] : doubleBooking;
  const zone = booking.host.time_zone;
  const title = oneLine(booking.event_type.title);
  const facts = [
    `What: ${title}`,
    `When: ${writeTime(booking.start, booking.end, zone, 'UTC')}`,
    ...(booking.attendee === null
      ? []
      : [`Who: ${oneLine(booking.attendee.name)} <${oneLine(booking.attendee.email)}>`]),
  ];
  const { start, end } = conflict.event;
  if (wording.event !== null && start !== null && end !== null) {
    const name = conflict.event.title === null ? '' : `${oneLine(conflict.event.title)}, `;
    facts.push(`${wording.event}: ${name}${writeTime(start, end, zone, 'UTC')}`);
  }
  return {
    subject: oneLine(`${wording.subject}: ${title}`).slice(0, 200),
    text: [wording.text, facts.join('\n'), `Decide here:\n${publicUrl}/admin/bookings/${booking.id}`].join('\n\n'),
  };
}

function isConnectionMail(kind: OwnerMailKind): kind is keyof typeof connectionMails {
  return Object.hasOwn(connectionMails, kind);
}
