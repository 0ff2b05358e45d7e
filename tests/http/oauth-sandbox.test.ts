import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createGoogleSandbox } from '../../sync-service/sandbox/google/sandbox.ts';
import { googleProfile } from '../../sync-service/src/providers/google/profile.ts';
import { createConsentStub } from '../support/consent-stub.ts';
import { resultOf, useConsent } from './oauth-scene.ts';

const events = 'https://www.googleapis.com/auth/calendar.events';
const client = {
  clientId: 'client.apps.googleusercontent.com',
  clientSecret: 'GOCSPX-test',
  redirectUri: 'http://localhost:8787/calendar/connections/google/callback',
};
const sandbox = createGoogleSandbox({
  clients: [
    { ...client, redirectUris: [client.redirectUri], project: 'test', publishing: 'production', deleted: false },
  ],
});
const { world } = sandbox;
const server = createAdaptorServer({ fetch: sandbox.app.fetch }) as Server;
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const profile = googleProfile({ ...client, baseUrl });
const google = createConsentStub({ profile, accessTokens: { has: (token) => world.accessTokens.has(token) } });
const owner = await useConsent({}, google);
let email: string;
let users = 0;

beforeEach(() => {
  users += 1;
  email = `ann-${users}@example.com`;
  world.addUser(email);
  Object.assign(world.settings, { withholdRefreshTokens: false, rotateRefreshTokens: false, accessTokenSeconds: 3599 });
});
afterAll(() => {
  sandbox.stop();
  server.closeAllConnections();
  server.close();
  expect(sandbox.violations).toEqual([]);
});

/** What a person does on the page that an address leads to; where they are sent back to. */
async function respond(url: string, choice: 'allow' | 'cancel' = 'allow', without?: string): Promise<URL> {
  const page = await fetch(url);
  expect(page.status, await page.text()).toBe(200);
  const form = new URLSearchParams({ request: new URL(url).search.slice(1), answer: choice });
  form.set('account', world.userByEmail(email)?.sub ?? '');
  for (const scope of profile.scopes) if (scope !== without) form.append('scope', scope);
  const consent = `${baseUrl}/o/oauth2/v2/auth/consent`;
  const { headers } = await fetch(consent, { method: 'POST', body: form, redirect: 'manual' });
  const back = new URL(headers.get('location') ?? '');
  expect(`${back.origin}${back.pathname}`).toBe(client.redirectUri);
  return back;
}
const go = async (choice?: 'allow' | 'cancel', without?: string) =>
  resultOf(await owner.arrive(await respond(await owner.consentUrl(), choice, without)));
const replaced = () => [...world.refreshTokens.values()].filter(({ dead }) => dead).length;
const status = async () => (await owner.listed())[0].status;

// google.md 1
test('An account is connected', async () => {
  expect(await go()).toBe('connected');
  expect(await owner.listed()).toMatchObject([{ account_email: email, status: 'active' }]);
});

// google.md 3
test('A refusal connects nothing', async () => {
  expect(await go('cancel')).toBe('denied');
  expect(await owner.listed()).toEqual([]);
});

// google.md 7
test('A box that is not ticked connects nothing', async () => {
  expect(await go('allow', events)).toBe('missing_scope');
  expect(await owner.listed()).toEqual([]);
});

// google.md 4
test('Without a refresh token consent is asked for once more, and no third time', async () => {
  world.settings.withholdRefreshTokens = true;
  const again = await go();
  expect(again).toContain(`${baseUrl}/o/oauth2/v2/auth?`);
  expect(resultOf(await owner.arrive(await respond(again)))).toBe('no_refresh_token');
  expect(await owner.listed()).toEqual([]);
});

// google.md 6
test('Refresh tokens that are replaced with each use stay good', async () => {
  world.settings.rotateRefreshTokens = true;
  world.settings.accessTokenSeconds = 200;
  expect(await go()).toBe('connected');
  for (let round = 0; round < 3; round += 1) {
    const reads = google.reads;
    await owner.readNow();
    await expect.poll(() => google.reads, { timeout: 10_000 }).toBeGreaterThan(reads);
  }
  expect(replaced()).toBeGreaterThanOrEqual(2);
  expect(await status()).toBe('active');
});

// google.md 8
test('A grant that was taken back needs a reconnect, which consent brings', async () => {
  expect(await go()).toBe('connected');
  world.endGrants(email);
  await owner.readNow();
  await expect.poll(status, { timeout: 10_000 }).toBe('needs_reconnect');
  expect(await go()).toBe('connected');
  expect(await status()).toBe('active');
});

// google.md 13
test('No token, code or secret is in the log', () => {
  const secrets = [...world.accessTokens.keys(), ...world.refreshTokens.keys(), ...world.codes.keys()];
  const log = owner.stack.logs.join('\n');
  for (const secret of [...secrets, client.clientSecret]) expect(log).not.toContain(secret);
});
