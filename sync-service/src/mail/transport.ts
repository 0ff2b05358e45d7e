import { domainToASCII } from 'node:url';
import { createTransport } from 'nodemailer';
import { oneLine, writtenLine } from './clean.ts';

/** One mail, ready to go. */
export interface Mail {
  /** Id of the notification: gives the Message-ID, by which a receiver recognises a mail that was sent twice. */
  id: string;
  recipient: string;
  /** In whose name it comes; null: that of the sender's setting. */
  fromName: string | null;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  /** Calendar files: an invitation for each booking, or one file of a series. */
  invitations: readonly { method: 'request' | 'cancel' | 'publish'; content: string }[];
  /** What the recipient chose to get regularly, if it is that: the name of the list, for their filters, and what a POST to ends it. */
  list: { name: string; stopUrl: string } | null;
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
  /** It keeps a mail and says so in one transaction: there is no doubt about any. */
  isAtomic?: boolean;
}

/** Why a mail was not taken over. The message is fit for people and holds no credentials. */
export class MailError extends Error {
  readonly code = 'mail_failed';
  readonly retryable: boolean;
  /** The address itself was refused for good. */
  readonly isBounce: boolean;
  /** The server may have taken the mail over all the same: its response was lost. */
  readonly isUnsure: boolean;

  constructor(message: string, retryable: boolean, { isBounce = false, isUnsure = false } = {}) {
    super(message);
    this.name = 'MailError';
    this.retryable = retryable;
    this.isBounce = isBounce;
    this.isUnsure = isUnsure;
  }
}

/** How many mails are handed over at the same time, each on a connection that is kept open for the next one. */
export const maxMailConnections = 8;

/** Address part of a sender such as `Openslot <mail@example.com>`. */
export function addressOf(mailFrom: string): string {
  return oneLine(/<([^<>]+)>\s*$/.exec(mailFrom)?.[1] ?? mailFrom);
}

/** Domain of the sender, as headers have it: receivers trust a Message-ID of the sender's own domain more. */
function domainOf(mailFrom: string): string {
  const address = addressOf(mailFrom);
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'openslot';
}

/** How long is waited for a mail server, in milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * A transport that hands mails to an SMTP server.
 * @param smtpUrl `smtp://` or `smtps://` with credentials, if any.
 * @param mailFrom The sender, with or without a name.
 * @param timeouts Shorter ones, for tests.
 */
export function createSmtpTransport(
  smtpUrl: string,
  mailFrom: string,
  timeouts: Partial<typeof patience> = {},
): MailTransport {
  const domain = domainOf(mailFrom);
  const smtp = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: maxMailConnections,
    ...patience,
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      const recipient = requireAddress(mail.recipient);
      try {
        await smtp.sendMail({
          from: mail.fromName === null ? mailFrom : { name: oneLine(mail.fromName), address: addressOf(mailFrom) },
          to: { name: '', address: recipient },
          ...(mail.replyTo === null ? {} : { replyTo: { name: '', address: requireAddress(mail.replyTo) } }),
          messageId: `<${mail.id}@${domain}>`,
          subject: writtenLine(mail.subject),
          text: mail.text,
          html: mail.html,
          headers: {
            'Auto-Submitted': 'auto-generated',
            // Exchange answers with notes of absence otherwise.
            'X-Auto-Response-Suppress': 'All',
            // A mail program may end it with one click (RFC 8058).
            ...(mail.list !== null && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
          },
          ...(mail.list !== null && {
            list: {
              id: { comment: oneLine(mail.list.name), url: `weekly-summary.${domain}` },
              unsubscribe: { url: mail.list.stopUrl, comment: '' },
            },
          }),
          ...partsOf(mail.invitations),
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

/** One file is a part that calendars act upon; of several, which no mail program takes for one invitation, each is attached. */
function partsOf([first, ...others]: Mail['invitations']) {
  if (first === undefined) return {};
  if (others.length === 0) return { icalEvent: { ...first, filename: 'invitation.ics' } };
  return {
    attachments: [first, ...others].map(({ method, content }, i) => ({
      filename: `invitation-${i + 1}.ics`,
      content,
      contentType: `text/calendar; charset=utf-8; method=${method.toUpperCase()}`,
    })),
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
    isAtomic: true,
  };
}

/** The mail library reads an address as a list, wherever it is given: what is not exactly one is refused here. */
function requireAddress(address: string): string {
  if (!/^[^\s\p{Cc}\p{Cf}@<>,;:"\\()[\]]+@[^\s\p{Cc}\p{Cf}@<>,;:"\\()[\]]+$/u.test(address)) {
    throw new MailError('This is not an email address that a mail could be sent to.', false);
  }
  return address;
}

/**
 * 5yz is the server's final word about an address (RCPT) or about this mail (DATA). About our credentials, our sender and what
 * the server's policy says of us (5.7.z), it is not: an operator can correct that within the day for which mails are repeated.
 */
function toMailError(error: unknown): MailError {
  const { code, responseCode, response, command, syscall } = error as Record<string, unknown>;
  const status = typeof responseCode === 'number' ? responseCode : null;
  const name = typeof code === 'string' ? ` (${code})` : '';
  if (status === null) {
    // The library does not say how far it came once there was a connection.
    const isUnsure = syscall !== 'connect' && code !== 'EDNS' && code !== 'ETLS';
    return new MailError(`The mail server could not be reached${name}.`, true, { isUnsure });
  }
  const message = `The mail server answered ${status}${name}.`;
  const isPolicy = /^5\d\d[ -]5\.7\./.test(String(response ?? ''));
  const isFinal = status >= 500 && !isPolicy;
  if (isFinal && command === 'RCPT TO') {
    return new MailError(`The mail server refused this address for good: it answered ${status}${name}.`, false, {
      isBounce: true,
    });
  }
  return new MailError(message, !(isFinal && command === 'DATA'));
}
