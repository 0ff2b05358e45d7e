import { DateTime } from 'luxon';
import type { Locale } from '../../../web-embed/languages/catalogue.ts';
import { commaOf } from '../../../web-embed/languages/writing.ts';
import type { MailedConnection } from '../db/booking.ts';
import { oneLine } from './clean.ts';
import { blocksOf, type Message, paragraph } from './message.ts';
import { knownZone, writeDate, writeSpanWithZone } from './times.ts';

/** Bookings of which only a calendar knows since a backup was restored. */
type MailedLostBookings = NonNullable<MailedConnection['lost_bookings']>;

const maxLines = 30;

/**
 * Tells an owner which bookings are in their calendar and no longer in the database: when each is, and what its event
 * says.
 * @param account What the account is called.
 */
export function writeLostBookings(
  { bookings, name, time_zone: zone }: MailedLostBookings,
  account: string,
  locale: Locale,
  calendarsUrl: string,
): Pick<Message, 'subject' | 'heading' | 'blocks'> {
  const { account: texts, unnamed, openCalendars } = locale.mail;
  const calendar = oneLine(name) || unnamed;
  const more = bookings.length - maxLines;
  const lines = bookings
    .slice(0, maxLines)
    .map((booking) => writeBooking(booking, knownZone(zone, 'UTC'), locale))
    .concat(more > 0 ? [texts.lost.more(more)] : []);
  return {
    subject: texts.lost.subject(bookings.length, calendar),
    heading: texts.lost.heading(bookings.length),
    blocks: blocksOf(
      paragraph(texts.lost.text(bookings.length)),
      {
        kind: 'facts',
        facts: [
          { label: texts.account, value: account },
          { label: texts.calendar, value: calendar },
          { label: texts.lost.bookings, value: lines.join('\n') },
        ],
      },
      paragraph(texts.lost.toDo),
      { kind: 'action', label: openCalendars, url: calendarsUrl },
    ),
  };
}

/** When it is and what its event says, on one line. An event that its owner made one of whole days has dates. */
function writeBooking(
  { title, start, end }: MailedLostBookings['bookings'][number],
  zone: string,
  { tag }: Locale,
): string {
  const when = start.includes('T')
    ? writeSpanWithZone(start, end, zone, tag)
    : writeDate(DateTime.fromISO(start, { zone: 'utc' }), tag);
  const what = oneLine(title ?? '');
  return what === '' ? when : `${when}${commaOf(tag)}${what}`;
}
