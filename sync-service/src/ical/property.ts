import ICAL from 'ical.js';

/** A content line that decides about no time, read by ical.js: its parameters and its value. */
export interface Property {
  /** Names in lower case. */
  params: Readonly<Record<string, string | string[] | undefined>>;
  value: string;
}

/** Reads an unfolded content line; null if it cannot be read, which then counts as absent. */
export function parseProperty(line: string | undefined): Property | null {
  if (line === undefined) return null;
  try {
    const [, params, , value] = ICAL.parse.property(line) as [string, Property['params'], string, unknown];
    return { params, value: String(value ?? '') };
  } catch {
    // Whatever ical.js says of it quotes the line, which may hold private text.
    return null;
  }
}

/** Most lines: nothing to unescape, and no parameters. */
const plain = /^[\w-]+:([^\\]*)$/;

/** The text of a line, with the escapes that ical.js leaves in where it does not know the property; empty without one. */
export function parseText(line: string | undefined): string {
  if (line === undefined) return '';
  const match = plain.exec(line);
  if (match !== null) return (match[1] ?? '').trim();
  return (parseProperty(line)?.value ?? '').replace(/\\([,;\\])/g, '$1').trim();
}
