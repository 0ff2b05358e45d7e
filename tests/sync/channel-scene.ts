import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import type { NoticeToCheck } from '../../sync-service/src/db/channel.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { maintainChannels } from '../../sync-service/src/sync/channels.ts';
import type { ChannelStub } from '../support/channel-stub.ts';
import { createHost } from '../support/fixtures.ts';
import type { TestStack } from '../support/stack.ts';
import { settle } from './feed-scene.ts';

export type ChannelScene = Awaited<ReturnType<typeof openChannelScene>>;

/** Makes the provider forget its channels and faults. */
export function resetChannels(provider: ChannelStub): void {
  Object.assign(provider, {
    log: [],
    live: new Map(),
    beforeOpen: () => {},
    afterOpen: () => {},
    renewFailure: null,
    closeFailure: null,
    failure: null,
    lifeMs: 7 * 86_400_000,
  });
}

/**
 * A connected account with calendars that were read. The worker of the stack must have no adapter of this name.
 * @param accountKey Of an account that another owner has connected, too.
 */
export async function openChannelScene(
  stack: TestStack,
  provider: ChannelStub,
  names = ['home'],
  accountKey: string = randomUUID(),
) {
  const { name } = provider;
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const host = await createHost(stack.sql);
  const db = createDb(stack.client('secret'));
  const account = { owner_id: host.owner_id, provider: name, account_key: accountKey };
  const { connection } = await db.call('save_connection', {
    owner_id: host.owner_id,
    provider: name,
    account_key: account.account_key,
    account_email: null,
    host_id: host.id,
    secret: await seal.seal({ password: provider.password }, bindingOf(account)),
    calendars: names.map((id) => ({
      provider_calendar_id: id,
      name: id,
      time_zone: null,
      access: 'read',
      is_own: true,
      is_primary: false,
    })),
  });
  // The worker finds that it has no such adapter; then the account is the test's.
  for (const { id } of connection.calendars) await settle(stack.sql, id);
  await stack.sql.query('delete from graphile_worker._private_jobs where key like any ($1)', [['pull:%', 'poll:%']]);
  await stack.sql.query(
    `update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'the test' where queue_name = $1`,
    [`connection:${connection.id}`],
  );
  await stack.sql.query(
    `update public.calendars set sync_status = 'synced', last_synced_at = now() where connection_id = $1`,
    [connection.id],
  );
  await stack.sql.query(
    'update private.connection_sync set failures = 0, backoff_until = null where connection_id = $1',
    [connection.id],
  );
  const logs: string[] = [];
  const parts = {
    db,
    seal,
    providers: new Map([[name, provider]]),
    log: createLogger({ write: (line: string) => logs.push(line) }),
  };
  /** The provider calls for a channel. */
  async function notice(channelId: string, fields: Partial<NoticeToCheck> = {}) {
    const { token, resourceId } = provider.live.get(channelId) ?? { token: '', resourceId: '' };
    const hash = createHash('sha256').update(token).digest('hex');
    const notices = [{ channel_id: channelId, resource_id: resourceId, token_hash: hash, ...fields }];
    return (await db.call('receive_notices', { provider: name, notices }))[0];
  }

  return {
    connection,
    accountKey,
    ownerId: host.owner_id as string,
    parts,
    logs,
    notice,
    db,
    maintain: (signal?: AbortSignal) => maintainChannels(parts, connection.id, signal),
    /** Draws conclusions as the tick does, and tends the account. */
    async tick() {
      await db.call('enqueue_due_channels', {
        providers: [name],
        max_count: 200,
        account_providers: provider.capabilities.channels === 'account' ? [name] : [],
      });
      await maintainChannels(parts, connection.id);
    },
    async letTimePass(interval: string) {
      await stack.sql.query(
        `update private.channels set opened_at = opened_at - $1::interval, verified_at = verified_at - $1::interval,
           expires_at = expires_at - $1::interval, renew_at = renew_at - $1::interval, close_after = close_after - $1::interval`,
        [interval],
      );
      await stack.sql.query('update private.calendar_watch set watch_after = watch_after - $1::interval', [interval]);
      await stack.sql.query('update private.connection_sync set maintain_at = maintain_at - $1::interval', [interval]);
    },
    rows: async () =>
      (
        await stack.sql.query('select h.* from private.channels as h where h.connection_id = $1 order by h.opened_at', [
          connection.id,
        ])
      ).rows,
  };
}
