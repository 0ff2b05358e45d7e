import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createProviders } from '../../sync-service/src/providers/index.ts';
import { maintainChannels, providersWithChannels } from '../../sync-service/src/sync/channels.ts';
import { useDatabase } from '../support/database.ts';
import { createHost } from '../support/fixtures.ts';
import { createSqlClient } from './sql-client.ts';

const database = useDatabase();
const client = { clientId: 'c', clientSecret: 's', redirectUri: 'http://calendar.example/back', baseUrl: null };

it.each(['google', 'microsoft'])(
  'A calendar at %s says why it has no channel where PUBLIC_URL has no https, and goes on being polled',
  async (provider) => {
    const providers = createProviders({
      allowPrivateHosts: false,
      google: client,
      microsoft: { ...client, tenant: 'common' },
      publicUrl: 'http://calendar.example',
    });
    const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
    const db = createDb(createSqlClient(database.sql));
    const logs: string[] = [];
    const parts = { db, seal, providers, log: createLogger({ write: (line: string) => logs.push(line) }) };
    const host = await createHost(database.sql);
    const account = { owner_id: host.owner_id, provider, account_key: randomUUID() };
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { connection } = await db.call('save_connection', {
      ...account,
      account_email: null,
      host_id: host.id,
      secret: await seal.seal({ access_token: 'a', refresh_token: 'r', expires_at: expiresAt }, bindingOf(account)),
      calendars: ['home', 'team'].map((name) => ({
        provider_calendar_id: name,
        name,
        time_zone: null,
        access: 'write',
        is_own: true,
        is_primary: false,
      })),
    });
    await database.sql.query(
      `update public.calendars set sync_status = 'synced', last_synced_at = now() where connection_id = $1`,
      [connection.id],
    );
    const tick = async () => {
      await database.sql.query('update private.connection_sync set maintain_at = now()');
      const { enqueued } = await db.call('enqueue_due_channels', {
        providers: providersWithChannels(providers, 'calendar', 'account'),
        max_count: 200,
        account_providers: providersWithChannels(providers, 'account'),
      });
      await maintainChannels(parts, connection.id);
      return enqueued;
    };
    expect(await tick()).toBe(1);
    expect(await tick(), 'asked again in some hours').toBe(0);

    const { connections } = await db.call('list_connections', { owner_id: host.owner_id });
    for (const calendar of connections[0]?.calendars ?? [])
      expect(calendar).toMatchObject({
        push_expires_at: null,
        push_error_code: 'misconfigured',
        push_error: expect.stringMatching(/only to an address with https: the operator .* PUBLIC_URL/),
      });
    expect(logs.join()).toContain('check PUBLIC_URL');
    expect(logs).toHaveLength(1);
    const { rows } = await database.sql.query(
      'select private.calendar_due_at(c, s) = $2 as is_due from public.calendars as c left join private.calendar_sync as s on s.calendar_id = c.id where c.connection_id = $1',
      [connection.id, '-infinity'],
    );
    expect(rows, 'with each sync of the account').toEqual([{ is_due: true }, { is_due: true }]);
    await database.sql.query('delete from public.calendar_connections');
  },
);
