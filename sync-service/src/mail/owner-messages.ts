import type { MailedConnection } from '../db/booking.ts';
import {
  type ConflictMailKind,
  isConflictMailKind,
  type MailedConflict,
  writeConflictMessage,
} from './conflict-messages.ts';
import { connectionMails } from './connection-messages.ts';
import type { Message } from './messages.ts';
import { type MailedEndpoint, writeDisabledWebhook } from './webhook-message.ts';

/** What only the owner of a host is mailed: about their calendar and bookings, an account or a webhook endpoint. */
export type OwnerMailKind = ConflictMailKind | keyof typeof connectionMails | 'webhook_disabled';

/** What such a mail is about. */
export interface OwnerMailSubject {
  conflicts: readonly MailedConflict[];
  connection: MailedConnection | null;
  endpoint: MailedEndpoint | null;
}

/** Whether the text is a kind of mail that only owners get. */
export function isOwnerMailKind(text: string): text is OwnerMailKind {
  return text === 'webhook_disabled' || Object.hasOwn(connectionMails, text) || isConflictMailKind(text);
}

/**
 * Writes a mail that only the owner gets.
 * @param publicUrl Origin of the admin page.
 * @returns null if what it says is not so any more.
 */
export function writeOwnerMessage(kind: OwnerMailKind, about: OwnerMailSubject, publicUrl: string): Message | null {
  if (kind === 'webhook_disabled')
    return about.endpoint === null ? null : writeDisabledWebhook(about.endpoint, publicUrl);
  if (isConnectionMail(kind)) {
    return about.connection === null ? null : connectionMails[kind](about.connection, publicUrl);
  }
  return writeConflictMessage(kind, about.conflicts, publicUrl);
}

function isConnectionMail(kind: string): kind is keyof typeof connectionMails {
  return Object.hasOwn(connectionMails, kind);
}
