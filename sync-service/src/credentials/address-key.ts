import { createHmac, hkdfSync } from 'node:crypto';
import type { TokenKey } from '../config.ts';

/** Stands for an address group in the database, so that no address of a visitor is stored. */
export type AddressKey = (addressGroup: string) => string;

/**
 * Makes the names under which the holds of an address group are counted: the same on each process, and not to be traced back without the key.
 * @param keys The first one counts; with another one counting begins anew, which concerns the holds of five minutes.
 */
export function createAddressKey(keys: readonly TokenKey[]): AddressKey {
  const first = keys[0];
  if (first === undefined) throw new TypeError('createAddressKey needs at least one key');
  const derived = Buffer.from(hkdfSync('sha256', first.key, '', 'openslot address group', 32));
  return (addressGroup) => createHmac('sha256', derived).update(addressGroup).digest('base64url').slice(0, 22);
}
