import { describe, expect, it } from 'vitest';
import type { MailedBooking } from '../../sync-service/src/mail/mailed-booking.ts';
import type { Message } from '../../sync-service/src/mail/message.ts';
import {
  bookingsOf,
  isSeriesMailKind,
  type SeriesMailKind,
  writeHostSeries,
  writeVisitorSeries,
} from '../../sync-service/src/mail/series-messages.ts';
import { type MailedEntry, writeWaitlistMessage } from '../../sync-service/src/mail/waitlist-message.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { steady } from './mail-scenes.ts';

/** As it is read in text. */
const textOf = (message: Message | null): string => (message === null ? '' : steady(writeText(message)));

const now = new Date('2026-10-01T08:00:00Z');
const url = 'https://book.example/manage/1#token=t';
const links = {
  file: 'https://book.example/bookings/1/calendar.ics?scope=series&token=i',
  book: 'https://book.example/book/ann/lesson',
};
const statuses: Record<SeriesMailKind, string> = {
  series_confirmed: 'confirmed',
  series_confirmed_unread: 'confirmed',
  series_requested: 'pending',
  series_declined: 'declined',
  series_cancelled: 'cancelled',
  series_request_expired: 'expired',
  series_link_added: 'confirmed',
};
const kinds = Object.keys(statuses) as SeriesMailKind[];

const booking = (day: number, changes: Partial<MailedBooking> = {}): MailedBooking => ({
  id: String(day),
  start: `2026-10-${day}T08:00:00Z`,
  end: `2026-10-${day}T08:30:00Z`,
  sequence: 0,
  status: 'confirmed',
  host: { slug: 'ann', display_name: 'Ann Example', time_zone: 'Europe/Berlin' },
  event_type: { title: 'Lesson' },
  attendee: { name: 'Bob Visitor', email: 'bob@example.com', time_zone: 'Europe/London', locale: 'en' },
  location: 'Main St 1',
  can_cancel: true,
  can_reschedule: true,
  ...changes,
});

describe('a mail about a series', () => {
  it('lists its dates in the zone of the reader, over a clock change too, and says the place once', () => {
    const bookings = [booking(18), booking(25, { start: '2026-10-25T09:00:00Z', end: '2026-10-25T09:30:00Z' })];
    const message = writeVisitorSeries({ kind: 'series_confirmed', bookings, url, ...links, now });
    expect(message.subject).toBe('Confirmed: 2 × Lesson with Ann Example');
    expect(textOf(message)).toContain(
      [
        'Your bookings are confirmed',
        '',
        'What: Lesson with Ann Example',
        'When: Sunday 18 October 2026, 09:00–09:30',
        '  British Summer Time (Europe/London, UTC+01:00)',
        'The host’s time: Sunday 18 October 2026, 10:00–10:30',
        '  Central European Summer Time (Europe/Berlin, UTC+02:00)',
        'When: Sunday 25 October 2026, 09:00–09:30',
        '  Greenwich Mean Time (Europe/London, UTC+00:00)',
        'The host’s time: Sunday 25 October 2026, 10:00–10:30',
        '  Central European Standard Time (Europe/Berlin, UTC+01:00)',
        'Where: Main St 1',
        '',
        `See, move or cancel your bookings:\n${url}`,
        '',
        `Add to your calendar:\nCalendar file (.ics): ${links.file}`,
      ].join('\n'),
    );
  });

  it('says of each date where it is if that differs', () => {
    const bookings = [
      booking(18, { location: 'https://meet.example/a' }),
      booking(19, { location: 'https://meet.example/b' }),
    ];
    const text = textOf(writeVisitorSeries({ kind: 'series_link_added', bookings, url, ...links, now }));
    expect(text).toMatch(
      /18 October.*\n {2}https:\/\/meet.example\/a\n.*\n.*\n.*\nWhen: .*19 October.*\n {2}https:\/\/meet.example\/b/,
    );
    expect(text).not.toContain('Where:');
  });

  it('names the visitor to the host only, and never carries their link to the host', () => {
    const adminUrl = 'https://book.example/admin/bookings/1';
    for (const kind of kinds) {
      const bookings = [booking(18, { status: statuses[kind] }), booking(19, { status: statuses[kind] })];
      const forVisitor = writeVisitorSeries({ kind, bookings, url, ...links, now });
      const forHost = writeHostSeries({ kind, bookings, url: adminUrl, now });
      expect(textOf(forVisitor)).not.toMatch(/Bob Visitor|bob@/);
      expect(textOf(forHost)).toContain('Who: Bob Visitor <bob@example.com>');
      expect(textOf(forHost)).toContain(adminUrl);
      expect(textOf(forVisitor).includes(url)).toBe(['confirmed', 'pending'].includes(statuses[kind]));
      expect(forVisitor.subject).not.toContain('Bob');
    }
  });

  it('asks the host to check where calendars were not read, and names them', () => {
    const bookings = [18, 19].map((day) => booking(day, { unread_calendars: ['Family', ''] }));
    const message = writeHostSeries({ kind: 'series_confirmed_unread', bookings, url, now });
    expect(message.subject).toBe('Please check: 2 × Lesson with Bob Visitor');
    expect(textOf(message)).toContain('Not all of your calendars could be read when these dates were booked');
    expect(textOf(message).match(/Not read: Family, unnamed/g)).toHaveLength(1);
    expect(textOf(writeVisitorSeries({ kind: 'series_confirmed', bookings, url, ...links, now }))).not.toMatch(
      /read|Family/,
    );
  });

  it('says of each date what was not read if that differs, also of requests', () => {
    const bookings = [
      booking(18, { status: 'pending' }),
      booking(19, { status: 'pending', unread_calendars: ['Work'] }),
    ];
    const text = textOf(writeHostSeries({ kind: 'series_requested', bookings, url, now }));
    expect(text).toMatch(/19 October.*\n.*\n(.*\n.*\n)?Not read: Work/);
    expect(text).not.toMatch(/18 October.*\n.*\n(.*\n.*\n)?Not read/);
    expect(text).toContain('Please check that you are free.');
  });

  it('does not ask the host to check what they looked at, and names what was not read', () => {
    const bookings = [18, 19].map((day) => booking(day, { unread_calendars: ['Work'] }));
    const message = writeHostSeries({ kind: 'series_confirmed', bookings, url, now });
    expect(message.subject).toMatch(/^New booking: 2 ×/);
    expect(textOf(message)).toContain('Not read: Work');
    expect(textOf(message)).not.toContain('Please check');
  });

  it('says why the host cancelled, not why the visitor did', () => {
    const cancelled = (by: string) => [
      booking(18, { status: 'cancelled', cancelled_by: by, cancel_reason: 'Buy pills' }),
    ];
    const text = (by: string) =>
      textOf(writeVisitorSeries({ kind: 'series_cancelled', bookings: cancelled(by), url, ...links, now }));
    expect(text('host')).toContain('Reason: Buy pills');
    expect(text('visitor')).not.toContain('Buy pills');
  });

  it('says who or what ended the bookings, and offers the visitor another time', () => {
    const ended = (kind: SeriesMailKind, by: string | null) => {
      const bookings = [18, 19].map((day) => booking(day, { status: statuses[kind], cancelled_by: by }));
      return [
        textOf(writeVisitorSeries({ kind, bookings, url, ...links, now })),
        textOf(writeHostSeries({ kind, bookings, url, now })),
      ];
    };
    const said: [kind: SeriesMailKind, by: string | null, visitor: string, host: string][] = [
      ['series_cancelled', 'host', 'The host had to cancel these bookings.', 'You cancelled them.'],
      ['series_cancelled', 'visitor', 'You don’t need to do anything else.', 'The visitor cancelled them.'],
      ['series_declined', 'host', 'The host could not accept your request.', 'You declined'],
      ['series_request_expired', null, 'The host did not respond in time.', 'You did not respond to it in time.'],
    ];
    for (const [kind, by, forVisitor, forHost] of said) {
      const [visitor, host] = ended(kind, by);
      expect(visitor).toContain(forVisitor);
      expect(visitor).toContain(`Choose another time:\n${links.book}`);
      expect(visitor).not.toContain(links.file);
      expect(host).toContain(forHost);
    }
  });

  it('tells an owner of several hosts which one it is, and when it is for the visitor', () => {
    const bookings = [booking(18), booking(19)];
    const text = textOf(writeHostSeries({ kind: 'series_confirmed', bookings, url, now }));
    expect(text).toContain('Host: Ann Example');
    expect(text.match(/^The visitor’s time: .*09:00–09:30$/gm)).toHaveLength(2);
  });

  it('is about those of its bookings for which it is still so', () => {
    const series = [booking(18), booking(19, { status: 'cancelled' }), booking(20)];
    expect(bookingsOf('series_confirmed', series).map(({ id }) => id)).toEqual(['18', '20']);
    expect(bookingsOf('series_requested', series)).toEqual([]);
    expect(isSeriesMailKind('booking_confirmed')).toBe(false);
  });

  it('says that its times are free again as long as one of them lies ahead', () => {
    const ended = [18, 19].map((day) =>
      booking(day, { status: 'cancelled', can_cancel: false, can_reschedule: false }),
    );
    const written = (now: string) =>
      [writeVisitorSeries, writeHostSeries].map((write) =>
        textOf(write({ kind: 'series_cancelled', bookings: ended, url, ...links, now: new Date(now) })),
      );
    for (const text of written('2026-10-18T12:00:00Z')) expect(text).toContain('The times are free again.');
    for (const text of written('2026-10-19T12:00:00Z')) expect(text).not.toContain('free again');
  });

  it('breaks out of no line, whatever a host is called', () => {
    const host = { slug: 'ann', display_name: 'Ann\r\nBcc: x@example.com', time_zone: 'Europe/Berlin' };
    const { subject } = writeVisitorSeries({
      kind: 'series_confirmed',
      bookings: [booking(18, { host })],
      url,
      ...links,
      now,
    });
    expect(subject).not.toMatch(/[\r\n]/);
  });
});

describe('a mail to somebody who waits', () => {
  const entry: MailedEntry = {
    id: '1',
    state: 'offered',
    start: '2026-10-18T08:00:00Z',
    end: '2026-10-18T08:30:00Z',
    offer_expires_at: '2026-10-17T10:00:00Z',
    booking_id: null,
    host: { slug: 'ann', display_name: 'Ann Example', time_zone: 'Europe/Berlin' },
    event_type: { id: '2', slug: 'class', title: 'Class' },
    attendee: { name: 'Bob Visitor', email: 'bob@example.com', time_zone: 'Europe/London', locale: 'en' },
  };

  it('offers the seat with the time until which it is kept and the link that takes it', () => {
    const message = writeWaitlistMessage('waitlist_offered', entry, url);
    expect(message?.subject).toBe('A seat is free: Class with Ann Example');
    expect(textOf(message)).toMatch(/Kept until: .*17 October 2026.*11:00/);
    expect(textOf(message)).toContain(url);
    expect(textOf(message)).toMatch(/The host’s time: .*18 October 2026, 10:00–10:30/);
    expect(textOf(message)).not.toMatch(/Bob Visitor|bob@/);
  });

  it('is not sent when what it says is not so any more', () => {
    expect(writeWaitlistMessage('waitlist_offered', { ...entry, state: 'missed' }, url)).toBeNull();
    expect(writeWaitlistMessage('waitlist_joined', entry, url)).toBeNull();
    for (const state of ['offered', 'claimed', 'left'] as const) {
      expect(writeWaitlistMessage('waitlist_missed', { ...entry, state }, url)).toBeNull();
    }
    expect(writeWaitlistMessage('waitlist_joined', { ...entry, state: 'waiting' }, url)?.subject).toBe(
      'Waiting list: Class with Ann Example',
    );
  });
});
