import { afterAll, beforeEach, expect } from 'vitest';
import { type ConsentStub, createConsentStub } from '../support/consent-stub.ts';
import { type Choice, startOAuthStandIn } from '../support/oauth-stand-in.ts';
import { type StackOptions, useStack } from '../support/stack.ts';
import { type SandboxResponse, type Scene, send, setScene } from './scene.ts';

/**
 * The service, a provider that is connected by consent, and before each test a new owner in front of their browser.
 * @param other Another provider in the place of that one.
 */
export async function useConsent(config: StackOptions['config'] = {}, other?: ConsentStub) {
  const standIn = await startOAuthStandIn();
  const google = other ?? createConsentStub(standIn);
  const stack = useStack({ config, providers: [google], rateLimit: null });
  let scene: Scene;
  let cookies: Record<string, string> = {};

  beforeEach(async () => {
    standIn.reset();
    google.failure = null;
    cookies = {};
    scene = await setScene(stack);
  });
  afterAll(() => standIn.stop());

  function keepCookies(result: SandboxResponse): void {
    for (const line of result.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) delete cookies[name];
      else cookies[name] = value;
    }
  }

  /** Presses "connect". */
  async function begin(body?: object): Promise<SandboxResponse> {
    const result = await send(stack.url, 'POST', '/calendar/connections/google', {
      token: scene.owner.accessToken,
      ...(body === undefined ? {} : { body }),
    });
    keepCookies(result);
    return result;
  }

  /** Presses "connect" and is sent to this address. */
  async function consentUrl(body?: object): Promise<string> {
    const result = await begin(body);
    expect(result.status, result.text).toBe(200);
    return result.body.url;
  }

  /** The browser comes back with this query. */
  async function arrive(
    back: URL | string,
    { cookie, method = 'GET' }: { cookie?: string; method?: string } = {},
  ): Promise<SandboxResponse> {
    const search = typeof back === 'string' ? back : back.search;
    const jar = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
    const response = await fetch(`${stack.url}/calendar/connections/google/callback${search}`, {
      method,
      redirect: 'manual',
      headers: { cookie: cookie ?? jar.join('; ') },
    });
    const text = await response.text();
    const result = { status: response.status, text, body: null, headers: response.headers };
    keepCookies(result);
    return result;
  }

  async function listed() {
    const { body } = await send(stack.url, 'GET', '/calendar/connections', { token: scene.owner.accessToken });
    return body.connections;
  }

  return {
    standIn,
    google,
    stack,
    begin,
    consentUrl,
    arrive,
    /** The whole way, once. */
    async connect(choice: Choice = {}, body?: object): Promise<string> {
      return resultOf(await arrive(standIn.permit(await consentUrl(body), choice)));
    },
    listed,
    /** Has the account read. */
    async readNow(): Promise<void> {
      const [{ id }] = await listed();
      await send(stack.url, 'POST', `/calendar/connections/${id}/sync`, { token: scene.owner.accessToken });
    },
    cookies: () => cookies,
    user: () => scene.owner,
  };
}

/** The code that the page of calendars is told, or where else the browser is sent to. */
export function resultOf(result: SandboxResponse): string {
  expect(result.status, result.text).toBe(302);
  const location = result.headers.get('location') ?? '';
  if (!location.startsWith('/admin/calendars?')) return location;
  return new URLSearchParams(location.split('?')[1]).get('result') ?? '';
}
