import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { type OpenMicrosoftSandbox, openMicrosoftSandbox } from '../../support/microsoft-sandbox.ts';
import { authorizeUrl, decide, exchange } from './sign-in.ts';

const anna = 'anna@contoso.example';
const eva = 'eva@outlook.example';
const farid = 'farid@fabrikam.example';

let open: OpenMicrosoftSandbox;
beforeEach(async () => {
  open = await openMicrosoftSandbox();
  const { world } = open.sandbox;
  world.addUser(anna);
  world.addUser(eva, { kind: 'personal' });
  world.addUser(farid, { consent: 'administrator' });
});
afterEach(() => open.stop());

async function page(changes: Record<string, string | null> = {}, tenant = 'common') {
  const response = await fetch(authorizeUrl(open, changes, tenant), { redirect: 'manual' });
  return { status: response.status, text: await response.text(), location: response.headers.get('location') };
}

const params = (back: URL | string): Record<string, string> => {
  expect(back).toBeInstanceOf(URL);
  return Object.fromEntries((back as URL).searchParams);
};

describe('The consent page', () => {
  it('offers all accounts, and three answers', async () => {
    const { status, text } = await page();
    expect(status).toBe(200);
    for (const address of [anna, eva, farid]) expect(text).toContain(address);
    expect([...text.matchAll(/name="answer" value="(\w+)"/g)].map(([, value]) => value)).toEqual([
      'refuse',
      'without',
      'permit',
    ]);
  });

  it.each([
    ['organizations', [anna, farid]],
    ['consumers', [eva]],
    ['contoso.example', [anna]],
  ])('at %s offers the accounts that may sign in there', async (tenant, addresses) => {
    const { text } = await page({}, tenant);
    expect([anna, eva, farid].filter((address) => text.includes(address))).toEqual(addresses);
  });

  it('has the hinted account chosen', async () => {
    const { text } = await page({ login_hint: eva });
    expect(/value="([^"]+)" required checked/.exec(text)?.[1]).toBe(open.sandbox.world.userByAddress(eva)?.oid);
  });

  it('gives a code and the state', async () => {
    const told = params(await decide(open, anna, 'permit'));
    expect(told).toMatchObject({ code: expect.any(String), state: 'a state', session_state: expect.any(String) });
  });

  it('gives no right to calendars to those who permit without them', async () => {
    const told = params(await decide(open, anna, 'without'));
    const { body } = await exchange(open, told['code'] ?? '');
    expect(body.scope.split(' ')).toEqual(['openid', 'profile', 'email', 'User.Read']);
  });

  it('says so to the application when it is refused', async () => {
    expect(params(await decide(open, anna, 'refuse'))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringMatching(/^AADSTS65004: /),
      state: 'a state',
    });
  });

  it('sends back at once who has permitted all of it before, and asks again with prompt=consent', async () => {
    await decide(open, anna, 'permit');
    expect((await page({ login_hint: anna })).status).toBe(302);
    expect((await page({ login_hint: anna, prompt: 'consent' })).status).toBe(200);
    expect((await page({ prompt: 'none', login_hint: eva })).location).toContain('error=interaction_required');
  });
});

describe('A tenant that wants an administrator', () => {
  it('lets nobody else consent', async () => {
    expect(await decide(open, farid, 'permit')).toContain('Need admin approval');
    expect(params(await decide(open, farid, 'back'))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringMatching(/^AADSTS90094: /),
    });
  });

  const adminConsent = async (button: string, tenant = 'organizations') => {
    const { client } = open;
    const query = new URLSearchParams({
      ...{ client_id: client.clientId, redirect_uri: client.redirectUri, state: 'admin state' },
      scope: 'https://graph.microsoft.com/Calendars.ReadWrite User.Read MailboxSettings.Read',
    });
    const url = `${open.url}/${tenant}/v2.0/adminconsent`;
    const shown = await fetch(`${url}?${query}`);
    if (shown.status !== 200) return shown.status;
    const account = open.sandbox.world.userByAddress(farid)?.oid ?? '';
    const body = new URLSearchParams({ request: query.toString(), answer: button, account });
    const response = await fetch(`${url}/answer`, { method: 'POST', body, redirect: 'manual' });
    return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams);
  };

  it('lets its users connect once an administrator has consented', async () => {
    const user = open.sandbox.world.userByAddress(farid);
    expect(await adminConsent('permit')).toMatchObject({
      admin_consent: 'True',
      tenant: user?.tid,
      state: 'admin state',
    });
    const told = params(await decide(open, farid, 'permit'));
    expect((await exchange(open, told['code'] ?? '')).status).toBe(200);
  });

  it('says admin_consent=True even where the administrator refused', async () => {
    expect(await adminConsent('refuse')).toMatchObject({ admin_consent: 'True', error: 'consent_required' });
    expect(await decide(open, farid, 'permit')).toContain('Need admin approval');
  });

  it('is not known at /common', async () => {
    expect(await adminConsent('permit', 'common')).toBe(400);
  });
});

describe('A request', () => {
  it.each([
    ['another redirect', { redirect_uri: 'https://evil.example' }, 'AADSTS50011'],
    [
      'a redirect that differs by its end',
      { redirect_uri: 'http://127.0.0.1:1/calendar/connections/microsoft/callback/' },
      'AADSTS50011',
    ],
    ['no client', { client_id: null }, 'AADSTS900144'],
    ['an unknown client', { client_id: 'nobody' }, 'AADSTS700016'],
  ])('with %s ends at a page', async (_name, change, code) => {
    const { status, text } = await page(change);
    expect(status).toBe(400);
    expect(text).toContain(code);
  });

  it('at a tenant that does not exist ends at a page', async () => {
    expect((await page({}, 'nowhere.example')).text).toContain('AADSTS90002');
  });

  it.each([
    ['an unknown scope', { scope: 'Calendars.Everything' }, 'invalid_scope'],
    ['another response type', { response_type: 'token' }, 'invalid_request'],
    ['claims that are no JSON', { claims: 'x' }, 'invalid_request'],
  ])('with %s is sent back', async (_name, change, error) => {
    expect((await page(change)).location).toContain(`error=${error}`);
  });

  it.each([
    ['without state', { state: null }],
    ['without PKCE', { code_challenge: null, code_challenge_method: null }],
    ['without offline_access', { scope: 'User.Read' }],
  ])('%s is a violation', async (name, change) => {
    await page(change);
    expect(open.sandbox.violations).toEqual([expect.stringContaining(name)]);
  });

  it('with parameters that nobody knows is served', async () => {
    expect((await page({ something: 'else' })).status).toBe(200);
    open.expectNoViolations();
  });
});

test('the metadata of /common names an issuer that no ID token has', async () => {
  const response = await fetch(`${open.url}/common/v2.0/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({ issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' });
});
