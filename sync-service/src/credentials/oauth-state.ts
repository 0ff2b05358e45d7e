import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { TokenKey } from '../config.ts';

/** How long an owner may stay at the provider. The same as in SQL. */
export const attemptSeconds = 600;

/** The contents of a verified state. */
interface OAuthState {
  attemptId: string;
  ownerId: string;
}

/** Issues the state of a consent and verifies it when the owner returns. */
export interface OAuthStates {
  /**
   * @param browserSecret Of `newBrowserSecret`; only its hash is in the state.
   * @returns A signed text, good for 10 minutes.
   */
  issue(provider: string, state: OAuthState, browserSecret: string): Promise<string>;
  /**
   * @param browserSecretOf The secret that the browser which came back holds for an attempt.
   * @returns null if the state is not ours, too old, of another provider, or of another browser.
   */
  verify(
    provider: string,
    state: string,
    browserSecretOf: (attemptId: string) => string | undefined,
  ): Promise<OAuthState | null>;
}

/** Creates what a browser keeps to prove that it started the consent. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Creates the states: JWTs (HS256) with keys derived from `TOKEN_ENCRYPTION_KEYS`. The database makes sure that each is
 * used once.
 * @param keys The first key signs, all verify.
 * @param now Defaults to the real time.
 */
export function createOAuthStates(keys: readonly TokenKey[], now: () => Date = () => new Date()): OAuthStates {
  const first = keys[0];
  if (first === undefined) throw new TypeError('createOAuthStates needs at least one key');
  const derived = new Map(
    keys.map(({ kid, key }) => [kid, new Uint8Array(hkdfSync('sha256', key, '', 'openslot oauth state', 32))]),
  );
  const signingKey = derived.get(first.kid) as Uint8Array;

  return {
    async issue(provider, { attemptId, ownerId }, browserSecret) {
      const issuedAt = Math.floor(now().getTime() / 1000);
      return await new SignJWT({ bwr: hashOf(browserSecret) })
        .setProtectedHeader({ alg: 'HS256', kid: first.kid })
        .setJti(attemptId)
        .setSubject(ownerId)
        .setAudience(provider)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + attemptSeconds)
        .sign(signingKey);
    },

    async verify(provider, state, browserSecretOf) {
      try {
        const keyOf = ({ kid }: { kid?: string }) => {
          const key = derived.get(kid ?? '');
          if (key === undefined) throw new errors.JWSInvalid('unknown key');
          return key;
        };
        const { payload } = await jwtVerify<{ bwr: string }>(state, keyOf, {
          algorithms: ['HS256'],
          audience: provider,
          requiredClaims: ['jti', 'sub', 'exp', 'bwr'],
          currentDate: now(),
        });
        const attemptId = payload.jti as string;
        const secret = browserSecretOf(attemptId);
        if (secret === undefined || !isSame(hashOf(secret), payload.bwr)) return null;
        return { attemptId, ownerId: payload.sub as string };
      } catch (error) {
        // A state with any fault opens nothing.
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
