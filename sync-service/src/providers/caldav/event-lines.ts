import { keyOfUid } from '../../calendar/own-event.ts';

/** A content line of a stored object. */
interface ContentLine {
  /** As stored, including folds, without the last line end. */
  raw: string;
  /** Unfolded. */
  text: string;
  /** Upper case. */
  name: string;
}

/** The lines of a stored object, split around the event that was searched. */
export interface EventLines {
  /** Up to and including `BEGIN:VEVENT`. */
  before: ContentLine[];
  /** The event's own properties. */
  properties: ContentLine[];
  /** The event's components, such as alarms, and everything after them. */
  after: ContentLine[];
}

/**
 * Finds the event of ours with a key in a stored object, by its UID: the event itself, not the overrides of single
 * occurrences. Lines are kept unchanged, which no parser guarantees for what others wrote.
 */
export function findEvent(text: string, key: string): EventLines | null {
  const lines = readLines(text);
  let begin = -1;
  for (const [index, line] of lines.entries()) {
    if (isBoundary(line, 'BEGIN', 'VEVENT')) begin = index;
    if (begin < 0 || !isBoundary(line, 'END', 'VEVENT')) continue;
    const { own, nested } = separate(lines.slice(begin + 1, index));
    const found = { before: lines.slice(0, begin + 1), properties: own, after: [...nested, ...lines.slice(index)] };
    const isOurs = keyOfUid(valueOfProperty(found, 'UID')) === key.toLowerCase();
    if (isOurs && valueOfProperty(found, 'RECURRENCE-ID') === null) return found;
    begin = -1;
  }
  return null;
}

/** Separates the event's own lines from nested ones: an alarm has a description, too. */
function separate(lines: readonly ContentLine[]): { own: ContentLine[]; nested: ContentLine[] } {
  const own: ContentLine[] = [];
  const nested: ContentLine[] = [];
  let depth = 0;
  for (const line of lines) {
    if (line.name === 'BEGIN') depth += 1;
    (depth === 0 ? own : nested).push(line);
    if (line.name === 'END') depth -= 1;
  }
  return { own, nested };
}

/** The value of the event's first property with this name, still escaped, or null. */
export function valueOfProperty({ properties }: Pick<EventLines, 'properties'>, name: string): string | null {
  const line = properties.find((item) => item.name === name);
  if (line === undefined) return null;
  return /^(?:"[^"]*"|[^":])*:(.*)$/s.exec(line.text)?.[1]?.trim() ?? '';
}

/** The VTIMEZONEs of an object, as stored. */
export function zonesOf({ before, after }: EventLines): string[] {
  let isZone = false;
  return [...before, ...after]
    .filter((line) => {
      isZone ||= isBoundary(line, 'BEGIN', 'VTIMEZONE');
      const isKept = isZone;
      if (isBoundary(line, 'END', 'VTIMEZONE')) isZone = false;
      return isKept;
    })
    .map(({ raw }) => raw);
}

function isBoundary({ text, name }: ContentLine, boundary: 'BEGIN' | 'END', component: string): boolean {
  return (
    name === boundary &&
    text
      .slice(boundary.length + 1)
      .trim()
      .toUpperCase() === component
  );
}

function readLines(text: string): ContentLine[] {
  const lines: ContentLine[] = [];
  for (const physical of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(physical) && last !== undefined) {
      last.raw += `\r\n${physical}`;
      last.text += physical.slice(1);
    } else if (physical !== '') {
      lines.push({ raw: physical, text: physical, name: /^[\w-]+/.exec(physical)?.[0].toUpperCase() ?? '' });
    }
  }
  return lines;
}
