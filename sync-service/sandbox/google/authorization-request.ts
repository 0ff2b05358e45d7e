import type { Violations } from '../shared/violations.ts';
import { readScopes } from './scopes.ts';
import type { SandboxClient } from './state.ts';
import type { World } from './world.ts';

/** A request for consent that is in order. */
export interface AuthorizationRequest {
  client: SandboxClient;
  redirectUri: string;
  /** As answers name them. */
  scopes: string[];
  state: string | null;
  offline: boolean;
  prompt: string[];
  includeGranted: boolean;
  loginHint: string | null;
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  nonce: string | null;
}

/** What the page without a way back says. */
export interface AuthorizationFault {
  status: number;
  error: string;
  detail: string;
}

const known = [
  ...[
    'client_id',
    'redirect_uri',
    'response_type',
    'scope',
    'access_type',
    'prompt',
    'include_granted_scopes',
    'state',
  ],
  ...['login_hint', 'code_challenge', 'code_challenge_method', 'nonce', 'hl', 'hd', 'enable_granular_consent'],
];

function redirectFault(client: SandboxClient, redirectUri: string): string | null {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : null;
  if (!url || redirectUri.includes('#')) return 'invalid_request';
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return 'invalid_request';
  return client.redirectUris.includes(redirectUri) ? null : 'redirect_uri_mismatch';
}

/** Checks a request as Google does: what is wrong is shown to the user, and the application never hears of it. */
export function readAuthorizationRequest(
  world: World,
  violations: Violations,
  query: URLSearchParams,
): AuthorizationRequest | AuthorizationFault {
  const bad = (detail: string, error = 'invalid_request', status = 400): AuthorizationFault => ({
    status,
    error,
    detail,
  });
  violations.unknown('authorization request', query.keys(), known);
  const one = (name: string): string | null => query.get(name);
  for (const name of new Set(query.keys())) {
    if (query.getAll(name).length > 1) return bad(`OAuth 2 parameters can only have a single value: ${name}`);
  }
  const clientId = one('client_id');
  if (!clientId) return bad('Missing required parameter: client_id');
  const client = world.clients.get(clientId);
  if (!client) return bad('The OAuth client was not found.', 'invalid_client', 401);
  if (client.deleted) return bad('The OAuth client was deleted.', 'deleted_client', 401);
  const redirectUri = one('redirect_uri');
  if (!redirectUri) return bad('Missing required parameter: redirect_uri');
  const fault = redirectFault(client, redirectUri);
  if (fault) return bad(`You can't use this redirect URI: ${redirectUri}`, fault);
  if (!one('response_type')) return bad('Missing required parameter: response_type');
  if (one('response_type') !== 'code') return bad('Invalid response_type.', 'unsupported_response_type');
  if (!one('scope')) return bad('Missing required parameter: scope');
  const scopes = readScopes(one('scope') ?? '');
  if (!scopes) return bad(`Some requested scopes were invalid: ${one('scope')}`, 'invalid_scope');
  const accessType = one('access_type') ?? 'online';
  if (!['online', 'offline'].includes(accessType)) return bad(`Invalid parameter value for access_type: ${accessType}`);
  const prompt = (one('prompt') ?? '').split(' ').filter((word) => word !== '');
  const isKnown = prompt.every((word) => ['none', 'consent', 'select_account'].includes(word));
  if (!isKnown || (prompt.includes('none') && prompt.length > 1)) return bad(`Invalid prompt: ${one('prompt')}`);
  const challenge = one('code_challenge');
  const challengeMethod = one('code_challenge_method') ?? 'plain';
  if (challengeMethod !== 'S256' && challengeMethod !== 'plain') return bad('Invalid code_challenge_method.');
  if (challenge !== null && !/^[\w.~-]{43,128}$/.test(challenge)) return bad('Invalid code_challenge.');
  if (one('state') === null) violations.add('authorization request: without state');
  return {
    client,
    redirectUri,
    scopes,
    state: one('state'),
    offline: accessType === 'offline',
    prompt,
    includeGranted: one('include_granted_scopes') === 'true',
    loginHint: one('login_hint'),
    challenge,
    challengeMethod,
    nonce: one('nonce'),
  };
}
