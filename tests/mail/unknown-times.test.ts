import { describe, expect, it } from 'vitest';
import { type MailedUnknownTimes, writeUnknownTimes } from '../../sync-service/src/mail/unknown-times-message.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { localeOf } from '../../web-embed/languages/catalogue.ts';

function write(changes: Partial<MailedUnknownTimes>) {
  const locale = localeOf('en-GB');
  const news = writeUnknownTimes(
    { name: 'Team', events: 1, has_more: false, days: [null], policies: ['closed'], ...changes },
    'calendar feed',
    locale,
    'https://book.example.com/admin/calendars',
  );
  return { ...news, text: writeText({ ...news, locale, brand: { name: '', accent: null }, footer: '' }) };
}

describe('the mail about events whose time is not known', () => {
  it('names the calendar, the days, what it means and where to answer', () => {
    const { subject, text } = write({ days: [{ from: '2031-05-04', until: '2031-05-05' }] });
    expect(subject).toBe('We can’t read the time of an event in Team');
    expect(text).toContain('Calendar: Team\nEvents: 1\nDays: 4 May 2031\n');
    expect(text).toContain('Until then, no times are offered on these days.');
    expect(text).toContain('https://book.example.com/admin/calendars');
  });

  it.each<[string, MailedUnknownTimes['days'], string]>([
    ['any day', [{ from: '2031-05-04', until: '2031-05-05' }, null], 'Days: any day'],
    ['a span', [{ from: '2031-05-04', until: '2031-05-07' }], 'Days: 4 May 2031 to 6 May 2031'],
    ['a rule without an end', [{ from: '2031-05-04', until: '9999-12-31' }], 'Days: from 4 May 2031 on'],
  ])('says in words %s', (_, days, expected) => {
    expect(write({ days }).text).toContain(expected);
  });

  it('lists a few of many days', () => {
    const days = Array.from({ length: 30 }, (_, index) => ({
      from: `2031-05-${String(index + 1).padStart(2, '0')}`,
      until: `2031-06-01`,
    }));
    const { text } = write({ events: 30, days });
    expect(text.match(/^(Days:| ) \d+ May 2031/gm)).toHaveLength(10);
    expect(text).toContain('\n  and 20 more\n');
  });

  it('says for each policy what becomes of the days', () => {
    expect(write({ policies: ['request'] }).text).toContain(
      'Until then, bookings on any day wait for your confirmation.',
    );
    expect(write({ policies: ['open'] }).text).toContain('times are still offered on any day');
    expect(write({ policies: ['open', 'closed'] }).text).toMatch(/no times are offered[\s\S]*still offered/);
  });

  it('counts more than can be counted', () => {
    expect(write({ events: 200, has_more: true }).subject).toBe(
      'We can’t read the time of more than 200 events in Team',
    );
  });
});
