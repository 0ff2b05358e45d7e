import { randomBytes } from 'node:crypto';
import type { AccessToken, AuthorizationCode, Grant, RefreshToken, SandboxUser } from './state.ts';
import type { World } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const codeLife = 10 * minute;

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

function grantOf(world: World, of: string, clientId: string): Grant | undefined {
  return world.grants.find((grant) => grant.of === of && grant.clientId === clientId);
}

/** The scopes that an account, or an administrator of its tenant, has allowed a client. */
export function grantedScopes(world: World, user: SandboxUser, clientId: string): string[] {
  return [user.oid, user.tid].flatMap((of) => grantOf(world, of, clientId)?.scopes ?? []);
}

/** Adds scopes to what an account has allowed (an `oid`), or an administrator for a tenant (a `tid`). */
export function allow(world: World, of: string, clientId: string, scopes: readonly string[]): void {
  const grant = grantOf(world, of, clientId);
  if (grant) grant.scopes = [...new Set([...grant.scopes, ...scopes])];
  else world.grants.push({ of, clientId, scopes: [...scopes] });
}

export function issueCode(
  world: World,
  fields: Omit<AuthorizationCode, 'code' | 'expiresAt' | 'used'>,
): AuthorizationCode {
  const now = world.now().getTime();
  for (const [key, old] of world.codes) if (old.expiresAt <= now - day) world.codes.delete(key);
  const code = { ...fields, code: `M.C5_${secret(72)}`, expiresAt: now + codeLife, used: false };
  world.codes.set(code.code, code);
  return code;
}

export function issueAccessToken(world: World, oid: string, clientId: string, scopes: string[]): AccessToken {
  const now = world.now().getTime();
  // Those that ended lately are still told apart from those that never were.
  for (const [key, old] of world.accessTokens) if (old.expiresAt < now - day) world.accessTokens.delete(key);
  const token = {
    token: `EwB${secret(150)}`,
    oid,
    clientId,
    scopes,
    expiresAt: now + world.settings.accessTokenSeconds * 1000,
    usedAt: now,
  };
  world.accessTokens.set(token.token, token);
  return token;
}

export function issueRefreshToken(world: World, oid: string, clientId: string, scopes: string[]): RefreshToken {
  const now = world.now().getTime();
  for (const [key, old] of world.refreshTokens) if (old.expiresAt < now - day) world.refreshTokens.delete(key);
  const expiresAt = now + world.settings.refreshTokenDays * day;
  const token = { token: `1.${secret(120)}`, oid, clientId, scopes, expiresAt, deadBy: null };
  world.refreshTokens.set(token.token, token);
  return token;
}

/** Ends all tokens of an account, as an administrator or a policy does. @param code the AADSTS code that says why. */
export function endTokens(world: World, oid: string, code: number): void {
  for (const token of world.refreshTokens.values()) if (token.oid === oid) token.deadBy ??= code;
  for (const [key, token] of world.accessTokens) if (token.oid === oid) world.accessTokens.delete(key);
}
