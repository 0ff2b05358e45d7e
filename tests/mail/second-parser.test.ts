import ICAL from 'ical.js';
import ical, { type VEvent } from 'node-ical';
import { describe, expect, it } from 'vitest';
import { type InvitedBooking, writeInvitation } from '../../sync-service/src/mail/invitation.ts';
import { buildCalendarFile } from '../../web-embed/shared/ics.ts';

const plain: InvitedBooking = {
  id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01',
  start: '2026-05-04T09:00:00Z',
  end: '2026-05-04T09:30:00Z',
  sequence: 2,
  status: 'confirmed',
  host: { display_name: 'Ann Example' },
  event_type: { title: 'Intro' },
  attendee: { name: 'Bob', email: 'bob@example.com' },
};
const odd = {
  // node-ical takes a semicolon for the end of a quoted parameter, and a backslash before an n for a new line; ical.js does not.
  quotes: 'Ann "the \\ Fox" Example, a: c',
  umlauts: 'Jürgen Größer-Müßig',
  emoji: '🦊 Ann 👩‍⚕️'.repeat(12),
  'right-to-left': 'د. ليلى حسن',
  lines: 'first\r\nATTENDEE:mailto:x@example.com\nlast; one',
};

/** What a calendar takes from an event, as one parser reads it. */
type Read = Record<string, string | null>;

function readByIcalJs(text: string): Read {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const [event, ...more] = calendar.getAllSubcomponents('vevent');
  if (event === undefined || more.length > 0) throw new Error('not one event');
  const value = (name: string) => event.getFirstPropertyValue(name)?.toString() ?? null;
  const instant = (name: string) =>
    (event.getFirstPropertyValue(name) as InstanceType<typeof ICAL.Time>).toJSDate().toISOString();
  const attendee = event.getFirstProperty('attendee');
  return {
    method: calendar.getFirstPropertyValue('method')?.toString() ?? null,
    ...{ uid: value('uid'), sequence: value('sequence'), status: value('status') },
    ...{ start: instant('dtstart'), end: instant('dtend') },
    ...{ summary: value('summary'), description: value('description'), location: value('location'), url: value('url') },
    organizer: event.getFirstProperty('organizer')?.getFirstParameter('cn') ?? null,
    attendee: attendee?.getFirstValue()?.toString() ?? null,
    name: attendee?.getFirstParameter('cn') ?? null,
  };
}

function readByNodeIcal(text: string): Read {
  const entries = Object.values(ical.sync.parseICS(text));
  const [event, ...more] = entries.filter((entry): entry is VEvent => entry?.type === 'VEVENT');
  if (event === undefined || more.length > 0) throw new Error('not one event');
  // A value with parameters comes with them.
  const value = (one: unknown) => {
    const inner = typeof one === 'object' && one !== null && 'val' in one ? one.val : one;
    return inner === undefined || inner === '' ? null : String(inner);
  };
  const parameter = (one: unknown, name: string): string | null =>
    (one as { params?: Record<string, string> } | undefined)?.params?.[name]?.replace(/^"|"$/g, '') ?? null;
  const attendee: unknown = event.attendee;
  return {
    method: value((event as { method?: string }).method),
    ...{ uid: event.uid, sequence: value(event.sequence), status: value(event.status) },
    ...{ start: event.start.toISOString(), end: event.end?.toISOString() ?? null },
    ...{ summary: value(event.summary), description: value(event.description) },
    ...{ location: value(event.location), url: value(event.url) },
    organizer: parameter(event.organizer, 'CN'),
    attendee: value(attendee),
    name: parameter(attendee, 'CN'),
  };
}

describe('two parsers read the same in', () => {
  const link = `https://teams.microsoft.com/l/meetup-join/${'19%3ameeting_'.repeat(20)}?a=b,c;d`;
  const bookings: [string, Partial<InvitedBooking>][] = [
    ['a plain booking', {}],
    ['a booking by video', { location: link, join_url: link }],
    ...Object.entries(odd).map(([name, words]): [string, Partial<InvitedBooking>] => [
      `a booking with ${name}`,
      {
        host: { display_name: words.replaceAll(';', '') },
        event_type: { title: words },
        attendee: { name: words.replaceAll(';', ''), email: 'bob+x@example.com' },
        ...{ location: words, description: words },
      },
    ]),
  ];

  it.each(bookings)('the calendar file of %s', (_, changes) => {
    for (const method of ['publish', 'request', 'cancel'] as const) {
      for (const reader of ['visitor', 'host'] as const) {
        const text = writeInvitation({ ...plain, ...changes }, method, 'no-reply@example.com', reader);
        expect(readByNodeIcal(text)).toEqual(readByIcalJs(text));
      }
    }
  });

  it.each(Object.entries(odd))('the file of a page with %s', (_, words) => {
    const entry = { uid: plain.id, sequence: 1, stamp: 0, start: Date.parse(plain.start), end: Date.parse(plain.end) };
    const text = buildCalendarFile({ ...entry, title: words, description: words, location: words });
    expect(readByNodeIcal(text)).toEqual(readByIcalJs(text));
  });
});
