import { describe, expect, it } from 'vitest';
import {
  isStillTrue,
  type MailedBooking,
  type NotificationKind,
  writeHostMessage,
  writeTime,
  writeVisitorMessage,
} from '../../sync-service/src/mail/messages.ts';

const kinds: NotificationKind[] = [
  'booking_confirmed',
  'booking_requested',
  'booking_declined',
  'booking_cancelled',
  'booking_rescheduled',
  'booking_request_expired',
];
const link = 'https://book.example/manage/1#token=t';
const adminUrl = 'https://book.example/admin/bookings/1';
const booking: MailedBooking = {
  id: '1',
  start: '2026-05-04T09:00:00Z',
  end: '2026-05-04T09:30:00Z',
  sequence: 0,
  status: 'confirmed',
  host: { slug: 'ann', display_name: 'Ann Example', time_zone: 'Europe/Berlin' },
  event_type: { title: 'Intro' },
  attendee: { name: 'Bob Visitor', email: 'bob@example.com', time_zone: 'America/New_York', locale: 'en' },
};

describe('the time in a mail', () => {
  it('is written with zone and offset', () => {
    expect(writeTime('2026-05-04T09:00:00Z', '2026-05-04T09:30:00Z', 'Europe/Berlin', 'UTC')).toBe(
      'Monday, 4 May 2026, 11:00 - 11:30 (Europe/Berlin, UTC+02:00)',
    );
  });

  it('names both days when it runs over midnight', () => {
    expect(writeTime('2026-05-04T21:30:00Z', '2026-05-04T22:30:00Z', 'Europe/Berlin', 'UTC')).toBe(
      'Monday, 4 May 2026, 23:30 (UTC+02:00) - Tuesday, 5 May 2026, 00:30 (UTC+02:00), Europe/Berlin',
    );
  });

  it('names both offsets when the clock changes in between', () => {
    expect(writeTime('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Berlin', 'UTC')).toBe(
      'Sunday, 25 October 2026, 02:30 (UTC+02:00) - Sunday, 25 October 2026, 02:30 (UTC+01:00), Europe/Berlin',
    );
  });

  it.each(['Mars/Base', '', 'not a zone\r\n'])("falls back to the host's zone when the visitor's is %j", (zone) => {
    expect(writeTime(booking.start, booking.end, zone, 'Europe/Berlin')).toContain('Europe/Berlin');
  });

  it("is the reader's own: the visitor's zone for the visitor, the host's for the host", () => {
    expect(writeVisitorMessage('booking_confirmed', booking, link).text).toContain(
      '05:00 - 05:30 (America/New_York, UTC-04:00)',
    );
    expect(writeHostMessage('booking_confirmed', booking, adminUrl).text).toContain(
      '11:00 - 11:30 (Europe/Berlin, UTC+02:00)',
    );
  });
});

describe('a mail to the visitor', () => {
  it('carries the link to move or cancel while there is something to move', () => {
    expect(writeVisitorMessage('booking_confirmed', booking, link).text).toContain(link);
    expect(writeVisitorMessage('booking_cancelled', { ...booking, status: 'cancelled' }, link).text).not.toContain(
      link,
    );
  });

  it('says why the host cancelled', () => {
    const cancelled = { ...booking, status: 'cancelled', cancelled_by: 'host', cancel_reason: 'I am ill.' };
    expect(writeVisitorMessage('booking_cancelled', cancelled, link).text).toContain('Reason: I am ill.');
  });

  it('repeats nothing that the visitor typed', () => {
    const cancelled = { ...booking, status: 'cancelled', cancelled_by: 'visitor', cancel_reason: 'Buy pills' };
    for (const kind of kinds) {
      expect(writeVisitorMessage(kind, cancelled, link).text).not.toMatch(/Buy pills|Bob Visitor/);
    }
  });
});

describe('a mail to the host', () => {
  it("names the visitor and never carries the visitor's link", () => {
    const { text } = writeHostMessage('booking_confirmed', booking, adminUrl);
    expect(text).toContain('Bob Visitor <bob@example.com>');
    expect(text).not.toContain('#token=');
  });

  it('leads to the page of the booking, to answer where it waits for them', () => {
    expect(writeHostMessage('booking_confirmed', booking, adminUrl).text).toMatch(`See it here:\n${adminUrl}`);
    const request = { ...booking, status: 'pending' as const };
    expect(writeHostMessage('booking_requested', request, adminUrl).text).toMatch(`Respond here:\n${adminUrl}`);
  });
});

describe('every mail', () => {
  it.each(kinds)('of the kind %s has a subject and a text of its own for both sides', (kind) => {
    const visitor = writeVisitorMessage(kind, booking, link);
    const host = writeHostMessage(kind, booking, adminUrl);
    expect(visitor.subject).toContain('Intro with Ann Example');
    expect(visitor.text).not.toBe(host.text);
  });

  it.each(kinds)('of the kind %s has one line of subject whatever the titles contain', (kind) => {
    const evil = {
      ...booking,
      host: { ...booking.host, display_name: 'Ann\r\nBcc: everybody@example.com' },
      event_type: { title: 'Intro\nX-Evil: 1\u2028\u0000' },
    };
    expect(writeVisitorMessage(kind, evil, link).subject).not.toMatch(/[\p{Cc}\u2028]/u);
    expect(writeHostMessage(kind, evil, adminUrl).subject).not.toMatch(/[\p{Cc}\u2028]/u);
  });

  it('is true only in some states of the booking', () => {
    expect(isStillTrue('booking_confirmed', { status: 'cancelled' })).toBe(false);
    expect(isStillTrue('booking_confirmed', { status: 'confirmed' })).toBe(true);
    expect(isStillTrue('booking_requested', { status: 'confirmed' })).toBe(false);
    expect(isStillTrue('booking_cancelled', { status: 'cancelled' })).toBe(true);
  });
});
