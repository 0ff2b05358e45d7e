/** The direction in which a language is written. @param tag Its subtag, or a locale. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  return isArabicScript(tag) ? 'rtl' : 'ltr';
}

/** What stands between two parts of a line, as a day and a time. */
export function commaOf(tag: string): string {
  return isArabicScript(tag) ? '، ' : ', ';
}

const isArabicScript = (tag: string): boolean => /^(ar|fa|ur)\b/.test(tag);
