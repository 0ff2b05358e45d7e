import { createHash } from 'node:crypto';

const maxLength = 200;

/** Makes a UID safe to build ids from: long or odd ones, which come from outside, are replaced by a hash. */
export function safeUid(uid: string): string {
  if (uid.length <= maxLength && !/[\p{Cc}\p{Cs}]/u.test(uid)) return uid;
  return `uid-${createHash('sha256').update(uid).digest('hex')}`;
}
