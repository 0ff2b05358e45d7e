import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Language, languages, loadLanguages, localeOf } from '../../web-embed/languages/catalogue.ts';
import { allMails } from './mail-scenes.ts';

const folder = new URL('../../web-embed/languages/', import.meta.url);

/** What each language exports. */
const exported: Record<keyof Language, true> = {
  common: true,
  mail: true,
  pages: true,
  widget: true,
  manage: true,
  series: true,
  waiting: true,
};

/** The names of all texts, with what they are: `mail.visitor.confirmed.subject function`. */
function shapeOf(value: unknown, name = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${name} ${typeof value}`];
  return Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, name === '' ? key : `${name}.${key}`));
}

/** The texts themselves; functions with something in each of their places. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

describe('the languages', () => {
  it('are Arabic, German, English, Spanish and French', () => {
    expect([...languages.keys()]).toEqual(['ar', 'de', 'en', 'es', 'fr']);
    expect([...languages.values()].map(({ common }) => common.name)).toEqual([
      'العربية',
      'Deutsch',
      'English',
      'Español',
      'Français',
    ]);
  });

  it.each(['de', 'es', 'fr', 'ar'])('in %s have each text that English has, and no other one', (language) => {
    // English is in smaller pieces besides, which the widget's script takes one by one.
    const textsIn = (name: string) => {
      const texts = languages.get(name) as Language;
      return Object.keys(exported)
        .flatMap((part) => shapeOf(texts[part as keyof Language], part))
        .sort();
    };
    expect(textsIn(language)).toEqual(textsIn('en'));
  });

  it.each(['de', 'es', 'fr', 'ar'])('in %s leave no sentence in English', (language) => {
    const english = new Set(textsOf(languages.get('en')).filter((text) => text.includes(' ')));
    // The name of a product is the same everywhere.
    english.delete('Google Calendar');
    expect(textsOf(languages.get(language)).filter((text) => english.has(text))).toEqual([]);
  });

  it('take plural forms, dates, times and numbers from Intl: no text builds them by itself', () => {
    for (const name of readdirSync(folder).filter((file) => /^[a-z]{2}\.ts$/.test(file))) {
      const source = readFileSync(new URL(name, folder), 'utf8');
      expect(source, name).not.toMatch(/count (===|!==|>|<)|events (===|!==|>|<)|toLocale|padStart|getMonth/);
      expect(source, name).not.toMatch(/January|Januar|enero|janvier|Tuesday|Dienstag|martes|mardi/);
    }
  });

  it('get another one by a file alone', async () => {
    const copy = mkdtempSync(path.join(tmpdir(), 'languages-'));
    onTestFinished(() => rmSync(copy, { recursive: true }));
    cpSync(folder, copy, { recursive: true });
    const danish = readFileSync(path.join(copy, 'de.ts'), 'utf8').replaceAll("pluralOf('de')", "pluralOf('da')");
    writeFileSync(path.join(copy, 'da.ts'), danish.replace('Deutsch', 'Dansk'));
    const known = await loadLanguages(pathToFileURL(`${copy}/`));
    expect(localeOf('da-DK', known)).toMatchObject({ tag: 'da-DK', common: { name: 'Dansk' } });
  });
});

describe('the language of a mail', () => {
  it.each([
    ['de', 'de', 'Deutsch'],
    ['de-CH', 'de-CH', 'Deutsch'],
    ['DE_at', 'de-AT', 'Deutsch'],
    ['es-419', 'es-419', 'Español'],
    ['ar-EG', 'ar-EG', 'العربية'],
    ['ar', 'ar', 'العربية'],
    ['fr-CA-u-hc-h12', 'fr-CA', 'Français'],
    ['en-US', 'en-US', 'English'],
    ['en', 'en-GB', 'English'],
    // Unknown, or no locale at all.
    ['pt-BR', 'en-GB', 'English'],
    ['zz', 'en-GB', 'English'],
    ['', 'en-GB', 'English'],
    [' ', 'en-GB', 'English'],
    ['*', 'en-GB', 'English'],
    ['x-klingon', 'en-GB', 'English'],
    ['__proto__', 'en-GB', 'English'],
    ['constructor', 'en-GB', 'English'],
    ['de\r\nX-Evil: 1', 'en-GB', 'English'],
    ["de'><script>", 'en-GB', 'English'],
    [null, 'en-GB', 'English'],
    [undefined, 'en-GB', 'English'],
  ])('for %j is that of %s', (wanted, tag, name) => {
    const locale = localeOf(wanted);
    expect([locale.tag, locale.common.name]).toEqual([tag, name]);
  });

  it('never keeps a mail from being written, whatever the locale says', () => {
    for (const wanted of ['zz', '*', '__proto__', 'de\r\n', 'ar-EG', 'zh-Hant-TW']) {
      expect(allMails(wanted).size).toBeGreaterThan(20);
    }
  });
});
