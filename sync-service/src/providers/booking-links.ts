import { bookingsLinkedIn, markerProperty } from '../calendar/own-event.ts';

const none: ReadonlyMap<string, readonly string[]> = new Map();
const marker = new RegExp(`^${markerProperty}[^:\\n]*:\\s*([0-9a-f-]{36})\\s*$`, 'gim');

/**
 * Finds the marks and links from a calendar text's events to bookings, by UID. Feeds drop what they do not know but
 * keep descriptions. Most texts have none, which costs only a search.
 */
export function readLinks(text: string): ReadonlyMap<string, readonly string[]> {
  const unfolded = /\n[ \t]/.test(text) ? text.replace(/\r?\n[ \t]/g, '') : text;
  if (!unfolded.includes('/admin/bookings/') && !unfolded.includes(markerProperty)) return none;
  const links = new Map<string, string[]>();
  for (const part of unfolded.split(/^BEGIN:VEVENT\s*$/im).slice(1)) {
    const [event = ''] = part.split(/^END:VEVENT\s*$/im, 1);
    const uid = /^UID[^:\n]*:(.*)$/im.exec(event)?.[1]?.trim() ?? '';
    const marked = [...event.matchAll(marker)].map(([, key = '']) => key.toLowerCase());
    const found = [...marked, ...bookingsLinkedIn(event)];
    if (uid === '' || found.length === 0) continue;
    links.set(uid, [...new Set([...(links.get(uid) ?? []), ...found])].slice(0, maxLinks));
  }
  return links;
}

/** A text with very many links is not an event of one booking. */
const maxLinks = 100;
