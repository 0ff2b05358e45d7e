const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const plainUid = new RegExp(`^${uuid}$`);
/** What Google makes of the ids that our events have there. */
const googleUid = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?:g\d)?@google\.com$/;
const linkMark = '/admin/bookings/';
const link = new RegExp(`${linkMark}(${uuid})(?![0-9a-f-])`, 'gi');

/** Property that says in a calendar object which event of ours it is. */
export const markerProperty = 'X-OPENSLOT-BOOKING-ID';

/**
 * The UID of an event of ours, in every calendar that takes one from us and in invitations: the key itself, which is the
 * booking's id unless the event is an heir's.
 */
export function uidOfKey(key: string): string {
  return key.toLowerCase();
}

/**
 * The key that a UID is made of if it is one of ours; null for all that can't be. Many events of others are named in the
 * same way: whether there is such a booking, the database knows.
 */
export function keyOfUid(uid: string | null): string | null {
  const text = uid?.trim().toLowerCase() ?? '';
  if (plainUid.test(text)) return text;
  const parts = googleUid.exec(text);
  return parts === null ? null : parts.slice(1).join('-');
}

/** Ids of the bookings that a text has links to, as the events of ours have them. */
export function bookingsLinkedIn(text: string): string[] {
  if (!text.includes(linkMark)) return [];
  return [...new Set([...text.matchAll(link)].map(([, id = '']) => id.toLowerCase()))];
}
