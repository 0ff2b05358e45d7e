import { createHash } from 'node:crypto';

const maxLength = 200;

/** A UID as ids are made from it. UIDs come from outside: long or odd ones are replaced by a hash. */
export function safeUid(uid: string): string {
  if (uid.length <= maxLength && !/[\p{Cc}\p{Cs}]/u.test(uid)) return uid;
  return `uid-${createHash('sha256').update(uid).digest('hex')}`;
}
