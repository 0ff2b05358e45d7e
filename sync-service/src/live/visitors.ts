import type { WebSocket } from 'ws';
import type { Hub } from './hub.ts';
import { subscribe } from './subscribe.ts';

/** Versions of the slots of hosts. */
export type SlotHub = Hub<number>;

/** Of two versions of slots the higher one is newer. */
export const isHigher = (version: number, known: number): boolean => version > known;

/** Up to so many pages of a host read again as soon as they like. */
const fewPages = 100;
/** How far apart their readings are on average when there are more. */
const readingMs = 10;

/** Over how many milliseconds very many pages spread their readings. How many they are exactly is not for everybody. */
function spreadOf(pages: number): { spread?: number } {
  return pages <= fewPages ? {} : { spread: readingMs * 2 ** Math.ceil(Math.log2(pages)) };
}

/**
 * Says `{"type":"slots_changed","v":n}` at once and whenever the slots of the host may have changed; with `spread` where
 * more than 100 pages show it. What visitors' pages send is not read.
 */
export function serveVisitor(socket: WebSocket, hub: SlotHub, host: { host_id: string; version: number }): void {
  subscribe(socket, hub, { id: host.host_id, version: host.version }, (version, pages) => ({
    type: 'slots_changed',
    v: version,
    ...spreadOf(pages),
  }));
}
