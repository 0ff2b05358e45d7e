import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { safeFetch } from '../../sync-service/src/providers/http.ts';
import { createAgents } from '../../sync-service/src/providers/http-request.ts';
import { codeOf, open, useServers } from './web-scene.ts';

const serve = useServers();

describe('a packed answer', () => {
  test('a small body that unpacks to 50 MB is cut off at the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('too_large');
  });

  test('a packed body is unpacked', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('BEGIN:VCALENDAR'));
    });
    expect((await safeFetch(`${server.origin}/`, open)).body.toString()).toBe('BEGIN:VCALENDAR');
  });

  test.each([
    ['damaged', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from('not gzip at all')])],
    ['cut off', gzipSync('x'.repeat(100_000)).subarray(0, 60)],
  ])('a packed body that is %s is an error', async (_what, body) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    );
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('unreachable');
  });

  test.each([
    ['201 with a length of nothing', 201, { 'content-length': '0' }],
    ['201 in no pieces', 201, { 'transfer-encoding': 'chunked' }],
    ['204', 204, {}],
    ['304', 304, {}],
  ])('an answer without a body that names a packing is none that is damaged: %s', async (_what, status, headers) => {
    const server = await serve((_request, response) => {
      response.writeHead(status, { 'content-encoding': 'gzip', ...headers }).end();
    });
    const agents = createAgents();
    for (const kept of [{}, { agents }]) {
      const { body } = await safeFetch(`${server.origin}/`, { ...open, ...kept });
      expect(body.length).toBe(0);
    }
    agents.close();
  });

  test('a body that comes long after its head is unpacked', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).flushHeaders();
      setTimeout(() => response.end(gzipSync('x'.repeat(1_000_000))), 50);
    });
    expect((await safeFetch(`${server.origin}/`, open)).body.length).toBe(1_000_000);
  });

  test.each(['UTF-8', '', 'none', '8bit', 'identity, utf-8'])('a packing called %j is none', async (encoding) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': encoding }).end('BEGIN:VCALENDAR'),
    );
    expect((await safeFetch(`${server.origin}/`, open)).body.toString()).toBe('BEGIN:VCALENDAR');
  });

  test('a charset beside the packing keeps nothing from being unpacked', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'utf-8, GZIP' }).end(gzipSync('BEGIN:VCALENDAR'));
    });
    expect((await safeFetch(`${server.origin}/`, open)).body.toString()).toBe('BEGIN:VCALENDAR');
  });

  const calendar = 'BEGIN:VCALENDAR';
  test.each([
    ['gzip, gzip', 'packed once', gzipSync(calendar)],
    ['gzip, gzip', 'packed twice', gzipSync(gzipSync(calendar))],
    ['gzip, br', 'packed both ways', brotliCompressSync(gzipSync(calendar))],
    ['gzip, br', 'packed one way', gzipSync(calendar)],
    ['nothing', 'packed', gzipSync(calendar)],
    ['gzip', 'not packed', Buffer.from(calendar)],
    ['br', 'not packed', Buffer.from(calendar)],
    ['br', 'packed so', brotliCompressSync(calendar)],
    ['deflate', 'packed so', deflateSync(calendar)],
    ['deflate', 'packed so, without its envelope', deflateRawSync(calendar)],
    ['deflate', 'not packed', Buffer.from(calendar)],
  ])('a body that is said to be packed as %s and is %s is read', async (encoding, _what, body) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(body),
    );
    expect((await safeFetch(`${server.origin}/`, open)).body.toString()).toBe(calendar);
  });

  test('a packed body that comes byte by byte is read', async () => {
    const packed = gzipSync(calendar);
    const server = await serve(async (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      for (const byte of packed) {
        response.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    expect((await safeFetch(`${server.origin}/`, open)).body.toString()).toBe(calendar);
  });

  test('what is packed over and over is not unpacked over and over', async () => {
    let body: Buffer = Buffer.alloc(30_000_000);
    for (let time = 0; time < 3; time += 1) body = gzipSync(body);
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip' }).end(body),
    );
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('too_large');
    const more = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip, gzip' }).end(body),
    );
    expect(await codeOf(safeFetch(`${more.origin}/`, open))).toBe('not_a_calendar');
  });

  test.each(['compress', 'zstd'])('a body that is packed as %s cannot be read', async (encoding) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-encoding': encoding }).end('BEGIN:VCALENDAR'),
    );
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('not_a_calendar');
  });
});
