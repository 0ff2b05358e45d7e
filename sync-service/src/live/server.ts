import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import { createConnectionCount, defaultLiveLimits, type LiveLimits, refuse } from './connections.ts';
import { type Authenticate, type OwnerHub, serveOwner } from './owners.ts';
import { type SlotHub, serveVisitor } from './visitors.ts';

/** Bytes of a message: visitors' pages send nothing; an access token is no longer than what Node takes as headers. */
const maxVisitorBytes = 1024;
const maxOwnerBytes = 16 * 1024;

export interface LiveServer {
  /** How many pages are open. */
  count(): { visitor: number; owner: number };
  /** Closes all connections (1001, going away). */
  stop(): void;
}

/**
 * Answers `GET /live?host=SLUG` with the WebSocket of a visitor's page (`visitors.ts`), and `GET /live` with that of an
 * owner, who sends an access token first (`owners.ts`). Messages carry versions, no data.
 * @param parts.trustProxy Number of proxies whose `X-Forwarded-For` is believed.
 */
export function attachLive(
  server: Server,
  parts: {
    db: Db;
    slots: SlotHub;
    owners: OwnerHub;
    authenticate: Authenticate;
    trustProxy: number;
    log: Logger;
    limits?: LiveLimits;
  },
): LiveServer {
  const { db, slots, owners, authenticate, trustProxy, log, limits = defaultLiveLimits } = parts;
  const visitorSockets = new WebSocketServer({ noServer: true, maxPayload: maxVisitorBytes });
  const ownerSockets = new WebSocketServer({ noServer: true, maxPayload: maxOwnerBytes });
  const open = (): WebSocket[] => [...visitorSockets.clients, ...ownerSockets.clients];
  const count = createConnectionCount(limits, trustProxy);
  const alive = new WeakSet<WebSocket>();

  const ping = setInterval(() => {
    for (const socket of open()) {
      if (!alive.has(socket)) {
        socket.terminate();
        continue;
      }
      alive.delete(socket);
      socket.ping();
    }
  }, limits.pingMs);
  ping.unref();

  server.on('upgrade', (request, socket, head) => {
    // A page that disconnects in the middle is not our fault.
    socket.on('error', () => socket.destroy());
    void accept(request, socket, head).catch((error: unknown) => {
      log.warn({ err: error }, 'live updates: a connection could not be accepted');
      refuse(socket, 503);
    });
  });

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = URL.parse(request.url ?? '', 'http://live.invalid');
    if (url?.pathname !== '/live') return refuse(socket, 404);
    const slug = url.searchParams.get('host');
    if (slug === null) {
      if (!count.enter(request, socket)) return refuse(socket, 429);
      return ownerSockets.handleUpgrade(request, socket, head, startOwner);
    }
    if (slug === '' || slug.length > 200) return refuse(socket, 400);
    // No host has such a name, and the database rejects some of them.
    if (!/^[\w-]+$/.test(slug)) return refuse(socket, 404);
    if (!count.enter(request, socket)) return refuse(socket, 429);
    const host = await db.call('find_live_host', { slug });
    if (host === null) return refuse(socket, 404);
    // Upgrades at once, or refuses a request that is no WebSocket.
    visitorSockets.handleUpgrade(request, socket, head, (opened) => {
      watch(opened);
      serveVisitor(opened, slots, host);
    });
  }

  function startOwner(opened: WebSocket): void {
    watch(opened);
    serveOwner(opened, {
      ...{ db, authenticate, hub: owners, authenticateMs: limits.authenticateMs },
      onError: (error) => log.warn({ err: error }, 'live updates: an owner could not be served'),
    });
  }

  function watch(socket: WebSocket): void {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', () => socket.terminate());
  }

  return {
    count: () => ({ visitor: visitorSockets.clients.size, owner: ownerSockets.clients.size }),
    stop() {
      clearInterval(ping);
      for (const socket of open()) {
        socket.close(1001);
        // A client that does not respond to the close is not waited for.
        setTimeout(() => socket.terminate(), 500).unref();
      }
      visitorSockets.close();
      ownerSockets.close();
    },
  };
}
