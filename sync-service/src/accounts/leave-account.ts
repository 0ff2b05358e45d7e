import type { CalendarProvider, Credentials } from '../calendar/provider.ts';
import { revokeCredentials } from '../credentials/oauth.ts';
import { bindingOf } from '../credentials/seal.ts';
import type { LeaveWork } from '../db/channel.ts';
import { ServiceError } from '../errors.ts';
import type { AccountParts } from '../sync/account.ts';
import { closeAt, createLine, type Line } from '../sync/channels.ts';
import { explainFailure } from '../sync/failure.ts';
import { orAborted } from '../sync/until-aborted.ts';

/** What leaving an account works with. */
export interface LeaveParts extends AccountParts {
  providers: ReadonlyMap<string, CalendarProvider>;
  log: { warn(fields: object, message: string): void };
}

/**
 * Ends an account that was disconnected: closes its channels, takes back the consent unless somebody else lives on it,
 * erases its secret. Whatever the provider says, the secret is erased; only the removal of our events is waited for, and
 * the time for which the provider asked to be left alone.
 * @throws only what the database throws, and the signal's reason.
 */
export async function leaveAccount(parts: LeaveParts, connectionId: string, signal?: AbortSignal): Promise<void> {
  const leave = await parts.db.call('begin_leave', { connection_id: connectionId });
  const provider = leave === null ? undefined : parts.providers.get(leave.connection.provider);
  if (leave !== null && provider !== undefined) await sayGoodbye(parts, provider, leave, signal);
  await parts.db.call('finish_disconnect', { connection_id: connectionId });
}

async function sayGoodbye(
  parts: LeaveParts,
  provider: CalendarProvider,
  leave: LeaveWork,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { connection, channels } = leave;
  const line = createLine(parts, provider, connection);
  let isBlocked = false;
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    signal?.throwIfAborted();
    if (isBlocked) return;
    try {
      await work();
    } catch (error) {
      if (error instanceof ServiceError || signal?.aborted) throw error;
      const { code, retryAfterMs } = explainFailure(error);
      parts.log.warn({ connection: connection.id, code }, `${what} failed`);
      isBlocked = (retryAfterMs ?? 0) > 0;
      // All of it is done once more then; what was done already is done.
      if (isBlocked)
        await parts.db.call('leave_alone', { connection_id: connection.id, retry_after_ms: retryAfterMs ?? 0 });
    }
  };

  // Closing needs the consent.
  for (const channel of channels) await attempt('closing a channel', () => closeAt(line, channel, signal));
  const { oauth } = provider;
  if (oauth === undefined || leave.is_shared) return;
  await attempt('taking back a consent', async () => {
    const credentials = await newestCredentials(parts, line, leave);
    // Asked once more: it would end for everybody, also for whoever connected the account since.
    const now = await parts.db.call('begin_leave', { connection_id: connection.id });
    if (now === null || now.is_shared) return;
    await orAborted(revokeCredentials(oauth, credentials), signal);
  });
}

/** Closing channels may have renewed the tokens. Without that they are taken as they are: revoking needs no fresh one. */
async function newestCredentials(
  parts: LeaveParts,
  line: Line,
  { connection, channels }: LeaveWork,
): Promise<Credentials> {
  const account =
    channels.length === 0
      ? null
      : await line.account().catch((error: unknown) => {
          if (error instanceof ServiceError) throw error;
          // Said already, when a channel should have been closed.
          return null;
        });
  return account?.credentials ?? ((await parts.seal.open(connection.secret, bindingOf(connection))) as Credentials);
}
