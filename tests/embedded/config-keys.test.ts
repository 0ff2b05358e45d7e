import { describe, expect, it } from 'vitest';
import { faultsOf, HOSTED } from './config-scene.ts';

describe('The keys of Supabase', () => {
  /** A key of classic projects: a JWT, signed by somebody. */
  const jwt = (claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${'s'.repeat(43)}`;
  };
  const service = jwt({ iss: 'supabase', ref: 'project', role: 'service_role', iat: 1, exp: 2e9 });
  const anon = jwt({ iss: 'supabase', ref: 'project', role: 'anon', iat: 1, exp: 2e9 });
  const [header = '', payload = '', signature = ''] = service.split('.');
  const padded = Buffer.from(payload, 'base64url').toString('base64');
  const spread = Buffer.from('{ "role" : "service\\u005frole",\n "iss": "x" }').toString('base64url');

  it.each([
    ['sb_publishable_abc', 'sb_secret_abc'],
    [anon, service],
    [anon, 'sb_secret_abc'],
    ['a key of my own gateway', 'another key'],
    ['with.dots.inside', 'with.other.dots'],
  ])('are fine where they belong: %s', (SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY) => {
    expect(faultsOf({ ...HOSTED, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY })).toEqual([]);
  });

  it.each([
    ['a secret key', 'sb_secret_abc'],
    ['a secret key in quotes', '"sb_secret_abc"'],
    ['a secret key in capitals', 'SB_SECRET_abc'],
    ['a secret key as in a header', 'Bearer sb_secret_abc'],
    ['the JWT of service_role', service],
    ['in quotes', `'${service}'`],
    ['as in a header', `bearer ${service}`],
    ['broken into lines', service.replaceAll(/.{20}/g, '$&\n')],
    ['in the other alphabet, with padding', `${header}.${padded}.${signature}`],
    ['with spaces and escapes in its JSON', `${header}.${spread}.${signature}`],
    ['without its signature', `${header}.${payload}.`],
    ['cut off behind its claims', `${header}.${payload}`],
    ['of a signed-in user', jwt({ role: 'authenticated', sub: 'somebody' })],
    ['of several roles', jwt({ role: ['anon', 'service_role'] })],
    ['the secret key itself, whatever it looks like', HOSTED.SUPABASE_SECRET_KEY],
  ])('SUPABASE_PUBLISHABLE_KEY is given to visitors, so it is not %s', (_, SUPABASE_PUBLISHABLE_KEY) => {
    const faults = faultsOf({ ...HOSTED, SUPABASE_PUBLISHABLE_KEY });
    expect(faults).toEqual([expect.stringMatching(/^SUPABASE_PUBLISHABLE_KEY .*browser.*replace the secret key/)]);
    for (const part of [payload, signature, padded, 'sb_secret_abc']) expect(faults[0]).not.toContain(part);
  });

  it.each([
    ['a publishable key', 'sb_publishable_abc'],
    ['the JWT of anon', anon],
    ['the JWT of a user', jwt({ role: 'authenticated' })],
    ['a JWT of no role', jwt({ sub: 'somebody' })],
    ['the JWT of anon in quotes', `"${anon}"`],
  ])('SUPABASE_SECRET_KEY has to do the work, so it is not %s', (_, SUPABASE_SECRET_KEY) => {
    const faults = faultsOf({ ...HOSTED, SUPABASE_SECRET_KEY });
    expect(faults).toEqual([expect.stringMatching(/^SUPABASE_SECRET_KEY .*needs the secret key/)]);
  });

  it('that were swapped are both told, with all other faults', () => {
    const swapped = { SUPABASE_PUBLISHABLE_KEY: service, SUPABASE_SECRET_KEY: anon, PORT: 'x' };
    expect(faultsOf({ ...HOSTED, ...swapped })).toEqual([
      expect.stringContaining('PORT'),
      expect.stringMatching(/^SUPABASE_PUBLISHABLE_KEY carries the role service_role/),
      expect.stringMatching(/^SUPABASE_SECRET_KEY carries the role anon/),
    ]);
  });
});
