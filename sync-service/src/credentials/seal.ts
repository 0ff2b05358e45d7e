import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { TokenKey } from '../config.ts';

/** Seals credentials for the database and opens them again. */
export interface Sealer {
  /**
   * Encrypts a JSON object with the first key.
   * @param plain The credentials.
   * @param boundTo What the credentials belong to (see `bindingOf`); needed again to open them.
   * @returns A compact JWE (`dir`, `A256GCM`) with the key's id in its header.
   */
  seal(plain: object, boundTo: string): Promise<string>;
  /**
   * Decrypts what `seal` made, with whichever key it was sealed.
   * @throws SealError if it was altered, sealed for something else, or its key is not among the configured ones.
   */
  open(jwe: string, boundTo: string): Promise<object>;
}

/** Why sealed credentials could not be opened. Contains neither the credentials nor the binding. */
export class SealError extends Error {
  readonly code: 'unknown_key' | 'wrong_binding' | 'not_readable';

  constructor(code: SealError['code'], message: string) {
    super(message);
    this.name = 'SealError';
    this.code = code;
  }
}

/**
 * What a connection's credentials are bound to. These values are in other columns than the sealed text, so credentials
 * copied to another owner's, provider's or account's row do not open there.
 */
export function bindingOf(connection: { owner_id: string; provider: string; account_key: string }): string {
  return [connection.owner_id, connection.provider, connection.account_key].join('/');
}

/**
 * Creates a sealer.
 * @param keys 32-byte keys: the first encrypts, all decrypt, so that a new key can be put first.
 */
export function createSealer(keys: readonly TokenKey[]): Sealer {
  const first = keys[0];
  if (first === undefined) throw new TypeError('createSealer needs at least one key');
  // Prepared once: every sync of an account opens credentials.
  const byId = new Map(keys.map(({ kid, key }) => [kid, importKey(key)]));

  return {
    async seal(plain, boundTo) {
      return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(plain)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.kid, bnd: boundTo })
        .encrypt(await (byId.get(first.kid) as Promise<CryptoKey>));
    },

    async open(jwe, boundTo) {
      const key = byId.get(keyIdOf(jwe));
      if (key === undefined) {
        throw new SealError(
          'unknown_key',
          'The credentials were sealed with a key that is not in TOKEN_ENCRYPTION_KEYS.',
        );
      }
      const opened = await compactDecrypt(jwe, await key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(() => {
        // The library's reason does not help an operator, and the cause must not get into logs.
        throw new SealError('not_readable', 'The sealed credentials are damaged.');
      });
      if (opened.protectedHeader['bnd'] !== boundTo) {
        throw new SealError('wrong_binding', 'The sealed credentials belong to another connection.');
      }
      return JSON.parse(new TextDecoder().decode(opened.plaintext)) as object;
    },
  };
}

function importKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/**
 * The id of the key that credentials were sealed with.
 * @throws SealError `not_readable` if it is no sealed text.
 */
export function keyIdOf(jwe: string): string {
  try {
    return decodeProtectedHeader(jwe).kid ?? '';
  } catch {
    throw new SealError('not_readable', 'The sealed credentials are damaged.');
  }
}
