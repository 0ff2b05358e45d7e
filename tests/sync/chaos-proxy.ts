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

type Fault = (incoming: IncomingMessage, answer: ServerResponse, forward: Forward) => void;
type Forward = (use: (status: number, headers: IncomingMessage['headers'], body: Buffer) => void) => void;

const refuse =
  (status: number, headers: Record<string, string> = {}, body = ''): Fault =>
  (incoming, answer) => {
    incoming.resume();
    answer.writeHead(status, headers).end(body);
  };

const faults: Record<string, Fault> = {
  'error before': refuse(500),
  busy: refuse(503, { 'retry-after': '1' }),
  'too many': refuse(429),
  'sign-in page': refuse(200, { 'content-type': 'text/html' }, '<html>Sign in</html>'),
  /** Said of a token, it is a fault of the moment; said of a calendar, it would be true for good. */
  'unknown token': (incoming, answer, forward) =>
    incoming.method === 'REPORT' ? refuse(403)(incoming, answer, forward) : refuse(500)(incoming, answer, forward),
  'no connection': (_incoming, answer) => answer.destroy(),
  /** It was done, and nobody hears of it. */
  'lost answer': (_incoming, answer, forward) => forward(() => answer.destroy()),
  'error after': (_incoming, answer, forward) => forward(() => answer.writeHead(502).end()),
  truncated: (_incoming, answer, forward) =>
    forward((status, { 'content-length': _, 'transfer-encoding': __, ...headers }, body) =>
      answer.writeHead(status, headers).end(body.subarray(0, Math.floor(body.length * 0.7))),
    ),
};

/**
 * @param random Numbers from 0 to 1, the only source of chance.
 * @param share Of the requests that are spoilt.
 */
export async function startChaosProxy(target: string, random: () => number, share: number): Promise<ChaosProxy> {
  const origin = new URL(target);
  const names = Object.keys(faults);
  const server = createServer((incoming, answer) => {
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
      sent.on('error', () => answer.destroy());
      incoming.pipe(sent);
    };
    const fault = proxy.isRaging && random() < share ? names[Math.floor(random() * names.length)] : undefined;
    if (fault === undefined) {
      forward((status, { 'transfer-encoding': _, connection: __, ...headers }, body) =>
        answer.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body),
      );
    } else {
      proxy.faults[fault] = (proxy.faults[fault] ?? 0) + 1;
      faults[fault]?.(incoming, answer, forward);
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
