import { isAuthRetryableFetchError, type SupabaseClient } from '@supabase/supabase-js';
import type { Context } from 'hono';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { digestOfApiKey, isApiKey } from '../credentials/api-key.ts';
import { isSeriesToken, isToken, type TokenPurpose, type Tokens } from '../credentials/tokens.ts';
import type { Scope } from '../db/api-key.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError, unavailable } from '../errors.ts';
import type { Buckets } from './rate-limit.ts';
import type { AppEnv } from './router.ts';

/** What a route requires of an API key: one of its scopes; `session`: no key will do. */
type Access = Scope | 'session';

/** Identifies the calling host. */
export interface HostAuth {
  /**
   * Returns the user who sent `Authorization: Bearer` with a Supabase access token, which may do everything, or with an
   * API key of theirs, and counts the request for them.
   * @throws ServiceError `unauthorized` without a valid token or key, `forbidden` if the key lacks the scope, `rate_limited`,
   * `unavailable` if Auth or the database cannot be asked.
   */
  requireUser(c: Context, access: Access): Promise<string>;
  /**
   * Returns the user of an access token, and when it ends (milliseconds).
   * @throws ServiceError `unauthorized` if it is not valid, `unavailable` if Auth cannot be asked.
   */
  requireSession(token: string | null): Promise<{ userId: string; expiresAt: number }>;
}

/** Who acts on a booking: its visitor, identified by the generation in a verified token, or its host by user id. */
export type Actor =
  | { actor_generation: number; actor_user_id: null }
  | { actor_generation: null; actor_user_id: string };

/** Three base64url parts, the first one a JSON object: our own tokens have four parts. */
const jwtShape = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Verifies access tokens with Supabase Auth, by its published keys or by calling it if they are symmetric, and API keys
 * with the database.
 * @param perAccount Counts the requests of an owner, however they identify themselves; null: they are not limited.
 */
export function createHostAuth(
  client: Pick<SupabaseClient, 'auth'>,
  db: Db,
  perAccount: Buckets | null = null,
): HostAuth {
  async function requireSession(token: string | null): Promise<{ userId: string; expiresAt: number }> {
    if (token === null || !isReadable(token)) {
      throw new ServiceError('unauthorized', 'Sign in as the host and send your access token.');
    }
    const { data, error } = await client.auth.getClaims(token);
    if (error !== null && (isAuthRetryableFetchError(error) || (error.status ?? 0) >= 500)) throw unavailable(error);
    const userId = data?.claims.sub;
    if (error !== null || typeof userId !== 'string' || data?.claims.role !== 'authenticated') {
      throw new ServiceError('unauthorized', 'Your session has expired or is not valid. Sign in again.');
    }
    return { userId, expiresAt: data.claims.exp * 1000 };
  }

  async function count(ownerId: string): Promise<void> {
    const waitSeconds = (await perAccount?.take(ownerId)) ?? 0;
    if (waitSeconds === 0) return;
    throw new ServiceError('rate_limited', `Too many requests of your account. Try again in ${waitSeconds} s.`, {
      retryAfterSeconds: waitSeconds,
    });
  }

  return {
    requireSession,

    async requireUser(c, access) {
      const token = readBearer(c);
      if (token !== null && isApiKey(token)) {
        const ownerId = await requireKey(db, token, access);
        await count(ownerId);
        c.set('hasKey', true);
        return ownerId;
      }
      const { userId } = await requireSession(token);
      await count(userId);
      return userId;
    },
  };
}

async function requireKey(db: Db, key: string, access: Access): Promise<string> {
  const digest = digestOfApiKey(key);
  const holder = digest === null ? null : await db.call('use_api_key', { digest });
  if (holder === null) {
    throw new ServiceError('unauthorized', 'This API key is unknown or was revoked. Create another one.');
  }
  if (access === 'session') {
    throw new ServiceError('forbidden', 'API keys cannot do this. Sign in as the host and send your access token.');
  }
  if (!holder.scopes.includes(access)) {
    throw new ServiceError('forbidden', `This API key lacks the scope "${access}". Create one that has it.`, {
      details: { scope: access },
    });
  }
  return holder.owner_id;
}

/** What tells who acts on a booking. */
export interface ActorDeps {
  db: Db;
  tokens: Tokens;
  hosts: HostAuth;
}

/**
 * Returns who acts on a booking: its visitor with the manage token, or a host with their session or an API key.
 * @param scope What an API key must have.
 * @throws ServiceError `unauthorized`, `forbidden`; the database decides whether the booking is the host's.
 */
export async function readActor(c: Context<AppEnv>, id: string, deps: ActorDeps, scope: Scope): Promise<Actor> {
  const token = readBearer(c);
  if (token !== null && (jwtShape.test(token) || isApiKey(token))) {
    return { actor_generation: null, actor_user_id: await deps.hosts.requireUser(c, scope) };
  }
  return { actor_generation: await readVisitor(c, id, deps), actor_user_id: null };
}

/**
 * Returns the generation of the visitor's token in `Authorization: Bearer`: that of the booking or of its series.
 * @throws ServiceError `unauthorized` if it opens neither.
 */
export async function readVisitor(c: Context, id: string, { db, tokens }: Omit<ActorDeps, 'hosts'>): Promise<number> {
  const token = readBearer(c);
  if (token === null || !isSeriesToken(token)) return requireToken('manage', id, token, tokens);
  const seriesId = await db.call('find_series', { booking_id: id });
  return requireToken('series', seriesId ?? id, token, tokens);
}

const named = {
  hold: 'hold',
  manage: 'booking',
  series: 'booking',
  ics: 'booking',
  waitlist: 'place on a waiting list',
  digest: 'weekly summary',
} as const satisfies Record<TokenPurpose, string>;

/**
 * Returns the generation of a token in `Authorization: Bearer`.
 * @throws ServiceError `unauthorized` if it is not valid for this row and purpose.
 */
export function requireToken(purpose: TokenPurpose, id: string, token: string | null, tokens: Tokens): number {
  const opened = token === null || !isToken(token) ? null : tokens.verify(purpose, id, token);
  if (opened === null) {
    throw new ServiceError('unauthorized', `Send the token that came with this ${named[purpose]}.`);
  }
  return opened.generation;
}

/** Whether a text has the form of a JWT; Supabase's client throws at some malformed ones. */
function isReadable(token: string): boolean {
  if (!jwtShape.test(token)) return false;
  try {
    decodeProtectedHeader(token);
    return typeof decodeJwt(token).exp === 'number';
  } catch {
    // A token with any fault opens nothing.
    return false;
  }
}

/** Returns the bearer token of a request, or null. */
export function readBearer(c: Context): string | null {
  return /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null;
}
