import { type PullParts, usualLagMs } from './pull.ts';
import { type AccountSyncResult, syncAccount } from './sync-account.ts';

/**
 * Syncs an account because of notices that name no calendar, with all calendars that take somebody's time or get
 * bookings. Plans another sync if this one did not find what the notices told of, because the provider's lists may be
 * behind them.
 * @throws only database errors and the signal's reason.
 */
export async function syncAnnounced(
  parts: PullParts,
  connectionId: string,
  signal?: AbortSignal,
): Promise<AccountSyncResult> {
  const begun = await parts.db.call('begin_announced_sync', { connection_id: connectionId });
  if (begun === null) return 'gone';
  let hasFound = false;
  let lagsMs: readonly number[] = usualLagMs;
  const end = await syncAccount(parts, connectionId, {
    signal,
    onStarted: (provider) => {
      lagsMs = provider.capabilities.noticeLagMs ?? usualLagMs;
    },
    onPulled: (result) => {
      hasFound ||= result === 'written';
    },
  });
  // After a failure the account's next sync reads everything.
  if (end === 'done' || end === 'paused') {
    await parts.db.call('finish_announced_sync', {
      connection_id: connectionId,
      began_at: begun.began_at,
      has_found: hasFound,
      lags_ms: lagsMs.map(Math.round),
    });
  }
  return end;
}
