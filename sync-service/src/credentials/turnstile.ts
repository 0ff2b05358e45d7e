import { z } from 'zod';
import type { TurnstileSettings } from '../config.ts';

const timeoutMs = 5_000;
/** Theirs are up to 2,048 characters. */
const maxLength = 2_048;

/** What Cloudflare says of a token; `unknown`: it could not be asked, or it does not know us. */
type TurnstileVerdict = 'passed' | 'refused' | 'unknown';

/** Asks Cloudflare whether a visitor's browser has passed its check. */
export interface Turnstile {
  /** For the pages: public. */
  siteKey: string;
  /** @param requestId A UUID: a token counts once, and again for the same request. */
  verify(token: string, requestId: string): Promise<TurnstileVerdict>;
}

const result = z.object({ success: z.boolean(), 'error-codes': z.array(z.string()).default([]) });
/** Codes that are about the token. All others are about us, or about Cloudflare. */
const refusals = new Set(['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate']);

/** Creates the check (https://developers.cloudflare.com/turnstile/get-started/server-side-validation). Whatever does not pass clearly does not pass. */
export function createTurnstile({ siteKey, secretKey, baseUrl }: TurnstileSettings): Turnstile {
  const url = `${baseUrl ?? 'https://challenges.cloudflare.com'}/turnstile/v0/siteverify`;
  return {
    siteKey,
    async verify(token, requestId) {
      if (token.length > maxLength) return 'refused';
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ secret: secretKey, response: token, idempotency_key: requestId }),
          signal: AbortSignal.timeout(timeoutMs),
          redirect: 'error',
        });
        const { success, 'error-codes': codes } = result.parse(await response.json());
        if (success) return 'passed';
        return codes.length > 0 && codes.every((code) => refusals.has(code)) ? 'refused' : 'unknown';
      } catch {
        // No connection, or nothing that could be read: the caller refuses with a code of its own.
        return 'unknown';
      }
    },
  };
}
