import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { TokenKey } from '../config.ts';

/**
 * What a token gives access to: a hold, managing a booking, managing all bookings of a series, a place on a waiting list, only a booking's calendar
 * file, or stopping the weekly mail about a host.
 */
export type TokenPurpose = 'hold' | 'manage' | 'series' | 'waitlist' | 'ics' | 'digest';

export type Tokens = ReturnType<typeof createTokens>;

/** `os`, one letter for the purpose, key id, generation, 32 bytes of HMAC. Four parts, unlike a JWT. */
const shape = /^os([hmswid])\.([^.]{1,64})\.(0|[1-9]\d{0,9})\.([A-Za-z0-9_-]{43})$/;
const letters = { hold: 'h', manage: 'm', series: 's', waitlist: 'w', ics: 'i', digest: 'd' } as const;

/** Whether a text has the form of our tokens (and not of a JWT); it may still be invalid. */
export function isToken(text: string): boolean {
  return shape.test(text);
}

/** Whether a text has the form of the token of a series; it may still be invalid. */
export function isSeriesToken(text: string): boolean {
  return shape.exec(text)?.[1] === letters.series;
}

/**
 * Creates the tokens of holds, bookings, series and places on waiting lists: HMAC-SHA256 of purpose, id and generation under a key derived from
 * `TOKEN_ENCRYPTION_KEYS`, with the key's id in the token. Nothing is stored: increasing a row's generation revokes its
 * tokens, removing a key revokes all tokens made with it.
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
     * Returns the token for a row; the same arguments and keys give the same token.
     * @param id The id of the hold, booking, series or place.
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
      // Compared as text, because two base64url texts can mean the same bytes. Both have 43 characters.
      return expected !== null && timingSafeEqual(Buffer.from(expected), Buffer.from(parts[4] as string))
        ? { generation }
        : null;
    },
  };
}

/** One key per purpose, so that a token never fits another purpose. */
function deriveKeys(key: Uint8Array): Record<TokenPurpose, Buffer> {
  const derive = (purpose: TokenPurpose) => Buffer.from(hkdfSync('sha256', key, '', `openslot ${purpose} token`, 32));
  return {
    hold: derive('hold'),
    manage: derive('manage'),
    series: derive('series'),
    waitlist: derive('waitlist'),
    ics: derive('ics'),
    digest: derive('digest'),
  };
}
