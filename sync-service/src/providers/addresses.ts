import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All assigned IPv6 addresses. */
const givenOut = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is public. IPv6 addresses that contain an IPv4 one (mapped, NAT64, 6to4) count like that one;
 * those with a zone id are local.
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
