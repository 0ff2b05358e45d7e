// What a line ends with for some reader, and what has no place in a header.
const separators = /[\p{Cc}\u2028\u2029]+/gu;
// Bidirectional controls, which can make a text read differently from what it says, and what is drawn as nothing: as
// private.hidden_character() in the database, which refuses them in names and titles. Texts of calendars come from elsewhere.
const hidden =
  /[\u034F\u115F\u1160\u17B4\u17B5\u180E\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]+/gu;
// Fit for running text only.
const hiddenInLine = /[\u00AD\u061C\u200B\u200E\u200F]+/gu;

/** Makes text safe for a header or a property value: one line, no control or invisible characters, no space at the ends. */
export function oneLine(text: string): string {
  return text.replace(separators, ' ').replace(hidden, '').replace(hiddenInLine, '').replace(/ {2,}/g, ' ').trim();
}

/** Takes control and invisible characters out of a text of several lines and keeps its line breaks (as `\n`). */
export function plainText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(separators, ' ').replace(hidden, '').trimEnd())
    .join('\n')
    .trim();
}

/** As `oneLine`, for what the catalogue has written: what it isolates (U+2068 … U+2069) stays so. */
export function writtenLine(text: string): string {
  return keepIsolates(text, oneLine);
}

/** As `plainText`, for what the catalogue has written. */
export function writtenText(text: string): string {
  return keepIsolates(text, plainText);
}

/** Cleans a text, and leaves it its isolates: each ends in its own line, and nothing ends one that did not begin it. */
function keepIsolates(text: string, clean: (text: string) => string): string {
  if (!text.includes('\u2068')) return clean(text);
  // Two characters that are in no text: what is cleaned away otherwise lies between isolates as well.
  const marked = text
    .replace(/[\uE0F0\uE0F1]/g, '')
    .replaceAll('\u2068', '\uE0F0')
    .replaceAll('\u2069', '\uE0F1');
  return clean(marked).split('\n').map(closeIsolates).join('\n');
}

function closeIsolates(line: string): string {
  let open = 0;
  const closed = line.replace(/[\uE0F0\uE0F1]/g, (mark) => {
    if (mark === '\uE0F0') {
      open += 1;
      return '\u2068';
    }
    if (open === 0) return '';
    open -= 1;
    return '\u2069';
  });
  return closed + '\u2069'.repeat(open);
}
