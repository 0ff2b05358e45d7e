import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { embedFileRoutes } from '../../sync-service/src/routes/embed-files.ts';
import { createErrorHandler } from '../../sync-service/src/routes/errors.ts';
import { createRouter } from '../../sync-service/src/routes/router.ts';
import { readStaticFolder } from '../../sync-service/src/routes/static-files.ts';
import { useStack } from '../support/stack.ts';

const settings = { supabaseUrl: "https://x.supabase.co/'", publishableKey: 'sb_publishable_x' };
const script = `const SETTINGS = '__BOOKING_WIDGET_SETTINGS__';${'/* the widget */'.repeat(200)}`;
let folder = '';
let app: ReturnType<typeof createRouter>;

/** A folder as the build writes it. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'embed-'));
  const embed = path.join(folder, 'embed');
  await mkdir(embed);
  for (const name of ['booking-widget.js', 'booking-widget-1.4.2.js', 'booking-widget-late-Ab12_-cd.js'])
    await writeFile(path.join(embed, name), script);
  await writeFile(path.join(embed, 'booking-widget-1.4.2.js.br'), brotliCompressSync(script));
  await writeFile(path.join(embed, 'versions.json'), '{"newest":"1.4.2"}');
  await writeFile(path.join(embed, 'booking-widget.js.map'), '{"version":3}');
  await writeFile(path.join(folder, 'book.html'), 'a page');
  app = createRouter();
  app.onError(createErrorHandler(createLogger({ level: 'silent' })));
  app.route('/', await embedFileRoutes(await readStaticFolder(pathToFileURL(`${folder}/`)), settings));
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (name: string, headers: Record<string, string> = {}) => app.request(`/embed/${name}`, { headers });

describe('the widget', () => {
  test('in its newest version is asked for again within minutes, and then answered by 304', async () => {
    const response = await ask('booking-widget.js');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const age = Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1]);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThanOrEqual(600);
    expect(response.headers.get('cache-control')).not.toContain('immutable');
    const again = await ask('booking-widget.js', { 'if-none-match': response.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('knows where slots are read, in text that nothing in it can end', async () => {
    const text = await (await ask('booking-widget.js')).text();
    const [, written = ''] = /SETTINGS = '([^']*)';/.exec(text) ?? [];
    expect(JSON.parse(decodeURIComponent(written))).toEqual(settings);
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('comes compressed, with its settings: %s', async (encoding, unpack) => {
    const plain = await (await ask('booking-widget.js')).text();
    const packed = await ask('booking-widget.js', { 'accept-encoding': encoding });
    expect(packed.headers.get('content-encoding')).toBe(encoding);
    expect(unpack(Buffer.from(await packed.arrayBuffer())).toString()).toBe(plain);
  });

  test.each(['booking-widget-1.4.2.js', 'booking-widget-late-Ab12_-cd.js'])(
    '%s is kept forever, byte for byte as it was built',
    async (name) => {
      const response = await ask(name);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(await response.text()).toBe(script);
    },
  );

  test('says which versions there are, to any site, for minutes', async () => {
    const response = await ask('versions.json');
    expect(await response.json()).toEqual({ newest: '1.4.2' });
    expect(response.headers.get('cache-control')).toBe((await ask('booking-widget.js')).headers.get('cache-control'));
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  test('has a source map', async () => {
    const response = await ask('booking-widget.js.map');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  });

  test.each(['booking-widget-9.9.9.js', 'booking-widget-1.4.2.js.br', '..%2fbook.html', 'booking-widget.css'])(
    'has no %s',
    async (name) => {
      expect((await ask(name)).status).toBe(404);
    },
  );
});

describe('a web site', () => {
  const stack = useStack();
  test('of any origin may load the files and the settings', async () => {
    for (const name of ['booking-widget.js', 'booking-widget-9.9.9.js', 'config.json', 'versions.json']) {
      const response = await fetch(`${stack.url}/embed/${name}`, { headers: { origin: 'https://shop.example' } });
      await response.text();
      expect(response.headers.get('access-control-allow-origin'), name).toBe('*');
    }
  });
});
