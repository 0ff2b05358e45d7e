import fs from 'node:fs';

const SQL = new URL('../../sql/', import.meta.url);

/** The generated migration. */
export const MIGRATION = new URL('../../supabase/migrations/20261121000000_openslot.sql', import.meta.url);

/** Files of sql/ in load order: each line of load-order.txt is a path or `folder/*.sql`, whose files are sorted by name. */
export function declaredFiles(): string[] {
  const lines = fs.readFileSync(new URL('load-order.txt', SQL), 'utf8').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .flatMap((line) => {
      if (!line.endsWith('/*.sql')) return [line];
      const folder = line.slice(0, -'*.sql'.length);
      const files = fs.readdirSync(new URL(folder, SQL)).filter((file) => file.endsWith('.sql'));
      return files.sort().map((file) => folder + file);
    });
}

/** All of sql/ as one script; its end gives every object the rights of the list. */
export function declaredSchema(): string {
  const parts = declaredFiles().map((file) => `-- sql/${file}\n${readSql(file)}`);
  const end = `-- Every object that was made above, and its rights.\n${ownObjects()}${RESTORE}`;
  return `-- Generated from sql/ by npm run db:build. Do not edit.\n\n${[...parts, end].join('\n')}`;
}

/** The end of every hand-written migration: the lists of objects and rights as sql/ has them now, and all rights by them. */
export function migrationEnd(): string {
  const lists = `${readSql('grants.sql')}\n${ownObjects()}`.replace(/^create function/gm, 'create or replace function');
  return `-- Rights as in sql/ (npm run db:rights). The end of every migration.\n${lists}${RESTORE}`;
}

const RESTORE = 'select private.restore_rights();\n';

const readSql = (file: string) => fs.readFileSync(new URL(file, SQL), 'utf8');

/** Kind and name of every object that sql/ makes and that has rights. Each has a comment, which names it to the letter. */
function listObjects(): { kind: string; object: string }[] {
  const objects = declaredFiles().flatMap((file) =>
    [...readSql(file).matchAll(/^ *comment on (schema|table|view|type|function) (.+?)\s+is\b/gms)].map(
      ([, kind = '', object = '']) => ({
        kind: kind === 'view' ? 'table' : kind,
        object: object.replaceAll(/\s+/g, ' '),
      }),
    ),
  );
  return [...objects, { kind: 'function', object: 'private.own_objects()' }];
}

/** The function that tells the database which objects are ours: in a shared project there are others beside them. */
function ownObjects(): string {
  const rows = listObjects().map(({ kind, object }) => `    ('${kind}', '${object}')`);
  return `create function private.own_objects()
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

`;
}
