import { randomUUID } from 'node:crypto';
import type { OpenedChannel } from '../calendar/channels.ts';
import type { CalendarProvider, ProviderAccount } from '../calendar/provider.ts';
import { hashChannelToken, newChannelToken } from '../credentials/channel-token.ts';
import type { StoredCalendar, StoredConnection } from '../db/calendar.ts';
import type { ChannelToRenew, StoredChannel } from '../db/channel.ts';
import type { DbArguments } from '../db/functions.ts';
import { ServiceError } from '../errors.ts';
import { type AccountParts, openAccount, toCalendar } from './account.ts';
import { explainFailure, reportAccount } from './failure.ts';
import { orAborted } from './until-aborted.ts';

export interface ChannelParts extends AccountParts {
  providers: ReadonlyMap<string, CalendarProvider>;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Responses that leave no doubt that there is no channel. */
const refusals = new Set([
  'not_watchable',
  'channel_taken',
  'misconfigured',
  'missing_scope',
  'no_calendar',
  'unauthorized',
  'forbidden',
  'gone',
  'rate_limited',
  'credentials_unreadable',
]);

/** A provider whose account is opened on first use. */
export interface LazyAccount {
  connection: StoredConnection;
  provider: CalendarProvider;
  account(): Promise<ProviderAccount>;
}

/**
 * Closes the channels of an account that are over, prolongs those that can be, and opens those that it or its calendars
 * need. The database decides which ones. Failures are retried later; until then polling finds the changes.
 * @throws only database errors and the signal's reason.
 */
export async function maintainChannels(parts: ChannelParts, connectionId: string, signal?: AbortSignal): Promise<void> {
  const work = await parts.db.call('channels_to_maintain', {
    connection_id: connectionId,
    account_providers: providersWithChannels(parts.providers, 'account'),
  });
  if (work === null) return;
  const provider = parts.providers.get(work.connection.provider);
  if (provider?.openChannel === undefined || provider.capabilities.channels === 'none') return;
  const lazy = createLazyAccount(parts, provider, work.connection);

  // First, because some providers refuse a second channel of the same kind.
  for (const channel of work.close) {
    signal?.throwIfAborted();
    if ((await closeOne(parts, lazy, channel, signal)) === 'account_failed') return;
  }
  const toOpen: (StoredCalendar | null)[] = work.opens_account ? [null] : [...work.open];
  for (const channel of work.renew) {
    signal?.throwIfAborted();
    const end = await renewOne(parts, lazy, channel, signal);
    if (end === 'account_failed') return;
    if (end === 'lost') toOpen.push(channel.calendar);
  }
  for (const target of toOpen) {
    signal?.throwIfAborted();
    let end = await openOne(parts, lazy, target, signal);
    // Tried again only if the channel's id was taken.
    if (end === 'again') end = await openOne(parts, lazy, target, signal);
    if (end === 'account_failed') return;
  }
}

/** Returns the names of the providers whose channels are of these kinds. */
export function providersWithChannels(
  providers: ReadonlyMap<string, CalendarProvider>,
  ...kinds: ('calendar' | 'account')[]
): string[] {
  const isOne = (kind: 'calendar' | 'account' | 'none') => kind !== 'none' && kinds.includes(kind);
  return [...providers.values()].filter(({ capabilities }) => isOne(capabilities.channels)).map(({ name }) => name);
}

/** Opens the account once for all steps. */
export function createLazyAccount(
  parts: AccountParts,
  provider: CalendarProvider,
  connection: StoredConnection,
): LazyAccount {
  let opened: Promise<ProviderAccount> | null = null;
  return {
    connection,
    provider,
    account: () => (opened ??= openAccount(parts, provider, connection)),
  };
}

/** Closes a channel at the provider; succeeds if the provider does not know it. */
export async function closeAt(lazy: LazyAccount, channel: StoredChannel, signal?: AbortSignal): Promise<void> {
  const ref = { channelId: channel.id, resourceId: channel.resource_id };
  await orAborted(
    lazy.account().then((account) => lazy.provider.closeChannel?.(account, ref)),
    signal,
  );
}

/**
 * @param target The calendar to watch; null: all calendars of the account.
 * @returns whether to try another id at once, or to send no more requests for the account.
 */
async function openOne(
  parts: ChannelParts,
  lazy: LazyAccount,
  target: StoredCalendar | null,
  signal: AbortSignal | undefined,
): Promise<'done' | 'again' | 'account_failed'> {
  const channelId = randomUUID();
  const token = newChannelToken();
  const { begun } = await parts.db.call('begin_channel', {
    calendar_id: target?.id ?? null,
    connection_id: lazy.connection.id,
    channel_id: channelId,
    token_hash: hashChannelToken(token),
  });
  if (!begun) return 'done';
  try {
    const opened = await orAborted(
      lazy
        .account()
        .then((account) => lazy.provider.openChannel?.(account, target && toCalendar(target), { channelId, token })),
      signal,
    );
    if (opened === undefined) throw new Error(`${lazy.provider.name} opens no channels`);
    const kept = await keep(parts, lazy, channelId, opened);
    if (!kept) return await closeOne(parts, lazy, { id: channelId, resource_id: opened.resourceId }, signal);
    return 'done';
  } catch (error) {
    // The row stays: if the provider did open the channel, a notice will show it.
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainOpening(lazy, error);
    report(parts, lazy, target, failure.error_code, error);
    const { again } = await parts.db.call('fail_channel', { channel_id: channelId, ...failure });
    if ((await reportAccount(parts.db, lazy.connection, error)) !== null) return 'account_failed';
    return again ? 'again' : 'done';
  }
}

/** @returns whether the provider does not know it any more, or no more requests for the account are to be sent. */
async function renewOne(
  parts: ChannelParts,
  lazy: LazyAccount,
  channel: ChannelToRenew,
  signal: AbortSignal | undefined,
): Promise<'done' | 'lost' | 'account_failed'> {
  try {
    const ref = { channelId: channel.id, resourceId: channel.resource_id };
    const renewed = await orAborted(
      lazy.account().then((account) => lazy.provider.renewChannel?.(account, ref)),
      signal,
    );
    if (renewed === undefined) throw new Error(`${lazy.provider.name} prolongs no channels`);
    await keep(parts, lazy, channel.id, renewed);
    return 'done';
  } catch (error) {
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainOpening(lazy, error);
    if (failure.error_code === 'channel_lost') {
      await parts.db.call('lose_channel', { channel_id: channel.id });
      return 'lost';
    }
    report(parts, lazy, channel.calendar, failure.error_code, error);
    await parts.db.call('fail_channel', { channel_id: channel.id, ...failure });
    return (await reportAccount(parts.db, lazy.connection, error)) === null ? 'done' : 'account_failed';
  }
}

/** Stores a channel as it was granted; false if it was given up meanwhile. */
async function keep(
  parts: ChannelParts,
  { provider }: LazyAccount,
  channelId: string,
  opened: OpenedChannel,
): Promise<boolean> {
  const { kept } = await parts.db.call('finish_channel', {
    channel_id: channelId,
    resource_id: opened.resourceId,
    expires_at: opened.expiresAt.toISOString(),
    is_verified: opened.isVerified,
    is_renewable: provider.renewChannel !== undefined,
  });
  return kept;
}

async function closeOne(
  parts: ChannelParts,
  lazy: LazyAccount,
  channel: StoredChannel,
  signal: AbortSignal | undefined,
): Promise<'done' | 'account_failed'> {
  try {
    await closeAt(lazy, channel, signal);
  } catch (error) {
    if (error instanceof ServiceError || signal?.aborted) throw error;
    parts.log.warn({ channel: channel.id, code: explainFailure(error).code }, 'a channel could not be closed');
    await parts.db.call('close_channel_done', { channel_id: channel.id, is_closed: false });
    return (await reportAccount(parts.db, lazy.connection, error)) === null ? 'done' : 'account_failed';
  }
  await parts.db.call('close_channel_done', { channel_id: channel.id, is_closed: true });
  return 'done';
}

/** Explains why a channel could not be opened, and what follows. */
function explainOpening({ connection }: LazyAccount, error: unknown): Omit<DbArguments<'fail_channel'>, 'channel_id'> {
  const { code, message, isAccountWide, retryAfterMs, needsReconnect } = explainFailure(error);
  return {
    connection_id: connection.id,
    ...(needsReconnect && { refused_secret_version: connection.secret_version }),
    error_code: code,
    error_message: message,
    // The provider may have opened it nevertheless.
    is_uncertain: !refusals.has(code),
    // The account's next calendar would fail in the same way.
    is_account_wide:
      code === 'misconfigured' || (isAccountWide && code !== 'channel_taken' && code !== 'not_watchable'),
    retry_after_ms: retryAfterMs,
  };
}

function report(
  parts: ChannelParts,
  { connection }: LazyAccount,
  target: StoredCalendar | null,
  code: string,
  error: unknown,
): void {
  const fields = { ...(target === null ? { connection: connection.id } : { calendar: target.id }), code };
  if (code === 'misconfigured')
    parts.log.error(fields, 'the provider does not accept the address of this service: check PUBLIC_URL');
  else if (code === 'internal') parts.log.error({ ...fields, err: error }, 'opening a channel failed unexpectedly');
  else if (code !== 'not_watchable') parts.log.warn(fields, 'a channel could not be opened; what it was for is polled');
}
