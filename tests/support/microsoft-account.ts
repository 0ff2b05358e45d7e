import { allow, issueAccessToken, issueRefreshToken } from '../../sync-service/sandbox/microsoft/grants.ts';
import { readScopes } from '../../sync-service/sandbox/microsoft/scopes.ts';
import type { NewUser, World } from '../../sync-service/sandbox/microsoft/world.ts';

/** Credentials as the service keeps them. */
export type SandboxCredentials = Record<
  'access_token' | 'refresh_token' | 'expires_at' | 'scope' | 'subject' | 'email',
  string
>;

/** The scopes that a connection asks for when nobody names others. */
export const usualScopes = [
  ...['openid', 'profile', 'email', 'offline_access'],
  ...['User.Read', 'Calendars.ReadWrite', 'MailboxSettings.Read'],
];

/** An account of the sandbox that has given its consent: no browser is needed. Makes the account if there is none. */
export function grantAccount(
  world: World,
  clientId: string,
  address: string,
  options: { scopes?: readonly string[]; account?: NewUser } = {},
): SandboxCredentials {
  const user = world.addUser(address, options.account);
  const scopes = readScopes((options.scopes ?? usualScopes).join(' '));
  if (!scopes) throw new Error(`Microsoft has no such scopes: ${options.scopes?.join(' ')}`);
  allow(world, user.oid, clientId, scopes);
  const access = issueAccessToken(world, user.oid, clientId, scopes);
  return {
    access_token: access.token,
    refresh_token: issueRefreshToken(world, user.oid, clientId, scopes).token,
    expires_at: new Date(access.expiresAt).toISOString(),
    scope: scopes.join(' '),
    subject: `${user.tid}.${user.oid}`,
    email: user.mail ?? user.upn,
  };
}
