import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { emailScope, profileScope } from './scopes.ts';
import type { AccessToken } from './state.ts';
import type { World } from './world.ts';

interface Keys {
  privateKey: CryptoKey;
  jwk: JWK;
}

/** Signs who has consented. The key is new in each process: ID tokens are read once, at the exchange. */
export function createIdTokens(world: World): {
  sign(token: AccessToken, nonce: string | null): Promise<string>;
  keys(): Promise<{ keys: JWK[] }>;
} {
  let made: Promise<Keys> | null = null;
  const key = (): Promise<Keys> => {
    made ??= makeKeys();
    return made;
  };

  return {
    async sign({ sub, clientId, scopes }, nonce) {
      const user = world.users.get(sub);
      const { privateKey, jwk } = await key();
      const claims: Record<string, unknown> = { azp: clientId };
      if (scopes.includes(emailScope)) Object.assign(claims, { email: user?.email, email_verified: true });
      if (scopes.includes(profileScope)) claims['name'] = user?.name;
      if (nonce !== null) claims['nonce'] = nonce;
      const now = Math.floor(world.now().getTime() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: String(jwk.kid), typ: 'JWT' })
        .setIssuer(world.settings.issuer)
        .setAudience(clientId)
        .setSubject(sub)
        .setIssuedAt(now)
        .setExpirationTime(now + 3600)
        .sign(privateKey);
    },
    keys: async () => ({ keys: [(await key()).jwk] }),
  };
}

async function makeKeys(): Promise<Keys> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'sandbox', alg: 'RS256', use: 'sig' };
  return { privateKey, jwk };
}
