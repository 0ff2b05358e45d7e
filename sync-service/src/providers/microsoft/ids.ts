import { field, text } from '../json.ts';

/** Names of our extended properties are found among all others by this id. */
const propertySet = '{4d2f8a4e-6b1c-4c0e-9a57-2f1d0b7c93e6}';
/** The property that our events are searched by: their key. Like all of them it never comes with changes. */
export const markerProperty = `String ${propertySet} Name openslotEvent`;
/**
 * The property that stores the key again, a print of each field as we last wrote it, and whether a video link was asked
 * for; it comes if asked for.
 */
export const writtenProperty = `String ${propertySet} Name openslotWritten`;

/** A creation is tried under at most this many ids: Graph may keep those of deleted events. */
export const maxGenerations = 8;

const ownTransaction = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):\d$/;

/** The id of a creation. The same key always gives the same ids, so that a retry cannot duplicate the event. */
export function transactionIdOf(key: string, generation: number): string {
  return `${key.toLowerCase()}:${generation}`;
}

/** Returns the key of our event by its marks, of which only the first comes with changes. */
export function ownKeyOf(item: unknown): string | null {
  const [, key] = ownTransaction.exec(text(field(item, 'transactionId')).toLowerCase()) ?? [];
  return key ?? readWritten(item)?.key ?? null;
}

/** What the second property holds. */
interface Written {
  key: string;
  prints: string;
  isVideoAsked: boolean;
}

/** Returns what the second property holds; null if the event has none, or it was not asked for. */
export function readWritten(item: unknown): Written | null {
  const properties = field(item, 'singleValueExtendedProperties');
  if (!Array.isArray(properties)) return null;
  // Graph writes the id of the set in any case.
  const isIt = (each: unknown): boolean => text(field(each, 'id')).toLowerCase() === writtenProperty.toLowerCase();
  const [, key, prints, video] =
    /^([0-9a-f-]{36}) (.+?)( video)?$/.exec(text(field(properties.find(isIt), 'value'))) ?? [];
  return key === undefined || prints === undefined ? null : { key, prints, isVideoAsked: video !== undefined };
}

/** Both properties of our event. */
export function marksOf({ key, prints, isVideoAsked }: Written): { id: string; value: string }[] {
  return [
    { id: markerProperty, value: key.toLowerCase() },
    { id: writtenProperty, value: `${key.toLowerCase()} ${prints}${isVideoAsked ? ' video' : ''}` },
  ];
}
