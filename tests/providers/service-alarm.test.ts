import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OAuthProfile } from '../../sync-service/src/calendar/oauth.ts';
import { refreshCredentials } from '../../sync-service/src/credentials/oauth.ts';
import { createProviders } from '../../sync-service/src/providers/index.ts';
import { createMicrosoftProvider } from '../../sync-service/src/providers/microsoft/provider.ts';
import { withServiceAlarm } from '../../sync-service/src/providers/service-alarm.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { type OpenMicrosoftSandbox, openMicrosoftSandbox } from '../support/microsoft-sandbox.ts';

let microsoft: OpenMicrosoftSandbox;
let errors: { fields: object; message: string }[];
const log = {
  warn: () => {},
  error: (fields: object, message: string) => void errors.push({ fields, message }),
};

beforeEach(async () => {
  errors = [];
  microsoft = await openMicrosoftSandbox();
});
afterEach(() => microsoft.stop());

const profileOf = (provider: { oauth?: OAuthProfile } | undefined): OAuthProfile => {
  if (provider?.oauth === undefined) throw new Error('it asks for consent');
  return provider.oauth;
};

describe('a provider that refuses this service', () => {
  // microsoft.md 8
  test.each([7000222, 7000215, 700016])('(AADSTS%i) is told to the operator, once a minute at most', async (code) => {
    const webhooks = 'http://127.0.0.1:9/webhooks';
    const webhookAddresses = { notices: webhooks, lifecycle: webhooks };
    let time = 0;
    const provider = createMicrosoftProvider({ client: microsoft.client, webhookAddresses });
    const profile = profileOf(withServiceAlarm(provider, log, () => time));
    microsoft.sandbox.faults.add({ path: /token$/, times: 100, effect: { kind: 'aadsts', code } });
    const refresh = (address: string) =>
      expect(refreshCredentials(profile, microsoft.connectUser(address))).rejects.toMatchObject({
        code: 'misconfigured',
        needsReconnect: false,
      });
    for (const name of ['anna', 'ben', 'clara']) await refresh(`${name}@contoso.example`);
    expect(errors).toEqual([
      {
        fields: { provider: 'microsoft', status: expect.any(Number) },
        message: expect.stringMatching(/client id.*secret.*expires.*redirect address/),
      },
    ]);
    time = 59_999;
    await refresh('anna@contoso.example');
    expect(errors).toHaveLength(1);
    time = 60_000;
    await refresh('anna@contoso.example');
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors)).not.toContain(microsoft.client.clientSecret);
  });

  test('is told for each kind of account', async () => {
    const google = await openGoogleSandbox();
    const options = { allowPrivateHosts: true, publicUrl: 'http://127.0.0.1:9' };
    const providers = createProviders({ ...options, google: google.client, microsoft: microsoft.client }, log);
    google.sandbox.faults.add({ path: /token$/, effect: { kind: 'oauthError', status: 401, error: 'invalid_client' } });
    microsoft.sandbox.faults.add({ path: /token$/, effect: { kind: 'aadsts', code: 7000222 } });
    for (const [name, credentials] of [
      ['google', google.connectUser('anna@example.com')],
      ['microsoft', microsoft.connectUser('anna@contoso.example')],
    ] as const)
      await expect(refreshCredentials(profileOf(providers.get(name)), credentials)).rejects.toThrow();
    expect(errors.map(({ fields }) => fields)).toMatchObject([{ provider: 'google' }, { provider: 'microsoft' }]);
    await google.stop();
  });

  test('is something else than an account that is over, or a provider that does not respond', async () => {
    const options = { allowPrivateHosts: true, publicUrl: 'http://127.0.0.1:9', google: null };
    const profile = profileOf(createProviders({ ...options, microsoft: microsoft.client }, log).get('microsoft'));
    const credentials = microsoft.connectUser('anna@contoso.example');
    for (const effect of [
      { kind: 'aadsts', code: 50173 },
      { kind: 'aadsts', code: 90033 },
      { kind: 'html', status: 503 },
    ] as const) {
      microsoft.sandbox.faults.add({ path: /token$/, effect });
      await expect(refreshCredentials(profile, credentials)).rejects.toThrow();
    }
    expect(errors).toEqual([]);
  });
});
