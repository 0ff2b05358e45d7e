import { WebSocket } from 'ws';
import type { OwnerVersions } from '../db/live.ts';
import type { Db } from '../db/rpc.ts';
import type { Hub } from './hub.ts';
import { subscribe } from './subscribe.ts';

/** Versions of what is shown to owners. */
export type OwnerHub = Hub<OwnerVersions>;

/** Any other number is news: that of bookings becomes smaller when a host is deleted. */
export function isOther(versions: OwnerVersions, known: OwnerVersions): boolean {
  return (Object.keys(versions) as (keyof OwnerVersions)[]).some((topic) => versions[topic] !== known[topic]);
}

/**
 * Who sent an access token, and until when it is valid (milliseconds); null: it is not.
 * @throws if that cannot be found out at the moment.
 */
export type Authenticate = (token: string) => Promise<{ userId: string; expiresAt: number } | null>;

/** What a page is told when it is closed; from 4000 on the codes are our own. */
const unauthenticated = [4401, 'Send a valid access token.'] as const;
const tooLate = [4408, 'Send your access token sooner.'] as const;
const tryLater = [1013, 'Try again later.'] as const;

/** The longest that a timer waits. A page whose token is valid for longer connects again then. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Waits for `{"type":"authenticate","token":"…"}`, then says `{"type":"owner_changed","versions":{…}}` at once and
 * whenever one of them changes, as long as the token is valid. Closes with 4401 when it is not, or no longer; with 4408
 * when none came in time. What the page sends after that is not read.
 */
export function serveOwner(
  socket: WebSocket,
  parts: { db: Db; hub: OwnerHub; authenticate: Authenticate; authenticateMs: number; onError(error: unknown): void },
): void {
  const { db, hub, authenticate, authenticateMs, onError } = parts;
  let timer = setTimeout(() => socket.close(...tooLate), authenticateMs);
  socket.once('close', () => clearTimeout(timer));
  socket.once('message', (data) => {
    clearTimeout(timer);
    void begin(readToken(String(data))).catch((error: unknown) => {
      onError(error);
      socket.close(...tryLater);
    });
  });

  async function begin(token: string | null): Promise<void> {
    const session = token === null ? null : await authenticate(token);
    if (session === null) return socket.close(...unauthenticated);
    const versions = (await db.call('owner_versions', { owner_ids: [session.userId] }))[session.userId];
    if (versions === undefined) throw new Error('live updates: the versions of an owner are missing');
    // The page may have been closed meanwhile.
    if (socket.readyState !== WebSocket.OPEN) return;
    const leftMs = Math.min(Math.max(session.expiresAt - Date.now(), 0), longestTimerMs);
    timer = setTimeout(() => socket.close(...unauthenticated), leftMs);
    subscribe(socket, hub, { id: session.userId, version: versions }, (all) => ({
      type: 'owner_changed',
      versions: all,
    }));
  }
}

function readToken(text: string): string | null {
  try {
    const message = JSON.parse(text);
    return message?.type === 'authenticate' && typeof message.token === 'string' ? message.token : null;
  } catch {
    // No message of ours opens anything.
    return null;
  }
}
