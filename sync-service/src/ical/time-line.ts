import { RecurrenceError } from './problem.ts';

/** A line that says when something is: its parameters, and its values as they are written. */
export interface TimeLine {
  /** `TZID` without quotes; null without one, and where it is empty. */
  tzid: string | null;
  /** Upper case; empty where it says none. */
  value: string;
  /** Upper case. */
  range: string;
  /** Those that are not empty: exporters end lists with a comma, or write lists without an entry. */
  values: string[];
}

/** Nearly all lines; the last part alone can hold what is to be read further. */
const usual = /^[A-Z-]+(?:;TZID=([^";:,]+)|;VALUE=(DATE))?:(\d{8}(?:T\d{6}Z?)?)$/;
/** What a date, a time or a length begins with, behind the colon that it follows. */
const beginning =
  /:\s*["']?(?=\d{4}[-/.\u2010-\u2015\u2212]?\d{1,2}[-/.\u2010-\u2015\u2212]?\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|[+-]?P(?:\d|T))/i;

/**
 * Takes a line with times apart. Zone names may hold colons without being quoted, and so may times; colons may be doubled.
 * @throws RecurrenceError `unreadable` for a line without a colon.
 */
export function readTimeLine(line: string): TimeLine {
  const match = usual.exec(line);
  if (match !== null) {
    return { tzid: match[1] ?? null, value: match[2] ?? '', range: '', values: [match[3] ?? ''] };
  }
  const { head, text } = separate(line);
  const params = readParams(head);
  return {
    tzid: params.get('TZID') ?? null,
    value: params.get('VALUE')?.toUpperCase() ?? '',
    range: params.get('RANGE')?.toUpperCase() ?? '',
    // Lists of vCalendar 1.0 have semicolons.
    values: text
      .split(/[,;]/)
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  };
}

function separate(line: string): { head: string; text: string } {
  const colon = line.indexOf(':');
  if (colon < 0) {
    // The message quotes no value: it may be private.
    const name = /^[\w-]{1,40}/.exec(line)?.[0] ?? '?';
    throw new RecurrenceError('unreadable', `A line that begins with ${name.toUpperCase()} cannot be read.`);
  }
  const found = line.slice(colon).search(beginning);
  const at = found < 0 ? line.lastIndexOf(':') : colon + found;
  return { head: line.slice(0, at), text: line.slice(at + 1) };
}

/** The parameters by their names in upper case; of one without a name that is a zone, the zone. */
function readParams(head: string): Map<string, string> {
  const params = new Map<string, string>();
  const text = head
    .replace(/^[\w-]+[\s;:]*/, '')
    .replace(/[\s;:=]+$/, '')
    .replace(/&amp;/gi, '&');
  for (const param of text.match(/(?:"[^"]*"?|[^";])+/g) ?? []) {
    const equals = /^\s*(?:TZID|VALUE|RANGE)\s*:/i.test(param) ? param.indexOf(':') : param.indexOf('=');
    const name = param.slice(0, Math.max(equals, 0)).trim().toUpperCase();
    const value = param
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*?)"?$/, '$1')
      .trim();
    if (name === '' && /^[A-Z]+\/[\w/+-]+$/i.test(value)) params.set('TZID', value);
    else if (value !== '' && !params.has(name)) params.set(name, value);
  }
  return params;
}
