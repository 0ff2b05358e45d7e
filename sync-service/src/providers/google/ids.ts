/** Private property by which our events are known among those of others. */
export const markerName = 'openslotEvent';

/** Ids stay taken when an event was deleted: written again, it needs another one. This often at most. */
export const maxGenerations = 8;

/** The id of an event of ours. The same key always leads to the same ids, so that a retry can't double the event. */
export function idOfKey(key: string, generation = 0): string {
  const id = key.replaceAll('-', '').toLowerCase();
  return generation === 0 ? id : `${id}g${generation}`;
}

/** Whether an id was made of a key. */
export function isIdOfKey(id: string, key: string): boolean {
  const base = idOfKey(key);
  return id === base || (id.startsWith(`${base}g`) && /^\d$/.test(id.slice(base.length + 1)));
}
