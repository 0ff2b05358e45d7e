import { createHash, randomBytes } from 'node:crypto';

/** Creates an unguessable token, 43 characters of base64url. It is returned with each notice of a channel. */
export function newChannelToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The hash of a token that we store (SHA-256, hex): enough to recognise the token, useless for calling us. */
export function hashChannelToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
