import { createHash, randomBytes } from 'node:crypto';

const shape = /^osk_[\w-]{43}$/;
/** `osk_` and eight more: enough to recognise a key, and 200 bits short of using it. */
const prefixLength = 12;

/** A new API key: 256 random bits, with its beginning, which stays visible, and its digest, which is stored. */
export function newApiKey(): { key: string; prefix: string; digest: string } {
  const key = `osk_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: key.slice(0, prefixLength), digest: digestOf(key) };
}

/** Whether a bearer token claims to be an API key; it may still be malformed, unknown or revoked. */
export function isApiKey(token: string): boolean {
  return token.startsWith('osk_');
}

/** The digest by which a key is found; null if it is malformed, so that nothing needs to be asked. */
export function digestOfApiKey(key: string): string | null {
  return shape.test(key) ? digestOf(key) : null;
}

/** The key is as random as its digest, so nothing slower is needed. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
