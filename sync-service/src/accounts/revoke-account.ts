import type { CalendarProvider, Credentials } from '../calendar/provider.ts';
import { revokeCredentials } from '../credentials/oauth.ts';
import { bindingOf } from '../credentials/seal.ts';
import type { RevokeWork } from '../db/channel.ts';
import { ServiceError } from '../errors.ts';
import type { AccountParts } from '../sync/account.ts';
import { closeAt, createLazyAccount, type LazyAccount } from '../sync/channels.ts';
import { explainFailure } from '../sync/failure.ts';
import { orAborted } from '../sync/until-aborted.ts';

export interface RevokeParts extends AccountParts {
  providers: ReadonlyMap<string, CalendarProvider>;
  log: { warn(fields: object, message: string): void };
}

/** Providers with something to revoke: a consent, or channels. */
export function revocableProviders(providers: ReadonlyMap<string, CalendarProvider>): string[] {
  return [...providers.values()]
    .filter(({ oauth, capabilities }) => oauth !== undefined || capabilities.channels !== 'none')
    .map(({ name }) => name);
}

/**
 * Revokes a disconnected connection: closes its channels, withdraws the consent unless another connection uses it, and
 * erases the secret. The secret is erased whatever the provider responds; it only waits until our events are removed
 * and the provider's backoff is over, and for up to an hour while the provider cannot be told.
 * @throws only database errors and the signal's reason.
 */
export async function revokeAccount(parts: RevokeParts, connectionId: string, signal?: AbortSignal): Promise<void> {
  const work = await parts.db.call('begin_revoke', { connection_id: connectionId });
  const provider = work === null ? undefined : parts.providers.get(work.connection.provider);
  const isComplete = work === null || provider === undefined || (await withdrawConsent(parts, provider, work, signal));
  await parts.db.call('finish_disconnect', { connection_id: connectionId, is_incomplete: !isComplete });
}

/** @returns false if a step failed for a reason that may pass, and is to be repeated. */
async function withdrawConsent(
  parts: RevokeParts,
  provider: CalendarProvider,
  work: RevokeWork,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { connection, channels } = work;
  const lazy = createLazyAccount(parts, provider, connection);
  let isBlocked = false;
  let isComplete = true;
  const attempt = async (what: string, step: () => Promise<void>): Promise<void> => {
    signal?.throwIfAborted();
    if (isBlocked) return;
    try {
      await step();
    } catch (error) {
      if (error instanceof ServiceError || signal?.aborted) throw error;
      const { code, retryAfterMs, isRetryable, needsReconnect } = explainFailure(error);
      parts.log.warn({ connection: connection.id, code }, `${what} failed`);
      isBlocked = (retryAfterMs ?? 0) > 0;
      isComplete &&= !(work.may_retry && isRetryable && !needsReconnect);
      // The next attempt repeats every step; repeating a step does no harm.
      if (isBlocked)
        await parts.db.call('record_retry_after', { connection_id: connection.id, retry_after_ms: retryAfterMs ?? 0 });
    }
  };

  // Closing a channel needs the consent.
  for (const channel of channels) await attempt('closing a channel', () => closeAt(lazy, channel, signal));
  const { oauth } = provider;
  if (oauth === undefined || work.is_shared || !isComplete) return isComplete;
  await attempt('taking back a consent', async () => {
    const credentials = await newestCredentials(parts, lazy, work);
    // Checked again: withdrawing ends the consent for everybody, also for whoever connected the account meanwhile.
    const now = await parts.db.call('begin_revoke', { connection_id: connection.id });
    if (now === null || now.is_shared) return;
    await orAborted(revokeCredentials(oauth, credentials), signal);
  });
  return isComplete;
}

/**
 * The stored credentials: closing channels may have renewed the tokens. They are not renewed for revoking, which needs
 * no fresh token.
 */
async function newestCredentials(
  parts: RevokeParts,
  lazy: LazyAccount,
  { connection, channels }: RevokeWork,
): Promise<Credentials> {
  const account =
    channels.length === 0
      ? null
      : await lazy.account().catch((error: unknown) => {
          if (error instanceof ServiceError) throw error;
          // Already reported when closing a channel failed.
          return null;
        });
  return account?.credentials ?? ((await parts.seal.open(connection.secret, bindingOf(connection))) as Credentials);
}
