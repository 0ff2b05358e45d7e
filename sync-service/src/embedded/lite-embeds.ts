/** One column of a foreign key, as Supabase Lite reads it from the catalogue. */
export interface ForeignKeyColumn {
  schema: string;
  table: string;
  column: string;
  ref_table: string;
  ref_column: string;
  foreign_key_name: string;
}

/** What Lite makes of `select=`, as far as embeds go. */
export interface EmbedQuery {
  from?: string;
  select?: (string | Record<string, EmbedQuery | object>)[];
  join?: Record<string, { from?: string; hint?: string }>;
}

/** An embed that would join by a part of its key. */
export class PartialKey extends Error {
  constructor(name: string, keys: readonly string[]) {
    super(`'${name}' is a part of a foreign key of several columns`);
    this.hint = `Name the whole key: ${keys.map((key) => `!${key}`).join(' or ')}.`;
  }
  readonly hint: string;
}

/**
 * Has embeds over a foreign key of several columns join by all of them, as PostgREST does. Lite groups the columns of a key only
 * when it looks for the key itself; where the request names it, Lite takes the first column, and so finds wrong rows. So the name is
 * taken out: between the tables of such a key there is no second one, or the request is refused as ambiguous.
 * @param query Is changed.
 * @throws PartialKey where a request names a column of such a key, which PostgREST knows for keys of one column only.
 */
export function joinByWholeKeys(query: EmbedQuery, columns: readonly ForeignKeyColumn[]): void {
  const sizes = new Map<string, number>();
  const keyOf = ({ table, foreign_key_name: name }: ForeignKeyColumn) => `${table} ${name}`;
  for (const column of columns) sizes.set(keyOf(column), (sizes.get(keyOf(column)) ?? 0) + 1);
  const isPartial = (column: ForeignKeyColumn) => (sizes.get(keyOf(column)) ?? 0) > 1;
  const tables = new Set(columns.flatMap(({ table, ref_table: referred }) => [table, referred]));

  /** Columns of keys between `parent` and others that a name of a request may stand for. */
  const named = (parent: string | undefined, target: string | null, name: string) =>
    columns.filter((column) => {
      const isHere = parent === undefined || column.table === parent || column.ref_table === parent;
      const isThere = target === null || column.table === target || column.ref_table === target;
      const names = [
        column.foreign_key_name,
        `${column.table}_${column.column}_fkey`,
        column.column,
        column.ref_column,
      ];
      return isHere && isThere && names.includes(name);
    });

  function mend({ select = [], join = {} }: EmbedQuery, parent: string | undefined): void {
    for (const [alias, embed] of select.flatMap((item) => (typeof item === 'string' ? [] : Object.entries(item)))) {
      if (!('select' in embed)) continue;
      const joined = join[alias] ?? {};
      const name = joined.from ?? alias;
      const target = tables.has(name) ? name : null;
      const hint = joined.hint ?? (target === null ? name : undefined);
      // A hint that is a table is the one in between, whose keys Lite takes whole.
      const found = hint === undefined || tables.has(hint) ? [] : named(parent, target, hint);
      const other = ({ table, ref_table: referred }: ForeignKeyColumn) => (table === parent ? referred : table);
      const far = target ?? (found[0] && other(found[0]));
      const partial = found.filter(isPartial);
      if (partial.length > 0) {
        const isWhole = partial.some(({ foreign_key_name: key }) => key === hint);
        if (!isWhole) throw new PartialKey(hint ?? '', [...new Set(partial.map((column) => column.foreign_key_name))]);
        delete joined.hint;
        if (far !== undefined && far !== alias) joined.from = far;
      }
      mend(embed, far);
    }
  }
  mend(query, query.from);
}
