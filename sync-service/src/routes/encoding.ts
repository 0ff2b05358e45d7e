/** What we can send instead of the bytes themselves, the better one first. */
export const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

/** Below this a compressed answer is no faster: it fits into one packet as it is. */
export const minCompressedBytes = 1024;

/**
 * Returns the best of the given encodings that a caller accepts (RFC 9110, 12.5.3); null: the bytes as they are.
 * @param accepted The header `Accept-Encoding`. Without one we send what everybody can read.
 */
export function chooseEncoding(accepted: string | undefined, offered: readonly Encoding[]): Encoding | null {
  const weights = new Map<string, number>();
  for (const part of (accepted ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim());
    const weight = parameters.find((each) => each.startsWith('q='))?.slice(2);
    // A weight that cannot be read refuses: plain bytes are always right.
    if (name !== '') weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  const plain = weights.get('identity') ?? 0;
  const best = Math.max(...offered.map(weightOf), 0);
  if (best === 0 || best < plain) return null;
  return offered.find((each) => weightOf(each) === best) ?? null;
}

/**
 * Whether the caller has what would be sent: `If-None-Match` names the tag of one of its encodings. Compared weakly, as
 * proxies that compress make strong tags weak (RFC 9110, 13.1.2).
 */
export function matchesTag(ifNoneMatch: string | undefined, tags: readonly string[]): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  const known = tags.map(bare);
  return ifNoneMatch.split(',').some((tag) => known.includes(bare(tag)));
}
