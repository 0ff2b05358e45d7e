import { createHash } from 'node:crypto';
import type { SourceReport } from './expansion.ts';
import { readInfo } from './source.ts';
import { splitCalendars } from './split.ts';

/** How much text before a calendar is searched: a server may print its own errors there. */
const maxBefore = 100_000;

const begin = /(?:^|[\r\n])[ \t\ufeff]*BEGIN[ \t]*:\s*VCALENDAR[ \t]*(?=[\r\n]|$)/i;
const boundaries = /(?:^|[\r\n]|END:VEVENT)[ \t\ufeff]*(BEGIN|END)[ \t]*:[ \t]*VCALENDAR/gi;

/**
 * Finds out what a text is, without reading its events. A text that ends before its calendar was cut off; text before
 * or after the calendar does not matter.
 */
export function reportSource(text: string): SourceReport {
  const content = createHash('sha256')
    // The same content, regardless of when the server says that it wrote it.
    .update(text.replace(/^DTSTAMP[:;].*$/gim, ''))
    .digest('base64url');
  const isCalendar = begin.test(text.slice(0, maxBefore));
  let last = '';
  for (const match of text.matchAll(boundaries)) last = match[1]?.toUpperCase() ?? '';
  return {
    kind: !isCalendar ? 'other' : last === 'END' ? 'whole' : 'cut_off',
    content,
    // Its head says it, in all that are written in order.
    info: isCalendar ? readInfo(splitCalendars(isOrdered(text) ? headOf(text) : text)) : { name: null, timeZone: null },
  };
}

function headOf(text: string): string {
  return text.split(/^BEGIN:VEVENT/im, 1)[0] ?? '';
}

/** Whether nothing that the calendar says of itself comes behind its first event. */
function isOrdered(text: string): boolean {
  const first = text.search(/^BEGIN:VEVENT/im);
  return first < 0 || !/^(X-WR-CALNAME|X-WR-TIMEZONE|TIMEZONE-ID)[:;]/im.test(text.slice(first));
}
