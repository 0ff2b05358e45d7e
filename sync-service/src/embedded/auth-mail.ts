import { createTransport } from 'nodemailer';
import { withConnection } from '../db/connections.ts';

/** A mail of Auth, as Supabase Lite hands it over: a link to sign in, to confirm an address, to choose a new password. */
export interface AuthMail {
  to: string;
  subject: string;
  text?: string;
  html?: string;
}

interface AuthMailOptions {
  /** Connection string of the role `postgres`. */
  databaseUrl: string;
  smtpUrl: string | null;
  mailFrom: string;
}

/**
 * Sends Auth's mails by the configured mail server; without one they are kept beside all others, where the demo shows them.
 * A link in them lets somebody in: they are written to no log.
 */
export function createAuthMail({ databaseUrl, smtpUrl, mailFrom }: AuthMailOptions): (mail: AuthMail) => Promise<void> {
  if (smtpUrl === null)
    return ({ to, subject, text, html }) =>
      withConnection(databaseUrl, 'openslot auth mail', async (client) => {
        const values = [to, subject, text ?? html ?? '', html ?? null];
        await client.query(
          'insert into private.outbox (recipient, subject, body, html) values ($1, $2, $3, $4)',
          values,
        );
      });
  const smtp = createTransport({ url: smtpUrl, disableFileAccess: true, disableUrlAccess: true });
  return async ({ to, subject, text, html }) => {
    const content = { ...(text === undefined ? {} : { text }), ...(html === undefined ? {} : { html }) };
    await smtp.sendMail({ from: mailFrom, to: { name: '', address: to }, subject, ...content });
  };
}
