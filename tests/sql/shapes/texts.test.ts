import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

const db = useDatabase();

async function ask<T>(expression: string, ...values: unknown[]): Promise<T> {
  const { rows } = await db.sql.query(`select ${expression} as result`, values);
  return rows[0].result;
}
const hiddenIn = (text: string, isRunning = false) =>
  ask<string | null>('private.hidden_character($1, $2)', text, isRunning);

/** Every character that a single line refuses wherever it stands, in ranges. */
const refused: [what: string, first: number, last: number][] = [
  ['controls', 0x01, 0x1f],
  ['delete and controls', 0x7f, 0x9f],
  ['soft hyphen', 0xad, 0xad],
  ['grapheme joiner', 0x34f, 0x34f],
  ['Arabic letter mark', 0x61c, 0x61c],
  ['Hangul fillers', 0x115f, 0x1160],
  ['Khmer inherent vowels', 0x17b4, 0x17b5],
  ['Mongolian vowel separator', 0x180e, 0x180e],
  ['zero-width space', 0x200b, 0x200b],
  ['direction marks', 0x200e, 0x200f],
  ['line and paragraph separators, embeddings, overrides', 0x2028, 0x202e],
  ['word joiner, invisible operators, isolates', 0x2060, 0x206f],
  ['Hangul filler', 0x3164, 0x3164],
  ['byte order mark', 0xfeff, 0xfeff],
  ['halfwidth filler', 0xffa0, 0xffa0],
  ['annotations', 0xfff0, 0xfffb],
  ['no characters', 0xfffe, 0xffff],
  ['shorthand controls', 0x1bca0, 0x1bca3],
  ['musical controls', 0x1d173, 0x1d17a],
  ['tags', 0xe0000, 0xe00ff],
  ['unassigned, drawn as nothing', 0xe01f0, 0xe0fff],
];
/** Of these the ones that running text may have. */
const inRunningText = new Set([0x09, 0x0a, 0x0d, 0xad, 0x61c, 0x200b, 0x200e, 0x200f]);
const named = (point: number) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;

describe('A line that people read, such as a name or a title', () => {
  it.each(refused)('has no %s', async (_what, first, last) => {
    const points = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
      (_, i, all) => all.length < 300 || i % 37 === 0,
    );
    const { rows } = await db.sql.query(
      'select p, private.hidden_character(format($2, chr(p))) as line, private.hidden_character(format($2, chr(p)), true) as running from unnest($1::integer[]) as p',
      [points, 'An%sn'],
    );
    for (const { p, line, running } of rows) {
      expect(line).toBe(named(p));
      expect(running).toBe(inRunningText.has(p) ? null : named(p));
    }
  });

  it('has no other character that Unicode says is drawn as nothing, or is a format character that nobody sees', async () => {
    // Arabic and Kaithi number signs, and the layout of hieroglyphs, are seen.
    const seen = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}]/u;
    const joining = /\u200c|\u200d|[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
    const points: number[] = [];
    for (let p = 1; p < 0xe1000; p += 1) {
      const character = String.fromCodePoint(p);
      const isHidden = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u.test(character);
      if (isHidden && !seen.test(character) && !joining.test(character)) points.push(p);
    }
    const { rows } = await db.sql.query(
      'select p from unnest($1::integer[]) as p where private.hidden_character(chr(p)) is null',
      [points],
    );
    expect(rows.map(({ p }) => named(p))).toEqual([]);
  });

  it.each([
    ['Persian with a non-joiner', 'علی‌رضا'],
    ['Persian with a Latin word', 'PDF‌ها'],
    ['Arabic', 'محمّد الفارسي'],
    ['Hebrew', 'דוד בן־גוריון'],
    ['Hindi with a joiner', 'क्‍ष'],
    ['Malayalam with a joiner', 'അവന്‍'],
    ['Sinhala', 'ශ්‍රී ලංකා'],
    ['Japanese with a variation of a sign', '葛󠄀城'],
    ['Vietnamese', 'Nguyễn Thị Minh Khai'],
    ['Mongolian with a variation', 'ᠮᠣᠩᠭᠣᠯ᠋'],
    ['a family', 'Team 👨‍👩‍👧‍👦'],
    ['a heart on fire', '❤️‍🔥 Ann'],
    ['a pirate', '🏴‍☠️'],
    ['a rainbow flag', '🏳️‍🌈 Bob'],
    ['a skin colour and a profession', '👩🏽‍💻'],
    ['a flag of a country', '🇩🇪'],
    ['a number in a box', '1️⃣ Intro'],
    ['a sign that may be a picture', '© Ann ®️'],
    ['an apostrophe and a hyphen', 'Anne-Marie O’Neil'],
  ])('may be %s', async (_what, text) => {
    expect(await hiddenIn(text)).toBeNull();
    expect(await hiddenIn(`${text} ${text}`)).toBeNull();
  });

  it.each([
    ['between Latin letters', 'pay‌pal'],
    ['between Latin letters, joining', 'pay‍pal'],
    ['between Cyrillic letters', 'Ива‌н'],
    ['at the beginning', '‍👩'],
    ['at the end', 'علی‌'],
    ['before a space', 'علی‌ رضا'],
    ['twice', 'علی‌‌رضا'],
    ['alone', '‍'],
    ['a selector after a Latin letter', 'A️nn'],
    ['two selectors', '❤️️'],
    ['a selector after a space', 'a ️b'],
    ['a selector alone', '️'],
  ])('has no joiner or selector where it joins nothing: %s', async (_what, text) => {
    expect(await hiddenIn(text)).toMatch(/^U\+(200[CD]|FE0F)$/);
  });
});

describe('A text is blank', () => {
  it.each([
    '',
    ' ',
    '   ',
    '\t',
    '\n',
    '\u00a0',
    '\u2003\u3000',
    '\u200b',
    '\u2800',
    '\u3164',
    '\ufeff',
    '\u200d',
    '\ufe0f',
    '\u{e0100}',
  ])('when nothing of it is seen: %j', async (text) => {
    expect(await ask('private.is_blank($1)', text)).toBe(true);
  });

  it.each(['a', ' a ', '0', '-', '\u200bx', '愛', '👋', 'ن', '.', '\u0301a'])(
    'not when something is: %j',
    async (text) => {
      expect(await ask('private.is_blank($1)', text)).toBe(false);
    },
  );
});

describe('What is wrong with a text', () => {
  const fault = (text: string | null, max = 10, isRunning = false) =>
    ask<string | null>(`private.text_fault('title', $1, $2, $3)`, text, max, isRunning);

  it('is said in a sentence that names it', async () => {
    expect(await fault('A'.repeat(11))).toBe('title is too long: at most 10 characters.');
    expect(await fault('A\u202eB')).toBe(
      'title contains an invisible character (U+202E). Type it instead of pasting it.',
    );
    expect(await fault('A\nB')).toBe('title must be on one line, without tabs.');
  });

  it('is nothing for null, for an empty text, and for line breaks in running text', async () => {
    expect(await fault(null)).toBeNull();
    expect(await fault('')).toBeNull();
    expect(await fault('A\r\n\tB', 10, true)).toBeNull();
  });
});
