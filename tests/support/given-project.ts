import { Hono } from 'hono';
import { proxy } from 'hono/proxy';
import pg from 'pg';
import { expect } from 'vitest';
import { parseTokenKeys, type ServiceConfig } from '../../sync-service/src/config.ts';
import { emptyProject } from './empty-project.ts';
import type { StackProject } from './stack-project.ts';
import { addUser } from './test-users.ts';

/*
 * A Supabase project that runs already, under the service that a test file starts: with OPENSLOT_PROJECT=1, and with SUPABASE_URL,
 * SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, DATABASE_URL and TOKEN_ENCRYPTION_KEYS, each file of `tests/http` but those of
 * `tests/deploy/project-exceptions.txt` has its own service, settings and stand-ins, on the Postgres, Data API and Auth of that project.
 * Files run one after the other, and each begins with an installation as the migrations left it: the project is EMPTIED.
 */

/** Whether stacks take a project that runs elsewhere, and empty it. */
export const usesGivenProject: boolean = process.env['OPENSLOT_PROJECT'] === '1';

/** The project of the environment. @param asker The variable that asks for it. */
export function readProject(asker: string): Pick<ServiceConfig, 'supabase' | 'databaseUrl' | 'tokenKeys'> {
  const read = (name: string): string => {
    const value = process.env[name];
    if (value === undefined || value === '') throw new Error(`${asker} needs ${name} as well.`);
    return value;
  };
  return {
    supabase: {
      url: read('SUPABASE_URL').replace(/\/$/, ''),
      publishableKey: read('SUPABASE_PUBLISHABLE_KEY'),
      secretKey: read('SUPABASE_SECRET_KEY'),
    },
    databaseUrl: read('DATABASE_URL'),
    tokenKeys: parseTokenKeys(read('TOKEN_ENCRYPTION_KEYS')),
  };
}

/** The file for which the project was emptied: a second stack of the same file shares its installation. */
let emptiedFor: string | undefined;

/** The project that is given, emptied, under the origin `publicUrl`: one for all, as with the gateway of docker-compose.yml. */
export async function takeGivenProject(publicUrl: string): Promise<StackProject> {
  const { supabase, databaseUrl, tokenKeys } = readProject('OPENSLOT_PROJECT');
  const { testPath } = expect.getState();
  if (testPath === undefined || testPath !== emptiedFor) {
    const sql = new pg.Pool({ connectionString: databaseUrl, max: 1, application_name: 'test' });
    await emptyProject(sql).finally(() => sql.end());
    emptiedFor = testPath;
  }
  const placeOf = (url: string): string =>
    url.startsWith(publicUrl) ? supabase.url + url.slice(publicUrl.length) : url;
  const routes = new Hono();
  routes.all('*', async (c) => {
    const headers = new Headers(c.req.raw.headers);
    // The gateway knows its own name only.
    headers.delete('host');
    const { pathname, search } = new URL(c.req.url);
    try {
      return await proxy(supabase.url + pathname + search, { raw: new Request(c.req.raw, { headers }) });
    } catch {
      // As gateways say it, which is no fault of the service: the caller has gone, or the project.
      return c.text('Bad gateway', 502);
    }
  });
  return {
    ...{ databaseUrl, tokenKeys },
    supabase: { ...supabase, url: publicUrl },
    addUser: (sql, email) => addUser(sql, supabase, email),
    open: async () => ({
      routes,
      fetch: (input, init) =>
        input instanceof Request
          ? fetch(new Request(placeOf(input.url), input), init)
          : fetch(placeOf(String(input)), init),
      close: async () => {},
    }),
  };
}
