import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { addressGroup, callerAddress } from '../caller-address.ts';

/** Limits of connected pages. */
export interface LiveLimits {
  perAddress: number;
  total: number;
  /** Milliseconds between pings; a page that does not respond is disconnected. */
  pingMs: number;
  /** Milliseconds within which an owner's page says who it is. */
  authenticateMs: number;
}

/** A refused page polls once a minute instead: nobody is shut out. */
export const defaultLiveLimits: LiveLimits = {
  perAddress: 20,
  total: 10_000,
  pingMs: 30_000,
  authenticateMs: 10_000,
};

/** Counts the connections of all pages, of visitors and owners alike. */
export function createConnectionCount(limits: Pick<LiveLimits, 'perAddress' | 'total'>, trustProxy: number) {
  const addresses = new Map<string, number>();
  let connected = 0;

  return {
    /**
     * Counts a connection until it ends, in whatever way.
     * @returns whether there is room for it.
     */
    enter(request: IncomingMessage, socket: Duplex): boolean {
      const address = addressOf(request, trustProxy);
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
    },
  };
}

function addressOf({ socket, headers }: IncomingMessage, trustProxy: number): string {
  const forwardedFor = headers['x-forwarded-for'];
  return addressGroup(callerAddress(socket.remoteAddress ?? '', forwardedFor?.toString(), trustProxy));
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** Refuses a connection before it is a WebSocket. */
export function refuse(socket: Duplex, status: number): void {
  // Without the second step, a client that never closes its side would keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
