import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { failure, failureResponse, type TokenFailure } from './aadsts.ts';
import { accountsAt, tenantFault } from './authorization-request.ts';
import { grantedScopes, issueAccessToken, issueRefreshToken } from './grants.ts';
import { createIdTokens } from './id-token.ts';
import { readScopes, spokenScopes } from './scopes.ts';
import type { AuthorizationCode, RefreshToken, SandboxClient, SandboxUser } from './state.ts';
import type { World } from './world.ts';

type Form = Record<string, string>;
type Result = TokenFailure | Record<string, unknown>;

/** How often tokens were asked for, refusals included. */
export interface TokenCounts {
  exchanges: number;
  refreshes: number;
  /** By `oid`. */
  refreshesOf: Map<string, number>;
}

const loopWindow = 5 * 60_000;

const missing = (name: string): TokenFailure =>
  failure(900144, { text: `The request body must contain the following parameter: '${name}'.` });

const isFailure = (result: object): result is TokenFailure => 'error' in result && 'code' in result;

/** The endpoint that applications call themselves, with what belongs to it. */
export function createTokenRoutes(world: World, violations: Violations): { routes: Hono; counts: TokenCounts } {
  const routes = new Hono();
  const idTokens = createIdTokens(world);
  const counts: TokenCounts = { exchanges: 0, refreshes: 0, refreshesOf: new Map() };
  const lately = new Map<string, number[]>();

  function clientOf(form: Form, authorization: string | undefined): SandboxClient | TokenFailure {
    let { client_id: id, client_secret: secret } = form;
    const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
    if (basic) [id, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    if (!id) return missing('client_id');
    const client = world.clients.get(id);
    if (!client) return failure(700016);
    if (client.clientSecret !== secret) return failure(7000215);
    const isExpired = client.secretExpiresAt !== null && client.secretExpiresAt <= world.now().getTime();
    return isExpired ? failure(7000222) : client;
  }

  function pkceFault({ challenge, challengeMethod }: AuthorizationCode, verifier?: string): TokenFailure | null {
    if (challenge === null) return null;
    if (!verifier) return failure(501481, { text: 'The request must contain code_verifier.' });
    const hash = createHash('sha256').update(verifier).digest('base64url');
    return (challengeMethod === 'S256' ? hash : verifier) === challenge ? null : failure(501481);
  }

  async function tokens(
    user: SandboxUser,
    client: SandboxClient,
    scopes: string[],
    refresh: RefreshToken | null,
    nonce: string | null,
  ) {
    const access = issueAccessToken(world, user.oid, client.clientId, scopes);
    const body: Record<string, unknown> = {
      token_type: 'Bearer',
      scope: spokenScopes(scopes, world.settings.longScopes),
      expires_in: world.settings.accessTokenSeconds,
      ext_expires_in: world.settings.accessTokenSeconds,
      access_token: access.token,
    };
    if (refresh) body['refresh_token'] = refresh.token;
    if (scopes.includes('openid')) body['id_token'] = await idTokens.sign(user, client, scopes, nonce);
    return body;
  }

  /** A policy that these claims do not meet. */
  function unmetDemand(user: SandboxUser, claims: string | null): TokenFailure | null {
    if (user.demand === null) return null;
    if (claims !== null && sameJson(claims, user.demand.claims)) {
      user.demand = null;
      return null;
    }
    return failure(user.demand.code, { claims: user.demand.claims });
  }

  async function exchange(form: Form, client: SandboxClient, tenant: string): Promise<Result> {
    counts.exchanges += 1;
    if (!form['code']) return missing('code');
    const code = world.codes.get(form['code']);
    if (!code || code.clientId !== client.clientId) return failure(9002313, { error: 'invalid_grant' });
    if (code.tenant !== tenant) return failure(700005);
    if (code.used) return failure(54005);
    if (code.expiresAt <= world.now().getTime()) return failure(70008);
    if (form['redirect_uri'] !== code.redirectUri) return failure(50011, { error: 'invalid_grant' });
    const fault = pkceFault(code, form['code_verifier']);
    if (fault) return fault;
    code.used = true;
    const user = world.users.get(code.oid) as SandboxUser;
    const unmet = unmetDemand(user, code.claims);
    if (unmet) return unmet;
    const offline = code.scopes.includes('offline_access');
    const refresh = offline ? issueRefreshToken(world, code.oid, client.clientId, code.scopes) : null;
    return tokens(user, client, code.scopes, refresh, code.nonce);
  }

  function isLoop(oid: string): boolean {
    const now = world.now().getTime();
    const times = (lately.get(oid) ?? []).filter((at) => at > now - loopWindow);
    times.push(now);
    lately.set(oid, times);
    return times.length > world.settings.refreshesAreLoop;
  }

  async function refresh(form: Form, client: SandboxClient, tenant: string): Promise<Result> {
    counts.refreshes += 1;
    if (!form['refresh_token']) return missing('refresh_token');
    const token = world.refreshTokens.get(form['refresh_token']);
    if (!token || token.clientId !== client.clientId) return failure(70000);
    counts.refreshesOf.set(token.oid, (counts.refreshesOf.get(token.oid) ?? 0) + 1);
    const user = world.users.get(token.oid);
    if (!user || !(accountsAt(world, tenant) ?? []).includes(user)) return failure(50020);
    if (isLoop(token.oid)) {
      violations.add(`token request: ${user.upn} is refreshed in a loop`);
      return failure(50196);
    }
    if (token.deadBy !== null) return failure(token.deadBy);
    if (token.expiresAt <= world.now().getTime()) return failure(700082);
    // A refresh shows nobody a policy, whatever claims it carries.
    const unmet = unmetDemand(user, null);
    if (unmet) return unmet;
    const granted = grantedScopes(world, user, client.clientId);
    if (granted.length === 0) return failure(65001);
    const asked = form['scope'] === undefined ? token.scopes : readScopes(form['scope']);
    if (!asked) return failure(70011);
    if (!asked.every((scope) => token.scopes.includes(scope))) return failure(65001);
    await new Promise((resolve) => setTimeout(resolve, world.settings.refreshMilliseconds));
    if (world.settings.strictRotation) token.deadBy = 70000;
    const next = issueRefreshToken(world, token.oid, client.clientId, token.scopes);
    return tokens(user, client, asked, next, null);
  }

  async function respond(form: Form, authorization: string | undefined, tenant: string): Promise<Result> {
    const type = form['grant_type'];
    if (!type) return missing('grant_type');
    if (type !== 'authorization_code' && type !== 'refresh_token') return failure(70003);
    if (accountsAt(world, tenant) === null) return failure(90002);
    const client = clientOf(form, authorization);
    if (isFailure(client)) return client;
    const fault = tenantFault(client, tenant);
    if (fault) return fault;
    return type === 'refresh_token' ? refresh(form, client, tenant) : exchange(form, client, tenant);
  }

  routes.post('/:tenant/oauth2/v2.0/token', async (context) => {
    if (new URL(context.req.url).search !== '') violations.add('token request: parameters in the query');
    const isForm = context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(isForm ? await context.req.text() : ''));
    const result = await respond(form, context.req.header('authorization'), context.req.param('tenant'));
    if (!isFailure(result)) return context.json(result, 200, { 'cache-control': 'no-store' });
    const challenged = result.error === 'invalid_client' && world.settings.challengeClients;
    return failureResponse(result, world.now(), challenged ? { 'www-authenticate': 'Basic realm=""' } : {});
  });

  routes.get('/:tenant/discovery/v2.0/keys', async (context) => context.json(await idTokens.keys()));

  return { routes, counts };
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    // What is no JSON meets no demand.
    return false;
  }
}
