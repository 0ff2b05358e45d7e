import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

/** Stands in for Cloudflare, as https://developers.cloudflare.com/turnstile/get-started/server-side-validation has it. */
const asked: { url: string; body: { secret: string; response: string; idempotency_key: string } }[] = [];
const used = new Map<string, string>();
let isBroken: 'down' | 'html' | 'slow' | false = false;
const cloudflare = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    if (isBroken === 'down') return void response.destroy();
    if (isBroken === 'html') return void response.writeHead(502).end('<html>Bad gateway');
    const body = JSON.parse(text);
    asked.push({ url: request.url ?? '', body });
    const known = used.get(body.response);
    const codes =
      body.secret !== 'the secret'
        ? ['invalid-input-secret']
        : !String(body.response).startsWith('good')
          ? ['invalid-input-response']
          : known !== undefined && known !== body.idempotency_key
            ? ['timeout-or-duplicate']
            : [];
    if (codes.length === 0) used.set(body.response, body.idempotency_key);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ success: codes.length === 0, 'error-codes': codes }));
  });
});
const settings = { siteKey: 'the site', secretKey: 'the secret', baseUrl: '' };
beforeAll(async () => {
  await new Promise<void>((resolve) => cloudflare.listen(0, '127.0.0.1', resolve));
  settings.baseUrl = `http://127.0.0.1:${(cloudflare.address() as AddressInfo).port}`;
});
const stack = useStack({ rateLimit: null, config: () => ({ turnstile: settings }) });
const bare = useStack({ rateLimit: null });
afterAll(() => void cloudflare.close());

let scene: Scene;
beforeEach(async () => {
  isBroken = false;
  asked.length = 0;
  settings.secretKey = 'the secret';
  scene = await guarded(stack);
});
async function guarded(on: typeof stack): Promise<Scene> {
  const made = await setScene(on);
  await on.sql.query("update public.hosts set challenge = 'turnstile' where id = $1", [made.host.id]);
  return made;
}
const count = async () =>
  (await stack.sql.query('select from public.bookings where host_id = $1', [scene.host.id])).rowCount;
const reasonOf = ({ body }: { body: { error: { details: unknown } } }) => body.error.details;

describe('a host who wants a check by Turnstile', () => {
  test('is held, booked and waited for with a token that Cloudflare accepts', async () => {
    const hold = await send(stack.url, 'POST', '/holds', { body: { ...scene.slot(), challenge: 'good 1' } });
    expect(hold.status, hold.text).toBe(201);
    expect((await scene.book({ challenge: 'good 2' })).status).toBe(201);
    expect(asked.map(({ url, body }) => [url, body.secret, body.response])).toEqual([
      ['/turnstile/v0/siteverify', 'the secret', 'good 1'],
      ['/turnstile/v0/siteverify', 'the secret', 'good 2'],
    ]);
    for (const { body } of asked) expect(body.idempotency_key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('wants one from everybody, once for a time that is held', async () => {
    const missing = await scene.book();
    expectError(missing, 403, 'forbidden');
    expect(reasonOf(missing)).toEqual({ reason: 'challenge_required' });
    const start = scene.freeStart();
    const { body: hold } = await send(stack.url, 'POST', '/holds', {
      body: { ...scene.slot(start), challenge: 'good 3' },
    });
    expect((await scene.book({ start, hold: { id: hold.id, token: hold.token } })).status).toBe(201);
  });

  test.each(['bad', `good ${'x'.repeat(2048)}`, 'eyJhbGciOiJTSEEtMjU2In0='])('refuses %s', async (challenge) => {
    const refused = await scene.book({ challenge });
    expect([403, 422]).toContain(refused.status);
    if (refused.status === 403) expect(reasonOf(refused)).toEqual({ reason: 'challenge_failed' });
    expect(await count()).toBe(0);
  });

  test('takes a token once, and again for the same request', async () => {
    const body = { ...scene.request(), challenge: 'good 4' };
    const post = (key: string, changes = {}) =>
      send(stack.url, 'POST', '/bookings', { body: { ...body, ...changes }, headers: { 'idempotency-key': key } });
    const first = await post('a');
    const again = await post('a');
    expect(again.body.booking?.id, again.text).toBe(first.body.booking.id);
    const other = await post('b', { start: scene.freeStart() });
    expect(reasonOf(other)).toEqual({ reason: 'challenge_failed' });
  });

  test.each(['down', 'html'] as const)('is not booked while Cloudflare is %s', async (how) => {
    isBroken = how;
    const refused = await scene.book({ challenge: 'good 5' });
    expectError(refused, 503, 'unavailable');
    expect(reasonOf(refused)).toEqual({ reason: 'challenge_unavailable' });
    expect(await count()).toBe(0);
  });

  test('is not booked with a secret that Cloudflare does not know, which no answer names', async () => {
    settings.secretKey = 'another secret';
    await stack.restart();
    const refused = await scene.book({ challenge: 'good 6' });
    expectError(refused, 503, 'unavailable');
    expect(refused.text + stack.logs.join('')).not.toContain('another secret');
    settings.secretKey = 'the secret';
    await stack.restart();
  });

  test('is not booked where the operator has not set it up', async () => {
    const other = await guarded(bare);
    for (const challenge of [undefined, 'good 7']) {
      const refused = await other.book({ challenge });
      expectError(refused, 503, 'unavailable');
      expect(refused.body.error.message).toMatch(/TURNSTILE_SECRET_KEY/);
    }
  });

  test('has a booking page that names the site and may load their script, and no other page may', async () => {
    const page = await send(stack.url, 'GET', `/book/${scene.host.slug}/${scene.eventType.slug}`);
    expect(page.text).toContain('challenge="turnstile:the site"');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self' https://challenges.cloudflare.com;");
    expect(policy).toContain('frame-src https://challenges.cloudflare.com;');
    const other = await setScene(stack);
    const { headers, text } = await send(stack.url, 'GET', `/book/${other.host.slug}/${other.eventType.slug}`);
    expect(`${text} ${headers.get('content-security-policy')}`).not.toMatch(/cloudflare|turnstile/);
  });
});
