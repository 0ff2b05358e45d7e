import { expect, test } from 'vitest';
import { googleProfile } from '../../../sync-service/src/providers/google/profile.ts';

const client = { clientId: 'c', clientSecret: 's', redirectUri: 'https://openslot.example/callback', baseUrl: null };

// google.md 1
test('consent is asked for at Google, offline, for the least that is needed', () => {
  const scopes = [
    'https://www.googleapis.com/auth/calendar.events',
    'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
  ];
  expect(googleProfile(client)).toEqual({
    issuer: 'https://accounts.google.com',
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenEndpoint: 'https://oauth2.googleapis.com/token',
    revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
    clientId: 'c',
    clientSecret: 's',
    redirectUri: 'https://openslot.example/callback',
    scopes: ['openid', 'email', ...scopes],
    requiredScopes: scopes,
    authorizationParameters: { access_type: 'offline', prompt: 'consent' },
    allowHttp: false,
  });
});

test('a stand-in has all of its addresses below one, and may be plain HTTP', () => {
  expect(googleProfile({ ...client, baseUrl: 'http://127.0.0.1:3000/sandbox/google/' })).toMatchObject({
    issuer: 'https://accounts.google.com',
    authorizationEndpoint: 'http://127.0.0.1:3000/sandbox/google/o/oauth2/v2/auth',
    tokenEndpoint: 'http://127.0.0.1:3000/sandbox/google/token',
    revocationEndpoint: 'http://127.0.0.1:3000/sandbox/google/revoke',
    allowHttp: true,
  });
  expect(googleProfile({ ...client, baseUrl: 'https://stand-in.example' }).allowHttp).toBe(false);
});
