import fs from 'node:fs';
import { parse } from 'smol-toml';
import { writeThenFunctions } from './then-functions.ts';

const ROOT = new URL('../../', import.meta.url);
const SQL = new URL('sql/', ROOT);
const CONFIG = new URL('supabase/config.toml', ROOT);

/** The first migration: generated from sql/ until it is released. */
export const MIGRATION = new URL('supabase/migrations/20261121000000_openslot.sql', ROOT);

/** The one generated file of sql/: which objects are ours, and their rights. The last one that is loaded. */
export const OWN_OBJECTS = 'own_objects.sql';

/**
 * Files of sql/ in load order, by what supabase/config.toml says: each entry of `schema_paths` is a path or `folder/*.sql`, whose files
 * are sorted by name.
 */
export function declaredFiles(): string[] {
  const { db } = parse(fs.readFileSync(CONFIG, 'utf8')) as { db: { migrations: { schema_paths: string[] } } };
  return db.migrations.schema_paths.flatMap((entry) => {
    const [, line] = /^\.\.\/sql\/(.+\.sql)$/.exec(entry) ?? [];
    if (line === undefined)
      throw new Error(`supabase/config.toml: schema_paths has "${entry}". Name files of ../sql/.`);
    if (!line.endsWith('/*.sql')) return [line];
    const folder = line.slice(0, -'*.sql'.length);
    const files = fs.readdirSync(new URL(folder, SQL)).filter((file) => file.endsWith('.sql'));
    return files.sort().map((file) => folder + file);
  });
}

/** All of sql/ as one script; its end gives every object the rights of the list. */
export function declaredSchema(): string {
  const parts = declaredFiles().map(
    (file) => `-- sql/${file}\n${file === OWN_OBJECTS ? listOfOwnObjects() : readSql(file)}`,
  );
  return `-- Generated from sql/ by npm run db:build. Do not edit.\n\n${parts.join('\n')}`;
}

/** The end of every later migration: the lists of objects and rights as sql/ has them now, and all rights by them. */
export function migrationEnd(): string {
  const lists = `${readSql('grants.sql')}\n${listOfOwnObjects()}`;
  return `-- Rights as in sql/ (npm run db:rights). The end of every migration.\n${lists.replace(/^create function/gm, 'create or replace function')}`;
}

/** Brings the generated files of sql/ to what the others say. */
export function writeOwnObjects(): void {
  writeThenFunctions();
  fs.writeFileSync(new URL(OWN_OBJECTS, SQL), listOfOwnObjects());
}

/**
 * What sql/own_objects.sql holds: the function that tells the database which objects are ours (in a shared project there are others beside
 * them), and the statement that gives them their rights.
 */
export function listOfOwnObjects(): string {
  const rows = listObjects().map(({ kind, object }) => `    ('${kind}', '${object}')`);
  return `-- Generated from the comments in sql/ by npm run db:build and db:diff. Do not edit.
create function private.own_objects()
returns table (kind text, object text)
language sql
immutable
set search_path = ''
as $$
  values
${rows.join(',\n')}
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
`;
}

const readSql = (file: string) => fs.readFileSync(new URL(file, SQL), 'utf8');

/** Kind and name of every object that sql/ makes and that has rights. Each has a comment, which names it to the letter. */
function listObjects(): { kind: string; object: string }[] {
  const files = declaredFiles().filter((file) => file !== OWN_OBJECTS);
  const objects = files.flatMap((file) =>
    [...readSql(file).matchAll(/^ *comment on (schema|table|view|type|function) (.+?)\s+is\b/gms)].map(
      ([, kind = '', object = '']) => ({
        kind: kind === 'view' ? 'table' : kind,
        object: object.replaceAll(/\s+/g, ' '),
      }),
    ),
  );
  return [...objects, { kind: 'function', object: 'private.own_objects()' }];
}
