import type pg from 'pg';

/** A function of the API schema, as needed for calling it with named arguments. */
export interface ApiFunction {
  name: string;
  parameters: string[];
  types: string[];
  required: number;
  isVariadic: boolean;
  returnsSet: boolean;
  returnsNothing: boolean;
  isVolatile: boolean;
}

const FUNCTIONS = `
  select p.proname as name, p.pronargs - p.pronargdefaults as required, p.provariadic <> 0 as "isVariadic",
    p.proretset as "returnsSet", p.prorettype = 'void'::regtype as "returnsNothing", p.provolatile = 'v' as "isVolatile",
    coalesce((
      select jsonb_agg(n.name order by n.i) from unnest(p.proargnames, p.proargmodes) with ordinality as n (name, mode, i)
      where coalesce(n.mode, 'i') in ('i', 'b', 'v')
    ), '[]') as parameters,
    coalesce((
      select jsonb_agg(format_type(t.type, null) order by t.i) from unnest(p.proargtypes) with ordinality as t (type, i)
    ), '[]') as types
  from pg_proc as p
  where p.pronamespace = $1::regnamespace and p.prokind = 'f'
    and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)`;

/** Reads the functions of a schema, by name. */
export async function loadFunctions(pool: pg.Pool, schema: string): Promise<Map<string, ApiFunction[]>> {
  const { rows } = await pool.query<Record<string, string>>(FUNCTIONS, [schema]);
  const functions = new Map<string, ApiFunction[]>();
  for (const row of rows) {
    // The pool hands out text (see gateway), so that results pass through untouched.
    const found: ApiFunction = {
      name: row.name as string,
      parameters: JSON.parse(row.parameters as string),
      types: JSON.parse(row.types as string),
      required: Number(row.required),
      isVariadic: row.isVariadic === 't',
      returnsSet: row.returnsSet === 't',
      returnsNothing: row.returnsNothing === 't',
      isVolatile: row.isVolatile === 't',
    };
    functions.set(found.name, [...(functions.get(found.name) ?? []), found]);
  }
  return functions;
}

/** Returns the only function that takes these named arguments, or null if there is none or several. */
export function chooseFunction(candidates: ApiFunction[], names: string[]): ApiFunction | null {
  const fitting = candidates
    .filter((f) => names.every((name) => f.parameters.includes(name)))
    .filter((f) => f.parameters.slice(0, f.required).every((name) => names.includes(name)))
    .sort((a, b) => a.parameters.length - b.parameters.length);
  const [best, second] = fitting;
  if (!best || second?.parameters.length === best.parameters.length) return null;
  return best;
}
