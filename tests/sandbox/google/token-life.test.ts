import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld } from '../../../sync-service/sandbox/google/world.ts';
import { type OpenGoogleSandbox, openGoogleSandbox } from '../../support/google-sandbox.ts';
import { decide, eventsScope, exchange, refresh } from './consent.ts';

const day = 24 * 60 * 60_000;
const anna = 'anna@example.com';
const dead = {
  status: 400,
  body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
};

let google: OpenGoogleSandbox;
beforeEach(async () => {
  google = await openGoogleSandbox();
});
afterEach(() => google.stop());

const listCalendars = (token: string): Promise<Response> =>
  fetch(`${google.url}/calendar/v3/users/me/calendarList`, { headers: { authorization: `Bearer ${token}` } });

const revoke = (token: unknown): Promise<Response> =>
  fetch(`${google.url}/revoke`, { method: 'POST', body: new URLSearchParams({ token: String(token) }) });

test('an access token ends after an hour', async () => {
  const { access_token } = google.connectUser(anna);
  expect((await listCalendars(access_token)).status).toBe(200);
  google.sandbox.world.clock.advance(3600_000);
  expect((await listCalendars(access_token)).status).toBe(401);
});

test('a refresh token that is used now and then stays', async () => {
  const { refresh_token } = google.connectUser(anna);
  for (let month = 0; month < 12; month += 1) {
    google.sandbox.world.clock.advance(30 * day);
    expect((await refresh(google, refresh_token)).status).toBe(200);
  }
});

test('a refresh token that nobody used for six months is dead', async () => {
  const { refresh_token } = google.connectUser(anna);
  google.sandbox.world.clock.advance(184 * day);
  expect(await refresh(google, refresh_token)).toEqual(dead);
});

test('the oldest of 101 refresh tokens of an account dies silently', async () => {
  const tokens = Array.from({ length: 101 }, () => google.connectUser(anna).refresh_token);
  expect(await refresh(google, tokens[0])).toEqual(dead);
  expect((await refresh(google, tokens[1])).status).toBe(200);
});

test('in testing a grant ends seven days after consent, however often it is used', async () => {
  const testing = await openGoogleSandbox({ publishing: 'testing' });
  const back = await decide(testing, anna);
  const { body } = await exchange(testing, back.searchParams.get('code'));
  expect(body['refresh_token_expires_in']).toBe(604_799);
  testing.sandbox.world.clock.advance(6 * day);
  expect((await refresh(testing, body['refresh_token'])).status).toBe(200);
  testing.sandbox.world.clock.advance(day);
  expect(await refresh(testing, body['refresh_token'])).toEqual(dead);
  await testing.stop();
});

test('revoking ends all tokens of the account for the project', async () => {
  const first = google.connectUser(anna);
  const second = google.connectUser(anna);
  const response = await revoke(first.refresh_token);
  expect([response.status, await response.json()]).toEqual([200, {}]);
  expect(await refresh(google, second.refresh_token)).toEqual(dead);
  expect((await listCalendars(second.access_token)).status).toBe(401);
});

test('revoking what is dead is invalid_token', async () => {
  const { refresh_token } = google.connectUser(anna);
  await revoke(refresh_token);
  const response = await revoke(refresh_token);
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: 'invalid_token', error_description: 'Token expired or revoked' },
  ]);
});

test('a token to revoke in the query works, and is a violation', async () => {
  const { refresh_token } = google.connectUser(anna);
  const response = await fetch(`${google.url}/revoke?token=${encodeURIComponent(refresh_token)}`, { method: 'POST' });
  expect(response.status).toBe(200);
  expect(google.sandbox.violations).toHaveLength(1);
});

test('after consent was taken back nothing works until the next consent', async () => {
  const { refresh_token } = google.connectUser(anna);
  google.sandbox.world.endGrants(anna);
  expect(await refresh(google, refresh_token)).toEqual(dead);
  const back = await decide(google, anna);
  const { body } = await exchange(google, back.searchParams.get('code'));
  expect(body['refresh_token']).toEqual(expect.any(String));
});

test('userinfo tells who it is', async () => {
  const { access_token, subject } = google.connectUser(anna);
  const headers = { authorization: `Bearer ${access_token}` };
  const response = await fetch(`${google.url}/oauth2/v3/userinfo`, { headers });
  expect(await response.json()).toEqual({ sub: subject, email: anna, email_verified: true });
});

test('a call without a token is authError, and a violation', async () => {
  const response = await fetch(`${google.url}/calendar/v3/users/me/calendarList`);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    error: { code: 401, errors: [{ reason: 'authError', message: 'Invalid Credentials', location: 'Authorization' }] },
  });
  expect(google.sandbox.violations).toEqual([expect.stringContaining('no Authorization header')]);
});

test('a token in the query is a violation', async () => {
  const { access_token } = google.connectUser(anna);
  await fetch(`${google.url}/calendar/v3/users/me/calendarList?access_token=${access_token}`);
  expect(google.sandbox.violations).toContainEqual(expect.stringContaining('access token in the query'));
});

test('the list of calendars cannot be read with the scope for events', async () => {
  const { access_token } = google.connectUser(anna, { scopes: [eventsScope] });
  const response = await listCalendars(access_token);
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    error: {
      status: 'PERMISSION_DENIED',
      errors: [{ reason: 'insufficientPermissions' }],
      details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
    },
  });
});

test('who has not signed up for Calendar is told so', async () => {
  const { access_token } = google.connectUser(anna);
  google.sandbox.world.addUser(anna).usesCalendar = false;
  const response = await listCalendars(access_token);
  expect(await response.json()).toMatchObject({ error: { code: 403, errors: [{ reason: 'notACalendarUser' }] } });
});

test('a world that was saved goes on where it was', async () => {
  const { refresh_token } = google.connectUser(anna);
  const saved = JSON.parse(JSON.stringify(google.sandbox.world.save()));
  const next = await openGoogleSandbox({ state: saved });
  expect((await refresh(next, refresh_token)).status).toBe(200);
  expect(createWorld({ state: saved }).save()).toEqual(saved);
  await next.stop();
});
