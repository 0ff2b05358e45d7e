import { readdir } from 'node:fs/promises';
import type { common, mail, manage, pages, series, waiting, widget } from './en.ts';
import { withNumerals } from './plural.ts';

/** The texts of one language: what its file exports. */
export interface Language {
  common: typeof common;
  mail: typeof mail;
  pages: typeof pages;
  widget: typeof widget;
  manage: typeof manage;
  series: typeof series;
  waiting: typeof waiting;
}

/** A language with the locale in which its dates, times and numbers are written. */
export interface Locale extends Language {
  /** BCP 47, for `Intl`. */
  tag: string;
}

/** Every language has a file named after it: adding one needs nothing else. */
export async function loadLanguages(folder: URL): Promise<ReadonlyMap<string, Language>> {
  const names = (await readdir(folder)).filter((name) => /^[a-z]{2,3}\.ts$/.test(name)).sort();
  return new Map(
    await Promise.all(
      names.map(
        async (name): Promise<[string, Language]> => [
          name.slice(0, -3),
          (await import(new URL(name, folder).href)) as Language,
        ],
      ),
    ),
  );
}

/** All languages there are, by their subtag. */
export const languages = await loadLanguages(new URL('./', import.meta.url));

/** 24 hours and the month in words: what nobody misreads. */
const fallback = 'en-GB';

/**
 * The language and the formats for somebody's locale: `de-CH` gives German texts and the times of Switzerland.
 * @param wanted What a browser or a host said, in whatever form. What is unknown or no locale at all gives English.
 */
export function localeOf(wanted: string | null | undefined, known: ReadonlyMap<string, Language> = languages): Locale {
  const asked = parse(wanted);
  const texts = asked === null ? undefined : known.get(asked.language);
  if (asked !== null && texts !== undefined && (asked.language !== 'en' || asked.region !== undefined)) {
    return { ...inNumeralsOf(asked, texts), tag: asked.baseName };
  }
  return { ...(known.get('en') as Language), tag: fallback };
}

const numeralsOf = (tag: string): string => new Intl.NumberFormat(tag).resolvedOptions().numberingSystem;

/** The same numerals in sentences as in dates and times, which are those of the region. */
function inNumeralsOf({ baseName, language }: Intl.Locale, texts: Language): Language {
  const numerals = numeralsOf(baseName);
  if (numerals === numeralsOf(language)) return texts;
  return withNumerals(texts, `${language}-u-nu-${numerals}`);
}

function parse(text: string | null | undefined): Intl.Locale | null {
  try {
    return new Intl.Locale((text ?? '').trim().replaceAll('_', '-'));
  } catch {
    // Not a locale: the visitor's browser may send anything, and their mail must go out all the same.
    return null;
  }
}
