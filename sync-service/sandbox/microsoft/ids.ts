import { createHash, randomBytes } from 'node:crypto';

/** The tenant of all personal accounts. */
export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const guidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isGuid(text: string): boolean {
  return guidForm.test(text);
}

function grouped(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The same for the same text in every run. */
export function guidOf(text: string): string {
  return grouped(createHash('sha256').update(text).digest('hex'));
}

export function newGuid(): string {
  return grouped(randomBytes(16).toString('hex'));
}

// Told apart by case and by `-` and `_` alone; all end in the same letters, so that occurrences can add a day.
const tail = 'AAA=';

/** A default id: changes when the item moves. */
export function newDefaultId(): string {
  return `AAMk${randomBytes(66).toString('base64url')}${tail}`;
}

/** An immutable id: stays in the mailbox. */
export function newImmutableId(): string {
  return `AAkA${randomBytes(42).toString('base64url')}${tail}`;
}

export function newChangeKey(): string {
  return `${randomBytes(15).toString('base64')}==`;
}

/** The id of the occurrence of a series on that day, `yyyymmdd`. */
export function occurrenceId(seriesId: string, day: string): string {
  return `${seriesId.slice(0, -1)}${day}=`;
}

/** Splits the id of an occurrence, or null if it has not the form of one. */
export function parseOccurrenceId(id: string): { seriesId: string; day: string } | null {
  const found = /^(.+AAA)(\d{8})=$/.exec(id);
  return found?.[1] && found[2] ? { seriesId: `${found[1]}=`, day: found[2] } : null;
}

/** Whether it can be the id of an item at all. */
export function isItemId(id: string): boolean {
  return /^AA(Mk|kA)[\w-]+=$/.test(id);
}
