import { hkdfSync } from 'node:crypto';
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1';
import type { Challenge } from 'altcha-lib/v1/types';
import type { TokenKey } from '../config.ts';

/** How long a visitor may take from the form to the booking, also if they send it twice. */
const lifetimeMs = 20 * 60_000;
/** A browser tries half of them: about a second on a phone, and as much for each attempt of a machine. */
const maxNumber = 50_000;
/** A solution is far shorter. */
const maxLength = 2_000;

/** Calculations that browsers do before they hold or book, where a host wants that (ALTCHA, proof of work). */
export interface Challenges {
  issue(): Promise<Challenge>;
  /**
   * Checks a solution. That it counts once is the database's part.
   * @returns the challenge and until when it counts; null: not ours, not solved, or too old.
   */
  verify(solution: string): Promise<{ id: string; expiresAt: string } | null>;
}

/**
 * Creates the challenges, signed with keys derived from `TOKEN_ENCRYPTION_KEYS`: any process checks what another one has issued.
 * @param keys The first key signs, all verify.
 * @param now Milliseconds since 1970.
 */
export function createChallenges(keys: readonly TokenKey[], now: () => number = Date.now): Challenges {
  const derived = keys.map(({ key }) =>
    Buffer.from(hkdfSync('sha256', key, '', 'openslot challenges', 32)).toString('hex'),
  );
  const [first] = derived;
  if (first === undefined) throw new TypeError('createChallenges needs at least one key');
  return {
    issue: () => createChallenge({ hmacKey: first, maxNumber, expires: new Date(now() + lifetimeMs) }),
    async verify(solution) {
      const payload = readPayload(solution);
      if (payload === null) return null;
      // The library would look at the time of this machine; without an end it would count forever.
      const expires = Number(extractParams(payload).expires);
      if (!Number.isFinite(expires) || expires * 1000 <= now()) return null;
      for (const key of derived) {
        if (await verifySolution(payload, key, false)) {
          return { id: payload.challenge, expiresAt: new Date(expires * 1000).toISOString() };
        }
      }
      return null;
    },
  };
}

interface Payload {
  algorithm: 'SHA-256';
  challenge: string;
  number: number;
  salt: string;
  signature: string;
}

/** A solution as browsers send it: JSON in base64. What has another shape is none. */
function readPayload(solution: string): Payload | null {
  if (solution.length > maxLength) return null;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(solution, 'base64').toString());
  } catch {
    // Whatever somebody sends: it is no solution.
    return null;
  }
  const { algorithm, challenge, number, salt, signature } = (read ?? {}) as Partial<Record<keyof Payload, unknown>>;
  const isText = [challenge, salt, signature].every((part) => typeof part === 'string');
  return algorithm === 'SHA-256' && isText && Number.isSafeInteger(number) && (number as number) >= 0
    ? ({ algorithm, challenge, number, salt, signature } as Payload)
    : null;
}
