import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Who asks: the socket's address, or what the outermost believed proxy saw. What stands further left in
 * `X-Forwarded-For` was written by the caller themselves.
 * @param trustProxy Number of proxies whose `X-Forwarded-For` is believed.
 */
export function callerAddress(remote: string, forwardedFor: string | undefined, trustProxy: number): string {
  const seen = (trustProxy > 0 ? (forwardedFor ?? '') : '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const chain = [...seen, remote];
  return chain[Math.max(0, chain.length - 1 - trustProxy)] as string;
}

/**
 * What counts as one caller: an IPv4 address, however it is spelled (also within IPv6, or with the port that some proxies
 * add), or the /64 of IPv6 addresses that a household has.
 */
export function addressGroup(address: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  if (isIP(bare) === 0) return address;
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}
