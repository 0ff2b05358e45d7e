import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

const foreign = { origin: 'https://shop.example' };
const preflight = (path: string, method: string) =>
  send(stack.url, 'OPTIONS', path, {
    headers: { ...foreign, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' },
  });

describe('web sites that embed the widget', () => {
  test.each([
    ['/holds', 'POST'],
    ['/holds/1', 'DELETE'],
    ['/bookings', 'POST'],
    ['/bookings/1/cancel', 'POST'],
    ['/embed/config.json', 'GET'],
  ])('may ask for %s', async (path, method) => {
    const { status, headers } = await preflight(path, method);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain(method);
    expect(headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type.*idempotency-key/);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('can read answers and refusals alike', async () => {
    const start = scene.freeStart();
    for (const status of [201, 409]) {
      const response = await send(stack.url, 'POST', '/holds', { body: scene.slot(start), headers: foreign });
      expect(response.status).toBe(status);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  test.each(['/calendar/connections', '/bookings/1/confirm', '/bookings/1/decline', '/bookings/1/propose', '/readyz'])(
    'may not ask for %s',
    async (path) => {
      expect((await preflight(path, 'POST')).headers.get('access-control-allow-origin')).toBeNull();
      expect(
        (await send(stack.url, 'GET', path, { headers: foreign })).headers.get('access-control-allow-origin'),
      ).toBeNull();
    },
  );
});

describe('headers', () => {
  test('no answer with a booking or a token may be kept or sniffed', async () => {
    const { headers } = await scene.book();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the Data API is served under the same origin, with its own rights', async () => {
    const { data } = await stack.client().rpc('get_available_slots', {
      event_type_id: scene.eventType.id,
      range_start: '2020-01-01T00:00:00Z',
      range_end: '2020-01-02T00:00:00Z',
    });
    expect(data.slots).toEqual([]);
    expect((await stack.client().from('bookings').select('id')).data ?? []).toEqual([]);
  });
});

describe('the Data API', () => {
  test('refuses with the same codes, in its own shape', async () => {
    const { error, status } = await stack.client().rpc('get_available_slots', {
      event_type_id: scene.eventType.id,
      range_start: '2030-01-02T00:00:00Z',
      range_end: '2030-01-01T00:00:00Z',
    });
    expect([status, error?.code, error?.details]).toEqual([400, 'PT400', 'invalid_range']);
  });
});

describe('pages', () => {
  test.each(['/', '/book/HOST/EVENT', '/book/HOST'])(
    '%s is a page whose policy allows own files alone',
    async (address) => {
      const path = address.replace('HOST', scene.host.slug).replace('EVENT', scene.eventType.slug);
      const { status, headers, text } = await send(stack.url, 'GET', path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      // Data are no script.
      expect(text).not.toMatch(/<script(?![^>]*(?:\bsrc=|type="application\/json"))[^>]*>|<style|\son\w+=|style=/);
    },
  );

  test('the files of a page may be kept forever, the page itself is asked for again', async () => {
    const page = await send(stack.url, 'GET', '/');
    const asset = /\/assets\/[^"]+\.js/.exec(page.text)?.[0] ?? '';
    const script = await send(stack.url, 'GET', asset);
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const again = await send(stack.url, 'GET', '/', { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  test('a page learns the origin it was opened on, under whichever name', async () => {
    const { port } = new URL(stack.url);
    for (const url of [stack.url, `http://localhost:${port}`]) {
      const { body } = await send(url, 'GET', '/embed/config.json');
      expect(body).toEqual({
        supabaseUrl: url,
        publishableKey: stack.config.supabase.publishableKey,
        plainReads: true,
      });
    }
  });
});
