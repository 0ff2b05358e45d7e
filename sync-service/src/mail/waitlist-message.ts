import { localeOf } from '../../../web-embed/languages/catalogue.ts';
import type { WaitlistResult } from '../db/booking.ts';
import { spanFacts } from './booking-facts.ts';
import { subjectOf } from './booking-messages.ts';
import { titleOf } from './booking-title.ts';
import { oneLine } from './clean.ts';
import { blocksOf, type Message, paragraph } from './message.ts';
import { knownZone, writeMoment, writeZone } from './times.ts';

/** Kinds of mails to a visitor who waits for a seat. */
export type WaitlistMailKind = keyof typeof kinds;

/** The place on a waiting list that a mail is about. */
export type MailedEntry = WaitlistResult['entry'];

const kinds = {
  waitlist_joined: { name: 'joined', state: 'waiting' },
  waitlist_offered: { name: 'offered', state: 'offered' },
  waitlist_missed: { name: 'missed', state: 'missed' },
} as const;

/** Whether the text is a kind of mail to somebody who waits. */
export function isWaitlistMailKind(text: string): text is WaitlistMailKind {
  return Object.hasOwn(kinds, text);
}

/**
 * Writes a mail to a visitor who waits, in their language. It repeats nothing that they typed, and says nothing of others who wait.
 * @param url Link to their page, which alone opens it.
 * @returns null if what it says is not so any more.
 */
export function writeWaitlistMessage(kind: WaitlistMailKind, entry: MailedEntry, url: string): Message | null {
  const { name, state } = kinds[kind];
  if (entry.state !== state) return null;
  const locale = localeOf(entry.attendee.locale);
  const { mail, common, tag } = locale;
  const texts = mail.waitlist[name];
  const zone = knownZone(entry.attendee.time_zone, knownZone(entry.host.time_zone, 'UTC'));
  const title = titleOf(entry, entry.host.display_name, locale);
  const { offer_expires_at: until } = entry;
  return {
    locale,
    brand: { name: oneLine(entry.host.display_name), accent: null },
    subject: subjectOf(texts.subject(title)),
    heading: texts.heading,
    blocks: blocksOf(
      paragraph(texts.text),
      {
        kind: 'facts',
        facts: [
          { label: common.what, value: title },
          ...spanFacts(entry, 'visitor', locale, common.when),
          ...(until === null
            ? []
            : [
                {
                  label: mail.waitlist.keptUntil,
                  value: writeMoment(until, zone, tag),
                  note: writeZone(until, zone, tag),
                },
              ]),
        ],
      },
      { kind: 'action', label: texts.action, url },
    ),
    footer: mail.footerVisitor(oneLine(entry.host.display_name) || 'Openslot'),
  };
}
