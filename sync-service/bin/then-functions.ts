import fs from 'node:fs';

const FUNCTIONS = new URL('../../sql/functions/', import.meta.url);
const FOLDER = new URL('history/', FUNCTIONS);

/** What decides about slots, and so has a history (`private.rows_then`). */
const TABLES = [
  'public.availability_overrides',
  'public.availability_rules',
  'public.blocked_periods',
  'public.bookings',
  'public.calendar_connections',
  'public.calendar_links',
  'public.calendars',
  'public.event_types',
  'public.hosts',
  'public.synced_events',
  'public.waitlist_entries',
  'private.unknown_times',
];

/** The function that explains, and the one that reads the rules before it does. */
const ROOTS = ['explain_starts', 'load_slot_rules'];

/**
 * The functions that explain slots, once more, for what was known at another time: each function of the core that reads a table, itself
 * or through others, as `NAME_then`, where the rows of that time take the place of the tables. Generated, so that every rule is written once.
 *
 * @returns their texts, by the names of their files in sql/functions/history/
 */
export function thenFunctions(): Map<string, string> {
  const sources = readFunctions();
  const called = new Set<string>();
  const collect = (name: string): void => {
    if (called.has(name)) return;
    called.add(name);
    for (const other of callsOf(sources.get(name) ?? '', sources)) collect(other);
  };
  for (const root of ROOTS) collect(root);
  const changed = new Set<string>();
  for (let size = -1; size !== changed.size; ) {
    size = changed.size;
    for (const name of called) {
      const text = sources.get(name) ?? '';
      if (readsTable(text) || callsOf(text, sources).some((other) => changed.has(other))) changed.add(name);
    }
  }
  return new Map(
    [...changed].sort().map((name) => [`${name}_then.sql`, thenFunction(name, sources.get(name) ?? '', changed)]),
  );
}

/** Brings the generated files of sql/functions/history/ to what the functions of the core say. */
export function writeThenFunctions(): void {
  const texts = thenFunctions();
  for (const file of fs.readdirSync(FOLDER)) {
    if (isGenerated(fs.readFileSync(new URL(file, FOLDER), 'utf8')) && !texts.has(file))
      fs.rmSync(new URL(file, FOLDER));
  }
  for (const [file, text] of texts) fs.writeFileSync(new URL(file, FOLDER), text);
}

/** Whether a text is that of a generated file. */
export function isGenerated(text: string): boolean {
  return text.startsWith('-- Generated');
}

function readFunctions(): Map<string, string> {
  const files = fs.readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .filter((file) => file.endsWith('.sql') && !file.startsWith('history'))
      .map((file) => [file.replace(/^.*[\\/]|\.sql$/g, ''), fs.readFileSync(new URL(file, FUNCTIONS), 'utf8')]),
  );
}

function callsOf(text: string, known: ReadonlyMap<string, string>): string[] {
  return [...text.matchAll(/\bprivate\.(\w+)\s*\(/g)].map(([, name = '']) => name).filter((name) => known.has(name));
}

function readsTable(text: string): boolean {
  return (
    /\bprivate\.busy_days\b/.test(text) || TABLES.some((table) => new RegExp(`\\b(from|join) ${table}\\b`).test(text))
  );
}

function thenFunction(name: string, text: string, changed: ReadonlySet<string>): string {
  const [, signature = ''] = /comment on function (private\.\w+\([^)]*\)) is/.exec(text) ?? [];
  const code = text.slice(0, text.indexOf('comment on function'));
  const body = code
    .replaceAll(/\b(from|join) private\.busy_days\b/g, '$1 private.busy_days_then()')
    .replaceAll(/\b(from|join) ((?:public|private)\.\w+)\b/g, (whole, word, table) =>
      TABLES.includes(table) ? `${word} private.rows_then(null::${table})` : whole,
    )
    .replaceAll(/\bnow\(\)/g, 'private.asked_at()')
    .replaceAll(/\bprivate\.(\w+)(?=\s*\()/g, (whole, called) => (changed.has(called) ? `${whole}_then` : whole));
  return `-- Generated from ${name}.sql by npm run db:build and db:diff. Do not edit.
${body}comment on function ${signature.replace('(', '_then(')} is
  'As private.${name}, from what was known at private.asked_at().';
`;
}
