import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';
import { chooseEncoding, type Encoding, encodings, matchesTag } from './encoding.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** A file that is kept in memory, with what the build compressed of it (`web-embed/build/precompress.ts`). */
export interface StaticFile {
  body: Bytes;
  type: string;
  etag: string;
  packed: Partial<Record<Encoding, Bytes>>;
}

type Bytes = Uint8Array<ArrayBuffer>;

const suffixes: Record<Encoding, string> = { br: '.br', gzip: '.gz' };

/** @param name Its ending says what is in it. */
export function toStaticFile(body: Bytes, name: string, packed: StaticFile['packed'] = {}): StaticFile {
  return {
    body,
    type: types[extname(name)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    packed,
  };
}

/**
 * Reads all files of a folder once: there are few, and requests can then never reach other files.
 * @returns the files by relative path with `/`; empty if the folder does not exist.
 */
export async function readStaticFolder(folder: URL): Promise<Map<string, StaticFile>> {
  const root = fileURLToPath(folder);
  const bodies = new Map<string, Bytes>();
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    bodies.set(relative(root, path).split(sep).join('/'), new Uint8Array(await readFile(path)));
  }
  const files = new Map<string, StaticFile>();
  for (const [name, body] of bodies) {
    if (encodings.some((encoding) => name.endsWith(suffixes[encoding]))) continue;
    const packed = encodings.flatMap((encoding) => {
      const bytes = bodies.get(name + suffixes[encoding]);
      return bytes === undefined ? [] : [[encoding, bytes]];
    });
    files.set(name, toStaticFile(body, name, Object.fromEntries(packed)));
  }
  return files;
}

/**
 * Responds with a file in the best encoding that the caller reads, or 304 if they have it. Each encoding has a tag of its
 * own, as strong tags say that the bytes are the same.
 * @param cacheControl How long it may be kept: forever if its name changes with its content.
 */
export function serveFile(c: Context, file: StaticFile, cacheControl: string): Response {
  const offered = encodings.filter((encoding) => file.packed[encoding] !== undefined);
  const encoding = chooseEncoding(c.req.header('accept-encoding'), offered);
  const tagOf = (each: Encoding | null) => (each === null ? file.etag : file.etag.replace(/"$/, `-${each}"`));
  c.header('etag', tagOf(encoding));
  c.header('cache-control', cacheControl);
  c.header('x-content-type-options', 'nosniff');
  if (offered.length > 0) c.header('vary', 'Accept-Encoding', { append: true });
  if (matchesTag(c.req.header('if-none-match'), [null, ...offered].map(tagOf))) return c.body(null, 304);
  if (encoding !== null) c.header('content-encoding', encoding);
  return c.body((encoding && file.packed[encoding]) ?? file.body, 200, { 'content-type': file.type });
}
