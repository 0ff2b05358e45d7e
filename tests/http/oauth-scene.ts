import { afterAll, beforeEach, expect } from 'vitest';
import { type ConsentStub, createConsentStub } from '../support/consent-stub.ts';
import { type Choice, startOAuthStandIn } from '../support/oauth-stand-in.ts';
import { type StackOptions, useStack } from '../support/stack.ts';
import { type Answer, type Scene, send, setScene } from './scene.ts';

/**
 * The service, a provider that is connected by consent, and before each test a new owner in front of his browser.
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

  function keepCookies(answer: Answer): void {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) delete cookies[name];
      else cookies[name] = value;
    }
  }

  /** Presses "connect". */
  async function begin(body?: object): Promise<Answer> {
    const answer = await send(stack.url, 'POST', '/calendar/connections/google', {
      token: scene.owner.accessToken,
      ...(body === undefined ? {} : { body }),
    });
    keepCookies(answer);
    return answer;
  }

  /** Presses "connect" and is sent to this address. */
  async function consentUrl(body?: object): Promise<string> {
    const answer = await begin(body);
    expect(answer.status, answer.text).toBe(200);
    return answer.body.url;
  }

  /** The browser comes back with this query. */
  async function arrive(back: URL | string, { cookie }: { cookie?: string } = {}): Promise<Answer> {
    const search = typeof back === 'string' ? back : back.search;
    const jar = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
    const response = await fetch(`${stack.url}/calendar/connections/google/callback${search}`, {
      redirect: 'manual',
      headers: { cookie: cookie ?? jar.join('; ') },
    });
    const text = await response.text();
    const answer = { status: response.status, text, body: null, headers: response.headers };
    keepCookies(answer);
    return answer;
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
export function resultOf(answer: Answer): string {
  expect(answer.status, answer.text).toBe(302);
  const location = answer.headers.get('location') ?? '';
  if (!location.startsWith('/admin/calendars?')) return location;
  return new URLSearchParams(location.split('?')[1]).get('result') ?? '';
}
