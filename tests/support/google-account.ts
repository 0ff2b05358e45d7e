import { allow, issueAccessToken, issueRefreshToken } from '../../sync-service/sandbox/google/grants.ts';
import { readScopes } from '../../sync-service/sandbox/google/scopes.ts';
import type { SandboxClient } from '../../sync-service/sandbox/google/state.ts';
import type { World } from '../../sync-service/sandbox/google/world.ts';

/** Credentials as the service keeps them. */
export type SandboxCredentials = Record<
  'access_token' | 'refresh_token' | 'expires_at' | 'scope' | 'subject' | 'email',
  string
>;

/** The scopes that a connection asks for when nobody names others. */
export const usualScopes = [
  'openid',
  'email',
  'https://www.googleapis.com/auth/calendar.events',
  'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
];

/** An account of the sandbox that has given its consent: no browser is needed. Makes the account if there is none. */
export function grantAccount(
  world: World,
  client: SandboxClient,
  email: string,
  scopes: readonly string[] = usualScopes,
): SandboxCredentials {
  const user = world.addUser(email);
  const granted = readScopes(scopes.join(' '));
  if (!granted) throw new Error(`Google has no such scopes: ${scopes.join(' ')}`);
  allow(world, user.sub, client, granted);
  const access = issueAccessToken(world, user.sub, client.clientId, granted);
  return {
    access_token: access.token,
    refresh_token: issueRefreshToken(world, user.sub, client, granted).token,
    expires_at: new Date(access.expiresAt).toISOString(),
    scope: granted.join(' '),
    subject: user.sub,
    email: user.email,
  };
}
