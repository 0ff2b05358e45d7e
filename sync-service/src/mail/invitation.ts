import ical, { ICalAttendeeStatus, type ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { localeOf } from '../../../web-embed/languages/catalogue.ts';
import { titleOf } from './booking-title.ts';
import { oneLine, plainText } from './clean.ts';

/** What the calendar file of a booking is made from; a subset of the booking JSON. */
export interface InvitedBooking {
  id: string;
  start: string;
  end: string;
  sequence: number;
  status: string;
  host: { display_name: string; locale?: string | null };
  event_type: { title: string };
  attendee: { name: string; email: string; locale?: string | null } | null;
  location?: string | null;
  location_kind?: string | null;
  /** A video link that the calendar made. */
  join_url?: string | null;
  description?: string | null;
}

/** `publish` is a file to download, `request` an invitation by mail, `cancel` takes one back (RFC 5546). */
export type InvitationMethod = 'publish' | 'request' | 'cancel';

const methods = {
  publish: ICalCalendarMethod.PUBLISH,
  request: ICalCalendarMethod.REQUEST,
  cancel: ICalCalendarMethod.CANCEL,
} as const;

/**
 * Writes the calendar file of a booking: one event in UTC with a UID that stays the same for the whole life of the
 * booking, so that a calendar moves or removes the event it has instead of adding another.
 * @param organizerEmail Address the invitation is sent from. Never the host's own: a visitor must not learn it.
 * @param reader Only the host reads the name of the visitor: the visitor's address is not verified, and nobody may send words of their
 * own to strangers through this service.
 */
export function writeInvitation(
  booking: InvitedBooking,
  method: InvitationMethod,
  organizerEmail: string,
  reader: 'visitor' | 'host',
): string {
  return writeFile([booking], method, organizerEmail, reader);
}

/**
 * Writes the calendar file of several bookings of a series: an event each, with the UID and SEQUENCE that it has alone. They are
 * published: an invitation may be for one UID only (RFC 5546, 3.2.2), and what is published names no attendees (3.2.1).
 */
export function writeSeriesFile(
  bookings: readonly InvitedBooking[],
  organizerEmail: string,
  reader: 'visitor' | 'host',
): string {
  return writeFile(bookings, 'publish', organizerEmail, reader);
}

function writeFile(
  bookings: readonly InvitedBooking[],
  method: InvitationMethod,
  organizerEmail: string,
  reader: 'visitor' | 'host',
): string {
  const calendar = ical({
    prodId: { company: 'Openslot', product: 'Openslot', language: 'EN' },
    method: methods[method],
  });
  const links = bookings.map((booking) => addEvent(calendar, booking, method, organizerEmail, reader));
  return withLinks(calendar.toString(), links);
}

/** Adds the event of a booking; returns its video link. */
function addEvent(
  calendar: ICalCalendar,
  booking: InvitedBooking,
  method: InvitationMethod,
  organizerEmail: string,
  reader: 'visitor' | 'host',
): string | null {
  const isOff = method === 'cancel' || ['cancelled', 'declined', 'expired'].includes(booking.status);
  // Plain ASCII, whatever a provider made.
  const address = booking.location_kind === 'video_link' ? booking.location : booking.join_url;
  const link = URL.parse(address ?? '')?.href ?? null;
  calendar.createEvent({
    // The same as in the host's calendar, so that it is known there, however it came.
    id: booking.id,
    // The booking's own, which a move raises. The mail that adds the video link keeps it: what RFC 5546 (2.1.4) counts as a revision, the
    // time and the status, is as it was, and of two with one SEQUENCE calendars take the later DTSTAMP (2.1.5). Were it raised for the
    // mail alone, the next move would come with the same number. Cancelling does not raise it either, but calendars ignore a CANCEL that is not newer.
    sequence: booking.sequence + (isOff ? 1 : 0),
    start: new Date(booking.start),
    end: new Date(booking.end),
    stamp: new Date(),
    status: isOff
      ? ICalEventStatus.CANCELLED
      : booking.status === 'confirmed'
        ? ICalEventStatus.CONFIRMED
        : ICalEventStatus.TENTATIVE,
    summary: summaryOf(booking, reader),
    location: oneLine(booking.location ?? '') || null,
    description: plainText(booking.description ?? '') || null,
    organizer: { name: commonName(booking.host.display_name) || 'Openslot', email: oneLine(organizerEmail) },
    attendees:
      // A file that is published names nobody (RFC 5546, 3.2.1).
      booking.attendee === null || method === 'publish'
        ? []
        : [
            {
              ...(reader === 'host' && { name: commonName(booking.attendee.name) }),
              email: oneLine(booking.attendee.email),
              rsvp: false,
              status: ICalAttendeeStatus.ACCEPTED,
            },
          ],
  });
  return link;
}

/**
 * Adds the video link of each event as its address, and as RFC 7986 has it, which calendars show as a button. The library does not know
 * the second, and escapes commas and semicolons in the first, as if it were a text.
 */
function withLinks(text: string, links: readonly (string | null)[]): string {
  let next = 0;
  return text.replace(/^END:VEVENT$/gm, (end) => {
    const link = links[next];
    next += 1;
    if (link === null || link === undefined) return end;
    const lines = [`URL:${link}`, `CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Video:${link}`].map((line) =>
      line.replace(/(.{74})(?=.)/g, '$1\r\n '),
    );
    return `${lines.join('\r\n')}\r\n${end}`;
  });
}

/** What is booked and with whom, in the words of the mail that brings it. */
function summaryOf({ event_type, host, attendee }: InvitedBooking, reader: 'visitor' | 'host'): string {
  return reader === 'visitor'
    ? titleOf({ event_type }, host.display_name, localeOf(attendee?.locale))
    : titleOf({ event_type }, attendee?.name ?? '', localeOf(host.locale));
}

/** RFC 5545 has no way to write a double quote inside a parameter, so one would end the value early. */
function commonName(name: string): string {
  return oneLine(name).replace(/["\\]/g, "'");
}
