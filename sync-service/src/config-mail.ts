import type { Reader } from './config-reader.ts';

/** One address: alone, or in angle brackets after a name, which is in quotes where it has characters that part addresses. */
const oneAddress = /^(?:(?:"(?:[^"\\]|\\.)*"|[^"<>,;:()\\]*)\s*<([^<>]+)>|([^<>]+))$/;
const address = /^[^\s@<>,;:"()\\]+@[^\s@<>,;:"()\\]+$/;

/** Reads MAIL_FROM: a sender without whom no server takes a mail. */
export function readMailFrom(read: Reader): string {
  const text = read.text('MAIL_FROM');
  if (text === null) return 'Openslot <openslot@localhost>';
  const [, named, alone] = oneAddress.exec(text) ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end would begin another header of the mail
  if (!address.test(named ?? alone ?? '') || /[\x00-\x1f\x7f]/.test(text)) {
    read.fault(
      'MAIL_FROM must be one address: book@example.com or Example <book@example.com>; a name with a comma is put into double quotes',
    );
  }
  return text;
}

/** Reads SMTP_URL: where mails are sent to. */
export function readSmtpUrl(read: Reader): string | null {
  const text = read.text('SMTP_URL');
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || url.port === '0') {
    read.fault('SMTP_URL must be smtp://user:password@host:port or smtps://…');
  } else if (![url.username, url.password].every(isDecodable)) {
    read.fault('SMTP_URL: characters such as @ / : % in the user or password must be percent-encoded (% is %25)');
  }
  return text;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
