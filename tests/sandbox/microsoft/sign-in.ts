import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { usualScopes } from '../../support/microsoft-account.ts';
import type { OpenMicrosoftSandbox } from '../../support/microsoft-sandbox.ts';

const verifier = 'verifier-verifier-verifier-verifier-verifier';
const challenge = createHash('sha256').update(verifier).digest('base64url');
export const scope = usualScopes.join(' ');

export interface SandboxResponse {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: responses are compared field by field.
  body: any;
}

/** The address of a request for consent in order, with changes; null leaves a parameter out. */
export function authorizeUrl(
  open: OpenMicrosoftSandbox,
  changes: Record<string, string | null> = {},
  tenant = 'common',
): URL {
  const url = new URL(`${open.url}/${tenant}/oauth2/v2.0/authorize`);
  const params: Record<string, string | null> = {
    ...{ client_id: open.client.clientId, redirect_uri: open.client.redirectUri, response_type: 'code' },
    ...{ response_mode: 'query', scope, state: 'a state' },
    ...{ code_challenge: challenge, code_challenge_method: 'S256' },
    ...changes,
  };
  for (const [name, value] of Object.entries(params)) if (value !== null) url.searchParams.set(name, value);
  return url;
}

/** Presses a button of the consent page as that account; gives the address that the browser is sent to. */
export async function decide(
  open: OpenMicrosoftSandbox,
  address: string,
  button: 'permit' | 'without' | 'refuse' | 'back',
  changes: Record<string, string | null> = {},
  tenant = 'common',
): Promise<URL | string> {
  const request = authorizeUrl(open, changes, tenant);
  const account = open.sandbox.world.userByAddress(address)?.oid ?? '';
  const response = await fetch(new URL('consent', request), {
    method: 'POST',
    body: new URLSearchParams({ request: request.search.slice(1), answer: button, account }),
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  return location ? new URL(location) : response.text();
}

/** The code that a consent gives. */
export async function codeOf(
  open: OpenMicrosoftSandbox,
  address: string,
  changes: Record<string, string | null> = {},
  tenant = 'common',
): Promise<string> {
  const back = await decide(open, address, 'permit', changes, tenant);
  expect(back).toBeInstanceOf(URL);
  const code = (back as URL).searchParams.get('code');
  expect(code, String(back)).not.toBeNull();
  return code ?? '';
}

/** A request to the token endpoint, with changes; null leaves a parameter out. */
async function ask(
  open: OpenMicrosoftSandbox,
  form: Record<string, string | null>,
  tenant: string,
): Promise<SandboxResponse> {
  const sent = Object.entries({ client_id: open.client.clientId, client_secret: open.client.clientSecret, ...form });
  const body = new URLSearchParams(sent.filter((pair): pair is [string, string] => pair[1] !== null));
  const response = await fetch(`${open.url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body });
  return { status: response.status, body: await response.json() };
}

export function exchange(
  open: OpenMicrosoftSandbox,
  code: string,
  changes: Record<string, string | null> = {},
  tenant = 'common',
): Promise<SandboxResponse> {
  const { redirectUri } = open.client;
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return ask(open, { ...form, ...changes }, tenant);
}

export function refresh(
  open: OpenMicrosoftSandbox,
  token: string,
  changes: Record<string, string | null> = {},
  tenant = 'common',
): Promise<SandboxResponse> {
  return ask(open, { grant_type: 'refresh_token', refresh_token: token, ...changes }, tenant);
}
