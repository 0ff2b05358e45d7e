import pg from 'pg';

/** Types of arrays: what their elements are. Numbers of types as in `pg_type`. */
export type ArrayTypes = ReadonlyMap<string, string>;

/** The query whose rows are the array types of a database, as texts. */
export const ARRAY_TYPES = `
  select a.oid::text as array, a.typelem::text as element from pg_catalog.pg_type as a where a.typcategory = 'A'`;

const textArray = 1009;
// Its types know no arrays.
const readTexts = pg.types.getTypeParser(textArray as never) as unknown as (text: string) => unknown[];

/** The elements of an array as Postgres writes it, each read by `readElement`. */
export function parseArray(text: string, readElement: (text: string) => unknown): unknown[] {
  const read = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(read) : value === null ? null : readElement(value as string);
  return readTexts(text).map(read);
}

/** An array as Postgres reads it, each element written by `writeElement`. */
export function serializeArray(values: readonly unknown[], writeElement: (value: unknown) => string): string {
  const write = (value: unknown): string => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return serializeArray(value, writeElement);
    return `"${writeElement(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  };
  return `{${values.map(write).join(',')}}`;
}
