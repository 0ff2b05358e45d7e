import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../web-embed', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'web-embed-'));
  await build({ root, logLevel: 'error', build: { outDir: folder } });
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['index.html', 'book.html', 'calendars.html', 'admin-booking.html', 'sandbox-calendars.html'])(
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
