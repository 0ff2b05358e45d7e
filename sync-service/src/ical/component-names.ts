/**
 * The lines that say when something is, and the few that say whether it counts. All others are dropped unread: a broken
 * description or large attachment must not lose the time.
 */
const timeLines = ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID'] as const;
const observanceLines = new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO', 'RRULE', 'RDATE']);
export const kept: Record<string, ReadonlySet<string>> = {
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
export const parentOf: Record<string, string | undefined> = {
  STANDARD: 'VTIMEZONE',
  DAYLIGHT: 'VTIMEZONE',
  AVAILABLE: 'VAVAILABILITY',
};

/** Where a component begins or ends. */
export interface Boundary {
  isBegin: boolean;
  /** Upper case. */
  name: string;
}

/** As nearly all are written. */
const usual = new Map<string, readonly Boundary[]>(
  [...components].flatMap((name) => [
    [`BEGIN:${name}`, [{ isBegin: true, name }]] as const,
    [`END:${name}`, [{ isBegin: false, name }]] as const,
  ]),
);
const tolerant = /^(BEGIN|END)[ \t]*(?:;[^:"]*)?[:=][:\s]*["']?([A-Z]+)["']?[ \t]*[;,.]?[ \t]*(?:#.*)?$/i;
const glued = /^(BEGIN|END)[ \t]*:[ \t]*([A-Z]+?)[ \t]*(?=(?:BEGIN|END)[ \t]*:)/i;

/**
 * The components that a line which starts with BEGIN or END names; several where line breaks between them are missing.
 * Empty if it names none.
 */
export function readBoundaries(line: string): readonly Boundary[] {
  return usual.get(line) ?? readUnusual(line);
}

function readUnusual(line: string): Boundary[] {
  const found: Boundary[] = [];
  for (let rest = line; found.length < maxGlued; ) {
    const [, kind = '', name = ''] = (rest.length > 300 ? null : tolerant.exec(rest)) ?? [];
    if (components.has(name.toUpperCase())) return [...found, toBoundary(kind, name)];
    const [first = '', firstKind = '', firstName = ''] = glued.exec(rest) ?? [];
    // Some servers write more text on the calendar's last line.
    if (/^END\s*:\s*VCALENDAR(?!BEGIN:)/i.test(rest)) return [...found, { isBegin: false, name: 'VCALENDAR' }];
    if (!components.has(firstName.toUpperCase())) break;
    found.push(toBoundary(firstKind, firstName));
    rest = rest.slice(first.length);
  }
  return found;
}

/** Limit of components that begin or end on one line. */
const maxGlued = 5;

function toBoundary(kind: string, name: string): Boundary {
  return { isBegin: kind.toUpperCase() === 'BEGIN', name: name.toUpperCase() };
}

/** Whether a line is nothing but where a component begins or ends, so that nothing can go on behind it. */
export function isBoundary(line: string): boolean {
  return /^\s*(?:BEGIN|END)\s*:/i.test(line) && line.length < 100 && readBoundaries(line.trim()).length > 0;
}
