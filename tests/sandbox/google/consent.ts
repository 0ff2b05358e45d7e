import { createHash, randomBytes } from 'node:crypto';
import type { OpenGoogleSandbox } from '../../support/google-sandbox.ts';

const prefix = 'https://www.googleapis.com/auth/';
export const eventsScope = `${prefix}calendar.events`;
export const listScope = `${prefix}calendar.calendarlist.readonly`;

/** A request for consent as an application makes it; null leaves a parameter out. */
function consentUrl(google: OpenGoogleSandbox, changes: Record<string, string | null> = {}): string {
  const params: Record<string, string | null> = {
    client_id: google.client.clientId,
    redirect_uri: google.client.redirectUri,
    response_type: 'code',
    scope: `openid email ${eventsScope} ${listScope}`,
    access_type: 'offline',
    state: 'state-1',
    ...changes,
  };
  const url = new URL(`${google.url}/o/oauth2/v2/auth`);
  for (const [name, value] of Object.entries(params)) if (value !== null) url.searchParams.set(name, value);
  return url.href;
}

/** Asks, without following the way back. */
export function ask(google: OpenGoogleSandbox, changes: Record<string, string | null> = {}): Promise<Response> {
  return fetch(consentUrl(google, changes), { redirect: 'manual' });
}

/** What a user does on the consent page. Ticks all that is asked for unless told otherwise. */
export async function decide(
  google: OpenGoogleSandbox,
  email: string,
  options: { changes?: Record<string, string | null>; ticked?: string[]; answer?: 'allow' | 'cancel' } = {},
): Promise<URL> {
  const asked = new URL(consentUrl(google, options.changes));
  const form = new URLSearchParams({
    request: asked.search.slice(1),
    account: google.sandbox.world.addUser(email).sub,
    answer: options.answer ?? 'allow',
  });
  for (const scope of options.ticked ?? [eventsScope, listScope]) form.append('scope', scope);
  const response = await fetch(`${google.url}/o/oauth2/v2/auth/consent`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return new URL(response.headers.get('location') ?? '');
}

/** An answer of the token endpoint. */
export interface TokenResponse {
  status: number;
  body: Record<string, string | number | undefined>;
}

/** Posts to the token endpoint as the registered application; null leaves a field out. */
export async function requestToken(
  google: OpenGoogleSandbox,
  fields: Record<string, string | null>,
): Promise<TokenResponse> {
  const all = { client_id: google.client.clientId, client_secret: google.client.clientSecret, ...fields };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== null) body.set(name, value);
  const response = await fetch(`${google.url}/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as TokenResponse['body'] };
}

export function exchange(
  google: OpenGoogleSandbox,
  code: string | null,
  fields: Record<string, string | null> = {},
): Promise<TokenResponse> {
  const { redirectUri } = google.client;
  return requestToken(google, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...fields });
}

export function refresh(google: OpenGoogleSandbox, refreshToken: string | number | undefined): Promise<TokenResponse> {
  return requestToken(google, { grant_type: 'refresh_token', refresh_token: String(refreshToken) });
}

/** A PKCE pair. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
