import { DateTime } from 'luxon';
import type { MailedConnection } from '../db/booking.ts';
import { oneLine } from './clean.ts';
import type { Message } from './messages.ts';

/** Events in a calendar whose time is not known, and that nobody has acknowledged. */
export type MailedUnknownTimes = NonNullable<MailedConnection['unknown_times']>;

const maxDayLines = 10;
const meanings: Record<MailedUnknownTimes['policies'][number], (when: string) => string> = {
  closed: (when) => `Until then, no times are offered ${when}.`,
  request: (when) => `Until then, bookings ${when} wait for your confirmation.`,
  open: (when) => `Until then, times are still offered ${when}, as your settings say, so you could be booked twice.`,
};

/** Tells an owner of events whose time can't be read. It names no title: they find the events by their days. */
export function writeUnknownTimes(unknown: MailedUnknownTimes, account: string, publicUrl: string): Message {
  const { events, has_more: hasMore, policies } = unknown;
  const name = oneLine(unknown.name) || 'unnamed';
  const count = `${hasMore ? 'more than ' : ''}${events}`;
  const isOne = count === '1';
  const when = unknown.days.includes(null) ? 'on any day' : 'on these days';
  return {
    subject: oneLine(`We can't read the time of ${isOne ? 'an event' : `${count} events`} in ${name}`).slice(0, 200),
    text: [
      `${isOne ? 'An event' : 'Some events'} in your calendar can't be read well enough to know when you are busy.`,
      [`Account: ${account}`, `Calendar: ${name}`, `Events: ${count}`, ...dayLines(unknown)].join('\n'),
      isOne
        ? `Correct it in your calendar, or confirm that it doesn't block your time, here:\n${publicUrl}/admin/calendars`
        : `Correct them in your calendar, or confirm that they don't block your time, here:\n${publicUrl}/admin/calendars`,
      ...(['closed', 'request', 'open'] as const)
        .filter((policy) => policies.includes(policy))
        .map((policy) => meanings[policy](when)),
    ].join('\n\n'),
  };
}

function dayLines({ days }: MailedUnknownTimes): string[] {
  if (days.includes(null)) return ['Days: any day'];
  const known = days.filter((span) => span !== null).sort((a, b) => (a.from < b.from ? -1 : 1));
  const more = known.length - maxDayLines;
  return [...known.slice(0, maxDayLines).map(nameDays), ...(more > 0 ? [`and ${more} more`] : [])].map(
    (text) => `Days: ${text}`,
  );
}

/** Days in words: a single one, a span, or all from one on. */
function nameDays({ from, until }: { from: string; until: string }): string {
  const name = (day: DateTime): string => day.setLocale('en-GB').toFormat('d MMMM yyyy');
  const first = DateTime.fromISO(from, { zone: 'utc' });
  const last = DateTime.fromISO(until, { zone: 'utc' }).minus({ days: 1 });
  if (last.year >= 9999) return `from ${name(first)} on`;
  return first >= last ? name(first) : `${name(first)} to ${name(last)}`;
}
