import fs from 'node:fs';
import type { Db } from './db/rpc.ts';

const FILE = new URL('db/function-fingerprints.json', import.meta.url);
/** As many are named as a line can take. */
const maxNamed = 5;

/** Fingerprints of functions by name and arguments (`private.function_fingerprints`). */
export type Fingerprints = Readonly<Record<string, string>>;

/** The functions that this release expects (npm run db:types). */
export function readExpectedFunctions(): Fingerprints {
  return JSON.parse(fs.readFileSync(FILE, 'utf8')) as Fingerprints;
}

/**
 * Creates the check of the functions in the database: the fault in one line that names them and says what to do, or null.
 * @param known The versions of the migrations of this release.
 */
export function createFunctionCheck(db: Db, known: readonly string[]): () => Promise<string | null> {
  const expected = readExpectedFunctions();
  const newest = known.at(-1) ?? '';
  return async () => {
    const { migrations, functions } = await db.call('service_status', { with_functions: true });
    // Then functions differ, too, and the migrations are what has to be told.
    if (known.some((version) => !migrations.includes(version))) return null;
    const isNewer = migrations.some((version) => version > newest);
    return describeDifference(expected, functions ?? {}, isNewer);
  };
}

/**
 * What differs from the release. A database that is ahead may have changed any function and dropped private ones, which
 * only functions call; a public one that is gone is missed by this release all the same. Additional ones never matter.
 */
export function describeDifference(expected: Fingerprints, actual: Fingerprints, isNewer: boolean): string | null {
  const names = Object.keys(expected);
  const missing = names.filter((name) => !(name in actual) && (!isNewer || name.startsWith('public.')));
  const changed = isNewer ? [] : names.filter((name) => name in actual && actual[name] !== expected[name]);
  if (missing.length + changed.length === 0) return null;
  const parts = [
    ...(changed.length > 0 ? [`is not the one of this release: ${list(changed)}`] : []),
    ...(missing.length > 0 ? [`is missing: ${list(missing)}`] : []),
  ];
  return (
    `In the database ${parts.join('; ')}. Run "npm run db:repair" as the role that owns the tables ` +
    '(docs/operate.md, "Functions that differ"); a change that is meant goes into a migration of its own.'
  );
}

function list(names: readonly string[]): string {
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return names.slice(0, maxNamed).join(', ') + more;
}
