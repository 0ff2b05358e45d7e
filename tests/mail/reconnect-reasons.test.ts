import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MailedConnection } from '../../sync-service/src/db/booking.ts';
import { writeConnectionMessage } from '../../sync-service/src/mail/connection-messages.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { languages } from '../../web-embed/languages/catalogue.ts';

const source = path.resolve(import.meta.dirname, '../../sync-service/src');
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(source, file), 'utf8'))
  .join('\n');
const english: Record<string, string> = languages.get('en')?.mail.account.reconnect.reasons ?? {};

function mailOf(reason: string | null, locale: string): string {
  const connection: MailedConnection = {
    provider: 'google',
    account_email: 'ann@example.com',
    status: 'needs_reconnect',
    last_error: reason,
    read_only_targets: [],
    target_changes: [],
    unknown_times: null,
    lost_bookings: null,
    vanished: null,
  };
  const message = writeConnectionMessage('connection_needs_reconnect', connection, 'https://book.example', locale);
  return message === null ? '' : writeText(message);
}

describe('Why an account has to be connected again', () => {
  it('is known to the catalogue in the words in which it is stored', () => {
    expect(Object.keys(english).length).toBeGreaterThan(5);
    for (const sentence of Object.values(english)) expect(code).toContain(sentence);
  });

  it.each(['de', 'es', 'fr', 'ar'])('is said in %s', (language) => {
    const texts: Record<string, string> = languages.get(language)?.mail.account.reconnect.reasons ?? {};
    for (const [name, sentence] of Object.entries(english)) {
      const mail = mailOf(sentence, language);
      expect(mail).toContain(texts[name]);
      expect(mail).not.toContain(sentence);
    }
  });

  it('is left out rather than said in a language that the reader did not choose', () => {
    expect(mailOf('Something unheard of.', 'de')).not.toMatch(/unheard|Grund/);
    expect(mailOf('Something unheard of.', 'en')).toContain('Reason: Something unheard of.');
    expect(mailOf(null, 'en')).not.toContain('Reason');
  });
});
