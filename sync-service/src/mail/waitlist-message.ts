import type { WaitlistResult } from '../db/booking.ts';
import { oneLine } from './clean.ts';
import { type Message, titleOf, writeTime } from './messages.ts';

/** Kinds of mails to a visitor who waits for a seat. */
export type WaitlistMailKind = keyof typeof wordings;

/** The place on a waiting list that a mail is about. */
export type MailedEntry = WaitlistResult['entry'];

const wordings = {
  waitlist_joined: {
    subject: 'Waiting list',
    text: 'You are on the waiting list. If a seat gets free for you, we keep it for a while and write to you.',
    link: 'See your place, or leave the list, here',
    while: 'waiting',
  },
  waitlist_offered: {
    subject: 'A seat is free',
    text: 'A seat is free, and it is kept for you. If you do not take it in time, it goes to the next person.',
    link: 'Take it, or leave it to somebody else, here',
    while: 'offered',
  },
} as const;

/** Whether the text is a kind of mail to somebody who waits. */
export function isWaitlistMailKind(text: string): text is WaitlistMailKind {
  return Object.hasOwn(wordings, text);
}

/**
 * Writes a mail to a visitor who waits. It repeats nothing that they typed, and says nothing of others who wait.
 * @param url Link to their page, which alone opens it.
 * @returns null if what it says is not so any more.
 */
export function writeWaitlistMessage(kind: WaitlistMailKind, entry: MailedEntry, url: string): Message | null {
  const wording = wordings[kind];
  if (entry.state !== wording.while) return null;
  const { time_zone: zone } = entry.attendee;
  const title = titleOf(entry);
  const { offer_expires_at: until } = entry;
  const facts = [
    `What: ${title}`,
    `When: ${writeTime(entry.start, entry.end, zone, entry.host.time_zone)}`,
    until === null ? null : `Kept until: ${writeTime(until, until, zone, entry.host.time_zone)}`,
  ];
  return {
    subject: oneLine(`${wording.subject}: ${title}`).slice(0, 200),
    text: [wording.text, facts.filter((fact) => fact !== null).join('\n'), `${wording.link}:\n${url}`].join('\n\n'),
  };
}
