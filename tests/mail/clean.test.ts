import { describe, expect, it } from 'vitest';
import { oneLine, plainText, writtenLine, writtenText } from '../../sync-service/src/mail/clean.ts';

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

describe('What the catalogue isolates', () => {
  it('stays isolated, and everything else that is hidden goes', () => {
    expect(writtenLine('مع \u2068Ann\u202e\u200b\u2069')).toBe('مع \u2068Ann\u2069');
    expect(writtenText('مع \u2068Ann\u2069\nثم \u2067Bob\u2069')).toBe('مع \u2068Ann\u2069\nثم Bob');
  });

  it.each([
    ['ends in its line, also where the line was cut', '\u2068\u2068Ann', '\u2068\u2068Ann\u2069\u2069'],
    ['is not ended twice', '\u2068Ann\u2069\u2069 مع', '\u2068Ann\u2069 مع'],
    ['is not ended where nothing began', 'Ann\u2069 \u2068Bob\u2069', 'Ann \u2068Bob\u2069'],
    ['is not made by characters that stand for nothing', '\uE0F0Ann \u2068Bob\u2069', 'Ann \u2068Bob\u2069'],
  ])('%s', (_, text, line) => {
    expect(writtenLine(text)).toBe(line);
    expect(writtenText(text)).toBe(line);
  });
});
