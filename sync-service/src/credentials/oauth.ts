import { decodeJwt } from 'jose';
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  ClientSecretPost,
  calculatePKCECodeChallenge,
  clockSkew,
  customFetch,
  generateRandomCodeVerifier,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import type { IdClaims, OAuthProfile } from '../calendar/oauth.ts';
import type { Credentials } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { type OAuthStep, toProviderError, unusableResponse } from './oauth-errors.ts';
import { fetchResponse } from './oauth-fetch.ts';

/** Lifetime of a token for which the provider does not give one. */
const unknownLifeSeconds = 600;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What identifies a consent request. */
export interface ConsentRequest {
  /** Returned with the response. */
  state: string;
  /** From `newCodeVerifier`; needed again to use the response. */
  codeVerifier: string;
  /** Address or subject of the intended account. */
  loginHint?: string;
  /**
   * Whether the consent page must be shown even to an owner who consented before: only then is there a refresh token.
   */
  mustAsk?: boolean;
  /** What the provider wants proven, of `cleanClaims`. */
  claims?: string;
}

/** Creates a secret that ties the response to the request (PKCE). */
export function newCodeVerifier(): string {
  return generateRandomCodeVerifier();
}

/** Returns the address where the owner grants access. */
export async function authorizationUrl(profile: OAuthProfile, request: ConsentRequest): Promise<string> {
  const url = new URL(profile.authorizationEndpoint);
  const parameters = {
    ...profile.authorizationParameters,
    ...(request.mustAsk === true ? { prompt: 'consent' } : {}),
    ...(request.loginHint === undefined ? {} : { login_hint: request.loginHint }),
    ...(request.claims === undefined ? {} : { claims: request.claims }),
    client_id: profile.clientId,
    redirect_uri: profile.redirectUri,
    response_type: 'code',
    scope: profile.scopes.join(' '),
    state: request.state,
    code_challenge: await calculatePKCECodeChallenge(request.codeVerifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Checks the parameters that the provider sent back.
 * @returns the parameters, for `exchangeCode`.
 * @throws ProviderError `forbidden` if the owner refused, `invalid_credentials` if it is not the response to this
 * request.
 */
export function readCallback(profile: OAuthProfile, params: URLSearchParams, expectedState: string): URLSearchParams {
  const received = new URLSearchParams(params);
  const iss = received.get('iss');
  if (iss !== null && isIssuer(profile, iss)) received.set('iss', profile.issuer);
  try {
    return validateAuthResponse(serverOf(profile), clientOf(profile), received, expectedState);
  } catch (error) {
    throw toProviderError(error, 'consent', profile);
  }
}

/**
 * Exchanges the code for credentials. `refresh_token` is missing if the provider sent none.
 * @param params Of `readCallback`.
 * @throws ProviderError
 */
export async function exchangeCode(
  profile: OAuthProfile,
  params: URLSearchParams,
  codeVerifier: string,
  now = new Date(),
): Promise<Credentials> {
  return await attempt(profile, 'exchange', async () => {
    const client = clientOf(profile, now);
    const secret = ClientSecretPost(profile.clientSecret);
    const options = callOptions(profile);
    const response = await authorizationCodeGrantRequest(
      serverOf(profile),
      client,
      secret,
      params,
      profile.redirectUri,
      codeVerifier,
      options,
    );
    const server = await serverOfResponse(profile, response);
    const tokens = await processAuthorizationCodeResponse(server, client, response, { requireIdToken: true });
    const claims: IdClaims | undefined = getValidatedIdTokenClaims(tokens);
    return {
      ...toCredentials(tokens, now),
      scope: tokens.scope ?? profile.scopes.join(' '),
      subject: (claims && profile.subjectOf?.(claims)) ?? String(claims?.['sub'] ?? ''),
      email: typeof claims?.['email'] === 'string' ? claims['email'] : '',
    };
  });
}

/**
 * Gets a new access token. Values missing in the response (mostly the refresh token) are kept.
 * @returns the merged credentials, to be stored before use.
 * @throws ProviderError `unauthorized` only if the grant is over; `misconfigured` and network failures are no reason to
 * reconnect.
 */
export async function refreshCredentials(
  profile: OAuthProfile,
  credentials: Credentials,
  now = new Date(),
): Promise<Credentials> {
  const refreshToken = credentials['refresh_token'];
  if (!refreshToken) {
    throw new ProviderError('unauthorized', 'We can no longer read this account. Reconnect it.', {
      needsReconnect: true,
    });
  }
  return await attempt(profile, 'refresh', async () => {
    const client = clientOf(profile, now);
    const secret = ClientSecretPost(profile.clientSecret);
    const scope = scopesOnRefresh(profile, credentials)?.join(' ');
    const response = await refreshTokenGrantRequest(serverOf(profile), client, secret, refreshToken, {
      ...callOptions(profile),
      ...(scope === undefined ? {} : { additionalParameters: { scope } }),
    });
    const tokens = await processRefreshTokenResponse(await serverOfResponse(profile, response), client, response);
    return { ...credentials, ...toCredentials(tokens, now) };
  });
}

/**
 * Tells the provider that the grant is over. One that is over already, or a provider that cannot be told, is a success.
 * @throws ProviderError
 */
export async function revokeCredentials(profile: OAuthProfile, credentials: Credentials): Promise<void> {
  const token = credentials['refresh_token'] || credentials['access_token'];
  if (profile.revocationEndpoint === null || !token) return;
  await attempt(profile, 'revoke', async () => {
    const secret = ClientSecretPost(profile.clientSecret);
    const response = await revocationRequest(serverOf(profile), clientOf(profile), secret, token, callOptions(profile));
    await processRevocationResponse(response).catch((error: unknown) => {
      if (!(error instanceof ResponseBodyError && error.error === 'invalid_token')) throw error;
    });
  });
}

/** Returns the required scopes that the owner did not grant. */
export function missingScopes(profile: OAuthProfile, credentials: Credentials): string[] {
  const isGranted = grantedBy(profile, credentials);
  return profile.requiredScopes.filter((wanted) => !isGranted(wanted));
}

/** A refresh that names a scope which was not granted is refused as if the whole grant were over. */
function scopesOnRefresh(profile: OAuthProfile, credentials: Credentials): string[] | undefined {
  const isGranted = grantedBy(profile, credentials);
  // That access lasts (OpenID Connect Core 11) is not told among what was granted.
  return profile.scopesOnRefresh?.filter((scope) => scope === 'offline_access' || isGranted(scope));
}

function grantedBy(profile: OAuthProfile, credentials: Credentials): (scope: string) => boolean {
  const granted = (credentials['scope'] ?? '').split(/\s+/);
  const isSame = profile.isSameScope ?? ((one: string, other: string) => one === other);
  return (wanted) => granted.some((one) => isSame(one, wanted));
}

async function attempt<T>(profile: OAuthProfile, step: OAuthStep, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = toProviderError(error, step, profile);
    if (known.code === 'misconfigured') profile.onServiceRefused?.(known.status);
    throw known;
  }
}

function toCredentials(tokens: TokenEndpointResponse, now: Date): Record<string, string> {
  const lifeMs = (tokens.expires_in ?? unknownLifeSeconds) * 1000;
  return {
    access_token: tokens.access_token,
    expires_at: new Date(now.getTime() + lifeMs).toISOString(),
    ...(tokens.refresh_token === undefined ? {} : { refresh_token: tokens.refresh_token }),
    ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
  };
}

function callOptions(profile: OAuthProfile) {
  return { [allowInsecureRequests]: profile.allowHttp, [customFetch]: fetchResponse };
}

function clientOf(profile: OAuthProfile, now = new Date()): Client {
  return { client_id: profile.clientId, [clockSkew]: Math.round((now.getTime() - Date.now()) / 1000) };
}

function serverOf(profile: OAuthProfile, issuer = profile.issuer): AuthorizationServer {
  return {
    issuer,
    authorization_endpoint: profile.authorizationEndpoint,
    token_endpoint: profile.tokenEndpoint,
    ...(profile.revocationEndpoint === null ? {} : { revocation_endpoint: profile.revocationEndpoint }),
  };
}

/** Google signs ID tokens with and without `https://` before its name; the library compares exactly. */
function spellings(issuer: string): string[] {
  return [issuer, issuer.replace(/^https:\/\//, '')];
}

/** Whether a name is the issuer's; one of any tenant if it has an issuer for each. */
function isIssuer({ issuer }: OAuthProfile, name: string): boolean {
  const [before = '', after] = issuer.split('{tid}');
  if (after === undefined) return spellings(issuer).includes(name);
  const isFramed = name.startsWith(before) && name.endsWith(after);
  return isFramed && guid.test(name.slice(before.length, name.length - after.length));
}

/** Returns the server under the name that this response's ID token uses, if it is one of its names. */
async function serverOfResponse(profile: OAuthProfile, response: Response): Promise<AuthorizationServer> {
  const body: unknown = await response
    .clone()
    .json()
    // The library rejects what is not JSON with the right error.
    .catch(() => null);
  const idToken = (body as { id_token?: unknown } | null)?.id_token;
  if (typeof idToken !== 'string') return serverOf(profile);
  const { iss, tid } = decodeJwt<{ tid?: unknown }>(idToken);
  // Some providers have an issuer per tenant. Anything but its id could make another address of the issuer.
  const tenant = typeof tid === 'string' && guid.test(tid) ? tid : null;
  if (tenant === null && profile.issuer.includes('{tid}')) throw unusableResponse();
  const issuer = profile.issuer.replace('{tid}', tenant ?? '');
  return serverOf(profile, spellings(issuer).includes(iss ?? '') ? iss : issuer);
}
