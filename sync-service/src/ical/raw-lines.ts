import { kept } from './component-names.ts';

/** Names of properties that are words of a text as well, so that a raw line of one may begin with them. */
const words = new Set(
  (
    'ATTENDEE CATEGORIES CLASS COMMENT CONTACT CREATED DESCRIPTION DURATION LOCATION NAME ORGANIZER PRIORITY RESOURCES ' +
    'SEQUENCE STATUS SUMMARY URL VERSION METHOD'
  ).split(' '),
);
/** Properties whose values are no text, so that nothing of it can go on behind them. */
export const plain = new Set(
  'DTSTART DTEND DTSTAMP DURATION RRULE RDATE EXDATE RECURRENCE-ID SEQUENCE UID STATUS TRANSP CLASS LAST-MODIFIED'.split(
    ' ',
  ),
);
/** Names that no text begins a line with. */
export const unmistakable = new Set(['DTSTART', 'DTEND', 'RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID']);
/** Lists that were folded without the space that says so go on with nothing but their own characters. */
export const goesOn: Record<string, RegExp> = {
  RRULE: /^[A-Z0-9,;=+-]+$/,
  RDATE: /^[0-9TZPWDHMS,/+-]+$/,
  EXDATE: /^[0-9TZ,-]+$/,
  FREEBUSY: /^[0-9TZPWDHMS,/+-]+$/,
  DTSTART: /^T?\d[0-9TZ]*$/,
  DTEND: /^T?\d[0-9TZ]*$/,
};

/**
 * Whether a line that follows a text belongs to it: it begins with no name of a property that is known, or with a word
 * of the language that is written otherwise than the names of this component.
 */
export function isOfText(
  { name: component, begin }: { name: string; begin: string },
  line: string,
  written: string,
  name: string,
): boolean {
  if (!words.has(name)) return !plain.has(name) && !name.startsWith('X-') && !kept[component]?.has(name);
  // Without its length an event would take no time; without its class its title would be shown.
  if (/^(DURATION\b[^:]*:\s*[+-]?P[\dT]|CLASS:)/i.test(line)) return false;
  if (begin === 'BEGIN') return written !== name;
  return begin === 'begin' && written !== name.toLowerCase();
}
