import { forEachLine } from './unfold.ts';

/** The lines of a component by their names, in upper case. */
export type LinesByName = ReadonlyMap<string, readonly string[]>;

/** A component of a calendar: its own lines, unfolded, those of interest only. */
export interface Block {
  /** Upper case. */
  name: string;
  lines: LinesByName;
  children: Block[];
  /** How it ends: by its own end, only by that of what it lies in, or with the text, so that something may be missing. */
  end: 'closed' | 'missing' | 'cut';
}

/** One VCALENDAR; a body may hold several. */
export interface CalendarBlock {
  lines: LinesByName;
  zones: Block[];
  events: Block[];
  busyTimes: Block[];
}

/**
 * The lines that say when something is, and the few that say whether it counts. All others are dropped before they are
 * read: a broken description or a large attachment is no reason to lose the time.
 */
const timeLines = ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID'] as const;
const observanceLines = new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO', 'RRULE', 'RDATE']);
const kept: Record<string, ReadonlySet<string>> = {
  VCALENDAR: new Set(['X-WR-CALNAME', 'NAME', 'X-WR-TIMEZONE', 'TIMEZONE-ID', 'TZID', 'TZ']),
  VEVENT: new Set([
    ...timeLines,
    'UID',
    'STATUS',
    'TRANSP',
    'CLASS',
    'SUMMARY',
    'ATTENDEE',
    'SEQUENCE',
    'DTSTAMP',
    'LAST-MODIFIED',
    'X-MICROSOFT-CDO-BUSYSTATUS',
    'X-MICROSOFT-CDO-INTENDEDSTATUS',
    'X-MICROSOFT-CDO-ALLDAYEVENT',
    'X-APPLE-TRAVEL-DURATION',
  ]),
  // An alarm that does not end has the lines of the event behind it.
  VALARM: new Set([...timeLines, 'UID', 'STATUS', 'TRANSP']),
  VFREEBUSY: new Set(['UID', 'FREEBUSY']),
  VTIMEZONE: new Set(['TZID', 'X-LIC-LOCATION']),
  STANDARD: observanceLines,
  DAYLIGHT: observanceLines,
};

/** What can be opened, and in what; anything else that follows BEGIN is text. */
const components = new Set(
  (
    'VCALENDAR VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE STANDARD DAYLIGHT VALARM VAVAILABILITY AVAILABLE ' +
    'PARTICIPANT VLOCATION VRESOURCE VPOLL'
  ).split(' '),
);
const parentOf: Record<string, string> = {
  STANDARD: 'VTIMEZONE',
  DAYLIGHT: 'VTIMEZONE',
  AVAILABLE: 'VAVAILABILITY',
};

/** Names of properties that are words of a text as well, so that a raw line of one may begin with them. */
const words = new Set(
  (
    'ATTENDEE CATEGORIES CLASS COMMENT CONTACT CREATED DESCRIPTION DURATION LOCATION NAME ORGANIZER PRIORITY RESOURCES ' +
    'SEQUENCE STATUS SUMMARY URL VERSION METHOD'
  ).split(' '),
);
/** Properties whose values are no text, so that nothing of it can go on behind them. */
const plain = new Set(
  'DTSTART DTEND DTSTAMP DURATION RRULE RDATE EXDATE RECURRENCE-ID SEQUENCE UID STATUS TRANSP CLASS LAST-MODIFIED'.split(
    ' ',
  ),
);
/** Names that no text begins a line with. */
const unmistakable = new Set(['DTSTART', 'DTEND', 'RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID']);
/** Lists that were folded without the space that says so go on with nothing but their own characters. */
const goesOn: Record<string, RegExp> = {
  RRULE: /^[A-Z0-9,;=+-]+$/,
  RDATE: /^[0-9TZP,/+-]+$/,
  EXDATE: /^[0-9TZ,-]+$/,
};

/** A block while its lines come. */
interface OpenBlock extends Block {
  lines: Map<string, string[]>;
  /** `BEGIN` as it is written: in the same way its lines are. */
  begin: string;
  /** Whether a text came last, which raw line breaks may go on with. */
  isInText: boolean;
  /** The line that came last, if it is a list that may go on. */
  list: { name: string; lines: string[] } | null;
}

/**
 * Takes the text of one or more calendars apart, without reading values. Accepts any line ends and lower case, raw line
 * breaks in texts, and components without an end. Those behind the end of a calendar belong to it all the same.
 */
export function splitCalendars(text: string): CalendarBlock[] {
  const calendars: CalendarBlock[] = [];
  const stack: OpenBlock[] = [];
  forEachLine(text, (line) => {
    const written = nameOf(line);
    const name = written.toUpperCase();
    if (name === 'BEGIN' || name === 'END') {
      const component = componentOf(line, written.length);
      const parent = component === null ? undefined : parentOf[component];
      if (component !== null && (parent === undefined || stack.at(-1)?.name === parent || name === 'END')) {
        if (name === 'BEGIN') open(component, written, stack, calendars);
        else close(component, stack);
        return;
      }
    }
    const top = stack.at(-1);
    if (top !== undefined) addLine(top, line, written, name);
  });
  return calendars;
}

function open(name: string, begin: string, stack: OpenBlock[], calendars: CalendarBlock[]): void {
  const block: OpenBlock = { name, lines: new Map(), children: [], end: 'cut', begin, isInText: false, list: null };
  if (name === 'VCALENDAR') {
    // What is still open was cut off, and is kept as such.
    stack.length = 0;
    calendars.push({ lines: block.lines, zones: [], events: [], busyTimes: [] });
  } else {
    const calendar = calendars.at(-1);
    if (calendar === undefined) return;
    // Events that a missing END put inside another one are events all the same.
    if (name === 'VEVENT') calendar.events.push(block);
    else if (name === 'VFREEBUSY') calendar.busyTimes.push(block);
    else if (name === 'VTIMEZONE') calendar.zones.push(block);
    else stack.at(-1)?.children.push(block);
  }
  stack.push(block);
}

function close(name: string, stack: OpenBlock[]): void {
  const depth = stack.findLastIndex((block) => block.name === name);
  const closed = stack[depth];
  if (closed === undefined) return;
  closed.end = 'closed';
  for (const inner of stack.slice(depth + 1)) {
    inner.end = 'missing';
    if (inner.name === 'VALARM' && name === 'VEVENT') takeBack(closed, inner);
  }
  stack.length = depth;
}

/** Gives an event the lines that an alarm without an end took from it. */
function takeBack(event: OpenBlock, alarm: Block): void {
  event.end = 'missing';
  for (const [name, lines] of alarm.lines) {
    // An alarm may have a duration itself, before those of the event.
    event.lines.set(name, [...(event.lines.get(name) ?? []), ...lines.toReversed()]);
  }
}

function addLine(top: OpenBlock, line: string, written: string, name: string): void {
  const after = line.charCodeAt(written.length);
  const isProperty = written !== '' && (after === colon || after === semicolon);
  if (!isProperty || (top.isInText && isOfText(top, line, written, name))) {
    if (top.list !== null && goesOn[top.list.name]?.test(line)) top.list.lines.push(`${top.list.lines.pop()}${line}`);
    // One whose colon is missing is not to be taken for absent.
    else if (written === name && unmistakable.has(name) && kept[top.name]?.has(name)) keep(top, name, line);
    return;
  }
  top.isInText = !plain.has(name);
  top.list = null;
  if (kept[top.name]?.has(name)) keep(top, name, line);
}

/**
 * Whether a line that follows a text belongs to it: it begins with no name of a property that is known, or with a word
 * of the language that is written otherwise than the names of this component.
 */
function isOfText({ name: component, begin }: OpenBlock, line: string, written: string, name: string): boolean {
  if (!words.has(name)) return !plain.has(name) && !name.startsWith('X-') && !kept[component]?.has(name);
  // Without its length an event would take no time; without its class its title would be shown.
  if (/^(DURATION\b[^:]*:\s*[+-]?P[\dT]|CLASS:)/i.test(line)) return false;
  if (begin === 'BEGIN') return written !== name;
  return begin === 'begin' && written !== name.toLowerCase();
}

function keep(top: OpenBlock, name: string, line: string): void {
  const lines = top.lines.get(name);
  // What a calendar says of itself it says once.
  if (top.name === 'VCALENDAR' && lines !== undefined) return;
  if (lines === undefined) top.lines.set(name, [line]);
  else lines.push(line);
  top.list = name in goesOn ? { name, lines: lines ?? top.lines.get(name) ?? [] } : null;
}

/** The component that is named behind BEGIN or END, in upper case; null if none is. */
function componentOf(line: string, length: number): string | null {
  if (line.charCodeAt(length) !== colon) return null;
  const name = line
    .slice(length, length + 100)
    .replace(/^[:\s]+/, '')
    .trim()
    .toUpperCase();
  if (components.has(name)) return name;
  // What servers write behind the calendar may stand on its last line.
  return /^END\s*:\s*VCALENDAR/i.test(line) ? 'VCALENDAR' : null;
}

const colon = 58;
const semicolon = 59;

/** The name that a content line begins with, as written; empty if it begins with none. */
function nameOf(line: string): string {
  let end = 0;
  // By character: a regular expression for each line of a large calendar is what reading it would cost most.
  while (end < line.length && isNamePart(line.charCodeAt(end))) end += 1;
  return line.slice(0, end);
}

/** Letters, digits, `-` and `_`. */
function isNamePart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  );
}

/** The value of the first line with a name; for properties whose value holds no escapes. */
export function lineValue({ lines }: Pick<Block, 'lines'>, name: string): string | null {
  const line = lines.get(name)?.[0];
  return line === undefined
    ? null
    : line
        .slice(line.indexOf(':') + 1)
        .replace(/^:+/, '')
        .trim();
}
