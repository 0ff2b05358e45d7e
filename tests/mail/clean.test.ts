import { describe, expect, it } from 'vitest';
import { oneLine, plainText } from '../../sync-service/src/mail/clean.ts';

describe('A line of a mail', () => {
  it.each([
    ['Ann\r\nBcc: all@example.com', 'Ann Bcc: all@example.com'],
    ['a\u2028b\u0000c', 'a b c'],
    ['Invoice\u202efdp.exe', 'Invoicefdp.exe'],
    ['\u2066Ann\u2069 \u200bBob\ufeff', 'Ann Bob'],
    ['Kenn\u00adlern', 'Kennlern'],
    ['a\u{e0041}b', 'ab'],
  ])('loses what would end it or change how it reads: %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it.each(['علی‌رضا', '👨‍👩‍👧', 'Nguyễn', '葛󠄀城'])('keeps %s', (text) => expect(oneLine(text)).toBe(text));
});

describe('A text of a mail', () => {
  it('keeps its lines and the marks of running text, and loses what would change how it reads', () => {
    expect(plainText('first\u202e\r\nsecond\u200f\u0007\n\n')).toBe('first\nsecond\u200f');
  });
});
