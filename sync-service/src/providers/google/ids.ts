/** The private property that marks our events. */
export const markerName = 'openslotEvent';

/** Ids of deleted events stay taken, so an event that is written again needs another one; at most this many. */
export const maxGenerations = 8;

/** Returns our event's id. The same key always gives the same ids, so that a retry cannot duplicate the event. */
export function idOfKey(key: string, generation = 0): string {
  const id = key.replaceAll('-', '').toLowerCase();
  return generation === 0 ? id : `${id}g${generation}`;
}

/** Whether an id was made from a key. */
export function isIdOfKey(id: string, key: string): boolean {
  const base = idOfKey(key);
  return id === base || (id.startsWith(`${base}g`) && /^\d$/.test(id.slice(base.length + 1)));
}
