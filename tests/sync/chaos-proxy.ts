import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of a calendar server that, while it rages, spoils answers in all the ways that servers do. */
export interface ChaosProxy {
  url: string;
  isRaging: boolean;
  /** How often each fault struck. */
  faults: Record<string, number>;
  stop(): Promise<void>;
}

type Fault = (incoming: IncomingMessage, result: ServerResponse, forward: Forward) => void;
type Forward = (use: (status: number, headers: IncomingMessage['headers'], body: Buffer) => void) => void;

const refuse =
  (status: number, headers: Record<string, string> = {}, body = ''): Fault =>
  (incoming, result) => {
    incoming.resume();
    result.writeHead(status, headers).end(body);
  };

const faults: Record<string, Fault> = {
  'error before': refuse(500),
  busy: refuse(503, { 'retry-after': '1' }),
  'too many': refuse(429),
  'sign-in page': refuse(200, { 'content-type': 'text/html' }, '<html>Sign in</html>'),
  /** Said of a token, it is a fault of the moment; said of a calendar, it would be true for good. */
  'unknown token': (incoming, result, forward) =>
    incoming.method === 'REPORT' ? refuse(403)(incoming, result, forward) : refuse(500)(incoming, result, forward),
  'no connection': (_incoming, result) => result.destroy(),
  /** It was done, and nobody hears of it. */
  'lost answer': (_incoming, result, forward) => forward(() => result.destroy()),
  'error after': (_incoming, result, forward) => forward(() => result.writeHead(502).end()),
  truncated: (_incoming, result, forward) =>
    forward((status, { 'content-length': _, 'transfer-encoding': __, ...headers }, body) =>
      result.writeHead(status, headers).end(body.subarray(0, Math.floor(body.length * 0.7))),
    ),
};

/**
 * @param random Numbers from 0 to 1, the only source of chance.
 * @param share Of the requests that are spoilt.
 */
export async function startChaosProxy(target: string, random: () => number, share: number): Promise<ChaosProxy> {
  const origin = new URL(target);
  const names = Object.keys(faults);
  const server = createServer((incoming, result) => {
    const forward: Forward = (use) => {
      const sent = request(
        {
          host: origin.hostname,
          port: origin.port,
          path: incoming.url,
          method: incoming.method,
          headers: { ...incoming.headers, connection: 'close' },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => use(response.statusCode ?? 502, response.headers, Buffer.concat(chunks)));
        },
      );
      sent.on('error', () => result.destroy());
      incoming.pipe(sent);
    };
    const fault = proxy.isRaging && random() < share ? names[Math.floor(random() * names.length)] : undefined;
    if (fault === undefined) {
      forward((status, { 'transfer-encoding': _, connection: __, ...headers }, body) =>
        result.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body),
      );
    } else {
      proxy.faults[fault] = (proxy.faults[fault] ?? 0) + 1;
      faults[fault]?.(incoming, result, forward);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: ChaosProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    isRaging: false,
    faults: {},
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
