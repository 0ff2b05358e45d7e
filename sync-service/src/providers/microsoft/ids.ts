import { field, firstOf, text } from '../json.ts';

/** Names of our extended properties are found among all others by this id. */
const propertySet = '{4d2f8a4e-6b1c-4c0e-9a57-2f1d0b7c93e6}';
/** The property that marks our events with their key. It can be searched, but never comes with changes. */
export const markerProperty = `String ${propertySet} Name openslotEvent`;
/** The property that stores a print of each field as we last wrote it. */
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
  return key ?? (propertyOf(item, markerProperty).toLowerCase() || null);
}

/** An extended property that was asked for; empty if the event has none. */
export function propertyOf(item: unknown, name: string): string {
  const properties = field(item, 'singleValueExtendedProperties');
  if (!Array.isArray(properties)) return '';
  // Graph writes the id of the set in any case.
  const found = properties.filter((each) => text(field(each, 'id')).toLowerCase() === name.toLowerCase());
  return text(field(firstOf(found), 'value'));
}
