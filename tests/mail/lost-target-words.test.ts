import { describe, expect, it } from 'vitest';
import { writeConnectionMessage } from '../../sync-service/src/mail/connection-messages.ts';
import { changeText } from '../../web-embed/admin/words.ts';

const inMail = (from: string, to: string) => {
  const lost = { host: 'Anna', reason: 'disconnected', from };
  const connection = {
    target_changes: [{ ...lost, to: { name: to, provider: 'google', account_email: 'a@example.com' } }],
  } as unknown as Parameters<typeof writeConnectionMessage>[1];
  return JSON.stringify(writeConnectionMessage('booking_target_changed', connection, 'https://openslot.example', 'en'));
};
const onPage = (from: string, to: string) =>
  changeText(
    {
      ...{ host_id: 'anna', calendar_id: 'id', calendar_name: to },
      change: { reason: 'disconnected', calendar_name: from, changed_at: '2026-11-23T08:00:00Z' },
    },
    [],
  );

describe('Where bookings go after a calendar was lost', () => {
  it.each([
    ['mail', inMail],
    ['page', onPage],
  ])('is said with the names of both calendars in the %s', (_where, words) => {
    expect(words('Old', 'New')).toMatch(/now written to New.*, because Old was disconnected\./);
  });

  it.each([
    ['mail', inMail],
    ['page', onPage],
  ])('is said without a name that both have in the %s', (_where, words) => {
    expect(words('Calendar', 'Calendar')).toMatch(
      /now written to Calendar.*, because the previous calendar was disconnected\./,
    );
  });
});
