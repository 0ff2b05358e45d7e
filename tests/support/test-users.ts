import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type pg from 'pg';
import type { SupabaseSettings } from '../../sync-service/src/config.ts';
import type { TestUser } from './stack.ts';

const password = 'a long password';
/** Of the fewest rounds there are. */
const passwordHash = '$2b$04$mN.hNxAvwrSrqWrEs6e8C.0ezPqoWuceps2Zdib0E4Dx37k7Wqlve';

export function createApiClient(url: string, key: string): SupabaseClient {
  return createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } });
}

/** Signs in an owner who is there, with the password that all of them have. */
export async function signIn(supabase: SupabaseSettings, email: string): Promise<TestUser> {
  const client = createApiClient(supabase.url, supabase.publishableKey);
  const { data, error } = await client.auth.signInWithPassword({ email, password });
  if (error) throw error;
  const { user, session } = data;
  return { id: user.id, email, accessToken: session.access_token, session, client };
}

/** In the table of the embedded Auth: the password of a user who signs up would be hashed for a tenth of a second. */
export async function insertUser(sql: pg.Pool, email: string): Promise<void> {
  await sql.query(
    `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
     values (gen_random_uuid(), 'authenticated', 'authenticated', $1, $2, now(), '{"provider": "email", "providers": ["email"]}', '{}')`,
    [email, passwordHash],
  );
}

/** By the admin API of Supabase Auth; in the table where there is none, as in the embedded one. */
export async function addUser(sql: pg.Pool, supabase: SupabaseSettings, email: string): Promise<void> {
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
  await insertUser(sql, email);
}
