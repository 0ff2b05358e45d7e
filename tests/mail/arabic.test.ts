import { describe, expect, it } from 'vitest';
import type { Message } from '../../sync-service/src/mail/message.ts';
import { writeHtml } from '../../sync-service/src/mail/write-html.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { languages, localeOf } from '../../web-embed/languages/catalogue.ts';
import { directionOf } from '../../web-embed/languages/writing.ts';
import { allMails, plain } from './mail-scenes.ts';

const digits = (text: string) => ({ western: /[0-9]/.test(text), arabic: /[٠-٩]/.test(text) });
const arabic = localeOf('ar');

describe('a number in an Arabic text', () => {
  it.each([
    [0, '0 حجز هذا'],
    [1, 'حجز واحد'],
    [2, 'حجزان'],
    [3, '3 حجوزات'],
    [10, '10 حجوزات'],
    [11, '11 حجزًا'],
    [99, '99 حجزًا'],
    [100, '100 حجز هذا'],
    [102, '102 حجز هذا'],
    [103, '103 حجوزات'],
  ])('%i has its own form of the noun', (count, words) => {
    expect(arabic.mail.digest.bookings(count)).toContain(words);
  });

  it.each([
    ['ar-EG', { western: false, arabic: true }],
    ['ar-SA', { western: false, arabic: true }],
    ['ar', { western: true, arabic: false }],
    ['ar-AE', { western: true, arabic: false }],
    ['ar-MA', { western: true, arabic: false }],
  ])('is written in %s as dates and times are', (tag, expected) => {
    const { mail } = localeOf(tag);
    expect(digits(mail.digest.bookings(23))).toEqual(expected);
    expect(digits(mail.visitor.gathered.more(5))).toEqual(expected);
    const reminder = allMails(tag).get('visitor booking_reminder') as Message;
    const when = reminder.blocks.flatMap((block) => (block.kind === 'facts' ? block.facts : []))[1]?.value ?? '';
    expect(digits(when)).toEqual(expected);
  });

  it('leaves the texts of others alone', () => {
    localeOf('ar-EG').mail.digest.bookings(3);
    expect(arabic.mail.digest.bookings(3)).toContain('3');
    expect(localeOf('de-CH').mail).toBe(languages.get('de')?.mail);
  });
});

describe('a mail in Arabic', () => {
  const latin = { ...plain, hostName: 'Ann (Berlin)', title: 'C++' };
  const html = (tag: string) => writeHtml(allMails(tag, latin).get('visitor booking_confirmed') as Message);

  it('is read from right to left, and mirrored', () => {
    const [page, mirrored] = [html('en-GB'), html('ar')];
    expect(mirrored).toContain('<html lang="ar" dir="rtl"');
    expect(mirrored).not.toMatch(
      /dir="ltr"|direction:ltr|letter-spacing:|text-align:left|align="left"|(border|padding)-left/,
    );
    expect(mirrored).toContain('text-align:right');
    expect(page).toContain('<html lang="en-GB" dir="ltr"');
    expect(page).not.toMatch(/dir="rtl"|text-align:right|align="right"/);
  });

  it('keeps names in their own direction, in the subject, as text and as HTML', () => {
    for (const [name, message] of allMails('ar', latin)) {
      for (const text of [message.subject, writeText(message)]) {
        const [begun, ended] = [text.match(/\u2068/g)?.length ?? 0, text.match(/\u2069/g)?.length ?? 0];
        expect(begun, name).toBe(ended);
      }
    }
    const message = allMails('ar', latin).get('visitor booking_confirmed') as Message;
    expect(message.subject).toContain('\u2068C++\u2069 مع \u2068Ann (Berlin)\u2069');
    expect(writeText(message)).toContain('\u2068Ann (Berlin)\u2069');
    expect(writeHtml(message)).toContain('\u2068Ann (Berlin)\u2069');
  });

  it('has Arabic commas between days and times, and a question needs no colon', () => {
    const message = allMails('ar').get('visitor booking_confirmed') as Message;
    expect(writeText(message)).toMatch(/2026، \d/);
    const asked = { ...message, blocks: [{ kind: 'facts', facts: [{ label: 'لماذا؟', value: 'هكذا' }] }] } as Message;
    expect(writeText(asked)).toContain('لماذا؟ هكذا');
  });
});

it.each([
  ['ar', 'rtl'],
  ['ar-EG', 'rtl'],
  ['fa-IR', 'rtl'],
  ['arn', 'ltr'],
  ['en', 'ltr'],
  ['fr-CA', 'ltr'],
])('%s is read %s', (tag, direction) => {
  expect(directionOf(tag)).toBe(direction);
});
