import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of a server, which can be told to answer with errors instead. */
export interface BreakableProxy {
  url: string;
  /** @param status of the errors. */
  setBroken(isBroken: boolean, status?: number): void;
  stop(): Promise<void>;
}

export async function startBreakableProxy(target: string): Promise<BreakableProxy> {
  let broken: number | null = null;
  const origin = new URL(target);
  const server = createServer((incoming, result) => {
    if (broken !== null) {
      incoming.resume();
      result.writeHead(broken, { 'content-type': 'text/html' }).end('<h1>oops</h1>');
      return;
    }
    const forwarded = request(
      {
        host: origin.hostname,
        port: origin.port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      (response) => {
        result.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(result);
      },
    );
    forwarded.on('error', () => result.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    setBroken(isBroken, status = 500) {
      broken = isBroken ? status : null;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
