import { isAuthRetryableFetchError, type SupabaseClient } from '@supabase/supabase-js';
import type { Context } from 'hono';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { isToken, type Tokens } from '../credentials/tokens.ts';
import { ServiceError, unavailable } from '../errors.ts';
import type { AppEnv } from './router.ts';

/** Identifies the calling host. */
export interface HostAuth {
  /**
   * Returns the user who sent `Authorization: Bearer <Supabase access token>`.
   * @throws ServiceError `unauthorized` without a valid token, `unavailable` if Auth cannot be asked.
   */
  requireUser(c: Context): Promise<string>;
}

/** Who acts on a booking: its visitor, identified by the generation in a verified token, or its host by user id. */
export type Actor =
  | { actor_generation: number; actor_user_id: null }
  | { actor_generation: null; actor_user_id: string };

/** Three base64url parts, the first one a JSON object: our own tokens have four parts. */
const jwtShape = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

/** Verifies access tokens with Supabase Auth: by its published keys, or by calling it if they are symmetric. */
export function createHostAuth(client: Pick<SupabaseClient, 'auth'>): HostAuth {
  return {
    async requireUser(c) {
      const token = readBearer(c);
      if (token === null || !isReadable(token)) {
        throw new ServiceError('unauthorized', 'Sign in as the host and send your access token.');
      }
      const { data, error } = await client.auth.getClaims(token);
      if (error !== null && (isAuthRetryableFetchError(error) || (error.status ?? 0) >= 500)) throw unavailable(error);
      const userId = data?.claims.sub;
      if (error !== null || typeof userId !== 'string' || data?.claims.role !== 'authenticated') {
        throw new ServiceError('unauthorized', 'Your session has expired or is not valid. Sign in again.');
      }
      return userId;
    },
  };
}

/**
 * Returns who acts on a booking: its visitor with the manage token, or a host with their session.
 * @throws ServiceError `unauthorized`; the database decides whether the booking is the host's.
 */
export async function readActor(c: Context<AppEnv>, id: string, tokens: Tokens, hosts: HostAuth): Promise<Actor> {
  const token = readBearer(c);
  if (token !== null && jwtShape.test(token))
    return { actor_generation: null, actor_user_id: await hosts.requireUser(c) };
  return { actor_generation: requireToken('manage', id, token, tokens), actor_user_id: null };
}

/**
 * Returns the generation of a token in `Authorization: Bearer`.
 * @throws ServiceError `unauthorized` if it is not valid for this row and purpose.
 */
export function requireToken(
  purpose: 'hold' | 'manage' | 'ics',
  id: string,
  token: string | null,
  tokens: Tokens,
): number {
  const opened = token === null || !isToken(token) ? null : tokens.verify(purpose, id, token);
  if (opened === null) {
    throw new ServiceError(
      'unauthorized',
      `Send the token that came with this ${purpose === 'hold' ? 'hold' : 'booking'}.`,
    );
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
