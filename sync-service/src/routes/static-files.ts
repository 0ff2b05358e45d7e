import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** A file that is kept in memory. */
export interface StaticFile {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
}

export async function readStaticFile(path: string | URL): Promise<StaticFile> {
  return toStaticFile(new Uint8Array(await readFile(path)), path instanceof URL ? path.pathname : path);
}

/** @param name Its ending says what is in it. */
export function toStaticFile(body: Uint8Array<ArrayBuffer>, name: string): StaticFile {
  return {
    body,
    type: types[extname(name)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
}

/**
 * Reads all files of a folder once: there are few, and requests can then never reach other files.
 * @returns the files by relative path with `/`; empty if the folder does not exist.
 */
export async function readStaticFolder(folder: URL): Promise<Map<string, StaticFile>> {
  const root = fileURLToPath(folder);
  const files = new Map<string, StaticFile>();
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(root, path).split(sep).join('/'), await readStaticFile(path));
  }
  return files;
}

/**
 * Responds with a file, or 304 if the caller has it.
 * @param cacheControl How long it may be kept: forever if its name changes with its content.
 */
export function serveFile(c: Context, file: StaticFile, cacheControl: string): Response {
  c.header('etag', file.etag);
  c.header('cache-control', cacheControl);
  c.header('x-content-type-options', 'nosniff');
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
  return c.body(file.body, 200, { 'content-type': file.type });
}
