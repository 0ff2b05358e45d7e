import type { Violations } from '../shared/violations.ts';
import { failure, type TokenFailure } from './aadsts.ts';
import { isGuid, personalTenant } from './ids.ts';
import { readScopes } from './scopes.ts';
import type { SandboxClient, SandboxUser } from './state.ts';
import type { World } from './world.ts';

/** A request for consent that is in order. */
export interface AuthorizationRequest {
  tenant: string;
  client: SandboxClient;
  redirectUri: string;
  responseMode: 'query' | 'fragment';
  scopes: string[];
  state: string | null;
  prompt: string[];
  loginHint: string | null;
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  nonce: string | null;
  claims: string | null;
}

/** What the page without a way back says, or what is reported to the application. */
export interface AuthorizationFault {
  failure: TokenFailure;
  /** Null: nobody may be sent back. */
  back: { redirectUri: string; state: string | null; responseMode: 'query' | 'fragment' } | null;
}

/** The accounts that may sign in at an address. Null: there is no such tenant. */
export function accountsAt(world: World, tenant: string): SandboxUser[] | null {
  const users = [...world.users.values()];
  if (tenant === 'common') return users;
  if (tenant === 'organizations') return users.filter(({ kind }) => kind === 'work');
  if (tenant === 'consumers') return users.filter(({ kind }) => kind === 'personal');
  const own = users.filter(({ tid, upn }) => tid === tenant || upn.toLowerCase().endsWith(`@${tenant.toLowerCase()}`));
  return own.length > 0 || tenant === personalTenant ? own : null;
}

/** Whether an application may be used at an address of the login. */
export function tenantFault(client: SandboxClient, tenant: string): TokenFailure | null {
  if (client.audience === 'all' || client.audience === tenant || !(isGuid(tenant) || !tenant.includes('.')))
    return null;
  return isGuid(tenant) ? failure(700016) : failure(50194);
}

function badRequest(world: World, query: URLSearchParams, tenant: string): TokenFailure | null {
  const missing = (name: string): TokenFailure =>
    failure(900144, { text: `The request body must contain the following parameter: '${name}'.` });
  const clientId = query.get('client_id');
  if (!clientId) return missing('client_id');
  const client = world.clients.get(clientId);
  if (!client) return failure(700016);
  const redirectUri = query.get('redirect_uri');
  if (!redirectUri) return missing('redirect_uri');
  if (!client.redirectUris.includes(redirectUri)) return failure(50011);
  if (accountsAt(world, tenant) === null) return failure(90002);
  return tenantFault(client, tenant);
}

/** Checks a request for consent. Parameters that nobody knows are ignored. */
export function readAuthorizationRequest(
  world: World,
  violations: Violations,
  tenant: string,
  query: URLSearchParams,
): AuthorizationRequest | AuthorizationFault {
  const bad = badRequest(world, query, tenant);
  if (bad) return { failure: bad, back: null };
  const client = world.clients.get(query.get('client_id') ?? '') as SandboxClient;
  const redirectUri = query.get('redirect_uri') ?? '';
  const responseMode = query.get('response_mode') ?? 'query';
  const state = query.get('state');
  const back = { redirectUri, state, responseMode: responseMode === 'fragment' ? 'fragment' : 'query' } as const;
  const refuse = (failed: TokenFailure): AuthorizationFault => ({ failure: failed, back });
  if (responseMode !== 'query' && responseMode !== 'fragment') {
    return refuse(failure(9002313, { text: `The sandbox has no response_mode ${responseMode}.` }));
  }
  if (query.get('response_type') !== 'code') {
    return refuse(failure(900144, { text: "The request must contain response_type 'code'." }));
  }
  const scopes = readScopes(query.get('scope') ?? '');
  if (!scopes || scopes.length === 0) return refuse(failure(70011));
  const challenge = query.get('code_challenge');
  const challengeMethod = query.get('code_challenge_method') ?? 'plain';
  if (challengeMethod !== 'S256' && challengeMethod !== 'plain') return refuse(failure(9002313));
  if (challenge !== null && !/^[\w.~-]{43,128}$/.test(challenge)) return refuse(failure(9002313));
  if (state === null) violations.add('authorization request: without state');
  if (challenge === null || challengeMethod === 'plain') violations.add('authorization request: without PKCE S256');
  if (!scopes.includes('offline_access')) violations.add('authorization request: without offline_access');
  const claims = query.get('claims');
  if (claims !== null && !isJson(claims)) return refuse(failure(9002313, { text: 'The claims parameter is no JSON.' }));
  return {
    tenant,
    client,
    redirectUri,
    responseMode: back.responseMode,
    scopes,
    state,
    prompt: (query.get('prompt') ?? '').split(' ').filter((word) => word !== ''),
    loginHint: query.get('login_hint'),
    challenge,
    challengeMethod,
    nonce: query.get('nonce'),
    claims,
  };
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    // Not JSON: the request is refused.
    return false;
  }
}
