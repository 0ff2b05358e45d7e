import type { Locale } from '../../../web-embed/languages/catalogue.ts';
import { commaOf } from '../../../web-embed/languages/writing.ts';
import { titleOf } from './booking-title.ts';
import { oneLine, plainText } from './clean.ts';
import type { MailedBooking } from './mailed-booking.ts';
import type { Fact } from './message.ts';
import { isSameTime, knownZone, writeMoment, writeSpan, writeZone } from './times.ts';

/**
 * What is so about a booking, line by line, for one of the two who read it. Whatever else a booking gets is added here, and is then
 * in each mail about it.
 * @param isAboutMove The mail says that it was moved, and so with what reason.
 */
export function bookingFacts(
  booking: MailedBooking,
  reader: 'visitor' | 'host',
  locale: Locale,
  isAboutMove = false,
): Fact[] {
  const isHost = reader === 'host';
  const { common, mail } = locale;
  const { attendee, host, status } = booking;
  const isOpen = status === 'confirmed' || status === 'pending';
  const [actor, words] = isAboutMove
    ? [booking.moved_by, booking.move_reason]
    : [booking.cancelled_by, booking.cancel_reason];
  const reason = isHost || actor === 'host' ? plainText(words ?? '') : '';
  return factsOf(
    {
      label: common.what,
      value: isHost ? oneLine(booking.event_type.title) : titleOf(booking, host.display_name, locale),
    },
    isHost && oneLine(host.display_name) !== '' && { label: mail.host, value: oneLine(host.display_name) },
    ...spanFacts(booking, reader, locale, common.when),
    isAboutMove && booking.previous != null && previousFact(booking, booking.previous, reader, locale),
    isHost &&
      attendee !== null && { label: common.who, value: `${oneLine(attendee.name)} <${oneLine(attendee.email)}>` },
    ...(isOpen && booking.proposal != null
      ? spanFacts({ ...booking, ...booking.proposal }, reader, locale, mail.proposedTime)
      : []),
    (isHost || isOpen) && placeFact(booking, reader, locale),
    status === 'pending' && deadlineFact(booking, reader, locale),
    unreadFact(booking, reader, locale),
    reason !== '' && { label: common.reason, value: reason },
    ...(isHost ? answerFacts(booking, locale) : []),
  );
}

/** Until when a request waits for its host: each of the two reads it in their own zone. */
export function deadlineFact(booking: MailedBooking, reader: 'visitor' | 'host', { mail, tag }: Locale): Fact | false {
  if (booking.expires_at == null) return false;
  const zone = zoneOf(booking, reader);
  return {
    label: reader === 'host' ? mail.respondUntil : mail.keptUntil,
    value: writeMoment(booking.expires_at, zone, tag),
    note: writeZone(booking.expires_at, zone, tag),
  };
}

/** Which calendars of the host were not known when it was booked or moved; false: all were, or it is no longer open. */
export function unreadFact(booking: MailedBooking, reader: 'visitor' | 'host', { mail, tag }: Locale): Fact | false {
  const names = booking.unread_calendars ?? [];
  const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
  return (
    reader === 'host' &&
    isOpen &&
    names.length > 0 && {
      label: mail.owner.notRead,
      value: names.map((name) => oneLine(name) || mail.unnamed).join(commaOf(tag)),
    }
  );
}

/** The time that no longer applies. */
function previousFact(
  booking: MailedBooking,
  { start, end }: { start: string; end: string },
  reader: 'visitor' | 'host',
  { mail, tag }: Locale,
): Fact {
  const zone = zoneOf(booking, reader);
  return { label: mail.previousTime, value: writeSpan(start, end, zone, tag), note: writeZone(start, zone, tag) };
}

function zoneOf({ host, attendee }: MailedBooking, reader: 'visitor' | 'host'): string {
  const hostZone = knownZone(host.time_zone, 'UTC');
  return reader === 'host' ? hostZone : knownZone(attendee?.time_zone, hostZone);
}

/** What has a time and two who read it. */
export interface TimedBooking {
  start: string;
  end: string;
  host: { time_zone: string };
  attendee: { time_zone: string | null } | null;
}

/** A time in the reader's zone, and in the other's where clocks there show another one. */
export function spanFacts(
  booking: TimedBooking,
  reader: 'visitor' | 'host',
  { mail, tag }: Locale,
  label: string,
): Fact[] {
  const hostZone = knownZone(booking.host.time_zone, 'UTC');
  const visitorZone = knownZone(booking.attendee?.time_zone, hostZone);
  const [own, other] = reader === 'host' ? [hostZone, visitorZone] : [visitorZone, hostZone];
  const timeIn = (name: string, zone: string): Fact => ({
    label: name,
    value: writeSpan(booking.start, booking.end, zone, tag),
    note: writeZone(booking.start, zone, tag),
  });
  return [
    timeIn(label, own),
    ...(isSameTime(booking.start, own, other)
      ? []
      : [timeIn(reader === 'host' ? mail.visitorTime : mail.hostTime, other)]),
  ];
}

/** Where it takes place; false: nobody says. */
export function placeFact(booking: MailedBooking, reader: 'visitor' | 'host', { common, mail }: Locale): Fact | false {
  const kind = booking.location_kind ?? '';
  const isHost = reader === 'host';
  const names: Record<string, string> = {
    video: common.placeVideo,
    video_link: common.placeVideo,
    phone_host_calls: isHost ? mail.owner.hostCalls : common.placeHostCalls,
    phone_visitor_calls: isHost ? mail.owner.visitorCalls : common.placeVisitorCalls,
    ask_visitor: isHost ? mail.owner.placeOfVisitor : common.placeOfVisitor,
  };
  const value = [names[kind] ?? '', plainText(booking.location ?? '')].filter((line) => line !== '').join('\n');
  return (
    value !== '' && {
      label: common.where,
      value,
      ...(booking.awaits_join_url === true && !isHost && { note: mail.linkFollows }),
      // These two are the visitor's own words.
      isLinked: kind !== 'phone_host_calls' && kind !== 'ask_visitor',
    }
  );
}

/** What the visitor answered: the host's questions beside the visitor's words, which become no links. */
export function answerFacts({ answers }: MailedBooking, { common }: Locale): Fact[] {
  return (answers ?? []).map(({ label, answer }) => ({
    label: oneLine(label),
    value: typeof answer === 'boolean' ? (answer ? common.yes : common.no) : plainText(answer),
  }));
}

function factsOf(...facts: readonly (Fact | false)[]): Fact[] {
  return facts.filter((fact) => fact !== false);
}
