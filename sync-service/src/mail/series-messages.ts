import { type Locale, localeOf } from '../../../web-embed/languages/catalogue.ts';
import { answerFacts, deadlineFact, placeFact } from './booking-facts.ts';
import { brandOf, manageLabel, subjectOf } from './booking-messages.ts';
import { titleOf } from './booking-title.ts';
import { oneLine, plainText } from './clean.ts';
import type { MailedBooking } from './mailed-booking.ts';
import { blocksOf, type Fact, type Message, paragraph } from './message.ts';
import { knownZone, writeSpan, writeZone } from './times.ts';

/** Kinds of mails about several bookings of a series, which stand with the first of them. */
export type SeriesMailKind = keyof typeof kinds;

/** Which texts a mail has, and the states of the bookings that it lists. */
const kinds = {
  series_confirmed: { name: 'confirmed', states: ['confirmed'] },
  series_requested: { name: 'requested', states: ['pending'] },
  series_declined: { name: 'declined', states: ['declined'] },
  series_cancelled: { name: 'cancelled', states: ['cancelled'] },
  series_request_expired: { name: 'expired', states: ['expired'] },
  series_link_added: { name: 'linkAdded', states: ['confirmed'] },
} as const;

/** Whether the text is a kind of mail about several bookings of a series. */
export function isSeriesMailKind(text: string): text is SeriesMailKind {
  return Object.hasOwn(kinds, text);
}

/** Returns those bookings of a series that a mail of this kind is about, as they are now: by start. */
export function bookingsOf<B extends { status: string }>(kind: SeriesMailKind, series: readonly B[]): B[] {
  const states: readonly string[] = kinds[kind].states;
  return series.filter(({ status }) => states.includes(status));
}

/** A mail about a series: a line for each of its bookings, in the zone of the reader, and the link to all of them. */
interface SeriesMail {
  kind: SeriesMailKind;
  /** Those of `bookingsOf`; at least one. */
  bookings: readonly MailedBooking[];
  /** To the page of the visitor, or of the host. */
  url: string;
  now: Date;
}

/** Writes a mail to the visitor, in their language. Like others it repeats nothing that the visitor typed. */
export function writeVisitorSeries({ kind, bookings, url, now }: SeriesMail): Message {
  const first = firstOf(bookings);
  const locale = localeOf(first.attendee?.locale);
  const { mail, common } = locale;
  const { name } = kinds[kind];
  const isOpen = first.status === 'confirmed' || first.status === 'pending';
  const reason = first.cancelled_by === 'host' ? plainText(first.cancel_reason ?? '') : '';
  const words = plainText(first.message ?? '');
  const title = titleOf(first, first.host.display_name, locale);
  const texts = {
    ...mail.visitor[name],
    ...(name in mail.series.visitor && { heading: headingOf(mail.series.visitor, name) }),
  };
  return {
    locale,
    brand: brandOf(first),
    subject: subjectOf(texts.subject(`${bookings.length} × ${title}`)),
    heading: texts.heading,
    blocks: blocksOf(
      isOpen && words !== '' && { kind: 'words', text: words },
      paragraph(name === 'requested' ? mail.series.requested : isOpen ? null : freedTimes(bookings, locale, now)),
      {
        kind: 'facts',
        facts: [
          { label: common.what, value: title },
          ...dateFacts(bookings, 'visitor', locale),
          ...deadlineFacts(bookings, 'visitor', locale),
          ...(reason === '' ? [] : [{ label: common.reason, value: reason }]),
        ],
      },
      isOpen && {
        kind: 'action',
        label: manageLabel(
          {
            can_cancel: bookings.some((booking) => booking.can_cancel),
            can_reschedule: bookings.some((booking) => booking.can_reschedule),
          },
          mail.series.manage,
          mail.series.seeBookings,
        ),
        url,
      },
    ),
    footer: mail.footerVisitor(oneLine(first.host.display_name) || 'Openslot'),
  };
}

/** Writes a mail to the owner of the host, in the host's language. */
export function writeHostSeries({ kind, bookings, url, now }: SeriesMail): Message {
  const first = firstOf(bookings);
  const locale = localeOf(first.host.locale);
  const { mail, common } = locale;
  const { name } = kinds[kind];
  const { attendee } = first;
  const reason = plainText(first.cancel_reason ?? '');
  const texts = name === 'linkAdded' ? mail.visitor.linkAdded : mail.owner[name];
  const isPending = first.status === 'pending';
  const title = oneLine(first.event_type.title);
  return {
    locale,
    brand: brandOf(first),
    subject: subjectOf(texts.subject(`${bookings.length} × ${titleOf(first, attendee?.name ?? '', locale)}`)),
    heading: name in mail.series.owner ? headingOf(mail.series.owner, name) : texts.heading,
    blocks: blocksOf(
      paragraph(
        isPending ? mail.series.blocked : first.status === 'confirmed' ? null : freedTimes(bookings, locale, now),
      ),
      {
        kind: 'facts',
        facts: [
          { label: common.what, value: title },
          ...(attendee === null
            ? []
            : [{ label: common.who, value: `${oneLine(attendee.name)} <${oneLine(attendee.email)}>` }]),
          ...dateFacts(bookings, 'host', locale),
          ...deadlineFacts(bookings, 'host', locale),
          ...(reason === '' ? [] : [{ label: common.reason, value: reason }]),
          ...answerFacts(first, locale),
        ],
      },
      { kind: 'action', label: isPending ? mail.respond : mail.series.seeBookings, url },
    ),
    footer: mail.footerOwner,
  };
}

function headingOf(headings: Partial<Record<string, string>>, name: string): string {
  return headings[name] ?? '';
}

/** That these times can be booked again; null: all of them are over. */
function freedTimes(bookings: readonly MailedBooking[], { mail }: Locale, now: Date): string | null {
  return bookings.some(({ start }) => new Date(start) > now) ? mail.series.free : null;
}

function firstOf(bookings: readonly MailedBooking[]): MailedBooking {
  const [first] = bookings;
  if (first === undefined) throw new RangeError('a mail about a series needs a booking');
  return first;
}

/** When each is, and where: once if that is the same for all. */
function dateFacts(bookings: readonly MailedBooking[], reader: 'visitor' | 'host', locale: Locale): Fact[] {
  const places = bookings.map((booking) => placeFact(booking, reader, locale));
  const [place = false] = places;
  const isOnePlace = new Set(places.map((one) => (one === false ? '' : one.value))).size === 1;
  const dates = bookings.map((booking, index): Fact => {
    const hostZone = knownZone(booking.host.time_zone, 'UTC');
    const zone = reader === 'host' ? hostZone : knownZone(booking.attendee?.time_zone, hostZone);
    const own = places[index] ?? false;
    const span = writeSpan(booking.start, booking.end, zone, locale.tag);
    return {
      label: locale.common.when,
      value: isOnePlace || own === false ? span : `${span}\n${own.value}`,
      note: writeZone(booking.start, zone, locale.tag),
      isLinked: !isOnePlace && own !== false && own.isLinked === true,
    };
  });
  return [...dates, ...(isOnePlace && place !== false ? [place] : [])];
}

/** Until when the first of the requests waits. */
function deadlineFacts(bookings: readonly MailedBooking[], reader: 'visitor' | 'host', locale: Locale): Fact[] {
  const waiting = bookings.filter(({ status, expires_at }) => status === 'pending' && expires_at != null);
  const [first] = waiting.sort((a, b) => Date.parse(a.expires_at ?? '') - Date.parse(b.expires_at ?? ''));
  const fact = first === undefined ? false : deadlineFact(first, reader, locale);
  return fact === false ? [] : [fact];
}
