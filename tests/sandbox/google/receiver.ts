import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A notification as it came. */
interface Received {
  method: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An address that notifications are sent to. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What the next ones are answered with; 200 when it is empty. */
  responses: number[];
  /** Waits until so many have come. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const responses: number[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      received.push({ method: request.method ?? '', headers: request.headers, body });
      response.writeHead(responses.shift() ?? 200, { location: '/elsewhere' }).end();
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    responses,
    until: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (received.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
