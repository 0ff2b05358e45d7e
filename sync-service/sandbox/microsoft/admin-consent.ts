import { type Context, Hono } from 'hono';
import { pageHeaders } from '../shared/consent-frame.ts';
import { describeFailure, failure, type TokenFailure } from './aadsts.ts';
import { accountsAt } from './authorization-request.ts';
import { adminConsentPage, faultPage } from './consent-page.ts';
import { allow } from './grants.ts';
import { sendBack } from './oauth.ts';
import { readScopes } from './scopes.ts';
import type { SandboxUser } from './state.ts';
import type { World } from './world.ts';

interface AdminRequest {
  clientId: string;
  redirectUri: string;
  state: string | null;
  scopes: string[];
  users: SandboxUser[];
}

function readRequest(world: World, tenant: string, query: URLSearchParams): AdminRequest | TokenFailure {
  const client = world.clients.get(query.get('client_id') ?? '');
  if (!client) return failure(700016);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) return failure(50011);
  // Personal accounts have no administrator, and `common` does not say whose tenant it is.
  const users = tenant === 'common' || tenant === 'consumers' ? null : accountsAt(world, tenant);
  if (users === null) return failure(90002);
  const scopes = readScopes(query.get('scope') ?? '');
  if (!scopes || scopes.length === 0) return failure(70011);
  return { clientId: client.clientId, redirectUri, state: query.get('state'), scopes, users };
}

/** Where an administrator consents for all users of a tenant. */
export function createAdminConsentRoutes(world: World): Hono {
  const routes = new Hono();

  const read = (context: Context, query: string) =>
    readRequest(world, context.req.param('tenant') ?? '', new URLSearchParams(query));

  routes.get('/:tenant/v2.0/adminconsent', (context) => {
    const query = new URL(context.req.url).search.slice(1);
    const asked = read(context, query);
    if ('error' in asked) return context.html(faultPage(asked), 400, pageHeaders);
    const host = new URL(asked.redirectUri).host;
    return context.html(adminConsentPage(host, asked.scopes, query, asked.users), 200, pageHeaders);
  });

  routes.post('/:tenant/v2.0/adminconsent/answer', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const asked = read(context, form.get('request') ?? '');
    if ('error' in asked) return context.html(faultPage(asked), 400, pageHeaders);
    const { redirectUri, state, scopes, clientId, users } = asked;
    const way = { redirectUri, state, responseMode: 'query' as const };
    const user = users.find(({ oid }) => oid === form.get('account'));
    const tenant = user?.tid ?? users[0]?.tid ?? '';
    // A trap of the real one: the refusal says so as well.
    const told = { admin_consent: 'True', tenant };
    if (form.get('answer') !== 'permit' || !user) {
      const refused = failure(65004, { error: 'consent_required' });
      const why = { error: refused.error, error_description: describeFailure(refused, world.now()) };
      return sendBack(context, way, { ...told, ...why });
    }
    allow(world, user.tid, clientId, scopes);
    return sendBack(context, way, { ...told, scope: scopes.join(' ') });
  });

  return routes;
}
