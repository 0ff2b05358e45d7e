/** The forms of one phrase; `other` is the one that every language has. A `#` stands for the number. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** In whose numerals numbers are written at the moment; null: in those of the language. */
let numerals: string | null = null;

/** Returns a function that chooses the form of a number and writes it in, both as the language does. */
export function pluralOf(language: string): (count: number, forms: Plural) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) =>
    (forms[rules.select(count)] ?? forms.other).replaceAll('#', () =>
      (numerals === null ? numbers : new Intl.NumberFormat(numerals)).format(count),
    );
}

/**
 * The texts of a language with the numbers in them as a region writes them: Arabic has ٣ in Egypt and 3 in Morocco.
 * @param tag The locale.
 */
export function withNumerals<T extends object>(texts: T, tag: string): T {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, inNumerals(text, tag)])) as T;
}

function inNumerals(text: unknown, tag: string): unknown {
  if (typeof text === 'object' && text !== null) return withNumerals(text, tag);
  if (typeof text !== 'function') return text;
  return (...values: unknown[]) => {
    const before = numerals;
    numerals = tag;
    try {
      return text(...values);
    } finally {
      numerals = before;
    }
  };
}
