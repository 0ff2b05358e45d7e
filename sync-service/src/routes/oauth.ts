import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type FinishParts, finishConsent, readAdminConsent, type TakenAttempt } from '../accounts/finish-consent.ts';
import type { OAuthProfile } from '../calendar/oauth.ts';
import { authorizationUrl, newCodeVerifier } from '../credentials/oauth.ts';
import { attemptSeconds, newBrowserSecret, type OAuthStates } from '../credentials/oauth-state.ts';
import { ServiceError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { HostAuth } from './auth.ts';
import { callbackRouteOf, consentProviders, startRouteOf } from './oauth-routes.ts';
import { type AppEnv, createRouter } from './router.ts';

const path = '/calendar/connections';

export interface OAuthRouteDeps extends FinishParts {
  hosts: HostAuth;
  states: OAuthStates;
  log: Logger;
  /** Whether the service is reached over https. */
  isSecure: boolean;
}

interface ConsentAttempt {
  ownerId: string;
  hostId: string | null;
  isRepeat: boolean;
  /** The account to connect again. */
  connectionId?: string | undefined;
}

/** `/calendar/connections/google…`, `/microsoft…`: connecting accounts by consent. */
export function oauthRoutes(deps: OAuthRouteDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  for (const name of consentProviders) {
    routes.use(callbackRouteOf(name).getRoutingPath(), refuseHead);
    routes.openapi(startRouteOf(name), async (c) => {
      const ownerId = await deps.hosts.requireUser(c, 'manage');
      const { host_id: hostId = null, connection_id: connectionId } = c.req.valid('json') ?? {};
      const url = await redirectToConsent(deps, c, name, { ownerId, hostId, isRepeat: false, connectionId });
      return c.json({ url }, 200);
    });

    routes.openapi(callbackRouteOf(name), async (c) => {
      const profile = profileOf(deps, name);
      const params = new URL(c.req.url).searchParams;
      const permitted = readAdminConsent(profile, params);
      if (permitted !== null) return c.redirect(resultPage(permitted.result));
      const attempt = await takeAttempt(deps, c, name, params.get('state') ?? '');
      if (attempt === null) return c.redirect(resultPage('expired'));
      const end = await finishConsent(deps, name, profile, params, attempt);
      if (end.result === 'failed' || end.result === 'misconfigured')
        deps.log.warn({ provider: name, reason: end.reason }, 'an account could not be connected');
      if (end.result !== 'no_refresh_token' || attempt.isRepeat)
        return c.redirect(resultPage(end.result, end.connectionId));
      // No page in between: the owner could not do anything there.
      const { ownerId, hostId } = attempt;
      return c.redirect(await redirectToConsent(deps, c, name, { ownerId, hostId, isRepeat: true }, end.loginHint));
    });
  }
  return routes;
}

/** Coming back uses up the consent attempt; `HEAD`, which is for looking (RFC 9110, 9.2.1), would run the handler of `GET`. */
const refuseHead: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.req.method === 'HEAD' ? c.body(null, 405, { allow: 'GET' }) : next();

function profileOf(deps: OAuthRouteDeps, name: string): OAuthProfile {
  const profile = deps.providers.get(name)?.oauth;
  if (profile === undefined) throw new ServiceError('not_found', 'This kind of calendar is not offered here.');
  return profile;
}

/** Stores a consent attempt in the database and in the owner's browser, and returns the provider's address. */
async function redirectToConsent(
  deps: OAuthRouteDeps,
  c: Context<AppEnv>,
  name: string,
  { ownerId, hostId, isRepeat, connectionId }: ConsentAttempt,
  loginHint?: string,
): Promise<string> {
  const profile = profileOf(deps, name);
  const id = randomUUID();
  const codeVerifier = newCodeVerifier();
  const sealedVerifier = await deps.seal.seal({ codeVerifier }, verifierBinding(name, ownerId, id));
  const needs = await deps.db.call('begin_oauth', {
    attempt_id: id,
    owner_id: ownerId,
    host_id: hostId,
    provider: name,
    sealed_verifier: sealedVerifier,
    is_repeat: isRepeat,
    ...(connectionId === undefined ? {} : { connection_id: connectionId }),
  });
  const hint = loginHint ?? needs.login_hint;
  const browserSecret = newBrowserSecret();
  // One cookie per attempt, so that two open pages do not interfere.
  setCookie(c, cookieOf(id), browserSecret, {
    path,
    httpOnly: true,
    sameSite: 'Lax',
    secure: deps.isSecure,
    maxAge: attemptSeconds,
  });
  return await authorizationUrl(profile, {
    state: await deps.states.issue(name, { attemptId: id, ownerId }, browserSecret),
    codeVerifier,
    ...(hint ? { loginHint: hint } : {}),
    ...(isRepeat || needs.asks_consent ? { mustAsk: true } : {}),
    ...(needs.claims === null ? {} : { claims: needs.claims }),
  });
}

/** Takes the consent attempt of a returning owner; null if this browser did not start one, or it was already used. */
async function takeAttempt(
  deps: OAuthRouteDeps,
  c: Context<AppEnv>,
  name: string,
  state: string,
): Promise<TakenAttempt | null> {
  const known = await deps.states.verify(name, state, (attemptId) => getCookie(c, cookieOf(attemptId)));
  if (known === null) return null;
  const { attemptId, ownerId } = known;
  deleteCookie(c, cookieOf(attemptId), { path, secure: deps.isSecure });
  const attempt = await deps.db.call('take_oauth_attempt', {
    attempt_id: attemptId,
    owner_id: ownerId,
    provider: name,
  });
  if (attempt === null) return null;
  const opened = await deps.seal.open(attempt.sealed_verifier, verifierBinding(name, ownerId, attemptId));
  const { codeVerifier } = opened as { codeVerifier: string };
  return { ownerId, hostId: attempt.host_id, isRepeat: attempt.is_repeat, codeVerifier, state };
}

const cookieOf = (attemptId: string) => `openslot_consent_${attemptId}`;

/** No connection is bound to a text of this form, so one kind of sealed value never opens as the other. */
const verifierBinding = (provider: string, ownerId: string, attemptId: string) =>
  ['consent', provider, ownerId, attemptId].join('/');

function resultPage(result: string, connectionId?: string): string {
  const query = new URLSearchParams({ result, ...(connectionId === undefined ? {} : { connection: connectionId }) });
  return `/admin/calendars?${query}`;
}
