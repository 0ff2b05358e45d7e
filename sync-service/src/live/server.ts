import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { addressGroup, callerAddress } from '../caller-address.ts';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import type { Hub } from './hub.ts';

/** Limits of connected pages. */
export interface LiveLimits {
  perAddress: number;
  total: number;
  /** Milliseconds between pings; a page that does not respond is disconnected. */
  pingMs: number;
}

/** A refused page polls once a minute instead: nobody is shut out. */
export const defaultLiveLimits: LiveLimits = { perAddress: 20, total: 10_000, pingMs: 30_000 };

/** Bytes that may wait in a connection; beyond this it gets nothing new until it has taken them. */
const maxBuffered = 64 * 1024;

/** Up to so many pages of a host read again as soon as they like. */
const fewPages = 100;
/** How far apart their readings are on average when there are more. */
const readingMs = 10;

/** Over how many milliseconds very many pages spread their readings. How many they are exactly is not for everybody. */
function spreadOf(pages: number): { spread?: number } {
  return pages <= fewPages ? {} : { spread: readingMs * 2 ** Math.ceil(Math.log2(pages)) };
}

export interface LiveServer {
  /** Closes all connections (1001, going away). */
  stop(): void;
}

/**
 * Answers `GET /live?host=SLUG` with a WebSocket that says `{"type":"slots_changed","v":n}` at once and whenever the
 * slots of the host may have changed; with `spread` where more than 100 pages show it. Messages carry no data; what pages send is not read.
 * @param parts.trustProxy Number of proxies whose `X-Forwarded-For` is believed.
 */
export function attachLive(
  server: Server,
  parts: { db: Db; hub: Hub; trustProxy: number; log: Logger; limits?: LiveLimits },
): LiveServer {
  const { db, hub, trustProxy, log, limits = defaultLiveLimits } = parts;
  // Pages send nothing.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, clientTracking: true });
  const addresses = new Map<string, number>();
  let connected = 0;
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
    // A visitor who disconnects in the middle is not our fault.
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
    // No host has such a name, and the database rejects some of them.
    if (!/^[\w-]+$/.test(slug)) return refuse(socket, 404);
    if (!enter(addressOf(request, trustProxy), socket)) return refuse(socket, 429);
    const host = await db.call('find_live_host', { slug });
    if (host === null) return refuse(socket, 404);
    // Upgrades at once, or refuses a request that is no WebSocket.
    sockets.handleUpgrade(request, socket, head, (opened) => subscribe(opened, host));
  }

  /** Counts a connection until it ends, in whatever way. */
  function enter(address: string, socket: Duplex): boolean {
    const here = addresses.get(address) ?? 0;
    if (connected >= limits.total || here >= limits.perAddress) return false;
    addresses.set(address, here + 1);
    connected += 1;
    socket.once('close', () => {
      connected -= 1;
      const left = (addresses.get(address) ?? 1) - 1;
      if (left === 0) addresses.delete(address);
      else addresses.set(address, left);
    });
    return true;
  }

  function subscribe(socket: WebSocket, host: { host_id: string; version: number }): void {
    const subscriber = {
      send(version: number, pages: number): boolean {
        if (socket.bufferedAmount > maxBuffered) return false;
        const message = JSON.stringify({ type: 'slots_changed', v: version, ...spreadOf(pages) });
        socket.send(message, () => hub.drained(host.host_id, subscriber));
        return true;
      },
    };
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', hub.add(host.host_id, host.version, subscriber));
  }

  return {
    stop() {
      clearInterval(ping);
      for (const socket of sockets.clients) {
        socket.close(1001);
        // A client that does not respond to the close is not waited for.
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
  // Without the second step, a client that never closes its side would keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function addressOf({ socket, headers }: IncomingMessage, trustProxy: number): string {
  const forwardedFor = headers['x-forwarded-for'];
  return addressGroup(callerAddress(socket.remoteAddress ?? '', forwardedFor?.toString(), trustProxy));
}
