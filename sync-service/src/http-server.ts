import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { ServiceError } from './errors.ts';
import { describeListenFault, type ListenAt } from './listen-fault.ts';
import type { Logger } from './log.ts';
import type { AppEnv } from './routes/router.ts';

/** How long running requests may take after a stop. */
const graceMs = 10_000;

/** A server that listens. */
export interface HttpServer {
  server: Server;
  url: string;
  /** Serves on, but ends each connection with its next response: whoever keeps some open finds another process. */
  drain(): void;
  /** Lets running requests finish; idle connections are closed at once, the rest after the grace time. */
  close(): Promise<void>;
}

/** Serves an app. @throws ListenError where the settings name what cannot be listened on. */
export async function listen(
  app: OpenAPIHono<AppEnv>,
  { host, port, portSetting, trustProxy }: ListenAt & { trustProxy: number },
  log: Logger,
): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      try {
        return await app.fetch(request, env as AppEnv['Bindings']);
      } catch (error) {
        // What is thrown and no error, or by the handler of errors itself: the adapter would answer 500 without a word to anybody.
        log.error(
          { err: error instanceof Error ? error : new Error(String(error)) },
          'a request failed outside of its routes',
        );
        const failure = new ServiceError('internal', 'An unexpected error happened. Try again.');
        return Response.json(failure.toBody(), { status: failure.status });
      }
    },
    // A caller that sends its request slowly must not keep a socket forever.
    serverOptions: {
      ...{ headersTimeout: 10_000, requestTimeout: 30_000 },
      // A proxy must end idle connections first: the request that it sends meanwhile would be lost. They keep them for 60 s.
      ...(trustProxy > 0 && { keepAliveTimeout: 75_000 }),
    },
  }) as Server;
  let isDraining = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (isDraining) response.shouldKeepAlive = false;
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw describeListenFault(error, { host, port, portSetting }) ?? error;
  }
  server.removeListener('error', reject);
  return {
    server,
    url: urlOf(server.address() as AddressInfo),
    drain() {
      isDraining = true;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host}:${port}`;
}
