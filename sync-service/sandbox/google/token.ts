import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { apiErrors } from './api-errors.ts';
import { shownToken } from './bearer.ts';
import { grantOf, isLive, issueAccessToken, issueRefreshToken, revokeProject } from './grants.ts';
import { createIdTokens } from './id-token.ts';
import { emailScope, profileScope } from './scopes.ts';
import type { SandboxClient } from './state.ts';
import type { World } from './world.ts';

type Form = Record<string, string>;

interface SandboxResponse {
  status: number;
  body: Record<string, unknown>;
}

const refuse = (error: string, error_description: string, status = 400): SandboxResponse => ({
  status,
  body: { error, error_description },
});

const malformed = (name: string): SandboxResponse => refuse('invalid_request', `Missing required parameter: ${name}`);

/** The endpoints that applications call themselves: tokens, their end, keys and who it is. */
export function createTokenRoutes(world: World, violations: Violations): Hono {
  const routes = new Hono();
  const idTokens = createIdTokens(world);

  function clientOf(form: Form, authorization: string | undefined): SandboxClient | SandboxResponse {
    let { client_id: id, client_secret: secret } = form;
    const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
    if (basic) [id, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    if (!id) return malformed('client_id');
    const client = world.clients.get(id);
    if (!client || client.deleted) return refuse('invalid_client', 'The OAuth client was not found.', 401);
    return client.clientSecret === secret ? client : refuse('invalid_client', 'Unauthorized', 401);
  }

  function pkceFault(
    code: { challenge: string | null; challengeMethod: string },
    verifier?: string,
  ): SandboxResponse | null {
    if (code.challenge === null) return null;
    if (!verifier) return refuse('invalid_grant', 'Missing code verifier.');
    const hash = createHash('sha256').update(verifier).digest('base64url');
    const proof = code.challengeMethod === 'S256' ? hash : verifier;
    return proof === code.challenge ? null : refuse('invalid_grant', 'Invalid code verifier.');
  }

  async function exchange(form: Form, client: SandboxClient): Promise<SandboxResponse> {
    if (!form['code']) return malformed('code');
    if (!/^4\/0A[\w-]+$/.test(form['code'])) return refuse('invalid_grant', 'Malformed auth code.');
    const code = world.codes.get(form['code']);
    if (!code || code.used || code.clientId !== client.clientId || code.expiresAt <= world.now().getTime()) {
      return refuse('invalid_grant', 'Bad Request');
    }
    if (form['redirect_uri'] !== code.redirectUri) return refuse('redirect_uri_mismatch', 'Bad Request');
    const fault = pkceFault(code, form['code_verifier']);
    if (fault) return fault;
    code.used = true;
    const access = issueAccessToken(world, code.sub, client.clientId, code.scopes);
    const body: SandboxResponse['body'] = { access_token: access.token, expires_in: world.settings.accessTokenSeconds };
    if (code.offline && !world.settings.withholdRefreshTokens) {
      const refresh = issueRefreshToken(world, code.sub, client, code.scopes);
      body['refresh_token'] = refresh.token;
      if (refresh.expiresAt !== null) body['refresh_token_expires_in'] = 604_799;
    }
    Object.assign(body, { scope: code.scopes.join(' '), token_type: 'Bearer' });
    if (code.scopes.includes('openid')) body['id_token'] = await idTokens.sign(access, code.nonce);
    return { status: 200, body };
  }

  async function refresh(form: Form, client: SandboxClient): Promise<SandboxResponse> {
    if (!form['refresh_token']) return malformed('refresh_token');
    const token = world.refreshTokens.get(form['refresh_token']);
    if (!token || token.clientId !== client.clientId || !isLive(world, token)) {
      return refuse('invalid_grant', token ? 'Token has been expired or revoked.' : 'Bad Request');
    }
    token.lastUsedAt = world.now().getTime();
    await new Promise((resolve) => setTimeout(resolve, world.settings.refreshMilliseconds));
    const access = issueAccessToken(world, token.sub, client.clientId, token.scopes);
    const body: SandboxResponse['body'] = {
      access_token: access.token,
      expires_in: world.settings.accessTokenSeconds,
      scope: token.scopes.join(' '),
      token_type: 'Bearer',
    };
    if (world.settings.rotateRefreshTokens) {
      token.dead = true;
      const next = issueRefreshToken(world, token.sub, client, token.scopes);
      // Of a test's seven days, those that are left: refreshing does not extend them.
      next.expiresAt = token.expiresAt;
      body['refresh_token'] = next.token;
    }
    if (token.scopes.includes('openid')) body['id_token'] = await idTokens.sign(access, null);
    return { status: 200, body };
  }

  const fields: Record<string, string[]> = {
    authorization_code: ['grant_type', 'code', 'client_id', 'client_secret', 'redirect_uri', 'code_verifier'],
    refresh_token: ['grant_type', 'refresh_token', 'client_id', 'client_secret', 'scope'],
  };

  async function respond(form: Form, authorization: string | undefined): Promise<SandboxResponse> {
    const type = form['grant_type'];
    if (!type) return malformed('grant_type');
    if (!fields[type]) return refuse('unsupported_grant_type', `Invalid grant_type: ${type}`);
    violations.unknown(`token request (${type})`, Object.keys(form), fields[type]);
    const client = clientOf(form, authorization);
    if ('status' in client) return client;
    return type === 'refresh_token' ? refresh(form, client) : exchange(form, client);
  }

  routes.post('/token', async (context) => {
    if ([...new URL(context.req.url).searchParams.keys()].length > 0) {
      violations.add('token request: parameters in the query');
    }
    const isForm = context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(isForm ? await context.req.text() : ''));
    const { status, body } = await respond(form, context.req.header('authorization'));
    return context.json(body, status as 200, { 'cache-control': 'no-store' });
  });

  routes.post('/revoke', async (context) => {
    const inQuery = context.req.query('token');
    if (inQuery !== undefined) violations.add('revoke: token in the query, where proxies log it');
    const form = new URLSearchParams(await context.req.text());
    violations.unknown('revoke', form.keys(), ['token', 'token_type_hint', 'client_id', 'client_secret']);
    const shown = form.get('token') ?? inQuery ?? '';
    const refreshToken = world.refreshTokens.get(shown);
    const accessToken = world.accessTokens.get(shown);
    const isDead = accessToken ? accessToken.expiresAt <= world.now().getTime() : true;
    const token = refreshToken && isLive(world, refreshToken) ? refreshToken : isDead ? undefined : accessToken;
    const client = token && world.clients.get(token.clientId);
    if (!token || !client || !grantOf(world, token.sub, client)) {
      return context.json({ error: 'invalid_token', error_description: 'Token expired or revoked' }, 400);
    }
    revokeProject(world, token.sub, client.project);
    return context.json({});
  });

  routes.get('/oauth2/v3/certs', async (context) => context.json(await idTokens.keys()));

  routes.get('/oauth2/v3/userinfo', (context) => {
    const token = shownToken(world, context.req);
    const user = token && world.users.get(token.sub);
    if (!user || token.expiresAt <= world.now().getTime()) throw apiErrors.authError();
    const body: Record<string, unknown> = { sub: user.sub };
    if (token.scopes.includes(profileScope)) body['name'] = user.name;
    if (token.scopes.includes(emailScope)) Object.assign(body, { email: user.email, email_verified: true });
    return context.json(body);
  });

  return routes;
}
