import { localeOf } from '../../../languages/catalogue.ts';
import { brandOf, type NotificationKind, type VisitorLinks, writeVisitorMessage } from './booking-messages.ts';
import type { MailedBooking } from './mailed-booking.ts';
import { type Block, blocksOf, type Message, paragraph } from './message.ts';

/** One of the things that a mail to a visitor says, with the links of its booking. */
export interface VisitorNews {
  kind: NotificationKind;
  booking: MailedBooking;
  links: VisitorLinks;
}

/**
 * Writes one mail in the place of several, for a visitor who got more than an hour may bring.
 * @param news Oldest first; at least one.
 * @param more How many older ones are left out.
 */
export function writeGatheredMessage(news: readonly VisitorNews[], more: number, now: Date): Message {
  const latest = news.at(-1);
  if (latest === undefined) throw new TypeError('writeGatheredMessage needs something to say');
  const locale = localeOf(latest.booking.attendee?.locale);
  const { gathered } = locale.mail.visitor;
  const messages = news.map(({ kind, booking, links }) => writeVisitorMessage(kind, booking, links, now));
  const isOneHost = new Set(news.map(({ booking }) => booking.host.slug)).size === 1;
  return {
    locale,
    brand: isOneHost ? brandOf(latest.booking) : { name: '', accent: null },
    subject: gathered.subject(news.length),
    heading: gathered.subject(news.length),
    blocks: blocksOf(
      paragraph(gathered.text),
      more > 0 && paragraph(gathered.more(more)),
      ...messages.flatMap(({ heading, blocks }): Block[] => [{ kind: 'part', heading }, ...blocks]),
    ),
    footer: [...new Set(messages.map(({ footer }) => footer))].join('\n'),
  };
}
