import { describe, expect, test } from 'vitest';
import { createHost } from '../support/fixtures.ts';
import { resultOf, useConsent } from './oauth-scene.ts';
import { expectError, send } from './scene.ts';

const owner = await useConsent();
const { standIn, stack } = owner;

async function rows(table: string): Promise<number> {
  const { rows: found } = await stack.sql.query(`select count(*)::integer as n from ${table} where owner_id = $1`, [
    owner.user().id,
  ]);
  return found[0].n;
}

describe('Asking for consent', () => {
  // google.md 1
  test('asks for lasting access and no more than is needed, with a state nobody can guess and a challenge', async () => {
    const [first, second] = [new URL(await owner.consentUrl()), new URL(await owner.consentUrl())];
    expect(Object.fromEntries(first.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: standIn.profile.clientId,
      redirect_uri: standIn.profile.redirectUri,
      scope: standIn.profile.scopes.join(' '),
      access_type: 'offline',
      prompt: 'consent',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    const different = ['state', 'code_challenge'];
    for (const name of different) expect(first.searchParams.get(name)).not.toBe(second.searchParams.get(name));
    expect(first.searchParams.get('state')?.split('.')[2]).toMatch(/^[\w-]{43}$/);
  });

  test('sets a cookie that scripts, other sites and other paths do not get', async () => {
    const [cookie = ''] = (await owner.begin()).headers.getSetCookie();
    expect(cookie).toMatch(/^openslot_consent_[\w-]+=[\w-]{43};/);
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/calendar/connections', 'Max-Age=600'])
      expect(cookie).toContain(part);
    expect(cookie).not.toContain('Secure');
  });

  test('is for owners who have signed in, and for hosts of theirs', async () => {
    expectError(await send(stack.url, 'POST', '/calendar/connections/google'), 401, 'unauthorized');
    const other = await createHost(stack.sql);
    expectError(await owner.begin({ host_id: other.id }), 404, 'not_found');
    expectError(await owner.begin({ host_id: 'no id' }), 422, 'invalid_request');
    expect(await rows('private.oauth_attempts')).toBe(0);
  });

  test('is not offered for a provider that this service has no client of', async () => {
    const path = '/calendar/connections/microsoft';
    expectError(await send(stack.url, 'POST', path, { token: owner.user().accessToken }), 404, 'not_found');
    expectError(await send(stack.url, 'GET', `${path}/callback?state=x&code=y`), 404, 'not_found');
  });
});

describe('Coming back with consent', () => {
  test('is for the browser alone: a program that looks at the address first (HEAD) changes nothing', async () => {
    const back = standIn.permit(await owner.consentUrl());
    const looked = await owner.arrive(back, { method: 'HEAD' });
    expect([looked.status, looked.headers.get('allow'), looked.headers.getSetCookie()]).toEqual([405, 'GET', []]);
    expect(await owner.listed()).toEqual([]);
    expect(resultOf(await owner.arrive(back))).toBe('connected');
  });

  test('connects the account for the host that was named, and tells its id', async () => {
    const second = await createHost(stack.sql, { owner_id: owner.user().id });
    const response = await owner.arrive(standIn.permit(await owner.consentUrl({ host_id: second.id })));
    const [connection] = await owner.listed();
    expect(response.headers.get('location')).toBe(`/admin/calendars?result=connected&connection=${connection.id}`);
    expect(connection).toMatchObject({ provider: 'google', account_email: 'ann@example.com', status: 'active' });
    expect(connection.calendars[0].links).toMatchObject([{ host_id: second.id }]);
  });

  test('leaves nothing in caches or with other sites', async () => {
    const { headers } = await owner.arrive(standIn.permit(await owner.consentUrl()));
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(owner.cookies()).toEqual({});
    expect(await rows('private.oauth_attempts')).toBe(0);
  });

  test.each(['https://accounts.google.com', 'accounts.google.com'])(
    'works if the issuer calls itself %s',
    async (issuer) => {
      expect(await owner.connect({ issuer })).toBe('connected');
    },
  );

  test('of another issuer is refused', async () => {
    expect(await owner.connect({ issuer: 'https://accounts.example.com' })).toBe('expired');
    expect(standIn.count('authorization_code')).toBe(0);
  });

  test('of the same account again is a reconnect', async () => {
    await owner.connect();
    await owner.connect({ email: 'new-address@example.com' });
    expect(await owner.listed()).toMatchObject([{ account_email: 'new-address@example.com' }]);
  });

  test('again, without naming a host, leaves the choices of the owner as they are', async () => {
    await owner.connect();
    await stack.sql.query(
      'delete from public.calendar_links as l using public.calendars as c where c.id = l.calendar_id and c.owner_id = $1',
      [owner.user().id],
    );
    await owner.connect();
    expect((await owner.listed())[0].calendars[0].links).toEqual([]);
  });

  test('works from two pages at the same time', async () => {
    const urls = [await owner.consentUrl(), await owner.consentUrl()];
    for (const url of urls) expect(resultOf(await owner.arrive(standIn.permit(url)))).toBe('connected');
  });
});

describe('A return that nobody was sent away for', () => {
  async function expectNothing(response: Awaited<ReturnType<typeof owner.arrive>>): Promise<void> {
    expect(resultOf(response)).toBe('expired');
    expect(standIn.count('authorization_code')).toBe(0);
    expect(await owner.listed()).toEqual([]);
  }

  // google.md 2
  test('without a state, or with one that is not ours, asks for no token and stores nothing', async () => {
    const back = standIn.permit(await owner.consentUrl());
    await expectNothing(await owner.arrive('?code=4%2F0A'));
    await expectNothing(await owner.arrive(''));
    await expectNothing(await owner.arrive('?code=4%2F0A&state=made-up'));
    const state = back.searchParams.get('state') ?? '';
    back.searchParams.set('state', `${state.slice(0, -4)}AAAA`);
    await expectNothing(await owner.arrive(back));
  });

  // google.md 2
  test('in another browser asks for no token and stores nothing, and leaves the right one its turn', async () => {
    const back = standIn.permit(await owner.consentUrl());
    await expectNothing(await owner.arrive(back, { cookie: '' }));
    const [name] = Object.keys(owner.cookies());
    await expectNothing(await owner.arrive(back, { cookie: `${name}=${'A'.repeat(43)}` }));
    expect(resultOf(await owner.arrive(back))).toBe('connected');
  });

  // google.md 2
  test('for the second time asks for no token', async () => {
    const back = standIn.permit(await owner.consentUrl());
    const cookie = Object.entries(owner.cookies()).map(([name, value]) => `${name}=${value}`)[0] ?? '';
    expect(resultOf(await owner.arrive(back, { cookie }))).toBe('connected');
    expect(resultOf(await owner.arrive(back, { cookie }))).toBe('expired');
    expect(standIn.count('authorization_code')).toBe(1);
  });

  test('twice at the same moment connects once', async () => {
    const back = standIn.permit(await owner.consentUrl());
    const responses = await Promise.all([1, 2, 3, 4].map(() => owner.arrive(back)));
    expect(responses.map(resultOf).sort()).toEqual(['connected', 'expired', 'expired', 'expired']);
    expect(standIn.count('authorization_code')).toBe(1);
  });

  test('after ten minutes asks for no token', async () => {
    const back = standIn.permit(await owner.consentUrl());
    await stack.sql.query(`update private.oauth_attempts set expires_at = now() - interval '1 second'`);
    await expectNothing(await owner.arrive(back));
  });

  test('after the owner is gone stores nothing', async () => {
    const back = standIn.permit(await owner.consentUrl());
    await stack.sql.query('delete from auth.users where id = $1', [owner.user().id]);
    expect(resultOf(await owner.arrive(back))).toBe('expired');
    expect(standIn.count('authorization_code')).toBe(0);
  });
});

// google.md 13
test('no token, code or secret gets into logs, addresses or answers', async () => {
  const seen: string[] = [];
  const keep = (url: string | null) => seen.push(url ?? '');
  for (const fault of [null, { status: 200, body: '{"access_token":"ya29.leak","refresh_token":"1//05-leak"}' }]) {
    const back = standIn.permit(await owner.consentUrl());
    standIn.fault = fault;
    keep((await owner.arrive(back)).headers.get('location'));
  }
  // Accounts of other tests may be refreshed meanwhile: such calls have no code.
  const exchanges = standIn.calls.filter(({ form }) => form.get('grant_type') === 'authorization_code');
  const codes = exchanges.map(({ form }) => form.get('code'));
  const verifiers = exchanges.map(({ form }) => form.get('code_verifier'));
  const secrets = [...standIn.accessTokens, ...standIn.refreshTokens.keys(), ...codes, ...verifiers, 'leak'];
  const output = [...stack.logs, ...seen, JSON.stringify(await owner.listed())].join('\n');
  for (const secret of [...secrets, standIn.profile.clientSecret]) {
    expect(secret).toBeTruthy();
    expect(output).not.toContain(secret);
  }
  expect(standIn.calls.map(({ query }) => query).join('')).toBe('');
});

test('the page that says how it went is there, and carries no script of its own', async () => {
  const { status, text, headers } = await send(stack.url, 'GET', '/admin/calendars?result=denied');
  expect(status).toBe(200);
  expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style/);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});
