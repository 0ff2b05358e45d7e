import type { ServiceConfig } from '../config.ts';
import { isLoopback } from '../loopback.ts';

type Warned = Pick<ServiceConfig, 'embedded' | 'publicUrl' | 'supabase' | 'smtpUrl' | 'mailFrom'>;

/** Lists settings that work but are probably not intended, one line each that says what to do. */
export function listWarnings(config: Warned): string[] {
  const warnings: string[] = [];
  if (config.smtpUrl === null && !config.embedded) {
    warnings.push('SMTP_URL is not set: mails are kept in the database and reach nobody (docs/operate.md, "Mails")');
  }
  if (config.smtpUrl !== null && /@localhost\b/.test(config.mailFrom)) {
    warnings.push(
      `MAIL_FROM is ${config.mailFrom}: other mail servers refuse such a sender; set an address of your domain`,
    );
  }
  if (isReadable(config.publicUrl) && !config.embedded) {
    warnings.push(
      'PUBLIC_URL is not https: links with tokens travel unencrypted, and providers do not tell us of changes in calendars',
    );
  }
  if (isLoopback(new URL(config.publicUrl).hostname) && !config.embedded) {
    warnings.push('PUBLIC_URL is this machine: links in mails lead nowhere for everybody else');
  }
  if (isReadable(config.supabase.url)) {
    warnings.push('SUPABASE_URL is not https: the secret key travels unencrypted');
  }
  return warnings;
}

/** Whether requests to an origin leave this machine unencrypted. */
function isReadable(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && !isLoopback(hostname);
}
