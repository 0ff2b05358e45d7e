const maxBytes = 4096;
/** What OpenID Connect lets a request for claims be about. */
const known = ['access_token', 'id_token', 'userinfo'];

/**
 * Reads the claims that a refusal wants at the next consent. They go into an address that the owner's browser opens, so
 * nothing but an object of known parts is passed on.
 * @param json As received.
 * @returns JSON of at most 4 kB, or null if it is not such an object.
 */
export function readClaims(json: unknown): string | null {
  if (typeof json !== 'string' || Buffer.byteLength(json) > maxBytes) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // Then the consent is asked for without them.
    return null;
  }
  if (!isObject(parsed)) return null;
  const parts = Object.entries(parsed).filter(([name, part]) => known.includes(name) && isObject(part));
  const claims = JSON.stringify(Object.fromEntries(parts));
  return parts.length === 0 || Buffer.byteLength(claims) > maxBytes ? null : claims;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
