import { createHmac, hkdfSync } from 'node:crypto';
import type { TokenKey } from '../config.ts';

/** Returns what replaces an address group in the database, so that no visitor's address is stored. */
export type AddressKey = (addressGroup: string) => string;

/**
 * Creates the keys under which the holds of an address group are counted: the same in each process, and untraceable
 * without the secret.
 * @param keys The first one is used; a new one restarts the count, which concerns five minutes of holds.
 */
export function createAddressKey(keys: readonly TokenKey[]): AddressKey {
  const first = keys[0];
  if (first === undefined) throw new TypeError('createAddressKey needs at least one key');
  const derived = Buffer.from(hkdfSync('sha256', first.key, '', 'openslot address group', 32));
  return (addressGroup) => createHmac('sha256', derived).update(addressGroup).digest('base64url').slice(0, 22);
}
