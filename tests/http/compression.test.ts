import http from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import { compressAnswers, isCompressible } from '../../sync-service/src/routes/compress.ts';
import { chooseEncoding, matchesTag } from '../../sync-service/src/routes/encoding.ts';
import type { AppEnv } from '../../sync-service/src/routes/router.ts';
import { useStack } from '../support/stack.ts';
import { type Scene, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

interface Raw {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** Asks without the help of `fetch`, which unpacks. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: object): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const type = sent === undefined ? {} : { 'content-type': 'application/json' };
    const request = http.request(stack.url + path, { method, headers: { ...type, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
    request.end(sent);
  });
}

const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
const gzip = { 'accept-encoding': 'gzip, deflate' };
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' };

describe('what a caller can read', () => {
  test.each([
    [undefined, null],
    ['', null],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;q=0.5, br;q=0.4', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', null],
    ['*', 'br'],
    ['*;q=0', null],
    ['br;q=0, *', 'gzip'],
    ['identity', null],
    ['identity, gzip;q=0.5', null],
    ['br;q=much', null],
    ['deflate', null],
  ])('%s gives %s', (accepted, encoding) => {
    expect(chooseEncoding(accepted, ['br', 'gzip'])).toBe(encoding);
  });

  test('of what there is', () => {
    expect(chooseEncoding('br, gzip;q=0.1', ['gzip'])).toBe('gzip');
    expect(chooseEncoding('br', ['gzip'])).toBeNull();
    expect(chooseEncoding('br', [])).toBeNull();
  });

  test.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"x", W/"a-gzip"', true],
    ['*', true],
    ['"b"', false],
    [undefined, false],
  ])('they have it by If-None-Match %s: %s', (header, isKnown) => {
    expect(matchesTag(header, ['"a"', '"a-gzip"'])).toBe(isKnown);
  });
});

describe('files', () => {
  test.each(['br', 'gzip'] as const)(
    'come as the build compressed them, with a tag of their own: %s',
    async (encoding) => {
      const page = await ask('/manage/x');
      const path = /\/assets\/manage-[^"]+\.js/.exec(page.body.toString())?.[0] ?? '';
      const plain = await ask(path);
      const packed = await ask(path, { 'accept-encoding': encoding });
      expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).toEqual([undefined, encoding]);
      expect(unpack[encoding](packed.body).equals(plain.body)).toBe(true);
      expect(packed.body.length).toBeLessThan(plain.body.length * 0.6);
      expect(plain.headers.etag).not.toBe(packed.headers.etag);
      for (const { headers } of [plain, packed]) expect(headers.vary).toMatch(/accept-encoding/i);
      // Whichever of them a cache kept, and also if a proxy made its tag a weak one.
      for (const { headers } of [plain, packed]) {
        for (const tag of [headers.etag ?? '', `W/${headers.etag}`]) {
          const again = await ask(path, { 'accept-encoding': encoding, 'if-none-match': tag });
          expect([again.status, again.body.length]).toEqual([304, 0]);
          expect(again.headers.vary).toMatch(/accept-encoding/i);
        }
      }
    },
  );
});

describe('answers of the moment', () => {
  const range = () => ({
    event_type_id: scene.eventType.id,
    range_start: new Date().toISOString(),
    range_end: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  const slots = (headers: Record<string, string>) =>
    ask(
      '/rest/v1/rpc/get_available_slots',
      { ...headers, apikey: stack.config.supabase.publishableKey },
      'POST',
      range(),
    );

  test('slots of the Data API are a tenth', async () => {
    const packed = await slots(browser);
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers.vary).toMatch(/accept-encoding/i);
    const text = gunzipSync(packed.body).toString();
    expect(JSON.parse(text).slots.length).toBeGreaterThan(1000);
    expect(packed.body.length).toBeLessThan(text.length / 10);
    const plain = await slots({ 'accept-encoding': 'identity' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toMatch(/accept-encoding/i);
    expect(JSON.parse(plain.body.toString()).slots.length).toBeGreaterThan(1000);
  });

  test('the API document is compressed, and a small answer is not', async () => {
    const big = await ask('/openapi.json', gzip);
    expect(big.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(big.body).toString()).openapi).toBe('3.1.0');
    expect(Number(big.headers['content-length'])).toBe(big.body.length);
    const small = await ask('/embed/config.json', gzip);
    expect(small.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(small.body.toString())).toHaveProperty('supabaseUrl');
  });

  test('those with a token are never compressed: their length would tell of it', async () => {
    const answers = 'x'.repeat(2000);
    const question = { id: 'q', label: 'Q', type: 'textarea', required: false };
    const asking = await setScene(stack, { questions: JSON.stringify([question]) });
    const booked = await ask('/bookings', gzip, 'POST', { ...asking.request(), answers: { q: answers } });
    expect(booked.status).toBe(201);
    const signIn = await ask(
      '/auth/v1/token?grant_type=password',
      { ...gzip, apikey: stack.config.supabase.publishableKey },
      'POST',
      { email: scene.owner.email, password: 'a long password' },
    );
    expect(signIn.body.length).toBeGreaterThan(1024);
    for (const { headers } of [booked, signIn]) expect(headers['content-encoding']).toBeUndefined();
  });

  test.each([
    ['POST', '/bookings', false],
    ['POST', '/holds', false],
    ['POST', '/api-keys', false],
    ['GET', '/bookings/1', false],
    ['GET', '/bookings/1/calendar.ics', false],
    ['GET', '/auth/v1/user', false],
    ['GET', '/sandbox/mail', false],
    ['GET', '/weekly-summary/1/stop', false],
    ['GET', '/calendar/connections/google/callback', false],
    ['GET', '/bookings', true],
    ['GET', '/book/demo/intro', true],
    ['POST', '/rest/v1/rpc/get_available_slots', true],
  ])('%s %s: %s', (method, path, expected) => {
    expect(isCompressible(method, path)).toBe(expected);
  });
});

describe('what is compressed already, or must stay as it is', () => {
  const text = 'y'.repeat(5000);
  function respond(headers: Record<string, string>) {
    const app = new Hono<AppEnv>();
    app.use(compressAnswers);
    app.get('/slots', (c) => c.body(text, 200, { 'content-type': 'application/json', ...headers }));
    return app.request('/slots', { headers: gzip });
  }

  test('gets no second encoding', async () => {
    const response = await respond({ 'content-encoding': 'br' });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(await response.text()).toBe(text);
  });

  test('is left alone with no-transform', async () => {
    const response = await respond({ 'cache-control': 'no-store, no-transform' });
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  test('keeps its tag, as a weak one, and what else it varies by', async () => {
    const response = await respond({ etag: '"t"', vary: 'Origin' });
    expect(response.headers.get('etag')).toBe('W/"t"');
    expect(response.headers.get('vary')).toBe('Origin, Accept-Encoding');
    expect(response.headers.get('content-encoding')).toBe('gzip');
  });
});
