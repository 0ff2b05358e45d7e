import { DateTime } from 'luxon';
import type { Locale } from '../../../web-embed/languages/catalogue.ts';
import type { MailedConnection } from '../db/booking.ts';
import { oneLine } from './clean.ts';
import { blocksOf, type Message, paragraph } from './message.ts';
import { writeDate } from './times.ts';

/** Events in a calendar whose time is not known, and that nobody has acknowledged. */
export type MailedUnknownTimes = NonNullable<MailedConnection['unknown_times']>;

const maxDayLines = 10;

/**
 * Tells an owner of events whose time can't be read. It names no title: they find the events by their days.
 * @param account What the account is called.
 */
export function writeUnknownTimes(
  unknown: MailedUnknownTimes,
  account: string,
  locale: Locale,
  calendarsUrl: string,
): Pick<Message, 'subject' | 'heading' | 'blocks'> {
  const { events, has_more: hasMore, policies } = unknown;
  const { account: texts, unnamed, openCalendars } = locale.mail;
  const name = oneLine(unknown.name) || unnamed;
  const subject = texts.unknown.subject(events, hasMore, name);
  const isAnyDay = unknown.days.includes(null);
  return {
    subject,
    heading: subject,
    blocks: blocksOf(
      paragraph(texts.unknown.text(events, hasMore)),
      {
        kind: 'facts',
        facts: [
          { label: texts.account, value: account },
          { label: texts.calendar, value: name },
          { label: texts.unknown.events, value: texts.unknown.count(events, hasMore) },
          { label: texts.unknown.days, value: dayLines(unknown, locale).join('\n') },
        ],
      },
      ...(['closed', 'request', 'open'] as const)
        .filter((policy) => policies.includes(policy))
        .map((policy) => paragraph(texts.unknown[policy](isAnyDay))),
      paragraph(texts.unknown.toDo(hasMore ? events + 1 : events)),
      { kind: 'action', label: openCalendars, url: calendarsUrl },
    ),
  };
}

function dayLines({ days }: MailedUnknownTimes, locale: Locale): string[] {
  const texts = locale.mail.account.unknown;
  if (days.includes(null)) return [texts.anyDay];
  const known = days.filter((span) => span !== null).sort((a, b) => (a.from < b.from ? -1 : 1));
  const more = known.length - maxDayLines;
  return [
    ...known.slice(0, maxDayLines).map((span) => nameDays(span, locale)),
    ...(more > 0 ? [texts.more(more)] : []),
  ];
}

/** Days in words: a single one, a span, or all from one on. */
function nameDays({ from, until }: { from: string; until: string }, { mail, tag }: Locale): string {
  const texts = mail.account.unknown;
  const first = DateTime.fromISO(from, { zone: 'utc' });
  const last = DateTime.fromISO(until, { zone: 'utc' }).minus({ days: 1 });
  if (last.year >= 9999) return texts.onward(writeDate(first, tag));
  return first >= last ? writeDate(first, tag) : texts.span(writeDate(first, tag), writeDate(last, tag));
}
