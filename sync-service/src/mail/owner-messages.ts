import type { MailedConnection, MailedDigest } from '../db/booking.ts';
import {
  type ConflictMailKind,
  isConflictMailKind,
  type MailedConflict,
  writeConflictMessage,
} from './conflict-messages.ts';
import { type ConnectionMailKind, isConnectionMailKind, writeConnectionMessage } from './connection-messages.ts';
import { writeDigest } from './digest-message.ts';
import type { Message } from './message.ts';
import { type MailedEndpoint, writeDisabledWebhook } from './webhook-message.ts';

/** What only the owner of a host is mailed: about their calendar and bookings, an account, a webhook endpoint, or their week. */
export type OwnerMailKind = ConflictMailKind | ConnectionMailKind | 'webhook_disabled' | 'weekly_digest';

/** What such a mail is about. */
export interface OwnerMailSubject {
  conflicts: readonly MailedConflict[];
  connection: MailedConnection | null;
  endpoint: MailedEndpoint | null;
  digest: MailedDigest | null;
  /** Of the owner's host; null: not said. */
  locale: string | null;
}

/** Whether the text is a kind of mail that only owners get. */
export function isOwnerMailKind(text: string): text is OwnerMailKind {
  return (
    text === 'webhook_disabled' || text === 'weekly_digest' || isConnectionMailKind(text) || isConflictMailKind(text)
  );
}

/**
 * Writes a mail that only the owner gets.
 * @param publicUrl Origin of the admin page.
 * @param stopUrl Where the weekly mail is switched off.
 * @returns null if what it says is not so any more.
 */
export function writeOwnerMessage(
  kind: OwnerMailKind,
  about: OwnerMailSubject,
  publicUrl: string,
  stopUrl: string,
): Message | null {
  const { locale } = about;
  if (kind === 'weekly_digest') return about.digest === null ? null : writeDigest(about.digest, publicUrl, stopUrl);
  if (kind === 'webhook_disabled') {
    return about.endpoint === null ? null : writeDisabledWebhook(about.endpoint, publicUrl, locale);
  }
  if (isConnectionMailKind(kind)) {
    return about.connection === null ? null : writeConnectionMessage(kind, about.connection, publicUrl, locale);
  }
  return writeConflictMessage(kind, about.conflicts, publicUrl, locale);
}
