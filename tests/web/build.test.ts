import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminSizes } from '../../bench/admin/sizes.ts';
import { widgetSizes } from '../../bench/widget/sizes.ts';
import manifest from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../web-embed', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'web-embed-'));
  await build({ root, logLevel: 'error', build: { outDir: folder } });
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['index.html', 'book.html', 'manage.html', 'admin.html', 'sandbox-calendars.html'])(
  'the built %s',
  (name) => {
    it('has no inline script or style, which the service’s policy would refuse', async () => {
      const html = await readFile(path.join(folder, name), 'utf8');
      expect(html.match(/<script(?![^>]*\ssrc=)/)).toBeNull();
      expect(html.match(/<style|\sstyle=|\son\w+=/)).toBeNull();
    });

    it('asks for nothing from another origin', async () => {
      const html = await readFile(path.join(folder, name), 'utf8');
      expect(html.match(/(src|href)="(https?:)?\/\//)).toBeNull();
    });
  },
);

describe('the widget for sites', () => {
  const read = (name: string) => readFile(path.join(folder, 'embed', name), 'utf8');

  it('is one classic script that brings no name into the page', async () => {
    const text = await read('booking-widget.js');
    expect(text).toMatch(/^\(function\(\)\{/);
    expect(text).not.toMatch(/\beval\(|new Function|document\.cookie|localStorage|sessionStorage/);
    // What the parts need of it, and nothing else.
    expect(text.match(/globalThis\[/g)).toHaveLength(1);
  });

  it('has one renderer, which its parts take from it', async () => {
    const files = await readdir(path.join(folder, 'embed'));
    const parts = files.filter((name) =>
      /-(booking|form|outcome|more|manage|series|turnstile|lang-\w+)-[\w-]{8}\.js$/.test(name),
    );
    expect(parts.length).toBeGreaterThan(2);
    expect(await read('booking-widget.js')).toContain('createElementNS');
    for (const name of parts) expect(await read(name), name).not.toMatch(/createElementNS|__k/);
  });

  it('is also there under the name of its version, and names its parts by their content', async () => {
    const files = await readdir(path.join(folder, 'embed'));
    expect(await read(`booking-widget-${manifest.version}.js`)).toBe(await read('booking-widget.js'));
    for (const name of files.filter((file) =>
      /-(booking|form|outcome|more|challenge|manage|series|turnstile|lang)-/.test(file),
    ))
      expect(name).toMatch(/-[\w-]{8}\.js(\.(br|gz))?$/);
  });

  it('says which version there is, and what a page that pins it has to name', async () => {
    const { newest, versions } = JSON.parse(await read('versions.json')) as {
      newest: string;
      versions: { version: string; file: string; integrity: string }[];
    };
    expect(newest).toBe(manifest.version);
    expect(versions.map(({ version }) => version)).toEqual([manifest.version]);
    for (const { file, integrity } of versions) {
      expect(integrity).toBe(
        `sha384-${createHash('sha384')
          .update(await read(file))
          .digest('base64')}`,
      );
    }
  });

  it('does not grow unnoticed', async () => {
    const { script, parts, languages, flow } = await widgetSizes(path.join(folder, 'embed'));
    // KB, with a little air. The aims are 12 for the script, 4 for each part and 16 for all in one language.
    expect(script).toBeLessThanOrEqual(18.8);
    expect(flow).toBeLessThanOrEqual(43);
    const limits: Record<string, number> = {
      ...{ booking: 4.4, form: 3.7, outcome: 4.1, more: 4, challenge: 0.36 },
      ...{ manage: 4.9, series: 1.5, turnstile: 0.8 },
    };
    expect(Object.keys(parts).toSorted()).toEqual(Object.keys(limits).toSorted());
    for (const [name, limit] of Object.entries(limits)) expect(parts[name], name).toBeLessThanOrEqual(limit);
    expect(Object.keys(languages)).toContain('de');
    for (const [name, size] of Object.entries(languages)) expect(size, name).toBeLessThanOrEqual(3);
  });
});

it('names every file by its content, so that it can be cached forever', async () => {
  for (const file of await readdir(path.join(folder, 'assets')))
    expect(file).toMatch(/-[\w-]{8}\.(js|css|svg)(\.(br|gz))?$/);
});

it('has each text twice more, compressed, unless it is small', async () => {
  const names = await readdir(folder, { recursive: true });
  const texts = names.filter((name) => /\.(js|css|html)$/.test(name));
  const packed = texts.filter((name) => names.includes(`${name}.br`));
  expect(packed.length).toBeGreaterThan(texts.length / 2);
  for (const name of texts) {
    const body = await readFile(path.join(folder, name));
    expect(names.includes(`${name}.br`), name).toBe(body.length >= 1024);
    if (body.length < 1024) continue;
    expect(brotliDecompressSync(await readFile(path.join(folder, `${name}.br`))).equals(body), name).toBe(true);
    expect(gunzipSync(await readFile(path.join(folder, `${name}.gz`))).equals(body), name).toBe(true);
  }
});

describe('the admin page', () => {
  it('keeps to its budget: 60 KB before a screen, 15 KB for each', async () => {
    const { shell, screens } = await adminSizes(folder);
    expect(shell).toBeLessThanOrEqual(60);
    // The screens of the bar, and those that their rows lead to.
    expect(Object.keys(screens).length).toBeGreaterThanOrEqual(17);
    for (const [name, size] of Object.entries(screens)) expect(size, name).toBeLessThanOrEqual(15);
  });
});
