import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** A web site that shows what is measured: one page, and the files of a folder, compressed as well as they can be. */
export interface Site {
  url: string;
  /** What the page has in its body. */
  body: string;
  folder: string;
  /** Compresses a file of the folder ahead, which takes seconds; its size in bytes. */
  pack(file: string): number;
  close(): Promise<void>;
}

/** Starts a site on an origin of its own. */
export async function startSite(): Promise<Site> {
  const packed = new Map<string, Buffer>();
  const site: Site = { url: '', body: '', folder: '', pack: () => 0, close: async () => {} };
  const packOf = (file: string): Buffer => {
    const body = packed.get(file) ?? brotliCompressSync(fs.readFileSync(file));
    packed.set(file, body);
    return body;
  };
  site.pack = (file) => packOf(path.join(site.folder, path.normalize(file))).length;
  const server = http.createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://site').pathname;
    if (name === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title></head><body>${site.body}</body></html>`,
      );
      return;
    }
    const file = path.join(site.folder, path.normalize(name));
    if (site.folder === '' || !fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' }).end(packOf(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  site.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return site;
}
