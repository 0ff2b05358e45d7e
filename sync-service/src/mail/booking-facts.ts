import type { Locale } from '../../../languages/catalogue.ts';
import { oneLine, plainText } from './clean.ts';
import type { MailedBooking } from './mailed-booking.ts';
import type { Fact } from './message.ts';
import { isSameTime, knownZone, writeMoment, writeSpan, writeZone } from './times.ts';

/**
 * What is so about a booking, line by line, for one of the two who read it. Whatever else a booking gets (a link to join, a time
 * that was proposed) is added here, and is then in each mail about it.
 */
export function bookingFacts(booking: MailedBooking, reader: 'visitor' | 'host', locale: Locale): Fact[] {
  const isHost = reader === 'host';
  const { common, mail } = locale;
  const { attendee, host, status } = booking;
  const isOpen = status === 'confirmed' || status === 'pending';
  const reason = isHost || booking.cancelled_by === 'host' ? plainText(booking.cancel_reason ?? '') : '';
  const unread = isHost && isOpen ? (booking.unread_calendars ?? []) : [];
  return factsOf(
    {
      label: common.what,
      value: isHost ? oneLine(booking.event_type.title) : titleOf(booking, host.display_name, locale),
    },
    isHost && oneLine(host.display_name) !== '' && { label: mail.host, value: oneLine(host.display_name) },
    ...timeFacts(booking, reader, locale),
    isHost &&
      attendee !== null && { label: common.who, value: `${oneLine(attendee.name)} <${oneLine(attendee.email)}>` },
    (isHost || isOpen) && placeFact(booking, locale),
    isHost &&
      status === 'pending' &&
      booking.expires_at != null && {
        label: mail.respondUntil,
        value: writeMoment(booking.expires_at, knownZone(host.time_zone, 'UTC'), locale.tag),
      },
    unread.length > 0 && {
      label: mail.owner.notRead,
      value: unread.map((name) => oneLine(name) || mail.unnamed).join(', '),
    },
    reason !== '' && { label: common.reason, value: reason },
  );
}

/** What was booked, and with whom. */
export function titleOf(booking: Pick<MailedBooking, 'event_type'>, name: string, { mail }: Locale): string {
  const title = oneLine(booking.event_type.title);
  return oneLine(name) === '' ? title : mail.with(title, oneLine(name));
}

/** The time in the reader's zone, and in the other's where clocks there show another one. */
function timeFacts(booking: MailedBooking, reader: 'visitor' | 'host', { common, mail, tag }: Locale): Fact[] {
  const hostZone = knownZone(booking.host.time_zone, 'UTC');
  const visitorZone = knownZone(booking.attendee?.time_zone, hostZone);
  const [own, other] = reader === 'host' ? [hostZone, visitorZone] : [visitorZone, hostZone];
  const timeIn = (label: string, zone: string): Fact => ({
    label,
    value: writeSpan(booking.start, booking.end, zone, tag),
    note: writeZone(booking.start, zone, tag),
  });
  return [
    timeIn(common.when, own),
    ...(isSameTime(booking.start, own, other)
      ? []
      : [timeIn(reader === 'host' ? mail.visitorTime : mail.hostTime, other)]),
  ];
}

function placeFact({ location }: MailedBooking, { common }: Locale): Fact | false {
  const place = plainText(location ?? '');
  return place !== '' && { label: common.where, value: place, isLinked: true };
}

function factsOf(...facts: readonly (Fact | false)[]): Fact[] {
  return facts.filter((fact) => fact !== false);
}
