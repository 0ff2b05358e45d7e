/**
 * Who asks: the socket's address, or what the outermost believed proxy saw. What stands further left in
 * `X-Forwarded-For` was written by the caller himself.
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

/** What counts as one caller: an IPv4 address, or the /64 of IPv6 addresses that a household has. */
export function addressGroup(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const full =
    tail === undefined ? left : [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${full.slice(0, 4).join(':')}::/64`;
}
