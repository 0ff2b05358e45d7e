import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A second origin in front of another server. */
export interface Door {
  url: string;
  /** Where it leads to. */
  target: string;
  close(): Promise<void>;
}

/** Opens a port that passes everything on to a server that may start later. */
export async function openDoor(): Promise<Door> {
  const agent = new http.Agent({ keepAlive: true });
  const door: Door = { url: '', target: '', close: async () => {} };
  const server = http.createServer((request, response) => {
    const { hostname, port } = new URL(door.target);
    const { method, url: path, headers } = request;
    const passed = http.request({ hostname, port, method, path, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  door.close = () =>
    new Promise((resolve) => {
      agent.destroy();
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return door;
}
