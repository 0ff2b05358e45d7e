import { createHash, randomBytes } from 'node:crypto';

/** A token that nobody guesses: 43 characters of base64url. It comes back with each notice of a channel. */
export function newChannelToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token (SHA-256, hex): enough to recognise it, nothing to call us with. */
export function hashChannelToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
