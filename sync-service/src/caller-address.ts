import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Returns the caller's address: that of the socket, or the one that the outermost trusted proxy saw. Anything further
 * left in `X-Forwarded-For` was written by the caller.
 * @param trustProxy Number of proxies whose `X-Forwarded-For` is trusted.
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
 * Returns what counts as one caller: an IPv4 address, however it is written (also inside IPv6, or with the port that
 * some proxies add), or the /64 network of an IPv6 address, which is one household.
 */
export function addressGroup(address: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  if (isIP(bare) === 0) return address;
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}
