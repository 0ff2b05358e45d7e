import { describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { createLogger } from '../../sync-service/src/log.ts';

function logOf(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ level: 'debug', write: (line) => lines.push(line) }));
  return lines.join('');
}

const token = createTokens([{ kid: 'a', key: new Uint8Array(32) }]).issue('manage', 'id', 0);
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

describe('the log', () => {
  test.each(['authorization', 'apikey', 'token', 'password', 'secret', 'cookie', 'Authorization'])(
    'never has a field %s',
    (name) => {
      const text = logOf((log) =>
        log.info({ [name]: 'pssst', request: { headers: { [name]: 'pssst' }, list: [{ [name]: 'pssst' }] } }, 'hello'),
      );
      expect(text).not.toContain('pssst');
      expect(text).toContain('hello');
    },
  );

  test.each([
    ['a manage token', `failed for ${token}`, token],
    ['a session', `got ${jwt}`, jwt],
    ['a secret key', 'with sb_secret_abcdefgh', 'abcdefgh'],
    ['a token in an address', 'GET /bookings/1/calendar.ics?token=abcdefgh&x=1', 'abcdefgh'],
    ['a password in an address', 'connect postgres://postgres:abcdefgh@127.0.0.1:5432/x', 'abcdefgh'],
    ['a header', 'Authorization: Bearer abcdefgh', 'abcdefgh'],
  ])('never has %s, in a message, a field, or an error and its cause', (_name, message, secret) => {
    const error = new Error(message, { cause: new Error(message) });
    expect(logOf((log) => log.info(message))).not.toContain(secret);
    expect(logOf((log) => log.info({ deep: { field: message } }, 'x'))).not.toContain(secret);
    expect(logOf((log) => log.error({ err: error }, 'x'))).not.toContain(secret);
    expect(logOf((log) => log.child({ part: message }).info('x'))).not.toContain(secret);
    expect(logOf((log) => log.error(error))).not.toContain(secret);
    expect(logOf((log) => log.info('values %s %o', message, { field: message }))).not.toContain(secret);
  });

  test.each([
    ['a line break', 'x\n{"level":"info","msg":"injected"}'],
    ['what a terminal obeys', 'x\u001b[2J\u009b2J'],
    ['what turns the direction of writing', 'x\u202etxt\u2066'],
    ['a line break of Unicode', 'x\u2028y\u0085z'],
    ['what does not show', 'x\u200by\ufeffz'],
  ])('has %s as an escape, in one line that is still JSON', (_name, message) => {
    for (const write of [
      (log: ReturnType<typeof createLogger>) => log.info(message),
      (log: ReturnType<typeof createLogger>) => log.warn({ [message]: message }, 'x'),
      (log: ReturnType<typeof createLogger>) => log.error({ err: new Error(message) }, 'x'),
    ]) {
      const text = logOf(write);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are looked for
      expect(text).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+\n$/);
      expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(message).slice(1, -1));
    }
  });

  test('of an error it keeps kind, code, words, stack and cause, and leaves out what a library hung on it', () => {
    const error = Object.assign(new TypeError('broken', { cause: new Error('deeper') }), {
      code: 'E1',
      detail: 'Key (email)=(ann@example.com)',
    });
    const line = JSON.parse(logOf((log) => log.error({ err: error }, 'x')));
    expect(line.err).toMatchObject({ type: 'TypeError', code: 'E1', message: 'broken', cause: { message: 'deeper' } });
    expect(line.err.stack).toContain('log.test.ts');
    expect(JSON.stringify(line)).not.toContain('ann@example.com');
  });
});
