import type { lookup } from 'node:dns';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type SafeFetchOptions, safeFetch } from '../../sync-service/src/providers/http.ts';
import { createAgents } from '../../sync-service/src/providers/http-request.ts';
import { codeOf, open, useServers } from './web-scene.ts';

const serve = useServers();

describe('kept connections', () => {
  test('serve one request after the other, until they are given back', async () => {
    const sockets = new Set<unknown>();
    const server = await serve((request, response) => {
      sockets.add(request.socket);
      response.end('here');
    });
    const agents = createAgents();
    for (let i = 0; i < 5; i += 1) await safeFetch(`${server.origin}/`, { ...open, agents });
    expect(sockets.size).toBe(1);
    agents.close();
    await safeFetch(`${server.origin}/`, open);
    expect(sockets.size).toBe(2);
  });

  describe('that the server has closed unannounced', () => {
    /** Ends each connection after its first answer: as soon as that is sent, or when the next request has come. */
    const serveOnce = async (when: 'at once' | 'at the next request') => {
      const answered = new WeakSet<Socket>();
      const seen: string[] = [];
      const server = await serve((request, response) => {
        seen.push(`${request.method} ${request.url}`);
        if (answered.has(request.socket)) request.socket.resetAndDestroy();
        else response.end('here', () => void (when === 'at once' && request.socket.end()));
        answered.add(request.socket);
      });
      return { ...server, seen };
    };
    const send = async (origin: string, requests: readonly Partial<SafeFetchOptions>[]): Promise<string[]> => {
      const agents = createAgents();
      const codes = [];
      for (const request of requests)
        codes.push(await codeOf(safeFetch(`${origin}/`, { ...open, ...request, agents })));
      agents.close();
      return codes;
    };

    test.each(['at once', 'at the next request'] as const)(
      '(%s) are no failure: it is asked once more',
      async (when) => {
        const server = await serveOnce(when);
        const codes = await send(server.origin, [
          {},
          {},
          { method: 'PROPFIND', body: '<x/>' },
          { method: 'REPORT' },
          {},
        ]);
        expect(codes).toEqual(Array(5).fill('no error'));
      },
    );

    test.each([
      ['a PUT that creates', { method: 'PUT', headers: { 'if-none-match': '*' } }],
      ['a PUT that names the state that it replaces', { method: 'PUT', headers: { 'if-match': '"1"' } }],
      ['a DELETE that names the state that it removes', { method: 'DELETE', headers: { 'if-match': '"1"' } }],
    ])('%s is sent once more: done twice it does nothing', async (_, request) => {
      const server = await serveOnce('at the next request');
      expect(await send(server.origin, [{}, request])).toEqual(['no error', 'no error']);
      expect(server.seen).toEqual(['GET /', `${request.method} /`, `${request.method} /`]);
    });

    test.each([
      ['a POST', { method: 'POST', body: 'x' }],
      ['a POST with a condition', { method: 'POST', body: 'x', headers: { 'if-match': '"1"' } }],
      ['a PUT without a condition', { method: 'PUT', body: 'x' }],
      ['a DELETE without a condition', { method: 'DELETE' }],
    ])('%s is not: nobody knows whether it was done', async (_, request) => {
      const server = await serveOnce('at the next request');
      expect(await send(server.origin, [{}, request])).toEqual(['no error', 'unreachable']);
      expect(server.seen).toHaveLength(2);
    });

    test('are asked again over a new one: that one breaking off too is a failure', async () => {
      const agents = createAgents();
      let requests = 0;
      const server = await serve((request, response) => {
        requests += 1;
        if (requests === 1) response.end('here');
        else request.socket.resetAndDestroy();
      });
      expect(await codeOf(safeFetch(`${server.origin}/`, { ...open, agents }))).toBe('no error');
      expect(await codeOf(safeFetch(`${server.origin}/`, { ...open, agents }))).toBe('unreachable');
      expect(requests).toBe(3);
      agents.close();
    });
  });

  test('a first connection that breaks off is a failure at once', async () => {
    const server = await serve((request) => request.socket.resetAndDestroy());
    const agents = createAgents();
    expect(await codeOf(safeFetch(`${server.origin}/`, { ...open, agents }))).toBe('unreachable');
    expect(server.requests).toHaveLength(1);
    agents.close();
  });

  test('are not made to a private address either', async () => {
    const agents = createAgents();
    const toThere = ((_name: string, _options: object, callback: (error: null, all: object[]) => void) =>
      callback(null, [{ address: '10.0.0.1', family: 4 }])) as unknown as typeof lookup;
    const guarded = { ...open, allowPrivateHosts: false, agents, lookup: toThere };
    expect(await codeOf(safeFetch('https://calendar.test/', guarded))).toBe('forbidden_address');
    agents.close();
  });
});
