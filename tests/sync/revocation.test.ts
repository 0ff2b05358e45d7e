import { afterAll, beforeEach, expect, test } from 'vitest';
import { revokeCredentials } from '../../sync-service/src/credentials/oauth.ts';
import { startOAuthStandIn } from '../support/oauth-stand-in.ts';

const standIn = await startOAuthStandIn();
beforeEach(() => standIn.reset());
afterAll(() => standIn.stop());

test('Revoking names the refresh token, in the body, where no proxy writes it down', async () => {
  const credentials = standIn.grant(3600);
  await revokeCredentials(standIn.profile, credentials);
  expect(standIn.refreshTokens.size).toBe(0);
  expect(standIn.calls).toMatchObject([{ path: '/revoke', query: '' }]);
  expect(standIn.calls[0]?.form.get('token')).toBe(credentials['refresh_token']);
});

// google.md 12
test('Revoking what is over already is a success', async () => {
  const credentials = standIn.grant(3600);
  await revokeCredentials(standIn.profile, credentials);
  await revokeCredentials(standIn.profile, credentials);
  expect(standIn.count('revoke')).toBe(2);
});

test('Revoking asks nobody where a provider cannot be told, or nothing is there to be revoked', async () => {
  await revokeCredentials({ ...standIn.profile, revocationEndpoint: null }, standIn.grant(3600));
  await revokeCredentials(standIn.profile, {});
  expect(standIn.calls).toEqual([]);
});

test.each([
  ['unreachable', { status: 503, body: '' }],
  ['misconfigured', { status: 401, body: '{"error":"invalid_client"}' }],
  ['unreachable', { status: 400, body: 'no' }],
])('Revoking that fails as %s says so: %j', async (code, fault) => {
  standIn.fault = fault;
  await expect(revokeCredentials(standIn.profile, standIn.grant(3600))).rejects.toMatchObject({
    name: 'ProviderError',
    code,
    retryable: true,
  });
});

test('Revoking never sends secrets over plain HTTP outside of a stand-in', async () => {
  const profile = { ...standIn.profile, allowHttp: false };
  await expect(revokeCredentials(profile, standIn.grant(3600))).rejects.toMatchObject({ code: 'misconfigured' });
  expect(standIn.calls).toEqual([]);
});
