import { describe, expect, it } from 'vitest';
import { type MailedConflict, writeConflictMessage } from '../../sync-service/src/mail/conflict-messages.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';

import { steady } from './mail-scenes.ts';

const start = '2031-05-05T09:00:00Z';
const end = '2031-05-05T09:30:00Z';

function conflictOf(
  id: string,
  event: Partial<MailedConflict['conflict']['event']> = {},
  isResolved = false,
): MailedConflict {
  return {
    booking: {
      id,
      start,
      end,
      host: { slug: 'host', display_name: 'Dr. Demo', time_zone: 'UTC' },
      event_type: { title: 'Consulting' },
      attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
    },
    conflict: { event: { title: 'Dentist', start, end, ...event }, resolved_at: isResolved ? end : null },
  };
}
function write(...conflicts: MailedConflict[]) {
  const message = writeConflictMessage('booking_conflict', conflicts, 'https://book.example', null);
  return message === null ? null : { subject: message.subject, text: steady(writeText(message)) };
}

describe('a mail about conflicts', () => {
  it('names the booking, the event and where to decide', () => {
    expect(write(conflictOf('a'))).toEqual({
      subject: 'Conflict: Consulting',
      text: [
        'Something else is on at the time of a booking',
        'An event in your calendar overlaps a booking. The booking stays as it is until you decide.',
        'What: Consulting\nWhen: Monday 5 May 2031, 09:00–09:30 (UTC, UTC+00:00)\nWho: Ann <ann@example.com>\n' +
          'Your event: Dentist, Monday 5 May 2031, 09:00–09:30 (UTC, UTC+00:00)',
        'Decide here:\nhttps://book.example/admin/bookings/a',
        '-- \nYou received this email because you take bookings with Openslot.',
      ].join('\n\n'),
    });
  });

  it('has one part for a booking with several events, and names one that two calendars have once', () => {
    const message = write(conflictOf('a'), conflictOf('a'), conflictOf('a', { title: 'Flight' }));
    expect(message?.subject).toBe('Conflict: Consulting');
    expect(message?.text.match(/Your event: \w+/g)).toEqual(['Your event: Dentist', 'Your event: Flight']);
    expect(message?.text.match(/Decide here/g)).toHaveLength(1);
  });

  it('counts what it does not list', () => {
    const message = write(...Array.from({ length: 28 }, (_, n) => conflictOf(String(n))));
    expect(message?.subject).toBe('Conflicts with 28 bookings');
    expect(message?.text.match(/Decide here/g)).toHaveLength(25);
    expect(message?.text).toMatch(/^And 3 more bookings\.$/m);
  });

  it('leaves out what is resolved, and is none when nothing is left', () => {
    expect(write(conflictOf('a', {}, true), conflictOf('b'))?.text).not.toContain('/bookings/a');
    expect(write(conflictOf('a', {}, true))).toBeNull();
    expect(write()).toBeNull();
  });

  it('is one line of subject and adds no line through a title', () => {
    const message = write(conflictOf('a', { title: 'Dentist\r\nDecide here:\nhttps://evil.example' }));
    expect(message?.text.split('\n').filter((line) => line.startsWith('Decide here'))).toHaveLength(1);
    expect(message?.subject).not.toMatch(/[\r\n]/);
  });
});
