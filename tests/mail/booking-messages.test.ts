import { describe, expect, it } from 'vitest';
import {
  isStillTrue,
  type NotificationKind,
  writeHostMessage,
  writeVisitorMessage,
} from '../../sync-service/src/mail/booking-messages.ts';
import type { MailedBooking } from '../../sync-service/src/mail/mailed-booking.ts';
import type { Message } from '../../sync-service/src/mail/message.ts';
import * as written from '../../sync-service/src/mail/write-text.ts';
import { localeOf } from '../../web-embed/languages/catalogue.ts';
import { adminUrl, links, now, steady } from './mail-scenes.ts';

const kinds: NotificationKind[] = [
  'booking_confirmed',
  'booking_requested',
  'booking_declined',
  'booking_cancelled',
  'booking_rescheduled',
  'booking_request_expired',
  'booking_reminder',
];
const booking: MailedBooking = {
  id: '1',
  start: '2026-05-04T09:00:00Z',
  end: '2026-05-04T09:30:00Z',
  sequence: 0,
  status: 'confirmed',
  host: { slug: 'ann', display_name: 'Ann Example', time_zone: 'Europe/Berlin' },
  event_type: { title: 'Intro' },
  attendee: { name: 'Bob Visitor', email: 'bob@example.com', time_zone: 'America/New_York', locale: 'en' },
  can_cancel: true,
  can_reschedule: true,
};
const writeText = (message: Message) => steady(written.writeText(message));
const toVisitor = (kind: NotificationKind, changes: Partial<MailedBooking> = {}) =>
  writeVisitorMessage(kind, { ...booking, ...changes }, links, now);
const toHost = (kind: NotificationKind, changes: Partial<MailedBooking> = {}) =>
  writeHostMessage(kind, { ...booking, ...changes }, adminUrl, now);

describe('the time of a booking that ended', () => {
  const freed = [
    ['booking_cancelled', 'cancelled'],
    ['booking_declined', 'declined'],
    ['booking_request_expired', 'expired'],
  ] as const;

  it.each(freed)('is free again as long as it lies ahead (%s)', (kind, status) => {
    const ended = { ...booking, status };
    expect(written.writeText(writeHostMessage(kind, ended, adminUrl, now))).toContain('The time is free again.');
    const past = new Date(booking.end);
    for (const message of [
      writeHostMessage(kind, ended, adminUrl, past),
      writeVisitorMessage(kind, ended, links, past),
    ]) {
      expect(written.writeText(message)).not.toContain('free again');
    }
  });
});

describe('the time in a mail', () => {
  it("is the reader's own, and the other one's beside it where clocks differ", () => {
    expect(writeText(toVisitor('booking_confirmed'))).toContain(
      [
        'When: Monday 4 May 2026, 05:00–05:30',
        '  Eastern Daylight Time (America/New_York, UTC-04:00)',
        'The host’s time: Monday 4 May 2026, 11:00–11:30',
        '  Central European Summer Time (Europe/Berlin, UTC+02:00)',
      ].join('\n'),
    );
    expect(writeText(toHost('booking_confirmed'))).toMatch(
      /When: Monday 4 May 2026, 11:00–11:30\n.*\nThe visitor’s time: Monday 4 May 2026, 05:00–05:30/,
    );
  });

  it('is said once where the clocks of both show the same', () => {
    const attendee = { name: 'Bob', email: 'bob@example.com', time_zone: 'Europe/Paris', locale: 'en' };
    const text = writeText(toVisitor('booking_confirmed', { attendee }));
    expect(text).toContain('(Europe/Paris, UTC+02:00)');
    expect(text).not.toContain('The host’s time');
  });

  it.each(['Mars/Base', '', 'not a zone\r\n', null])(
    "falls back to the host's zone when the visitor's is %j",
    (zone) => {
      const attendee = { name: 'Bob', email: 'bob@example.com', time_zone: zone, locale: 'en' };
      expect(writeText(toVisitor('booking_confirmed', { attendee }))).toContain('(Europe/Berlin, UTC+02:00)');
    },
  );
});

describe('a mail to the visitor', () => {
  it('carries the link to move or cancel while there is something to move, else the one to book again', () => {
    expect(writeText(toVisitor('booking_confirmed'))).toContain(links.manage);
    const cancelled = writeText(toVisitor('booking_cancelled', { status: 'cancelled' }));
    expect(cancelled).not.toContain(links.manage);
    expect(cancelled).toContain(links.book);
  });

  it('carries links that add it to a calendar once it is certain, and no token in those of other services', () => {
    const text = writeText(toVisitor('booking_confirmed'));
    const google = /Google Calendar: (\S+)/.exec(text)?.[1] ?? '';
    expect(new URL(google).searchParams.get('dates')).toBe('20260504T090000Z/20260504T093000Z');
    const outlook = new URL(/Outlook: (\S+)/.exec(text)?.[1] ?? '').searchParams;
    expect([outlook.get('startdt'), outlook.get('enddt')]).toEqual([
      '2026-05-04T09:00:00.000Z',
      '2026-05-04T09:30:00.000Z',
    ]);
    expect(google + outlook).not.toMatch(/token|book\.example/);
    expect(text).toContain(`Calendar file (.ics): ${links.file}`);
    expect(writeText(toVisitor('booking_requested', { status: 'pending' }))).not.toContain(links.file);
  });

  it('says why the host cancelled', () => {
    const cancelled = { status: 'cancelled', cancelled_by: 'host', cancel_reason: 'I am ill.' };
    expect(writeText(toVisitor('booking_cancelled', cancelled))).toContain('Reason: I am ill.');
  });

  it('repeats nothing that the visitor typed', () => {
    const cancelled = { status: 'cancelled', cancelled_by: 'visitor', cancel_reason: 'Buy pills' };
    for (const kind of kinds) {
      expect(JSON.stringify(toVisitor(kind, cancelled))).not.toMatch(/Buy pills|Bob Visitor/);
      expect(JSON.stringify(toVisitor(kind))).not.toMatch(/Bob Visitor/);
    }
  });

  it("begins with the host's own words, while there is something to come", () => {
    const message = 'Please bring a coat.';
    expect(toVisitor('booking_confirmed', { message }).blocks[0]).toEqual({ kind: 'words', text: message });
    expect(writeText(toVisitor('booking_cancelled', { message, status: 'cancelled' }))).not.toContain(message);
    expect(writeText(toHost('booking_confirmed', { message }))).not.toContain(message);
  });

  it.each([
    [30, 'in 30 minutes'],
    [120, 'in 2 hours'],
    [24 * 60, 'tomorrow'],
    [3 * 24 * 60, 'in 3 days'],
  ])('says %i minutes before that it is %s', (minutes, expected) => {
    const before = new Date(Date.parse(booking.start) - minutes * 60_000);
    expect(writeVisitorMessage('booking_reminder', booking, links, before).heading).toBe(`Your booking is ${expected}`);
  });
});

describe('a mail to the host', () => {
  it("names the visitor and never carries the visitor's link", () => {
    const text = writeText(toHost('booking_confirmed'));
    expect(text).toContain('Bob Visitor <bob@example.com>');
    expect(text).not.toContain('token=');
  });

  it('leads to the page of the booking, to decide where it waits for them', () => {
    expect(writeText(toHost('booking_confirmed'))).toContain(`See the booking:\n${adminUrl}`);
    const request = { status: 'pending', expires_at: '2026-05-04T08:00:00Z' };
    const text = writeText(toHost('booking_requested', request));
    expect(text).toContain(`Accept or decline:\n${adminUrl}`);
    expect(text).toContain('Respond by: Monday 4 May 2026, 10:00');
  });

  it('names the calendars that could not be read when it was booked, also in a request or a move', () => {
    for (const kind of ['booking_confirmed_unread', 'booking_requested', 'booking_rescheduled'] as const) {
      expect(writeText(toHost(kind, { unread_calendars: ['Work', ''] }))).toContain('Not read: Work, unnamed');
    }
    expect(writeText(toVisitor('booking_confirmed', { unread_calendars: ['Work'] }))).not.toContain('Work');
  });

  it('has no line that a visitor wrote but the one that says so', () => {
    const cancelled = {
      status: 'cancelled',
      cancelled_by: 'visitor',
      cancel_reason: 'ill\nDecide here:\nhttps://evil.example',
    };
    const lines = writeText(toHost('booking_cancelled', cancelled)).split('\n');
    expect(lines.filter((line) => /^(Decide|https:\/\/evil)/.test(line))).toEqual([]);
  });
});

describe('every mail', () => {
  it.each(kinds)('of the kind %s has a subject and a text of its own for both sides', (kind) => {
    expect(toVisitor(kind).subject).toContain('Intro with Ann Example');
    expect(toHost(kind).subject).toContain('Intro with Bob Visitor');
    expect(writeText(toVisitor(kind))).not.toBe(writeText(toHost(kind)));
  });

  it.each(kinds)('of the kind %s has one line of subject whatever the titles contain', (kind) => {
    const evil = {
      host: { ...booking.host, display_name: 'Ann\r\nBcc: everybody@example.com' },
      event_type: { title: 'Intro\nX-Evil: 1\u2028\u0000' },
    };
    expect(toVisitor(kind, evil).subject).not.toMatch(/[\p{Cc}\u2028]/u);
    expect(toHost(kind, evil).subject).not.toMatch(/[\p{Cc}\u2028]/u);
  });

  it('has a subject of at most 200 characters, cut between two of them', () => {
    const { subject } = toVisitor('booking_confirmed', { event_type: { title: '🦊'.repeat(200) } });
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(subject.isWellFormed()).toBe(true);
  });

  it('is true only in some states of the booking, and a reminder only before it begins', () => {
    const at = (status: string) => ({ status, start: booking.start });
    expect(isStillTrue('booking_confirmed', at('cancelled'), now)).toBe(false);
    expect(isStillTrue('booking_confirmed', at('confirmed'), now)).toBe(true);
    expect(isStillTrue('booking_requested', at('confirmed'), now)).toBe(false);
    expect(isStillTrue('booking_cancelled', at('cancelled'), now)).toBe(true);
    expect(isStillTrue('booking_reminder', at('confirmed'), now)).toBe(true);
    expect(isStillTrue('booking_reminder', at('confirmed'), new Date(booking.start))).toBe(false);
  });
});

describe.each(['en', 'de', 'es', 'fr', 'ar'])('in %s a mail', (locale) => {
  const attendee = { name: 'Bob', email: 'bob@example.com', time_zone: 'America/New_York', locale };
  const both = { attendee, host: { ...booking.host, locale } };
  const { mail } = localeOf(locale);

  it('about an accepted proposal says that the visitor accepted it, not that somebody moved the booking', () => {
    const moved = { ...both, moved_by: 'agreement' };
    expect(writeText(toVisitor('booking_rescheduled', moved))).toContain(mail.visitor.moved.agreed);
    expect(writeText(toHost('booking_rescheduled', moved))).toContain(mail.owner.moved.agreed);
  });

  it.each([
    [true, true, 'both'],
    [true, false, 'cancel'],
    [false, true, 'move'],
    [false, false, null],
  ] as const)('offers what the rules permit: cancelling %s, moving %s', (can_cancel, can_reschedule, name) => {
    for (const kind of ['booking_confirmed', 'booking_reminder', 'booking_rescheduled'] as const) {
      const { blocks } = toVisitor(kind, { ...both, can_cancel, can_reschedule });
      const label = name === null ? mail.seeBooking : mail.manage[name];
      expect(blocks).toContainEqual({ kind: 'action', label, url: links.manage });
      if (kind !== 'booking_reminder') continue;
      const texts = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
      expect(texts).toEqual(name === null ? [] : [mail.visitor.reminder.text[name]]);
    }
  });

  it('about a request says to both until when it waits, each in their own zone', () => {
    const request = { ...both, status: 'pending', expires_at: '2026-05-04T08:00:00Z' };
    for (const kind of ['booking_requested', 'booking_rescheduled', 'booking_time_proposed'] as const) {
      const [visitors, hosts] = [writeText(toVisitor(kind, request)), writeText(toHost(kind, request))];
      expect(visitors).toMatch(new RegExp(`${mail.keptUntil}.*4.*\\n.*\\(America/New_York, UTC-04:00\\)`));
      expect(hosts).toMatch(new RegExp(`${mail.respondUntil}[^\\n]*10:00.*\\n.*\\(Europe/Berlin, UTC\\+02:00\\)`));
    }
  });

  it('about a move names the time that no longer applies', () => {
    const moved = { ...both, previous: { start: '2026-05-01T07:00:00Z', end: '2026-05-01T07:30:00Z' } };
    expect(writeText(toVisitor('booking_rescheduled', moved))).toMatch(new RegExp(`${mail.previousTime}.*0?3:00`));
    expect(writeText(toHost('booking_rescheduled', moved))).toMatch(new RegExp(`${mail.previousTime}.*0?9:00`));
    expect(writeText(toVisitor('booking_confirmed', moved))).not.toContain(mail.previousTime);
  });

  it('that proposes another time does not offer to enter the old one', () => {
    const proposal = { start: '2026-05-05T09:00:00Z', end: '2026-05-05T09:30:00Z' };
    expect(writeText(toVisitor('booking_time_proposed', { ...both, proposal }))).not.toContain('calendar.google.com');
    expect(writeText(toVisitor('booking_confirmed', both))).toContain('calendar.google.com');
  });
});
