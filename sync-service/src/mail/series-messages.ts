import { type Locale, localeOf } from '../../../web-embed/languages/catalogue.ts';
import { answerFacts, deadlineFact, placeFact, spanFacts, unreadFact } from './booking-facts.ts';
import { brandOf, manageLabel, subjectOf } from './booking-messages.ts';
import { titleOf } from './booking-title.ts';
import { oneLine, plainText } from './clean.ts';
import type { MailedBooking } from './mailed-booking.ts';
import { blocksOf, type Fact, type Message, paragraph } from './message.ts';

/** Kinds of mails about several bookings of a series, which stand with the first of them. */
export type SeriesMailKind = keyof typeof kinds;

/** Which texts a mail has, and the states of the bookings that it lists. */
const kinds = {
  series_confirmed: { name: 'confirmed', states: ['confirmed'] },
  /** To a host whose calendars were not all known for these dates. */
  series_confirmed_unread: { name: 'confirmed', states: ['confirmed'] },
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

/** Returns those bookings for which a mail of this kind still holds, of those that it is about, as they are now: by start. */
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

/** Where else the visitor can go from it. */
interface SeriesLinks {
  /** To the calendar file of all of the series. */
  file: string;
  /** To book another time. */
  book: string;
}

/** Writes a mail to the visitor, in their language. Like others it repeats nothing that the visitor typed. */
export function writeVisitorSeries({ kind, bookings, url, file, book, now }: SeriesMail & SeriesLinks): Message {
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
      paragraph(
        name === 'requested'
          ? mail.series.requested
          : isOpen
            ? null
            : join(visitorEnding(name, first, mail), freedTimes(bookings, locale, now)),
      ),
      {
        kind: 'facts',
        facts: [
          { label: common.what, value: title },
          ...dateFacts(bookings, 'visitor', locale),
          ...deadlineFacts(bookings, 'visitor', locale),
          ...(reason === '' ? [] : [{ label: common.reason, value: reason }]),
        ],
      },
      isOpen
        ? {
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
          }
        : { kind: 'action', label: mail.bookAgain, url: book },
      // A link to a web calendar holds one event.
      first.status === 'confirmed' && {
        kind: 'links',
        label: common.addToCalendar,
        links: [{ label: common.calendarFile, url: file }],
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
  const isPending = first.status === 'pending';
  const isUnread = bookings.some((booking) => unreadFact(booking, 'host', locale) !== false);
  const texts =
    kind === 'series_confirmed_unread'
      ? { ...mail.owner.unread, heading: mail.series.unread.heading }
      : {
          ...(name === 'linkAdded' ? mail.visitor.linkAdded : mail.owner[name]),
          ...(name in mail.series.owner && { heading: headingOf(mail.series.owner, name) }),
        };
  const title = oneLine(first.event_type.title);
  return {
    locale,
    brand: brandOf(first),
    subject: subjectOf(texts.subject(`${bookings.length} × ${titleOf(first, attendee?.name ?? '', locale)}`)),
    heading: texts.heading,
    blocks: blocksOf(
      paragraph(
        isPending
          ? mail.series.blocked
          : first.status === 'confirmed'
            ? null
            : join(hostEnding(name, first, mail), freedTimes(bookings, locale, now)),
      ),
      // What was a request was looked at when it was accepted.
      isUnread && (isPending || kind === 'series_confirmed_unread') && paragraph(mail.series.unread.text),
      {
        kind: 'facts',
        facts: [
          { label: common.what, value: title },
          ...(oneLine(first.host.display_name) === ''
            ? []
            : [{ label: mail.host, value: oneLine(first.host.display_name) }]),
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

type Texts = ReturnType<typeof localeOf>['mail'];

/** Who or what ended these bookings, for the visitor; empty where the heading says it. */
function visitorEnding(name: string, { cancelled_by: by }: MailedBooking, { series, visitor }: Texts): string {
  const { ended } = series;
  if (name === 'cancelled') return by === 'host' ? ended.visitor.byHost : visitor.cancelled.byVisitor;
  return name === 'declined' ? ended.visitor.declined : name === 'expired' ? ended.visitor.expired : '';
}

/** Likewise for the host. */
function hostEnding(name: string, { cancelled_by: by }: MailedBooking, { series: { ended } }: Texts): string {
  if (name === 'cancelled') return by === 'host' ? ended.owner.byHost : ended.owner.byVisitor;
  return name === 'expired' ? ended.owner.expired : '';
}

function join(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}

function headingOf(headings: Partial<Record<string, string>>, name: string): string {
  return headings[name] ?? '';
}

/** That these times can be booked again; empty: all of them are over. */
function freedTimes(bookings: readonly MailedBooking[], { mail }: Locale, now: Date): string {
  return bookings.some(({ start }) => new Date(start) > now) ? mail.series.free : '';
}

function firstOf(bookings: readonly MailedBooking[]): MailedBooking {
  const [first] = bookings;
  if (first === undefined) throw new RangeError('a mail about a series needs a booking');
  return first;
}

/** When each is, and where and what was not read of it: once if that is the same for all. */
function dateFacts(bookings: readonly MailedBooking[], reader: 'visitor' | 'host', locale: Locale): Fact[] {
  const places = bookings.map((booking) => placeFact(booking, reader, locale));
  const unread = bookings.map((booking) => unreadFact(booking, reader, locale));
  const isOnePlace = isSame(places);
  const isOneUnread = isSame(unread);
  const dates = bookings.flatMap((booking, index): Fact[] => {
    const place = places[index] ?? false;
    const times = spanFacts(booking, reader, locale, locale.common.when).map((fact, n) =>
      n > 0 || isOnePlace || place === false
        ? fact
        : { ...fact, value: `${fact.value}\n${place.value}`, isLinked: place.isLinked === true },
    );
    return [...times, ...given(!isOneUnread && unread[index])];
  });
  return [...dates, ...given(isOnePlace && places[0]), ...given(isOneUnread && unread[0])];
}

function isSame(facts: readonly (Fact | false)[]): boolean {
  return new Set(facts.map((fact) => (fact === false ? '' : fact.value))).size === 1;
}

function given(fact: Fact | false | undefined): Fact[] {
  return fact === false || fact === undefined ? [] : [fact];
}

/** Until when the first of the requests waits. */
function deadlineFacts(bookings: readonly MailedBooking[], reader: 'visitor' | 'host', locale: Locale): Fact[] {
  const waiting = bookings.filter(({ status, expires_at }) => status === 'pending' && expires_at != null);
  const [first] = waiting.sort((a, b) => Date.parse(a.expires_at ?? '') - Date.parse(b.expires_at ?? ''));
  const fact = first === undefined ? false : deadlineFact(first, reader, locale);
  return fact === false ? [] : [fact];
}
