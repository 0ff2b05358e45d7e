import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import type { Hub } from './hub.ts';

/** How many pages may be connected. */
export interface LiveLimits {
  perAddress: number;
  total: number;
  /** Milliseconds between signs of life; who gives none is let go. */
  pingMs: number;
}

export const defaultLiveLimits: LiveLimits = { perAddress: 50, total: 10_000, pingMs: 30_000 };

/** Bytes that may wait in a connection before it is told nothing more until it has taken them. */
const maxBuffered = 64 * 1024;

/** The WebSocket side of the service. */
export interface LiveServer {
  /** Closes all connections (1001, going away). */
  stop(): void;
}

/**
 * Answers `GET /live?host=SLUG` with a WebSocket that says `{"type":"slots_changed","v":n}` at once and whenever the
 * slots of the host may have changed. Messages carry no data; what pages send is not read.
 * @param parts.trustProxy Number of proxies whose `X-Forwarded-For` is believed.
 */
export function attachLive(
  server: Server,
  parts: { db: Pick<Db, 'findLiveHost'>; hub: Hub; trustProxy: number; log: Logger; limits?: LiveLimits },
): LiveServer {
  const { db, hub, trustProxy, log, limits = defaultLiveLimits } = parts;
  // Pages have nothing to say.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, clientTracking: true });
  const addresses = new Map<string, number>();
  const alive = new WeakSet<WebSocket>();

  const ping = setInterval(() => {
    for (const socket of sockets.clients) {
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
    // A visitor who goes away in the middle is no fault of ours.
    socket.on('error', () => socket.destroy());
    void accept(request, socket, head).catch((error: unknown) => {
      log.warn({ err: error }, 'live updates: a connection could not be accepted');
      refuse(socket, 503);
    });
  });

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = URL.parse(request.url ?? '', 'http://live.invalid');
    if (url?.pathname !== '/live') return refuse(socket, 404);
    const slug = url.searchParams.get('host') ?? '';
    if (slug === '' || slug.length > 200) return refuse(socket, 400);
    const address = addressOf(request, trustProxy);
    if (sockets.clients.size >= limits.total || (addresses.get(address) ?? 0) >= limits.perAddress) {
      return refuse(socket, 429);
    }
    const leave = enter(address);
    try {
      const host = await db.findLiveHost(slug);
      if (host === null || socket.destroyed) {
        leave();
        return refuse(socket, 404);
      }
      sockets.handleUpgrade(request, socket, head, (opened) => subscribe(opened, host, leave));
      // The handshake failed: nobody will tell us that it closed.
      if (socket.destroyed) leave();
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Counts a connection of an address; once. */
  function enter(address: string): () => void {
    addresses.set(address, (addresses.get(address) ?? 0) + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (addresses.get(address) ?? 1) - 1;
      if (left === 0) addresses.delete(address);
      else addresses.set(address, left);
    };
  }

  function subscribe(socket: WebSocket, host: { host_id: string; version: number }, leave: () => void): void {
    const say = (version: number): void => {
      socket.send(JSON.stringify({ type: 'slots_changed', v: version }), () => hub.drained(host.host_id, subscriber));
    };
    const subscriber = {
      send(version: number): boolean {
        if (socket.bufferedAmount > maxBuffered) return false;
        say(version);
        return true;
      },
    };
    alive.add(socket);
    const remove = hub.add(host.host_id, host.version, subscriber);
    say(host.version);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      remove();
      leave();
    });
  }

  return {
    stop() {
      clearInterval(ping);
      for (const socket of sockets.clients) {
        socket.close(1001);
        // Who does not answer the farewell is not waited for.
        setTimeout(() => socket.terminate(), 500).unref();
      }
      sockets.close();
    },
  };
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Who asks: the socket's address, or what the outermost believed proxy saw. */
function addressOf(request: IncomingMessage, trustProxy: number): string {
  const seen = String(trustProxy > 0 ? (request.headers['x-forwarded-for'] ?? '') : '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const chain = [...seen, request.socket.remoteAddress ?? ''];
  return chain[Math.max(0, chain.length - 1 - trustProxy)] ?? '';
}
