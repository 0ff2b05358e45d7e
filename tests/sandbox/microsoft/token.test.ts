import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { failureCodes } from '../../../sync-service/sandbox/microsoft/aadsts.ts';
import { demandClaims, endSignIns, withdrawConsent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import { type OpenMicrosoftSandbox, openMicrosoftSandbox } from '../../support/microsoft-sandbox.ts';
import { codeOf, exchange, refresh, scope } from './sign-in.ts';

const anna = 'anna@contoso.example';
const eva = 'eva@outlook.example';

let open: OpenMicrosoftSandbox;
beforeEach(async () => {
  open = await openMicrosoftSandbox({ clock: () => new Date('2026-11-02T08:00:00Z') });
  open.sandbox.world.addUser(anna, { name: 'Anna Berg' });
  open.sandbox.world.addUser(eva, { kind: 'personal' });
});
afterEach(() => open.stop());

const refused = (code: number, error = 'invalid_grant', status = 400) => ({
  status,
  body: expect.objectContaining({ error, error_codes: [code] }),
});

describe('A code', () => {
  it('gives tokens, the granted scopes and who has signed in', async () => {
    const { status, body } = await exchange(open, await codeOf(open, anna));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, refresh_token: expect.any(String) });
    expect(body.scope.split(' ')).toEqual(scope.split(' ').filter((name) => name !== 'offline_access'));
    const user = open.sandbox.world.userByAddress(anna);
    expect(decodeJwt(body.id_token)).toMatchObject({
      iss: `https://login.microsoftonline.com/${user?.tid}/v2.0`,
      aud: open.client.clientId,
      tid: user?.tid,
      oid: user?.oid,
      preferred_username: anna,
      email: anna,
    });
  });

  it('of a personal account has neither an email claim nor a tenant of its own', async () => {
    const { body } = await exchange(open, await codeOf(open, eva));
    const claims = decodeJwt(body.id_token);
    expect(claims['email']).toBeUndefined();
    expect(claims['tid']).toBe('9188040d-6c67-4c5b-b112-36a304b66dad');
  });

  it('can be exchanged once', async () => {
    const code = await codeOf(open, anna);
    await exchange(open, code);
    expect(await exchange(open, code)).toEqual(refused(54005));
  });

  it('lives for ten minutes', async () => {
    const code = await codeOf(open, anna);
    open.sandbox.world.clock.advance(10 * 60_000);
    expect(await exchange(open, code)).toEqual(refused(70008));
  });

  it.each([
    ['another verifier', { code_verifier: 'another-another-another-another-another-another' }, 501481],
    ['no verifier', { code_verifier: null }, 501481],
    ['another redirect', { redirect_uri: 'https://evil.example' }, 50011],
  ])('is refused with %s', async (_name, change, code) => {
    expect(await exchange(open, await codeOf(open, anna), change)).toEqual(refused(code));
  });

  it('is refused at another tenant than the one that issued it', async () => {
    const code = await codeOf(open, anna);
    expect(await exchange(open, code, {}, 'organizations')).toEqual(refused(700005));
  });

  it('gives no refresh token unless offline access was asked for', async () => {
    const code = await codeOf(open, anna, { scope: 'User.Read Calendars.ReadWrite' });
    expect((await exchange(open, code)).body.refresh_token).toBeUndefined();
    expect(open.sandbox.violations).toEqual(['authorization request: without offline_access']);
  });
});

describe('A refresh', () => {
  it('gives a new refresh token, and the old one stays alive', async () => {
    const { refresh_token: token } = open.connectUser(anna);
    const { status, body } = await refresh(open, token);
    expect(status).toBe(200);
    expect(body.refresh_token).not.toBe(token);
    expect((await refresh(open, token)).status).toBe(200);
    expect(open.sandbox.tokens).toMatchObject({ refreshes: 2, exchanges: 0 });
  });

  it('ends the old refresh token where rotation is strict', async () => {
    open.sandbox.world.settings.strictRotation = true;
    const { refresh_token: token } = open.connectUser(anna);
    const { body } = await refresh(open, token);
    expect(await refresh(open, token)).toEqual(refused(70000));
    expect((await refresh(open, body.refresh_token)).status).toBe(200);
  });

  it('is refused after 90 days without use', async () => {
    const { refresh_token: token } = open.connectUser(anna);
    open.sandbox.world.clock.advance(90 * 86_400_000);
    expect(await refresh(open, token)).toEqual(refused(700082));
  });

  it.each([50173, 700082, 70008, 70043, 50057])(
    'is refused with the reason %i that ended all sign-ins',
    async (code) => {
      const { refresh_token: token } = open.connectUser(anna);
      endSignIns(open.sandbox.world, anna, code);
      expect(await refresh(open, token)).toEqual(refused(code));
    },
  );

  it('is refused once consent is withdrawn', async () => {
    const { refresh_token: token } = open.connectUser(anna);
    withdrawConsent(open.sandbox.world, anna);
    expect((await refresh(open, token)).body).toMatchObject({ error_codes: [65001], suberror: 'consent_required' });
  });

  it('asks for claims until a sign-in has carried them', async () => {
    const claims = '{"access_token":{"capolids":{"essential":true,"values":["x"]}}}';
    const { refresh_token: token } = open.connectUser(anna);
    demandClaims(open.sandbox.world, anna, claims);
    expect((await refresh(open, token)).body).toMatchObject({
      error: 'interaction_required',
      error_codes: [50076],
      claims,
    });
    expect((await refresh(open, token, { claims })).body).toMatchObject({ claims });
    expect((await exchange(open, await codeOf(open, anna))).body).toMatchObject({ claims });
    expect((await exchange(open, await codeOf(open, anna, { claims }))).status).toBe(200);
    expect((await refresh(open, token)).status).toBe(200);
  });

  it('may ask for fewer scopes, not for more', async () => {
    const { refresh_token: token } = open.connectUser(anna, {
      scopes: ['offline_access', 'User.Read', 'Calendars.Read'],
    });
    expect((await refresh(open, token, { scope: 'User.Read' })).body.scope).toBe('User.Read');
    expect((await refresh(open, token, { scope: 'Calendars.ReadWrite' })).body.error_codes).toEqual([65001]);
  });

  it('is a loop if it is asked for again and again', async () => {
    open.sandbox.world.settings.refreshesAreLoop = 2;
    const { refresh_token: token } = open.connectUser(anna);
    for (const _ of [1, 2]) await refresh(open, token);
    expect((await refresh(open, token)).body).toMatchObject({ error: 'server_error', error_codes: [50196] });
    expect(open.sandbox.violations).toEqual([expect.stringContaining('in a loop')]);
  });

  it('is a violation while another one for the same account is under way', async () => {
    const { refresh_token: token } = open.connectUser(anna);
    await Promise.all([refresh(open, token), refresh(open, token)]);
    expect(open.sandbox.violations).toEqual([expect.stringContaining('a second refresh')]);
  });
});

describe('A client', () => {
  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 7000215, 'invalid_client', 401],
    ['no id', { client_id: null }, 900144, 'invalid_request', 400],
    ['an id that is not registered', { client_id: 'nobody' }, 700016, 'unauthorized_client', 400],
    ['another grant type', { grant_type: 'password' }, 70003, 'unsupported_grant_type', 400],
  ])('is refused with %s', async (_name, change, code, error, status) => {
    const { refresh_token: token } = open.connectUser(anna);
    expect(await refresh(open, token, change)).toEqual(refused(code, error, status));
  });

  it('is refused once its secret has expired', async () => {
    const { refresh_token: token } = open.connectUser(anna);
    open.sandbox.world.addClient({
      ...open.sandbox.world.clients.get(open.client.clientId),
      clientId: open.client.clientId,
      secretExpiresAt: 0,
    });
    expect(await refresh(open, token)).toEqual(refused(7000222, 'invalid_client', 401));
  });

  it('may be told so with a WWW-Authenticate header', async () => {
    open.sandbox.world.settings.challengeClients = true;
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: open.client.clientId });
    const response = await fetch(`${open.url}/common/oauth2/v2.0/token`, { method: 'POST', body });
    expect(response.headers.get('www-authenticate')).toBe('Basic realm=""');
  });

  it('may send its secret in a header', async () => {
    const { refresh_token: token } = open.connectUser(anna);
    const { clientId, clientSecret } = open.client;
    const basic = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');
    const response = await fetch(`${open.url}/common/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
    });
    expect(response.status).toBe(200);
  });

  it('of one tenant may not be used at /common', async () => {
    const single = await openMicrosoftSandbox({ audience: '11111111-1111-4111-8111-111111111111' });
    const { refresh_token: token } = single.connectUser(anna);
    expect((await refresh(single, token)).body.error_codes).toEqual([50194]);
    await single.stop();
  });
});

test.each(failureCodes)('a scripted refusal with AADSTS%i has the body of the real one', async (code) => {
  const { refresh_token: token } = open.connectUser(anna);
  open.sandbox.faults.add({ path: /\/token$/, effect: { kind: 'aadsts', code } });
  const { body } = await refresh(open, token);
  expect(body).toMatchObject({
    error: expect.stringMatching(/^[a-z_]+$/),
    error_codes: [code],
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    trace_id: expect.any(String),
    timestamp: '2026-11-02 08:00:00Z',
  });
  expect(body.error_description).toMatch(new RegExp(`^AADSTS${code}: .+\\r\\nTrace ID: .+\\r\\nCorrelation ID: `, 's'));
});
