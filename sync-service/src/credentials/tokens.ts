import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { TokenKey } from '../config.ts';

/** What a token opens: a hold, the management of a booking, or nothing but a booking's calendar file. */
export type TokenPurpose = 'hold' | 'manage' | 'ics';

/** Issues and verifies tokens that are derived, not stored. */
export type Tokens = ReturnType<typeof createTokens>;

/** `os`, one letter for the purpose, key id, generation, 32 bytes of HMAC. Has four parts, so that no JWT looks like it. */
const shape = /^os([hmi])\.([^.]{1,64})\.(0|[1-9]\d{0,9})\.([A-Za-z0-9_-]{43})$/;
const letters = { hold: 'h', manage: 'm', ics: 'i' } as const;

/** Whether a text looks like one of our tokens (and not like a JWT); says nothing about its validity. */
export function isToken(text: string): boolean {
  return shape.test(text);
}

/**
 * Makes and checks the tokens of holds and bookings: HMAC-SHA256 of purpose, id and generation under a key derived from
 * `TOKEN_ENCRYPTION_KEYS`, with the key's id in the token. Nothing is stored: whoever raises a row's generation revokes
 * the tokens of that row, whoever removes a key from the list revokes all that were made with it.
 * @param keys The first key issues, all verify.
 */
export function createTokens(keys: readonly TokenKey[]) {
  const first = keys[0];
  if (first === undefined) throw new TypeError('createTokens needs at least one key');
  if (keys.some(({ kid }) => !/^[^.]{1,64}$/.test(kid)))
    throw new TypeError('a key id has 1 to 64 characters and no dot');
  const derived = new Map(keys.map(({ kid, key }) => [kid, deriveKeys(key)]));

  function sign(kid: string, purpose: TokenPurpose, id: string, generation: number): string | null {
    const key = derived.get(kid)?.[purpose];
    if (key === undefined) return null;
    return createHmac('sha256', key).update(`${kid}\n${id.toLowerCase()}\n${generation}`).digest('base64url');
  }

  return {
    /**
     * The token for a row; the same arguments and keys give the same token.
     * @param id The hold's or booking's id.
     * @param generation The generation that the row has now.
     */
    issue(purpose: TokenPurpose, id: string, generation: number): string {
      return `os${letters[purpose]}.${first.kid}.${generation}.${sign(first.kid, purpose, id, generation)}`;
    },

    /**
     * Checks a token in constant time.
     * @returns The generation that it was issued for, which the caller compares with the row's; null if the token is
     *   not one of ours, or was issued for another purpose, row or key.
     */
    verify(purpose: TokenPurpose, id: string, token: string): { generation: number } | null {
      const parts = shape.exec(token);
      if (parts === null || parts[1] !== letters[purpose]) return null;
      const generation = Number(parts[3]);
      const expected = sign(parts[2] as string, purpose, id, generation);
      // Compared as text: two spellings of base64url can stand for the same bytes. Both have 43 characters.
      return expected !== null && timingSafeEqual(Buffer.from(expected), Buffer.from(parts[4] as string))
        ? { generation }
        : null;
    },
  };
}

/** One key for each purpose, so that no token can stand for another even if their texts were the same. */
function deriveKeys(key: Uint8Array): Record<TokenPurpose, Buffer> {
  const derive = (purpose: TokenPurpose) => Buffer.from(hkdfSync('sha256', key, '', `openslot ${purpose} token`, 32));
  return { hold: derive('hold'), manage: derive('manage'), ics: derive('ics') };
}
