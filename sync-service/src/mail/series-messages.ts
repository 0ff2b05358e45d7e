import { oneLine, plainText } from './clean.ts';
import { type MailedBooking, type Message, titleOf, writeTime } from './messages.ts';

/** Kinds of mails about several bookings of a series, which stand with the first of them. */
export type SeriesMailKind = keyof typeof wordings;

interface Wording {
  subject: string;
  visitor: string;
  host: string;
  /** The states of the bookings that the mail lists. */
  while: readonly string[];
}

const wordings = {
  series_confirmed: {
    subject: 'Confirmed',
    visitor: 'Your bookings are confirmed.',
    host: 'You have a series of new bookings.',
    while: ['confirmed'],
  },
  series_requested: {
    subject: 'Requested',
    visitor: 'We have received your request. The times are kept for you until the host responds.',
    host: 'You have a new request for a series. Its times are blocked until you confirm or decline it.',
    while: ['pending'],
  },
  series_declined: {
    subject: 'Declined',
    visitor: 'Your request could not be accepted. The times are free again.',
    host: 'You declined this request. The times are free again.',
    while: ['declined'],
  },
  series_cancelled: {
    subject: 'Cancelled',
    visitor: 'These bookings have been cancelled.',
    host: 'These bookings have been cancelled. The times are free again.',
    while: ['cancelled'],
  },
  series_request_expired: {
    subject: 'Expired',
    visitor: 'The host did not respond to your request in time. The times are free again.',
    host: 'You did not respond to this request in time. The times are free again.',
    while: ['expired'],
  },
  series_link_added: {
    subject: 'With links',
    visitor: 'The video links of your bookings are there.',
    host: 'The video links of these bookings are there.',
    while: ['confirmed'],
  },
} as const satisfies Record<string, Wording>;

/** Whether the text is a kind of mail about several bookings of a series. */
export function isSeriesMailKind(text: string): text is SeriesMailKind {
  return Object.hasOwn(wordings, text);
}

/** Returns those bookings of a series that a mail of this kind is about, as they are now: by start. */
export function bookingsOf<B extends { status: string }>(kind: SeriesMailKind, series: readonly B[]): B[] {
  const wording: Wording = wordings[kind];
  return series.filter(({ status }) => wording.while.includes(status));
}

/** A mail about a series: a line for each of its bookings, in the zone of the reader, and the link to all of them. */
interface SeriesMail {
  kind: SeriesMailKind;
  /** Those of `bookingsOf`; at least one. */
  bookings: readonly MailedBooking[];
  /** To the page of the visitor, or of the host. */
  url: string;
}

/** Writes a mail to the visitor. Like others it repeats nothing that the visitor typed. */
export function writeVisitorSeries({ kind, bookings, url }: SeriesMail): Message {
  const [first] = bookings;
  const isOpen = first?.status === 'confirmed' || first?.status === 'pending';
  const reason = first?.cancelled_by === 'host' ? first.cancel_reason : null;
  return compose(
    kind,
    'visitor',
    bookings,
    ({ attendee, host }) => attendee?.time_zone ?? host.time_zone,
    [reason ? `Reason: ${plainText(reason)}` : null],
    isOpen ? `See or cancel them here:\n${url}` : null,
  );
}

/** Writes a mail to the owner of the host. */
export function writeHostSeries({ kind, bookings, url }: SeriesMail): Message {
  const [first] = bookings;
  const facts = [
    first?.attendee ? `Who: ${oneLine(first.attendee.name)} <${oneLine(first.attendee.email)}>` : null,
    first?.cancel_reason ? `Reason: ${plainText(first.cancel_reason)}` : null,
  ];
  const end = `${first?.status === 'pending' ? 'Respond here' : 'See them here'}:\n${url}`;
  return compose(kind, 'host', bookings, ({ host }) => host.time_zone, facts, end);
}

function compose(
  kind: SeriesMailKind,
  reader: 'visitor' | 'host',
  bookings: readonly MailedBooking[],
  zoneOf: (booking: MailedBooking) => string,
  facts: readonly (string | null)[],
  end: string | null,
): Message {
  const [first] = bookings;
  if (first === undefined) throw new RangeError('a mail about a series needs a booking');
  const title = titleOf(first);
  const places = new Set(bookings.map(({ location }) => location ?? ''));
  const place = places.size === 1 ? first.location : null;
  const lines = [
    `What: ${title}`,
    ...bookings.map((booking) => {
      const when = `When: ${writeTime(booking.start, booking.end, zoneOf(booking), booking.host.time_zone)}`;
      return place === null && booking.location ? `${when}\n      ${oneLine(booking.location)}` : when;
    }),
    place ? `Where: ${oneLine(place)}` : null,
    ...facts,
  ];
  return {
    subject: oneLine(`${wordings[kind].subject}: ${bookings.length} × ${title}`).slice(0, 200),
    text: [wordings[kind][reader], lines.filter((line) => line !== null).join('\n'), end]
      .filter((part) => part !== null)
      .join('\n\n'),
  };
}
