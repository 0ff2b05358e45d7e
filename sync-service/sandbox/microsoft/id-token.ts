import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { SandboxClient, SandboxUser } from './state.ts';
import type { World } from './world.ts';

interface Keys {
  privateKey: CryptoKey;
  jwk: JWK;
}

/** Signs who has consented. The key is new in each process: ID tokens are read once, at the exchange. */
export function createIdTokens(world: World): {
  sign(user: SandboxUser, client: SandboxClient, scopes: string[], nonce: string | null): Promise<string>;
  keys(): Promise<{ keys: JWK[] }>;
} {
  let made: Promise<Keys> | null = null;
  const key = (): Promise<Keys> => {
    made ??= makeKeys();
    return made;
  };

  return {
    async sign(user, client, scopes, nonce) {
      const { privateKey, jwk } = await key();
      const claims: Record<string, unknown> = { ver: '2.0', tid: user.tid, oid: user.oid };
      if (scopes.includes('profile')) Object.assign(claims, { name: user.name, preferred_username: user.upn });
      // Not proven to be theirs, and personal accounts have none.
      if (scopes.includes('email') && user.mail !== null) claims['email'] = user.mail;
      if (nonce !== null) claims['nonce'] = nonce;
      const now = Math.floor(world.now().getTime() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: String(jwk.kid), typ: 'JWT' })
        .setIssuer(`https://login.microsoftonline.com/${user.tid}/v2.0`)
        .setAudience(client.clientId)
        .setSubject(pairwise(user, client))
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + 3600)
        .sign(privateKey);
    },
    keys: async () => ({ keys: [(await key()).jwk] }),
  };
}

/** Of an account for one application: another application knows another one. */
function pairwise(user: SandboxUser, client: SandboxClient): string {
  return createHash('sha256').update(`${client.clientId} ${user.oid}`).digest('base64url');
}

async function makeKeys(): Promise<Keys> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'sandbox', alg: 'RS256', use: 'sig' };
  return { privateKey, jwk };
}
