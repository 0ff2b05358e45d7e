import type { WebSocket } from 'ws';
import type { Hub } from './hub.ts';

/** Bytes that may wait in a connection; beyond this it gets nothing new until it has taken them. */
const maxBuffered = 64 * 1024;

/** Sends a page the versions of a subject, at once and whenever they change, until it closes. */
export function subscribe<V>(
  socket: WebSocket,
  hub: Hub<V>,
  subject: { id: string; version: V },
  write: (version: V, pages: number) => object,
): void {
  const subscriber = {
    send(version: V, pages: number): boolean {
      if (socket.bufferedAmount > maxBuffered) return false;
      socket.send(JSON.stringify(write(version, pages)), () => hub.drained(subject.id, subscriber));
      return true;
    },
  };
  socket.on('close', hub.add(subject.id, subject.version, subscriber));
}
