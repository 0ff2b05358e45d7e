import { createHash, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { UnsecuredJWT } from 'jose';
import type { OAuthProfile } from '../../sync-service/src/calendar/oauth.ts';

const events = 'https://www.googleapis.com/auth/calendar.events';
const list = 'https://www.googleapis.com/auth/calendar.calendarlist.readonly';

/** What the account holder does on the page of consent. */
export interface Choice {
  subject?: string;
  email?: string;
  /** What they leave ticked; by default all that is asked for. */
  scope?: string;
  /** False: consent was given before and not shown again. */
  shown?: boolean;
  /** How the ID token spells its issuer. */
  issuer?: string;
  /** Whether the address that the owner comes back with names it, too; defaults to yes. Not every provider's does. */
  isIssuerNamed?: boolean;
  /** More claims of the ID token. */
  claims?: Record<string, unknown>;
}

/** What the token endpoint does instead of its work. */
export type TokenFault =
  | { status: number; body: string; type?: string; headers?: Record<string, string> }
  | 'hang'
  | 'cut'
  | 'truncated';

interface Grant extends Required<Omit<Choice, 'shown' | 'isIssuerNamed'>> {
  challenge: string;
  redirectUri: string;
  offline: boolean;
}

/** A token endpoint of the shape of Google's, for the parts of a provider that have nothing to do with calendars. */
export interface OAuthStandIn {
  profile: OAuthProfile;
  /** Every call, the newest last. */
  calls: { path: string; query: string; form: URLSearchParams }[];
  /** The access tokens that are good. */
  accessTokens: Set<string>;
  /** Grants by refresh token. */
  refreshTokens: Map<string, Grant>;
  fault: TokenFault | null;
  /** Whether refreshes are refused that would be granted. */
  failsRefreshes: boolean;
  /** Whether a refresh replaces the refresh token. */
  rotates: boolean;
  /** How long tokens live that a code and those that a refresh token brings. */
  lives: { authorization_code: number; refresh_token: number };
  /** Permits access on the page that a URL leads to: where the browser is sent back to. */
  permit(authorizationUrl: string, choice?: Choice): URL;
  /** Permits access without a browser: credentials as the service keeps them. */
  grant(lifeSeconds: number, now?: Date): Record<string, string>;
  /** Calls of a kind: `authorization_code`, `refresh_token` or `revoke`. */
  count(kind: string): number;
  reset(): void;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startOAuthStandIn(): Promise<OAuthStandIn> {
  const codes = new Map<string, Grant>();
  const app = new Hono();

  app.use(async (c, next) => {
    const form = new URLSearchParams(await c.req.text());
    standIn.calls.push({ path: c.req.path, query: new URL(c.req.url).search, form });
    if (
      form.get('client_id') !== standIn.profile.clientId ||
      form.get('client_secret') !== standIn.profile.clientSecret
    )
      return c.json({ error: 'invalid_client', error_description: 'Unauthorized' }, 401);
    c.set('form' as never, form as never);
    return standIn.fault === null ? next() : failWith(c, standIn.fault);
  });

  app.post('/token', (c) => {
    const form = c.get('form' as never) as URLSearchParams;
    if (form.get('grant_type') === 'refresh_token') {
      const old = form.get('refresh_token') ?? '';
      const grant = standIn.refreshTokens.get(old);
      if (grant === undefined || standIn.failsRefreshes) return refuse(c, 'Token has been expired or revoked.');
      const tokens = tokensFor(grant, 'refresh_token');
      if (!standIn.rotates) return c.json(tokens);
      standIn.refreshTokens.delete(old);
      return c.json({ ...tokens, refresh_token: newRefreshToken(grant) });
    }
    const code = form.get('code') ?? '';
    const grant = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined) return refuse(c, 'Bad Request');
    if (grant.challenge !== challenge) return refuse(c, 'Invalid code verifier.');
    if (grant.redirectUri !== form.get('redirect_uri')) return c.json({ error: 'redirect_uri_mismatch' }, 400);
    return c.json({
      ...tokensFor(grant, 'authorization_code'),
      ...(grant.offline ? { refresh_token: newRefreshToken(grant) } : {}),
      id_token: idTokenFor(grant),
    });
  });

  app.post('/revoke', (c) => {
    const token = (c.get('form' as never) as URLSearchParams).get('token') ?? '';
    return standIn.refreshTokens.delete(token) || standIn.accessTokens.delete(token)
      ? c.json({})
      : c.json({ error: 'invalid_token', error_description: 'Token expired or revoked' }, 400);
  });

  function tokensFor(grant: Grant, grantType: keyof OAuthStandIn['lives']) {
    const accessToken = `ya29.a0-${randomUUID()}`;
    standIn.accessTokens.add(accessToken);
    return {
      access_token: accessToken,
      expires_in: standIn.lives[grantType],
      scope: grant.scope,
      token_type: 'Bearer',
    };
  }

  function newRefreshToken(grant: Grant): string {
    const token = `1//05-${randomUUID()}`;
    standIn.refreshTokens.set(token, grant);
    return token;
  }

  /** RS256 in its header, as the client expects it; in this exchange nobody checks the signature. */
  function idTokenFor({ subject, email, issuer, claims: more }: Grant): string {
    const claims = new UnsecuredJWT({ email, email_verified: true, ...more })
      .setIssuer(issuer)
      .setAudience(standIn.profile.clientId)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode()
      .split('.')[1];
    return `${Buffer.from('{"alg":"RS256","kid":"1"}').toString('base64url')}.${claims}.c2lnbmF0dXJl`;
  }

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: OAuthStandIn = {
    profile: {
      issuer: 'https://accounts.google.com',
      authorizationEndpoint: `${url}/auth`,
      tokenEndpoint: `${url}/token`,
      revocationEndpoint: `${url}/revoke`,
      clientId: 'client-of-the-test',
      clientSecret: 'secret-of-the-client',
      redirectUri: 'https://book.example.com/calendar/connections/google/callback',
      scopes: ['openid', 'email', events, list],
      requiredScopes: [events, list],
      authorizationParameters: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
      allowHttp: true,
    },
    calls: [],
    accessTokens: new Set(),
    refreshTokens: new Map(),
    fault: null,
    failsRefreshes: false,
    rotates: false,
    lives: { authorization_code: 3599, refresh_token: 3599 },
    permit(authorizationUrl, choice = {}) {
      const asked = new URL(authorizationUrl).searchParams;
      const code = `4/0A-${randomUUID()}`;
      const scope = choice.scope ?? asked.get('scope') ?? '';
      codes.set(code, {
        subject: choice.subject ?? 'subject-1',
        email: choice.email ?? 'ann@example.com',
        issuer: choice.issuer ?? standIn.profile.issuer,
        claims: choice.claims ?? {},
        scope,
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        offline: asked.get('access_type') === 'offline' && choice.shown !== false,
      });
      const back = new URL(asked.get('redirect_uri') ?? '');
      const iss = choice.isIssuerNamed === false ? {} : { iss: choice.issuer ?? standIn.profile.issuer };
      const response = { state: asked.get('state') ?? '', ...iss, code, scope };
      back.search = new URLSearchParams({ ...response, authuser: '0', prompt: 'consent' }).toString();
      return back;
    },
    grant(lifeSeconds, now = new Date()) {
      const of: Grant = {
        ...{ subject: 'subject-1', email: 'ann@example.com', issuer: standIn.profile.issuer },
        ...{ scope: standIn.profile.scopes.join(' '), challenge: '', redirectUri: '', offline: true, claims: {} },
      };
      return {
        access_token: tokensFor(of, 'authorization_code').access_token,
        refresh_token: newRefreshToken(of),
        expires_at: new Date(now.getTime() + lifeSeconds * 1000).toISOString(),
        scope: of.scope,
        subject: of.subject,
        email: of.email,
      };
    },
    count: (kind) =>
      standIn.calls.filter(({ path, form }) => (form.get('grant_type') ?? path.slice(1)) === kind).length,
    reset() {
      Object.assign(standIn, { fault: null, failsRefreshes: false, rotates: false, calls: [] });
      Object.assign(standIn.lives, { authorization_code: 3599, refresh_token: 3599 });
      standIn.accessTokens.clear();
      standIn.refreshTokens.clear();
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return standIn;
}

function refuse(c: Context, description: string): Response {
  return c.json({ error: 'invalid_grant', error_description: description }, 400);
}

function failWith(c: Context, fault: TokenFault): Response | Promise<Response> {
  if (fault === 'hang') return new Promise(() => {});
  if (fault === 'cut') {
    const { outgoing } = c.env as { outgoing: { destroy(): void } };
    outgoing.destroy();
    return new Promise(() => {});
  }
  if (fault === 'truncated')
    return c.body('{"access_token":"ya29.half-an-ans', 200, { 'content-type': 'application/json' });
  return c.body(fault.body, fault.status as 500, {
    'content-type': fault.type ?? 'application/json',
    ...fault.headers,
  });
}
