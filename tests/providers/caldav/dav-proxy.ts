import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface ProxiedRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

interface ProxiedResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A server between an adapter and a real one, which loses answers or changes them. */
export interface DavProxy {
  origin: string;
  /** All requests with the status that was answered; `null`: the answer was lost. */
  log: { method: string; path: string; status: number | null; headers: http.IncomingHttpHeaders }[];
  /** Is run before a request goes on; an answer of its own keeps it from the real server. */
  before: (request: ProxiedRequest) => Promise<ProxiedResponse | undefined> | ProxiedResponse | undefined;
  /** Changes an answer; null: it never arrives. */
  after: (request: ProxiedRequest, response: ProxiedResponse) => ProxiedResponse | null;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port, which at first changes nothing. */
export async function startDavProxy(target: string): Promise<DavProxy> {
  const server = http.createServer((incoming, outgoing) => {
    void (async () => {
      const body = await readAll(incoming);
      const { method = 'GET', url: path = '/', headers } = incoming;
      const request = { method, path, headers, body };
      const response = (await proxy.before(request)) ?? proxy.after(request, await forward(target, request));
      proxy.log.push({ method, path, status: response?.status ?? null, headers });
      if (response === null) {
        incoming.socket.destroy();
        return;
      }
      const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = response.headers;
      outgoing.writeHead(response.status, kept).end(response.body);
    })().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: DavProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log: [],
    before: () => undefined,
    after: (_, response) => response,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function forward(target: string, { method, path, headers, body }: ProxiedRequest): Promise<ProxiedResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<ProxiedResponse>();
  const { host: _, connection: __, 'accept-encoding': ___, ...kept } = headers;
  const sent = http.request(new URL(path, target), { method, headers: kept, agent: false }, (response) => {
    readAll(response).then(
      (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      reject,
    );
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

async function readAll(stream: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
