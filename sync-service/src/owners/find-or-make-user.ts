import { randomBytes } from 'node:crypto';
import type pg from 'pg';

const UNUSABLE = 'Auth of SUPABASE_URL cannot be used';
const timeoutMs = 20_000;

/** A user of Auth. */
export interface AuthUser {
  id: string;
  /** What it can sign in with, where it was made now; null: it was there before, or another Auth keeps it. */
  password: string | null;
  isNew: boolean;
}

/** Auth made no user: one line that says why and what to do. */
export class AuthRefusal extends Error {}

/** The user of an email address; made where there is none yet. The password of one that is there is left as it is. */
export async function findOrMakeUser(
  sql: pg.ClientBase,
  email: string,
  make: () => Promise<AuthUser>,
): Promise<AuthUser> {
  return (await findUser(sql, email)) ?? (await make());
}

async function findUser(sql: pg.ClientBase, email: string): Promise<AuthUser | null> {
  const { rows } = await sql.query<{ id: string }>('select id from auth.users where lower(email) = $1 limit 1', [
    email.toLowerCase(),
  ]);
  return rows[0] ? { id: rows[0].id, password: null, isNew: false } : null;
}

/**
 * Makes a user by the admin API of Supabase Auth, with a confirmed address: nobody waits for a mail. Not by Supabase's client, which
 * loses the status of a response that is not its own.
 * @throws AuthRefusal
 */
export async function makeUserByApi(
  supabase: { url: string; secretKey: string },
  email: string,
  chosenPassword: string | null,
): Promise<AuthUser> {
  const password = chosenPassword ?? drawPassword();
  const response = await fetch(`${supabase.url}/auth/v1/admin/users`, {
    method: 'POST',
    headers: {
      apikey: supabase.secretKey,
      authorization: `Bearer ${supabase.secretKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ email, password, email_confirm: true }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new AuthRefusal(`${UNUSABLE} (${cause}). Check that the project runs, and SUPABASE_URL.`);
  });
  const body = readObject(await response.text());
  if (response.ok && typeof body['id'] === 'string') return { id: body['id'], password, isNew: true };
  const message = body['msg'] ?? body['message'] ?? body['error'] ?? 'no reason given';
  throw new AuthRefusal(describeRefusal(response.status, String(message)));
}

/** Makes a user of the embedded Auth, which has no admin API. */
export async function makeEmbeddedUser(
  sql: pg.ClientBase,
  email: string,
  chosenPassword: string | null,
): Promise<AuthUser> {
  const password = chosenPassword ?? drawPassword();
  await sql.query('create extension if not exists pgcrypto with schema extensions');
  const { rows } = await sql.query<{ id: string }>(
    `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
     values (gen_random_uuid(), 'authenticated', 'authenticated', lower($1), extensions.crypt($2, extensions.gen_salt('bf')), now(),
       '{"provider": "email", "providers": ["email"]}', '{}')
     returning id`,
    [email, password],
  );
  return { id: (rows[0] as { id: string }).id, password, isNew: true };
}

/**
 * Enters a user whom another Auth knows by this id: its tokens name it as `sub`. Mails go to the address beside the id, so that
 * neither may be there with another one.
 * @throws AuthRefusal
 */
export async function enterForeignUser(sql: pg.ClientBase, email: string, id: string): Promise<AuthUser> {
  const { rowCount } = await sql.query(
    `insert into auth.users (id, email) select $1, lower($2) where not exists (select from auth.users where lower(email) = lower($2))
     on conflict (id) do nothing`,
    [id, email],
  );
  if (rowCount === 1) return { id, password: null, isNew: true };
  const { rows } = await sql.query<{ id: string; email: string | null }>(
    'select id, email from auth.users where id = $1 or lower(email) = lower($2) order by id = $1 desc',
    [id, email],
  );
  const known = rows[0];
  const nothing = 'Nothing was changed.';
  if (known?.id !== id.toLowerCase()) {
    throw new AuthRefusal(
      `${email} is the address of the user ${known?.id}, not of ${id}: give that id, or another address. ${nothing}`,
    );
  }
  if (known.email?.toLowerCase() !== email.toLowerCase()) {
    throw new AuthRefusal(
      `The user ${id} is there with ${known.email ?? 'no address'}, not with ${email}: give that address, or another id. ${nothing}`,
    );
  }
  return { id, password: null, isNew: false };
}

function drawPassword(): string {
  return randomBytes(12).toString('base64url');
}

/** A gateway may answer anything. */
function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function describeRefusal(status: number, message: string): string {
  if (status === 401 || status === 403) {
    return `Auth of SUPABASE_URL does not accept SUPABASE_SECRET_KEY (${message}). Set both to the same project.`;
  }
  if (status === 404 || status === 405) {
    return (
      'SUPABASE_URL has no Auth with an admin API (/auth/v1/admin/users). If another Auth signs your owners in, name the user by its id: ' +
      'add --user-id ID, the "sub" of its tokens (docs/deploy.md, "Plain Postgres").'
    );
  }
  if (status === 400 || status === 422) return `Auth refuses the new user: ${message}`;
  return `${UNUSABLE} (${status}: ${message}). Check that the project runs, and SUPABASE_URL.`;
}
