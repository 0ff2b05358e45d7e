import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createTokens, isToken } from '../../sync-service/src/credentials/tokens.ts';

const old = { kid: 'old', key: new Uint8Array(randomBytes(32)) };
const fresh = { kid: 'fresh', key: new Uint8Array(randomBytes(32)) };
const tokens = createTokens([old]);
const id = randomUUID();

describe('tokens of holds and bookings', () => {
  test('a token opens the row and purpose it was issued for, with its generation', () => {
    expect(tokens.verify('manage', id, tokens.issue('manage', id, 3))).toEqual({ generation: 3 });
  });

  test('the same row gets the same token each time, so that later mails can carry it', () => {
    expect(tokens.issue('manage', id, 0)).toBe(createTokens([old]).issue('manage', id, 0));
  });

  const purposes = ['hold', 'manage', 'series', 'waitlist', 'ics'] as const;
  test.each(purposes)('a %s token opens nothing of another purpose', (purpose) => {
    const token = tokens.issue(purpose, id, 0);
    const others = purposes.filter((other) => other !== purpose);
    for (const other of others) expect(tokens.verify(other, id, token)).toBeNull();
  });

  test('the purpose is sealed in: changing its letter does not make a token of another purpose', () => {
    const token = tokens.issue('ics', id, 0);
    expect(tokens.verify('manage', id, token.replace(/^osi/, 'osm'))).toBeNull();
  });

  test('a token of another row is foreign', () => {
    expect(tokens.verify('manage', id, tokens.issue('manage', randomUUID(), 0))).toBeNull();
  });

  test('a raised generation in an old token is refused', () => {
    const token = tokens.issue('manage', id, 0);
    expect(tokens.verify('manage', id, token.replace('.old.0.', '.old.1.'))).toBeNull();
  });

  test('a token with any character changed is refused', () => {
    const token = tokens.issue('manage', id, 0);
    for (let position = 0; position < token.length; position += 1) {
      const altered = `${token.slice(0, position)}${token[position] === 'A' ? 'B' : 'A'}${token.slice(position + 1)}`;
      expect(tokens.verify('manage', id, altered), altered).toBeNull();
    }
  });

  test('a key put in front issues, the one behind it still opens', () => {
    const rotated = createTokens([fresh, old]);
    expect(rotated.issue('manage', id, 0)).toContain('.fresh.');
    expect(rotated.verify('manage', id, tokens.issue('manage', id, 0))).toEqual({ generation: 0 });
  });

  test('a token of a key that was taken away is refused', () => {
    expect(createTokens([fresh]).verify('manage', id, tokens.issue('manage', id, 0))).toBeNull();
  });

  test('a key under the id of another does not open its tokens', () => {
    expect(createTokens([{ ...fresh, kid: 'old' }]).verify('manage', id, tokens.issue('manage', id, 0))).toBeNull();
  });

  test.each([
    '',
    'osm',
    'osm.old.0.',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    `osm.old.-1.${'A'.repeat(43)}`,
    `osm.old.1e3.${'A'.repeat(43)}`,
  ])('%j is no token', (text) => {
    expect(isToken(text)).toBe(false);
    expect(tokens.verify('manage', id, text)).toBeNull();
  });

  test('at least one key is needed', () => {
    expect(() => createTokens([])).toThrow(TypeError);
  });
});
