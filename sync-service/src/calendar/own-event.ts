const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const plainUid = new RegExp(`^${uuid}$`);
/** The UID that Google makes of our event ids. */
const googleUid = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?:g\d)?@google\.com$/;
const linkMark = '/admin/bookings/';
const link = new RegExp(`${linkMark}(${uuid})(?![0-9a-f-])`, 'gi');

/** The property that marks an object as our event. */
export const markerProperty = 'X-OPENSLOT-BOOKING-ID';

/**
 * Returns the UID of our event in every calendar that accepts one, and in invitations: the key itself. That is the
 * booking's id, unless a successor took over the event.
 */
export function uidOfKey(key: string): string {
  return key.toLowerCase();
}

/**
 * Returns the key that a UID was made from; null if it cannot be ours. Many other events have UIDs of the same form:
 * only the database knows whether there is such a booking.
 */
export function keyOfUid(uid: string | null): string | null {
  const text = uid?.trim().toLowerCase() ?? '';
  if (plainUid.test(text)) return text;
  const parts = googleUid.exec(text);
  return parts === null ? null : parts.slice(1).join('-');
}

/** Ids of the bookings that a text links to, as our events do. */
export function bookingsLinkedIn(text: string): string[] {
  if (!text.includes(linkMark)) return [];
  return [...new Set([...text.matchAll(link)].map(([, id = '']) => id.toLowerCase()))];
}
