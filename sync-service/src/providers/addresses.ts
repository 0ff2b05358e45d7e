import { isIP } from 'node:net';

/** Ranges that no public service has: this network, private, shared, loopback, link-local, test, multicast, reserved. */
const internalV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/**
 * Whether an IP address is one of the public internet. IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4) are
 * judged by it.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !internalV4.some(([base, bits]) => toNumber(address) >>> (32 - bits) === toNumber(base) >>> (32 - bits));
    case 6:
      return isPublicV6(address);
    default:
      return false;
  }
}

function isPublicV6(address: string): boolean {
  const groups = toGroups(address);
  if (groups === null) return false;
  const [first = 0, second = 0] = groups;
  const v4At = (index: number): string => {
    const [high = 0, low = 0] = groups.slice(index, index + 2);
    return [high >>> 8, high & 255, low >>> 8, low & 255].join('.');
  };
  const startsWith = (...head: number[]): boolean => head.every((group, index) => groups[index] === group);
  if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return isPublicAddress(v4At(6));
  if (first === 0x2002) return isPublicAddress(v4At(1));
  // Of the rest only 2000::/3 is given out; in it Teredo and the other special ranges of 2001::/23, and documentation.
  const isSpecial = (first === 0x2001 && (second < 0x200 || second === 0xdb8)) || (first === 0x3fff && second < 0x1000);
  return first >>> 13 === 1 && !isSpecial;
}

function toNumber(v4: string): number {
  return v4.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}

/** The eight groups of an IPv6 address; null with a zone id, which only local addresses have. */
function toGroups(v6: string): number[] | null {
  if (v6.includes('%')) return null;
  const hex = v6.replace(/[\d.]+$/, (tail) => {
    if (!tail.includes('.')) return tail;
    const value = toNumber(tail);
    return `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const read = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const before = read(head);
  const after = read(tail ?? '');
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
