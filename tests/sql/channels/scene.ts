import { createHash, randomUUID } from 'node:crypto';
import type { TestDatabase } from '../../support/database.ts';
import { createHost } from '../../support/fixtures.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

export type ChannelScene = Awaited<ReturnType<typeof setChannelScene>>;

/** A notice as the provider sends it. The token of a channel is its id here. */
export interface SceneNotice {
  id: string;
  resource?: string;
  token?: string;
  kind?: string;
  event?: string;
  version?: string;
}

/**
 * A connected Google account whose calendars were read and block its host. No worker runs.
 * @param options.isOfAccount As of a provider with one channel for all calendars, which its opening verifies and which can
 * be prolonged.
 * @param options.accountKey Of an account that another owner has connected, too.
 */
export async function setChannelScene(
  db: TestDatabase,
  names = ['home'],
  { isOfAccount = false, accountKey = randomUUID() as string } = {},
) {
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  const run = async (text: string, values: unknown[] = []): Promise<any[]> => (await db.sql.query(text, values)).rows;
  /** What a function of the database answers. */
  const call = async (name: string, ...values: unknown[]) =>
    (await run(`select ${name}(${values.map((_, i) => `$${i + 1}`).join(', ')}) as result`, values))[0].result;
  const host = await createHost(db.sql);
  const connect = async () =>
    (
      await run(`select public.save_connection($1, 'google', $2, null, null, 'sealed', $3) as result`, [
        host.owner_id,
        accountKey,
        JSON.stringify(
          names.map((name) => ({ provider_calendar_id: name, name, access: 'write', is_own: true, is_primary: false })),
        ),
      ])
    )[0].result.connection;
  const connection = await connect();
  const calendarIds: string[] = connection.calendars.map((calendar: { id: string }) => calendar.id);
  const calendarId = calendarIds[0] as string;
  await run(
    `update public.calendars set sync_status = 'synced', last_synced_at = now(), covered_until = now() + interval '90 days'
     where connection_id = $1`,
    [connection.id],
  );
  await run('insert into private.calendar_sync (calendar_id, last_attempt_at) select unnest($1::uuid[]), now()', [
    calendarIds,
  ]);
  await clearJobs();

  async function clearJobs(): Promise<void> {
    await run('delete from graphile_worker._private_jobs');
  }

  const accountProviders = isOfAccount ? ['google'] : [];

  /** Asks for a channel; null: none is needed. */
  async function begin(calendar: string | null = isOfAccount ? null : calendarId): Promise<string | null> {
    const id = randomUUID();
    const { begun } = await call('public.begin_channel', calendar, id, hashOf(id), connection.id);
    return begun ? id : null;
  }

  /** A channel that was granted for a week, and has not called yet. */
  async function open(calendar = calendarId, days = 7): Promise<string> {
    const id = await begin(isOfAccount ? null : calendar);
    if (id === null) throw new Error('no channel is needed');
    await grant(id, days, isOfAccount ? undefined : `resource-${calendar}`);
    return id;
  }

  /** The provider grants a channel, or prolongs it. */
  async function grant(id: string, days: number, resource = resourceOf(id)) {
    const until = new Date(Date.now() + days * 86_400_000);
    return await call('public.finish_channel', id, resource, until, isOfAccount, isOfAccount);
  }
  const resourceOf = (id: string) => (isOfAccount ? `subscription-${id}` : `resource-${calendarId}`);

  /** The provider calls: `accepted` or `refused` for each. */
  async function notices(...list: SceneNotice[]): Promise<string[]> {
    return await call(
      'public.receive_notices',
      'google',
      JSON.stringify(
        list.map(({ id, resource, token, kind, event, version }) => ({
          channel_id: id,
          resource_id: resource ?? resourceOf(id),
          token_hash: hashOf(token ?? id),
          ...{ kind, event_id: event, version },
        })),
      ),
    );
  }

  return {
    host,
    accountKey,
    connection,
    connect,
    calendarIds,
    calendarId,
    run,
    call,
    clearJobs,
    begin,
    open,
    grant,
    notices,
    notice: async (id: string, fields: Partial<SceneNotice> = {}) => (await notices({ id, ...fields }))[0],
    /** A channel that works. */
    async verified(): Promise<string> {
      const id = await open();
      await notices({ id });
      await clearJobs();
      return id;
    },
    /** As if everything that is known of the channels had happened so long ago. */
    async letTimePass(interval: string): Promise<void> {
      await run(
        `update private.channels set opened_at = opened_at - $1::interval, verified_at = verified_at - $1::interval,
           last_notice_at = last_notice_at - $1::interval, expires_at = expires_at - $1::interval, renew_at = renew_at - $1::interval,
           suspected_at = suspected_at - $1::interval, missed_at = missed_at - $1::interval, close_after = close_after - $1::interval,
           renewed_at = renewed_at - $1::interval`,
        [interval],
      );
      await run(
        'update private.calendar_watch set failed_at = failed_at - $1::interval, watch_after = watch_after - $1::interval',
        [interval],
      );
      await run(
        'update private.connection_sync set maintain_at = maintain_at - $1::interval, announced_sync_at = announced_sync_at - $1::interval',
        [interval],
      );
      await run(
        `update private.noticed_events set noticed_at = noticed_at - $1::interval, due_at = due_at - $1::interval,
           missed_at = missed_at - $1::interval`,
        [interval],
      );
    },
    tick: async () => (await call('public.enqueue_due_channels', ['google'], 200, accountProviders)).enqueued as number,
    toMaintain: async () => await call('public.channels_to_maintain', connection.id, accountProviders),
    state: async (id: string) => (await run('select * from private.channels where id = $1', [id]))[0],
    watch: async () =>
      (
        await run(
          'select * from private.calendar_watch where connection_id = $1 and calendar_id is not distinct from $2::uuid',
          [connection.id, isOfAccount ? null : calendarId],
        )
      )[0],
    pushExpiresAt: async () =>
      (await run('select push_expires_at from public.calendars where id = $1', [calendarId]))[0]
        .push_expires_at as Date,
    isHealthy: async () => (await call('private.has_healthy_channel', calendarId)) as boolean,
    jobs: async (task: string) =>
      await run(
        'select j.*, p.payload from graphile_worker.jobs as j join graphile_worker._private_jobs as p using (id) where task_identifier = $1 order by j.id',
        [task],
      ),
  };
}
