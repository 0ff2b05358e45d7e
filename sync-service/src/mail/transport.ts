import { createTransport } from 'nodemailer';
import { oneLine } from './clean.ts';

/** One mail, ready to go. */
export interface Mail {
  /** Id of the notification: gives the Message-ID, by which a receiver recognises a mail that was sent twice. */
  id: string;
  recipient: string;
  replyTo: string | null;
  subject: string;
  text: string;
  invitation: { method: 'request' | 'cancel' | 'publish'; content: string } | null;
}

/** Sends mails, or keeps them. */
export interface MailTransport {
  /**
   * @returns `sent`: a mail server has taken the mail over. `kept`: it was stored, and its notification says so already.
   * @throws MailError if the mail was not taken over.
   */
  send(mail: Mail): Promise<'sent' | 'kept'>;
  /** Signs in and sends nothing. @returns why mails could not be sent, in one line; null: they can. */
  check(): Promise<string | null>;
  close(): void;
}

/** Why a mail was not taken over. The message is fit for people and holds no credentials. */
export class MailError extends Error {
  readonly code = 'mail_failed';
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = 'MailError';
    this.retryable = retryable;
  }
}

/** Address part of a sender such as `Openslot <mail@example.com>`. */
export function addressOf(mailFrom: string): string {
  return oneLine(/<([^<>]+)>\s*$/.exec(mailFrom)?.[1] ?? mailFrom);
}

/**
 * A transport that hands mails to an SMTP server.
 * @param smtpUrl `smtp://` or `smtps://` with credentials, if any.
 * @param mailFrom The sender, with or without a name.
 */
export function createSmtpTransport(smtpUrl: string, mailFrom: string): MailTransport {
  const smtp = createTransport({
    url: smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      const recipient = requireAddress(mail.recipient);
      try {
        await smtp.sendMail({
          from: mailFrom,
          to: { name: '', address: recipient },
          ...(mail.replyTo === null ? {} : { replyTo: { name: '', address: requireAddress(mail.replyTo) } }),
          messageId: `<${mail.id}@openslot>`,
          subject: oneLine(mail.subject),
          text: mail.text,
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(mail.invitation === null ? {} : { icalEvent: { ...mail.invitation, filename: 'invitation.ics' } }),
        });
        return 'sent';
      } catch (error) {
        throw error instanceof MailError ? error : toMailError(error);
      }
    },
    async check() {
      try {
        await smtp.verify();
        return null;
      } catch (error) {
        return toMailError(error).message;
      }
    },
    close() {
      smtp.close();
    },
  };
}

/** A transport for installations without SMTP: hands each mail to `keep`, which stores it and marks its notification. */
export function createKeepingTransport(keep: (mail: Mail) => Promise<unknown>): MailTransport {
  return {
    async send(mail) {
      await keep(mail);
      return 'kept';
    },
    async check() {
      return null;
    },
    close() {},
  };
}

/** The mail library reads an address as a list, wherever it is given: what is not exactly one is refused here. */
function requireAddress(address: string): string {
  if (!/^[^\s\p{Cc}\p{Cf}@<>,;:"\\()[\]]+@[^\s\p{Cc}\p{Cf}@<>,;:"\\()[\]]+$/u.test(address)) {
    throw new MailError('This is not an email address that a mail could be sent to.', false);
  }
  return address;
}

function toMailError(error: unknown): MailError {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const name = typeof code === 'string' ? ` (${code})` : '';
  // 5yz is the server's final word about this mail, but 535 is about our own credentials, which can be corrected.
  const isFinal = status !== null && status >= 500 && code === 'EENVELOPE';
  return new MailError(
    status === null ? `The mail server could not be reached${name}.` : `The mail server answered ${status}${name}.`,
    !isFinal,
  );
}
