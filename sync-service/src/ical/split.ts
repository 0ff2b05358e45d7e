import { type Boundary, kept, parentOf, readBoundaries } from './component-names.ts';
import { goesOn, isOfText, plain, unmistakable } from './raw-lines.ts';
import { forEachLine } from './unfold.ts';

/** The lines of a component by their names, in upper case. */
export type LinesByName = ReadonlyMap<string, readonly string[]>;

/** A component of a calendar: its own lines, unfolded, those of interest only. */
export interface Block {
  /** Upper case. */
  name: string;
  lines: LinesByName;
  children: Block[];
  /**
   * How it ends: with its own end, only with that of its parent, or with the text, so that something may be missing.
   */
  end: 'closed' | 'missing' | 'cut';
}

/** One VCALENDAR; a body may hold several. */
export interface CalendarBlock {
  lines: LinesByName;
  zones: Block[];
  events: Block[];
  busyTimes: Block[];
  /** The zones of all calendars of the body. */
  shared: Block[];
}

/** A block that is still being read. */
interface OpenBlock extends Block {
  lines: Map<string, string[]>;
  /** `BEGIN` as it is written: in the same way its lines are. */
  begin: string;
  /** Whether the last line was text, which may continue after a raw line break. */
  isInText: boolean;
  /** The line that came last, if it is a list that may go on. */
  list: { name: string; lines: string[] } | null;
  /** The component in it that iCalendar does not know; null outside of one. */
  foreign: string | null;
  /** Lines of an event in a calendar itself. */
  stray: string[];
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
    if ((name === 'BEGIN' || name === 'END') && crossAll(line, written, stack, calendars)) return;
    const top = stack.at(-1);
    if (top === undefined) return;
    if (top.name === 'VCALENDAR') addToCalendar(top, line, written, name, stack, calendars);
    else if (!isForeign(top, line, name)) addLine(top, line, written, name);
  });
  return calendars;
}

/** @returns false where the line begins and ends nothing: it is one of a text then. */
function crossAll(line: string, written: string, stack: OpenBlock[], calendars: CalendarBlock[]): boolean {
  let isCrossed = false;
  for (const boundary of readBoundaries(line)) isCrossed = cross(boundary, written, stack, calendars) || isCrossed;
  return isCrossed;
}

/** @returns false where it cannot begin. */
function cross({ isBegin, name }: Boundary, written: string, stack: OpenBlock[], calendars: CalendarBlock[]): boolean {
  if (!isBegin) close(name, stack);
  else {
    const parent = parentOf[name];
    if (parent !== undefined) {
      // The part before it may lack its end.
      const depth = stack.findLastIndex((block) => block.name === parent);
      const isInside = depth >= 0 && stack.slice(depth + 1).every((block) => parentOf[block.name] === parent);
      if (!isInside) return false;
      for (const part of stack.splice(depth + 1)) part.end = 'missing';
    }
    open(name, written, stack, calendars);
  }
  return true;
}

function open(name: string, begin: string, stack: OpenBlock[], calendars: CalendarBlock[]): void {
  const block: OpenBlock = {
    name,
    lines: new Map(),
    children: [],
    end: 'cut',
    begin,
    isInText: false,
    list: null,
    foreign: null,
    stray: [],
  };
  if (stack[0] !== undefined) stack[0].stray = [];
  if (name === 'VCALENDAR') {
    // What is still open was cut off, and is kept as such.
    stack.length = 0;
    const shared = calendars[0]?.shared ?? [];
    calendars.push({ lines: block.lines, zones: [], events: [], busyTimes: [], shared });
  } else {
    const calendar = calendars.at(-1);
    if (calendar === undefined) return;
    // Events that a missing END put inside another one are events all the same.
    if (name === 'VEVENT') calendar.events.push(block);
    else if (name === 'VFREEBUSY') calendar.busyTimes.push(block);
    else if (name === 'VTIMEZONE') {
      calendar.zones.push(block);
      calendar.shared.push(block);
    } else stack.at(-1)?.children.push(block);
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

/** Adds a line of the calendar itself; an event's line means that its BEGIN is missing or on another line. */
function addToCalendar(
  calendar: OpenBlock,
  line: string,
  written: string,
  name: string,
  stack: OpenBlock[],
  calendars: CalendarBlock[],
): void {
  const behind = gluedBegin.exec(line)?.[1];
  if (behind !== undefined) {
    addLine(calendar, line.slice(0, -'BEGIN:'.length - behind.length), written, name);
    open(behind.toUpperCase(), 'BEGIN', stack, calendars);
    return;
  }
  if (isForeign(calendar, line, name) || calendar.foreign !== null) return;
  addLine(calendar, line, written, name);
  if (!kept.VEVENT?.has(name) || calendar.stray.length >= maxStray) return;
  const lines = [...calendar.stray, line];
  calendar.stray = lines;
  if (name !== 'DTSTART') return;
  open('VEVENT', 'BEGIN', stack, calendars);
  const event = stack.at(-1) as OpenBlock;
  for (const one of lines) addLine(event, one, nameOf(one), nameOf(one).toUpperCase());
}

const gluedBegin = /.BEGIN:(VEVENT|VTIMEZONE|VTODO|VJOURNAL|VFREEBUSY)$/i;
/** Limit of event lines before the event's begin. */
const maxStray = 100;

/**
 * Whether to ignore a line because it is in an unknown component. Such a component may lack its end, so only lines that
 * could free time are ignored.
 */
function isForeign(top: OpenBlock, line: string, name: string): boolean {
  if (top.foreign === null) {
    if (name !== 'BEGIN') return false;
    top.foreign = /^BEGIN:\s*(X-[\w-]+)\s*$/i.exec(line)?.[1]?.toUpperCase() ?? null;
    return top.foreign !== null;
  }
  if (name === 'END' && line.slice(4).trim().toUpperCase() === top.foreign) {
    top.foreign = null;
    return true;
  }
  return freeing.has(name);
}

const freeing = new Set(
  (
    'STATUS TRANSP ATTENDEE EXDATE RECURRENCE-ID SEQUENCE DTSTAMP LAST-MODIFIED CLASS ' +
    'X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-INTENDEDSTATUS'
  ).split(' '),
);

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

const maxRepeated = 3;

function keep(top: OpenBlock, name: string, line: string): void {
  const lines = top.lines.get(name);
  // A calendar says things about itself once, or a few times.
  if (top.name === 'VCALENDAR' && (lines?.length ?? 0) >= maxRepeated) return;
  if (lines === undefined) top.lines.set(name, [line]);
  else lines.push(line);
  top.list = name in goesOn ? { name, lines: lines ?? top.lines.get(name) ?? [] } : null;
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
