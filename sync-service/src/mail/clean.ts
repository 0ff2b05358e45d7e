// Unicode's line and paragraph separators end a line for some readers, and the bidirectional controls can make a text
// read differently from what it says; neither has a place in a header.
const invisible = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;

/** Makes text safe for a header or a property value: one line, no control characters, no space at the ends. */
export function oneLine(text: string): string {
  return text.replace(invisible, ' ').replace(/ {2,}/g, ' ').trim();
}

/** Takes control characters out of a text of several lines and keeps its line breaks (as `\n`). */
export function plainText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(invisible, ' ').trimEnd())
    .join('\n')
    .trim();
}
