import { randomBytes } from 'node:crypto';
import { isSignIn } from './scopes.ts';
import type { AccessToken, AuthorizationCode, Grant, RefreshToken, SandboxClient } from './state.ts';
import type { World } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const codeLife = 10 * minute;
const testingLife = 7 * day;
const unusedLife = 183 * day;
const tokensAtOnce = 100;

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** What that account has allowed the project of a client. */
export function grantOf(world: World, sub: string, client: SandboxClient): Grant | undefined {
  return world.grants.find((grant) => grant.sub === sub && grant.project === client.project);
}

/** Adds scopes to what an account has allowed. */
export function allow(world: World, sub: string, client: SandboxClient, scopes: string[]): Grant {
  let grant = grantOf(world, sub, client);
  if (!grant) {
    grant = { sub, project: client.project, scopes: [] };
    world.grants.push(grant);
  }
  grant.scopes = [...new Set([...grant.scopes, ...scopes])];
  return grant;
}

export function issueCode(
  world: World,
  fields: Omit<AuthorizationCode, 'code' | 'expiresAt' | 'used'>,
): AuthorizationCode {
  const now = world.now().getTime();
  for (const [key, old] of world.codes) if (old.expiresAt <= now) world.codes.delete(key);
  const code = {
    ...fields,
    code: `4/0A${secret(54)}`,
    expiresAt: now + codeLife,
    used: false,
  };
  world.codes.set(code.code, code);
  return code;
}

export function issueAccessToken(world: World, sub: string, clientId: string, scopes: string[]): AccessToken {
  const now = world.now().getTime();
  // Those that ended lately are still told apart from those that never were.
  for (const [key, old] of world.accessTokens) if (old.expiresAt < now - day) world.accessTokens.delete(key);
  const expiresAt = now + world.settings.accessTokenSeconds * 1000;
  const token = { token: `ya29.a0${secret(120)}`, sub, clientId, scopes, expiresAt };
  world.accessTokens.set(token.token, token);
  return token;
}

/** A further refresh token; the oldest one of the account and client ends when there are too many. */
export function issueRefreshToken(world: World, sub: string, client: SandboxClient, scopes: string[]): RefreshToken {
  const now = world.now().getTime();
  const live = [...world.refreshTokens.values()].filter(
    (token) => token.sub === sub && token.clientId === client.clientId && isLive(world, token),
  );
  for (const oldest of live.slice(0, Math.max(0, live.length - tokensAtOnce + 1))) oldest.dead = true;
  const endsEarly = client.publishing === 'testing' && !scopes.every(isSignIn);
  const token: RefreshToken = {
    token: `1//05${secret(75)}`,
    sub,
    clientId: client.clientId,
    scopes,
    issuedAt: now,
    lastUsedAt: now,
    expiresAt: endsEarly ? now + testingLife : null,
    dead: false,
  };
  world.refreshTokens.set(token.token, token);
  return token;
}

/** Whether a refresh with it is answered. */
export function isLive(world: World, token: RefreshToken): boolean {
  const now = world.now().getTime();
  return !token.dead && now < (token.expiresAt ?? Infinity) && now - token.lastUsedAt < unusedLife;
}

/** Ends all that an account has allowed the project of a client. */
export function revokeProject(world: World, sub: string, project: string): void {
  const isOfProject = (token: { sub: string; clientId: string }): boolean =>
    token.sub === sub && world.clients.get(token.clientId)?.project === project;
  world.grants = world.grants.filter((grant) => grant.sub !== sub || grant.project !== project);
  for (const token of world.refreshTokens.values()) if (isOfProject(token)) token.dead = true;
  for (const token of world.accessTokens.values()) if (isOfProject(token)) world.accessTokens.delete(token.token);
}
