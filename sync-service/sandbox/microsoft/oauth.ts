import { type Context, Hono } from 'hono';
import { pageHeaders } from '../shared/consent-frame.ts';
import type { Violations } from '../shared/violations.ts';
import { describeFailure, failure, type TokenFailure } from './aadsts.ts';
import { type AuthorizationRequest, accountsAt, readAuthorizationRequest } from './authorization-request.ts';
import { approvalPage, consentPage, faultPage } from './consent-page.ts';
import { allow, grantedScopes, issueCode } from './grants.ts';
import { isOfCalendars, isSignIn } from './scopes.ts';
import type { SandboxUser } from './state.ts';
import type { World } from './world.ts';

type Way = Pick<AuthorizationRequest, 'redirectUri' | 'state' | 'responseMode'>;

/** Sends a browser back to the application. */
export function sendBack(context: Context, way: Way, params: Record<string, string>): Response {
  const url = new URL(way.redirectUri);
  const told = way.responseMode === 'fragment' ? new URLSearchParams() : url.searchParams;
  for (const [name, value] of Object.entries(params)) told.set(name, value);
  if (way.state !== null) told.set('state', way.state);
  if (way.responseMode === 'fragment') url.hash = told.toString();
  return context.redirect(url.href);
}

/** Where users are asked for consent. */
export function createOAuthRoutes(world: World, violations: Violations): Hono {
  const routes = new Hono();

  const refuse = (context: Context, way: Way, failed: TokenFailure): Response =>
    sendBack(context, way, { error: failed.error, error_description: describeFailure(failed, world.now()) });

  /** Whether nothing is left to ask that user. */
  function isGranted(request: AuthorizationRequest, user: SandboxUser): boolean {
    const granted = grantedScopes(world, user, request.client.clientId);
    const wanted = request.scopes.filter((scope) => !['openid', 'profile', 'email', 'offline_access'].includes(scope));
    return !request.prompt.includes('consent') && wanted.every((scope) => granted.includes(scope));
  }

  /** A user may not consent on their own where the tenant wants an administrator who has not done so. */
  function needsAdministrator(request: AuthorizationRequest, user: SandboxUser): boolean {
    if (user.consent !== 'administrator') return false;
    const byAdministrator = world.grants.find(
      ({ of, clientId }) => of === user.tid && clientId === request.client.clientId,
    );
    return !request.scopes.every((scope) => isSignIn(scope) || byAdministrator?.scopes.includes(scope));
  }

  function grant(context: Context, request: AuthorizationRequest, user: SandboxUser, withCalendars: boolean): Response {
    const { client, redirectUri, challenge, challengeMethod, nonce, claims, tenant } = request;
    const only = world.settings.grantOnly;
    const scopes = request.scopes.filter(
      (scope) => isSignIn(scope) || ((withCalendars || !isOfCalendars(scope)) && (only?.includes(scope) ?? true)),
    );
    allow(world, user.oid, client.clientId, scopes);
    const { code } = issueCode(world, {
      ...{ oid: user.oid, clientId: client.clientId, redirectUri, tenant, scopes },
      ...{ challenge, challengeMethod, nonce, claims },
    });
    return sendBack(context, request, { code, session_state: user.oid });
  }

  function request(context: Context, query: string) {
    const tenant = context.req.param('tenant') ?? '';
    return readAuthorizationRequest(world, violations, tenant, new URLSearchParams(query));
  }

  function fault(
    context: Context,
    { failure: failed, back }: Extract<ReturnType<typeof request>, { failure: unknown }>,
  ) {
    return back ? refuse(context, back, failed) : context.html(faultPage(failed), 400, pageHeaders);
  }

  routes.get('/:tenant/oauth2/v2.0/authorize', (context) => {
    const query = new URL(context.req.url).search.slice(1);
    const asked = request(context, query);
    if ('failure' in asked) return fault(context, asked);
    const users = accountsAt(world, asked.tenant) ?? [];
    const hint = asked.loginHint?.toLowerCase();
    const user = users.find(({ upn }) => upn.toLowerCase() === hint) ?? (users.length === 1 ? users[0] : undefined);
    const mustAsk = ['select_account', 'login', 'consent'].some((word) => asked.prompt.includes(word));
    if (user && !mustAsk && isGranted(asked, user)) return grant(context, asked, user, true);
    if (asked.prompt.includes('none')) {
      const failed = user ? failure(65001) : failure(50034, { error: 'login_required' });
      return refuse(context, asked, user ? { ...failed, error: 'interaction_required' } : failed);
    }
    return context.html(consentPage(asked, query, users), 200, pageHeaders);
  });

  routes.post('/:tenant/oauth2/v2.0/consent', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const query = form.get('request') ?? '';
    const asked = request(context, query);
    if ('failure' in asked) return fault(context, asked);
    const decision = form.get('answer');
    if (decision === 'refuse') return refuse(context, asked, failure(65004));
    const user = (accountsAt(world, asked.tenant) ?? []).find(({ oid }) => oid === form.get('account'));
    if (!user) return context.html(faultPage(failure(50020)), 400, pageHeaders);
    if (needsAdministrator(asked, user)) {
      if (decision === 'back') return refuse(context, asked, failure(90094));
      return context.html(approvalPage(asked, query, user), 200, pageHeaders);
    }
    return grant(context, asked, user, decision === 'permit');
  });

  return routes;
}
