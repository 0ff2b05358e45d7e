import type { Schema } from './schema-values.ts';

/** A request, before it is known who makes it. */
export interface Draft {
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
}

interface Route {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Schema; required?: boolean }[];
  body: Schema | null;
}

export interface Surface {
  routes: Route[];
  resolve: (schema: Schema) => Schema;
  functions: { name: string; parameters: string[]; types: string[] }[];
  tables: { name: string; columns: string[] }[];
}

type Query = (text: string) => Promise<{ rows: never[] }>;

/** Reads what there is to ask: the API document, and the functions and tables of the Data API. */
export async function readSurface(url: string, query: Query): Promise<Surface> {
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as any;
  const resolve = (schema: Schema) =>
    schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;
  // biome-ignore lint/suspicious/noExplicitAny: operations of it
  const routes = Object.entries<Record<string, any>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      ...{ method: method.toUpperCase(), path, parameters },
      body: requestBody?.content?.['application/json']?.schema ?? null,
    })),
  );
  const { rows: functions } = await query(`
    select p.proname as name, coalesce(p.proargnames[1:p.pronargs], '{}') as parameters,
      array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as u (t, n) order by n) as types
    from pg_proc as p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype order by 1`);
  const { rows: tables } = await query(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by 1 order by 1`);
  return { routes, resolve, functions, tables };
}
