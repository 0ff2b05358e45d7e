/** A component of a calendar: its own lines, unfolded, those of interest only. */
export interface Block {
  /** Upper case. */
  name: string;
  lines: string[];
  children: Block[];
  /** Whether its end came where it should. */
  isComplete: boolean;
}

/** One VCALENDAR; a body may hold several. */
export interface CalendarBlock {
  lines: string[];
  zones: Block[];
  events: Block[];
  busyTimes: Block[];
}

/**
 * The lines that say when something is, and the few that say whether it counts. All others are dropped before they are
 * read: a broken description or a large attachment is no reason to lose the time.
 */
const eventLines = new Set([
  'UID',
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'STATUS',
  'TRANSP',
  'CLASS',
  'SUMMARY',
  'ATTENDEE',
  'SEQUENCE',
  'LAST-MODIFIED',
  'X-MICROSOFT-CDO-BUSYSTATUS',
  'X-APPLE-TRAVEL-DURATION',
]);
const kept: Record<string, ReadonlySet<string>> = {
  VCALENDAR: new Set(['X-WR-CALNAME', 'NAME', 'X-WR-TIMEZONE']),
  VEVENT: eventLines,
  VFREEBUSY: new Set(['UID', 'FREEBUSY']),
  VTIMEZONE: new Set(['TZID', 'X-LIC-LOCATION']),
  STANDARD: new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO', 'RRULE', 'RDATE']),
  DAYLIGHT: new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO', 'RRULE', 'RDATE']),
};

/**
 * Takes the text of one or more calendars apart, without reading values. Accepts a BOM, any line ends and lower case;
 * of a component that does not end where it should the rest is marked incomplete.
 */
export function splitCalendars(text: string): CalendarBlock[] {
  const calendars: CalendarBlock[] = [];
  const stack: Block[] = [];
  for (const line of unfold(text)) {
    const boundary = /^(BEGIN|END):\s*([\w-]+)\s*$/i.exec(line);
    const name = boundary?.[2]?.toUpperCase();
    const top = stack.at(-1);
    if (name === undefined) {
      if (top !== undefined && isKept(top.name, line)) top.lines.push(line);
    } else if (boundary?.[1]?.toUpperCase() === 'BEGIN') {
      const block: Block = { name, lines: [], children: [], isComplete: false };
      if (name === 'VCALENDAR') {
        // What is still open was cut off, and is kept as such.
        stack.length = 0;
        calendars.push({ lines: block.lines, zones: [], events: [], busyTimes: [] });
      } else if (top !== undefined) {
        file(block, top, calendars.at(-1));
      }
      if (name === 'VCALENDAR' || top !== undefined) stack.push(block);
    } else {
      const depth = stack.findLastIndex((block) => block.name === name);
      const open = stack[depth];
      if (open === undefined) continue;
      open.isComplete = depth === stack.length - 1;
      stack.length = depth;
    }
  }
  return calendars;
}

/** Events that a missing END put inside another one are events all the same. */
function file(block: Block, parent: Block, calendar: CalendarBlock | undefined): void {
  if (block.name === 'VEVENT') calendar?.events.push(block);
  else if (block.name === 'VFREEBUSY') calendar?.busyTimes.push(block);
  else if (block.name === 'VTIMEZONE') calendar?.zones.push(block);
  else if (parent.name === 'VTIMEZONE') parent.children.push(block);
}

function isKept(component: string, line: string): boolean {
  return kept[component]?.has(nameOf(line)) ?? false;
}

/** The name that a content line begins with, in upper case; empty if it begins with none. */
export function nameOf(line: string): string {
  let end = 0;
  // By character: a regular expression for each line of a large calendar is what reading it would cost most.
  while (end < line.length && isNamePart(line.charCodeAt(end))) end += 1;
  return line.slice(0, end).toUpperCase();
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

function* unfold(text: string): Generator<string> {
  const lines = /([^\r\n]*)(?:\r\n|\n|\r|$)/y;
  let current: string[] = [];
  lines.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (lines.lastIndex < text.length) {
    const line = lines.exec(text)?.[1] ?? '';
    if (line.startsWith(' ') || line.startsWith('\t')) {
      current.push(line.slice(1));
    } else {
      if (current.length > 0) yield current.join('');
      current = line === '' ? [] : [line];
    }
  }
  if (current.length > 0) yield current.join('');
}
