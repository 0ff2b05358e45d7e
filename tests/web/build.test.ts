import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
  for (const file of await readdir(path.join(folder, 'assets'))) expect(file).toMatch(/-[\w-]{8}\.(js|css|svg)$/);
});
