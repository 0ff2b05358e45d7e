import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { parseTokenKeys, readSettings } from '../../sync-service/src/config.ts';
import type { StackOptions, TestStack, TestUser } from './stack.ts';

/*
 * An installation that runs already, instead of one that a test file starts: with OPENSLOT_URL the files of
 * `tests/deploy/outside-files.ts` ask it, whatever its PostgREST and Auth are. SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY,
 * SUPABASE_SECRET_KEY, DATABASE_URL and TOKEN_ENCRYPTION_KEYS are those that it was started with, as this process reaches them.
 */

/** The origin of the installation to ask; undefined: each test file starts its own. */
export const outsideUrl: string | undefined = process.env['OPENSLOT_URL']?.replace(/\/$/, '');

const password = 'a long password';
/** As the embedded Auth, which has no admin API, and GoTrue read it: of the fewest rounds there are. */
const passwordHash = '$2b$04$mN.hNxAvwrSrqWrEs6e8C.0ezPqoWuceps2Zdib0E4Dx37k7Wqlve';

/** Fills in a stack that runs elsewhere. @throws Error if the tests need one that is set up in another way. */
export async function openOutside(stack: TestStack, options: StackOptions): Promise<{ stop(): Promise<void> }> {
  refuseSpecialWishes(options);
  const read = (name: string): string => {
    const value = process.env[name];
    if (value === undefined || value === '') throw new Error(`OPENSLOT_URL needs ${name} as well.`);
    return value;
  };
  const supabase = {
    url: read('SUPABASE_URL'),
    publishableKey: read('SUPABASE_PUBLISHABLE_KEY'),
    secretKey: read('SUPABASE_SECRET_KEY'),
  };
  const client = (key: string) =>
    createClient(supabase.url, key, { auth: { persistSession: false, autoRefreshToken: false } });
  const sql = new pg.Pool({ connectionString: read('DATABASE_URL'), max: 5, application_name: 'test' });
  Object.assign(stack, {
    url: outsideUrl,
    sql,
    config: {
      ...readSettings({ PUBLIC_URL: outsideUrl ?? '' }),
      ...{ supabase, databaseUrl: read('DATABASE_URL'), tokenKeys: parseTokenKeys(read('TOKEN_ENCRYPTION_KEYS')) },
    },
    sandbox: null,
    microsoftSandbox: null,
    client: (key: 'publishable' | 'secret' = 'publishable') => client(supabase[`${key}Key`]),
    async signUp(email = `owner-${crypto.randomUUID()}@example.com`): Promise<TestUser> {
      await addUser(sql, supabase, email);
      const owner = client(supabase.publishableKey);
      const { data, error } = await owner.auth.signInWithPassword({ email, password });
      if (error) throw error;
      const { user, session } = data;
      return { id: user.id, email, accessToken: session.access_token, session, client: owner };
    },
    restart(): never {
      throw new Error('Nobody restarts an installation from outside.');
    },
  });
  return { stop: () => sql.end() };
}

/** By the admin API of Supabase Auth; in the table where there is none, as in the embedded one. */
async function addUser(sql: pg.Pool, supabase: { url: string; secretKey: string }, email: string): Promise<void> {
  const response = await fetch(`${supabase.url}/auth/v1/admin/users`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', apikey: supabase.secretKey },
      authorization: `Bearer ${supabase.secretKey}`,
    },
    body: JSON.stringify({ email, password, email_confirm: true }),
  });
  await response.body?.cancel();
  if (response.ok) return;
  if (response.status !== 404) throw new Error(`Auth makes no user: ${response.status}`);
  await sql.query(
    `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
     values (gen_random_uuid(), 'authenticated', 'authenticated', $1, $2, now(), '{"provider": "email", "providers": ["email"]}', '{}')`,
    [email, passwordHash],
  );
}

/** No limits and no polls are wishes, with which a test is faster; what it needs can only be had of a stack of its own. */
function refuseSpecialWishes({ config, rateLimit, ...others }: StackOptions): void {
  const settings = typeof config === 'function' ? ['config'] : Object.keys(config ?? {});
  const needs = [...settings.filter((name) => name !== 'pollIntervalSeconds'), ...Object.keys(others)];
  if (rateLimit) needs.push('rateLimit');
  if (needs.length > 0)
    throw new Error(`This file needs a stack of its own (${needs.join(', ')}), unset OPENSLOT_URL.`);
}
