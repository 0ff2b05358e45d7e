import { createHash } from 'node:crypto';
import { type EventLines, valueOfProperty } from './event-lines.ts';

/** Keeps what we wrote last as a print of each text: what differs from it now is somebody else's. */
export const writtenProperty = 'X-OPENSLOT-WRITTEN';

/** The texts of an event; null: it has none. */
export interface EventTexts {
  description: string | null;
  location: string | null;
}

/** What an update does to the texts of a stored event. */
export interface TextUpdate {
  /** What to write; a text that is left out stays as it is stored. */
  texts: Partial<EventTexts>;
  /** Value of `writtenProperty`. */
  written: string;
}

/** Value of `writtenProperty` for texts that are written now. */
export function printTexts({ description, location }: EventTexts): string {
  return `${printOf(description)} ${printOf(location)}`;
}

/**
 * Decides which texts of a stored event may be replaced: those that are still as we wrote them. What was added before or
 * after a description stays around the new one. Events without prints are ours in all their texts.
 */
export function updateTexts(stored: EventLines, texts: EventTexts): TextUpdate {
  const prints = /^(\S+) (\S+)$/.exec(valueOfProperty(stored, writtenProperty) ?? '');
  if (prints === null) return { texts, written: printTexts(texts) };
  const [, descriptionPrint = '', locationPrint = ''] = prints;
  const update: TextUpdate['texts'] = {};

  const around = splitAround(textOf(stored, 'DESCRIPTION'), descriptionPrint);
  if (around !== null) {
    const [before, after] = around;
    update.description = [before, texts.description, after].filter(Boolean).join('\n\n') || null;
  }
  if (printOf(textOf(stored, 'LOCATION')) === locationPrint) update.location = texts.location;
  const written = [
    around === null ? descriptionPrint : printOf(texts.description),
    update.location === undefined ? locationPrint : printOf(texts.location),
  ];
  return { texts: update, written: written.join(' ') };
}

/** Servers and clients set white space and composed letters as they like: neither counts. */
function reduce(text: string | null): string {
  return (text ?? '').normalize('NFC').replace(/\s+/g, '');
}

function printOf(text: string | null): string {
  const reduced = reduce(text);
  return `${reduced.length}.${createHash('sha256').update(reduced).digest('base64url').slice(0, 16)}`;
}

/** What stands before and after the text with this print, or null if that is not at the begin or the end any more. */
function splitAround(text: string, print: string): [before: string, after: string] | null {
  const normal = text.normalize('NFC');
  const length = Number.parseInt(print, 10);
  if (length === 0) return normal.trim() === '' ? ['', ''] : null;
  const ends = [...normal.matchAll(/\S/g)].map(({ index }) => index);
  // Characters of two units are two matches, as they are two of the length.
  const [head, tail] = [ends[length - 1], ends[ends.length - length]];
  if (head === undefined || tail === undefined) return null;
  if (printOf(normal.slice(0, head + 1)) === print) return ['', normal.slice(head + 1).trim()];
  if (printOf(normal.slice(tail)) === print) return [normal.slice(0, tail).trim(), ''];
  return null;
}

function textOf(stored: EventLines, name: string): string {
  return (valueOfProperty(stored, name) ?? '').replace(/\\(.)/gs, (_, character: string) =>
    character === 'n' || character === 'N' ? '\n' : character,
  );
}
