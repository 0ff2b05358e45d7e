import { createHash } from 'node:crypto';
import type { SourceReport } from './expansion.ts';
import { readInfo } from './source.ts';
import { splitCalendars } from './split.ts';

/** Characters before a calendar that are looked through: what a server says of its own faults. */
const maxBefore = 100_000;

const begin = /(?:^|[\r\n])[ \t\ufeff]*BEGIN[ \t]*:\s*VCALENDAR[ \t]*(?=[\r\n]|$)/i;
const boundaries = /(?:^|[\r\n]|END:VEVENT)[ \t\ufeff]*(BEGIN|END)[ \t]*:[ \t]*VCALENDAR/gi;

/**
 * What a text is, without reading its events. One that ends before its calendar does was cut off; what stands before or
 * behind the calendar is not its business.
 */
export function reportSource(text: string): SourceReport {
  const content = createHash('sha256')
    // The same text is the same content, whatever the moment at which the server says that it wrote it.
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
