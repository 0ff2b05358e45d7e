const maxTitle = 500;
const plainTitle = /^[!-~]+(?: [!-~]+)*$/;

/** A title as it may be stored and shown: one line, without control characters, cut to 500 characters. */
export function cleanTitle(text: string): string | null {
  // Most are clean.
  if (text.length <= maxTitle && plainTitle.test(text)) return text;
  const clean = [
    ...text
      .slice(0, 4 * maxTitle)
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .trim(),
  ];
  return clean.slice(0, maxTitle).join('').trim() || null;
}
