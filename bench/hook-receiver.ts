import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from './child.ts';
import { clockMs } from './report.ts';

/** What a receiver of webhooks can be asked. */
export type ReceiverCommands = {
  /** Its origin. `/dead…` never responds, every other path does at once. */
  listen(): Promise<string>;
  /** Begins to count anew. */
  reset(): void;
  /** How many requests each path has got. */
  counts(): Record<string, number>;
  /** When the event of each body came that has a number in `data.n`. */
  arrivals(): [number, number][];
};

let counts: Record<string, number> = {};
let arrivals: [number, number][] = [];
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url ?? '';
    counts[path] = (counts[path] ?? 0) + 1;
    const { n } = JSON.parse(Buffer.concat(chunks).toString()).data;
    if (typeof n === 'number') arrivals.push([n, clockMs()]);
    if (!path.startsWith('/dead')) response.writeHead(204).end();
  });
});

serve(
  {
    listen: async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    reset: () => {
      counts = {};
      arrivals = [];
    },
    counts: () => counts,
    arrivals: () => arrivals,
  } satisfies ReceiverCommands,
  () => server.closeAllConnections(),
);
