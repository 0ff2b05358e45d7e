import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All that is given out of IPv6. */
const givenOut = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public internet. IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4) are
 * judged by it; one with a zone id is local.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (parsed instanceof ipaddr.IPv4) return range === 'unicast';
  const bytes = parsed.toByteArray();
  const isNat64 = range === 'rfc6052' && bytes.slice(4, 12).every((byte) => byte === 0);
  if (isNat64) return ipaddr.fromByteArray(bytes.slice(12)).range() === 'unicast';
  if (range === '6to4') return ipaddr.fromByteArray(bytes.slice(2, 6)).range() === 'unicast';
  return range === 'unicast' && parsed.match(givenOut);
}
