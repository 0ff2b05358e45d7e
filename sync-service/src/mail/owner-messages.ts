import { oneLine } from './clean.ts';
import { type MailedBooking, type Message, writeTime } from './messages.ts';

/** What only the owner of a host is told: about his calendar and a booking, or about an account of his. */
export type OwnerMailKind = keyof typeof wordings | keyof typeof connectionMails;

/** What such a mail is about. */
export interface OwnerMailSubject {
  booking: MailedBooking | null;
  conflict: {
    event: { title: string | null; start: string | null; end: string | null };
    resolved_at: string | null;
  } | null;
  connection: MailedConnection | null;
}

interface MailedConnection {
  provider: string;
  account_email: string | null;
  status: string;
  last_error: string | null;
  /** Names of calendars that bookings go to and that can only be read. */
  read_only_targets: string[];
  /** The calendar that has vanished, if the mail is about one, and the hosts that it was for. */
  vanished: { name: string; hosts: string[] } | null;
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

const connectionMails = {
  connection_needs_reconnect: writeReconnect,
  booking_target_read_only: writeReadOnlyTarget,
  calendar_vanished: writeVanished,
};

const providers: Record<string, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  apple: 'iCloud',
  caldav: 'CalDAV',
  ics: 'calendar feed',
};

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
  const wording = wordings[kind];
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

function writeReconnect(connection: MailedConnection, publicUrl: string): Message | null {
  if (connection.status !== 'needs_reconnect') return null;
  const account = nameOf(connection);
  return {
    subject: oneLine(`Connect your calendar again: ${account}`).slice(0, 200),
    text: [
      'A calendar account can not be read any more. Known times stay busy, but what changes there is not seen, and bookings are not written to it.',
      [
        `Account: ${account}`,
        ...(connection.last_error === null ? [] : [`Reason: ${oneLine(connection.last_error)}`]),
      ].join('\n'),
      `Connect it again here:\n${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

function writeReadOnlyTarget(connection: MailedConnection, publicUrl: string): Message | null {
  const calendars = connection.read_only_targets.map((name) => oneLine(name) || 'unnamed');
  if (calendars.length === 0 || connection.status === 'disconnected') return null;
  return {
    subject: oneLine(`Bookings are not written to your calendar: ${calendars.join(', ')}`).slice(0, 200),
    text: [
      'A calendar that your bookings are written to can only be read by now. Its events stay busy, and bookings go on, but they do not appear in it.',
      [`Account: ${nameOf(connection)}`, ...calendars.map((name) => `Calendar: ${name}`)].join('\n'),
      'Let the account change the calendar again, and what is missing is written by itself. Or choose another calendar for bookings here:\n' +
        `${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

function writeVanished(connection: MailedConnection, publicUrl: string): Message | null {
  const { vanished } = connection;
  // Also if it is there again by now: what it was for has to be chosen anew.
  if (vanished === null || connection.status === 'disconnected') return null;
  const name = oneLine(vanished.name) || 'unnamed';
  return {
    subject: oneLine(`A calendar is no longer in your account: ${name}`).slice(0, 200),
    text: [
      'A calendar was looked for several times and is not in its account any more. Its events take none of your time from now on, so that these times can be booked, and bookings are not written to it.',
      [
        `Account: ${nameOf(connection)}`,
        `Calendar: ${name}`,
        ...vanished.hosts.map((host) => `Was used for: ${oneLine(host)}`),
      ].join('\n'),
      'If you deleted it, or no longer share it, all is well; choose another calendar for bookings if they went to this one. If you did not, put it back: as soon as it is ' +
        `in the account again it is read again, and you can choose it here:\n${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

function nameOf({ provider, account_email: email }: MailedConnection): string {
  return [providers[provider] ?? provider, email ?? '']
    .map(oneLine)
    .filter((part) => part !== '')
    .join(', ');
}
