import { createHash, randomBytes } from 'node:crypto';
import type { Row } from './event-view.ts';
import type { Window } from './windows.ts';
import type { World } from './world.ts';

/** What a `$deltatoken` stands for: a calendar, a window that never changes, and the last change that was told. */
export interface SyncState extends Window {
  /** The first round that it goes back to. */
  chain: string;
  generation: number;
  calendarId: string;
  oid: string;
  epoch: number;
  revision: number;
  /** The `Prefer` header of its round. */
  prefer: string;
}

/** A round that is being read, page by page. */
export interface Round {
  id: string;
  /** Rows that stay together: a series is not split over pages. */
  units: Row[][];
  /** The state that it ends in. Its `Prefer` header has to be the same on all pages. */
  next: Omit<SyncState, 'generation'>;
}

/** Where in a round a `$skiptoken` leads. */
export interface SkipToken {
  round: string;
  offset: number;
  calendarId: string;
}

const sum = (text: string): string => createHash('sha256').update(`sync state ${text}`).digest('hex').slice(0, 12);

/** The opaque text of a token, signed. */
export function writeToken(token: SyncState | SkipToken): string {
  const text = JSON.stringify(token);
  return Buffer.from(sum(text) + text).toString('base64url');
}

/** Reads a token, or null if it is garbled. */
export function readToken<Token extends SyncState | SkipToken>(sent: string): Token | null {
  const plain = Buffer.from(sent, 'base64url').toString();
  const text = plain.slice(12);
  if (plain.slice(0, 12) !== sum(text) || Buffer.from(plain).toString('base64url') !== sent) return null;
  return JSON.parse(text) as Token;
}

/** Rounds of each mailbox that are open: an old one ends when others begin. */
const openRounds = 3;
const knownChains = 2000;

export interface SyncStates {
  begin(round: Omit<Round, 'id'>): Round;
  find(id: string): Round | undefined;
  /** A new state, for a first round or after another one. Old ones of the same chain are lost. */
  follow(state: Omit<SyncState, 'generation'>): SyncState;
  isKnown(state: SyncState): boolean;
  /** Generations of a chain that are known, as messages name them. */
  generations(chain: string): number[];
}

export function createSyncStates(world: World): SyncStates {
  const rounds = new Map<string, Round>();
  return {
    begin(fields) {
      const round = { ...fields, id: randomBytes(9).toString('base64url') };
      rounds.set(round.id, round);
      const same = [...rounds.values()].filter(({ next }) => next.calendarId === round.next.calendarId);
      for (const old of same.slice(0, Math.max(0, same.length - openRounds))) rounds.delete(old.id);
      return round;
    },
    find: (id) => rounds.get(id),
    follow(state) {
      const known = world.syncStates.get(state.chain) ?? [];
      const generation = (known.at(-1) ?? 0) + 1;
      world.syncStates.delete(state.chain);
      world.syncStates.set(state.chain, [...known, generation].slice(-world.settings.keptSyncStates));
      const oldest = world.syncStates.keys().next();
      if (world.syncStates.size > knownChains && !oldest.done) world.syncStates.delete(oldest.value);
      return { ...state, generation };
    },
    isKnown({ chain, generation }) {
      return world.syncStates.get(chain)?.includes(generation) ?? false;
    },
    generations: (chain) => world.syncStates.get(chain) ?? [],
  };
}
