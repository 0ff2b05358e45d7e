import { DateTime } from 'luxon';
import { localeOf } from '../../../web-embed/languages/catalogue.ts';
import type { MailedDigest } from '../db/booking.ts';
import { subjectOf } from './booking-messages.ts';
import { titleOf } from './booking-title.ts';
import { oneLine } from './clean.ts';
import { nameOf } from './connection-messages.ts';
import { blocksOf, type Fact, type Message, paragraph } from './message.ts';
import { formatOf, knownZone, writeSpan } from './times.ts';

/**
 * Writes the weekly mail to the owner of a host: what is booked, what waits for them, and what became of last week.
 * @param stopUrl Where it is switched off.
 */
export function writeDigest(digest: MailedDigest, publicUrl: string, stopUrl: string): Message {
  const { host } = digest;
  const locale = localeOf(host.locale);
  const { mail, tag } = locale;
  const texts = mail.digest;
  const zone = knownZone(host.time_zone, 'UTC');
  const name = oneLine(host.display_name) || 'Openslot';
  const listed = digest.bookings.map(
    (booking): Fact => ({
      label: writeSpan(booking.start, booking.end, zone, tag),
      value: titleOf(booking, booking.attendee?.name ?? '', locale),
    }),
  );
  const more = digest.booked - digest.bookings.length;
  const lastWeek = [
    digest.took_place > 0 && texts.took(digest.took_place),
    digest.cancelled > 0 && texts.cancelled(digest.cancelled),
    digest.no_shows > 0 && texts.noShows(digest.no_shows),
  ].filter((line) => line !== false);
  return {
    locale,
    brand: { name: oneLine(host.display_name), accent: host.accent_color },
    subject: subjectOf(texts.subject(writeWeek(digest.from, zone, tag))),
    heading: texts.heading(name),
    blocks: blocksOf(
      paragraph(digest.booked === 0 ? texts.none : texts.bookings(digest.booked)),
      digest.requests > 0 && paragraph(texts.requests(digest.requests)),
      listed.length > 0 && {
        kind: 'facts',
        facts: [...listed, { label: texts.timeZone, value: zone }],
      },
      more > 0 && paragraph(texts.more(more)),
      digest.reconnect.length > 0 && {
        kind: 'facts',
        facts: digest.reconnect.map((account) => ({ label: texts.reconnect, value: nameOf(account, locale) })),
      },
      lastWeek.length > 0 && {
        kind: 'facts',
        facts: [{ label: texts.lastWeek, value: lastWeek.join('\n') }],
      },
      { kind: 'action', label: mail.openCalendars, url: `${publicUrl}/admin/calendars` },
      { kind: 'links', label: texts.unwanted, links: [{ label: texts.stop, url: stopUrl }] },
    ),
    footer: mail.footerDigest(name),
  };
}

/** The week that begins at an instant: `4–10 May 2026`. */
function writeWeek(from: string, zone: string, tag: string): string {
  const first = DateTime.fromISO(from, { zone });
  return formatOf('date', zone, tag).formatRange(first.toJSDate(), first.plus({ days: 6 }).toJSDate());
}
