import { type Context, Hono } from 'hono';
import { pageHeaders } from '../shared/consent-frame.ts';
import type { Violations } from '../shared/violations.ts';
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts';
import { consentPage, faultPage } from './consent-page.ts';
import { allow, grantOf, issueCode } from './grants.ts';
import { isSignIn } from './scopes.ts';
import type { SandboxUser } from './state.ts';
import type { World } from './world.ts';

/** Where users are asked for consent. */
export function createOAuthRoutes(world: World, violations: Violations): Hono {
  const routes = new Hono();

  function back(context: Context, request: AuthorizationRequest, params: Record<string, string>): Response {
    const url = new URL(request.redirectUri);
    if (request.state !== null) url.searchParams.set('state', request.state);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return context.redirect(url.href);
  }

  /** Whether nothing is left to ask that user. */
  function isGranted(request: AuthorizationRequest, user: SandboxUser): boolean {
    const granted = grantOf(world, user.sub, request.client)?.scopes ?? [];
    return !request.prompt.includes('consent') && request.scopes.every((scope) => granted.includes(scope));
  }

  /** `consented`: what was ticked; null if nobody was asked. */
  function grant(
    context: Context,
    request: AuthorizationRequest,
    user: SandboxUser,
    consented: string[] | null,
  ): Response {
    const { client, redirectUri, challenge, challengeMethod, nonce } = request;
    const only = world.settings.grantOnly;
    let scopes = request.scopes.filter((scope) => {
      return isSignIn(scope) || ((consented?.includes(scope) ?? true) && (only?.includes(scope) ?? true));
    });
    const all = allow(world, user.sub, client, scopes);
    if (request.includeGranted) scopes = [...new Set([...scopes, ...all.scopes])];
    const offline = request.offline && consented !== null;
    const { code } = issueCode(world, {
      ...{ sub: user.sub, clientId: client.clientId, redirectUri, scopes },
      ...{ challenge, challengeMethod, nonce, offline },
    });
    const params = { iss: world.settings.issuer, code, scope: scopes.join(' '), authuser: '0' };
    return back(context, request, { ...params, prompt: consented === null ? 'none' : 'consent' });
  }

  routes.get('/o/oauth2/v2/auth', (context) => {
    const query = new URL(context.req.url).search.slice(1);
    const request = readAuthorizationRequest(world, violations, new URLSearchParams(query));
    if ('error' in request) return context.html(faultPage(request), request.status as 400, pageHeaders);
    const users = [...world.users.values()];
    const isHinted = (user: SandboxUser): boolean => [user.email, user.sub].includes(request.loginHint ?? '');
    const user = users.find(isHinted) ?? (users.length === 1 ? users[0] : undefined);
    if (user && !request.prompt.includes('select_account') && isGranted(request, user)) {
      return grant(context, request, user, null);
    }
    if (request.prompt.includes('none')) return back(context, request, { error: 'consent_required' });
    return context.html(consentPage(request, query, users), 200, pageHeaders);
  });

  routes.post('/o/oauth2/v2/auth/consent', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const request = readAuthorizationRequest(world, violations, new URLSearchParams(form.get('request') ?? ''));
    if ('error' in request) return context.html(faultPage(request), request.status as 400, pageHeaders);
    if (form.get('answer') !== 'allow') return back(context, request, { error: 'access_denied' });
    const user = world.users.get(form.get('account') ?? '');
    if (!user) {
      const fault = { status: 400, error: 'invalid_request', detail: 'Choose an account.' };
      return context.html(faultPage(fault), 400, pageHeaders);
    }
    return grant(context, request, user, isGranted(request, user) ? null : form.getAll('scope'));
  });

  return routes;
}
