import { createHash, randomBytes } from 'node:crypto';

/** What a sync token stands for. */
export interface SyncToken {
  /** What was listed: `events:<calendar>` or `calendarList`. */
  of: string;
  sub: string;
  /** Hash of the parameters that must stay the same. */
  params: string;
  /** Changes after this one are told next. */
  revision: number;
  epoch: number;
}

const sum = (text: string): string => createHash('sha256').update(`sync token ${text}`).digest('hex').slice(0, 12);

/** The opaque text of a token. */
export function writeSyncToken(token: SyncToken): string {
  const text = JSON.stringify(token);
  return Buffer.from(sum(text) + text).toString('base64url');
}

/** Reads a token, or null if it is garbled. */
export function readSyncToken(sent: string): SyncToken | null {
  const plain = Buffer.from(sent, 'base64url').toString();
  const text = plain.slice(12);
  if (plain.slice(0, 12) !== sum(text) || Buffer.from(plain).toString('base64url') !== sent) return null;
  return JSON.parse(text) as SyncToken;
}

/** A hash of parameters, in whatever order they came. */
export function paramsHash(params: URLSearchParams, without: readonly string[]): string {
  const reported = [...params].filter(([name]) => !without.includes(name)).map(([name, value]) => `${name}=${value}`);
  return createHash('sha256').update(reported.sort().join('&')).digest('hex').slice(0, 16);
}

/** A list as it was when its first page was asked for. */
export interface Snapshot {
  /** Whose list, and of what. */
  of: string;
  sub: string;
  params: string;
  items: unknown[];
  /** Of the tokens it began with and ends in. */
  epoch: number;
  /** Null: the list gives none. */
  nextSyncToken: string | null;
}

/** Lists that are being read, page by page. */
export interface Pages {
  keep(snapshot: Snapshot): string;
  /** The list that a page token belongs to, and where in it; null if it is none. */
  find(pageToken: string): { snapshot: Snapshot; id: string; offset: number; page: number } | null;
  token(id: string, offset: number, page: number): string;
}

export function createPages(): Pages {
  const snapshots = new Map<string, Snapshot>();
  return {
    keep(snapshot) {
      const id = randomBytes(12).toString('hex');
      snapshots.set(id, snapshot);
      const oldest = snapshots.keys().next();
      if (snapshots.size > 500 && !oldest.done) snapshots.delete(oldest.value);
      return id;
    },
    token: (id, offset, page) => Buffer.from(`page:${id}:${offset}:${page}`).toString('base64url'),
    find(pageToken) {
      const [kind, id = '', offset, page] = Buffer.from(pageToken, 'base64url').toString().split(':');
      const snapshot = snapshots.get(id);
      return kind === 'page' && snapshot ? { snapshot, id, offset: Number(offset), page: Number(page) } : null;
    },
  };
}

/**
 * One page of a list. With `short`, pages hold less than asked for and each second one nothing at all.
 * @returns exactly one of the tokens, or none if the list gives no sync token.
 */
export function readPage(
  pages: Pages,
  at: { snapshot: Snapshot; id: string; offset: number; page: number },
  maxResults: number,
  short: boolean,
): { items: unknown[]; nextPageToken?: string; nextSyncToken?: string } {
  const { snapshot, id, offset, page } = at;
  const size = !short ? maxResults : page % 2 === 1 ? 0 : Math.ceil(maxResults / 2);
  const items = snapshot.items.slice(offset, offset + size);
  const next = offset + items.length;
  if (next < snapshot.items.length) return { items, nextPageToken: pages.token(id, next, page + 1) };
  return snapshot.nextSyncToken === null ? { items } : { items, nextSyncToken: snapshot.nextSyncToken };
}
