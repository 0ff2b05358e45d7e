import { parseTokenKeys } from '../../sync-service/src/config.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createSqlClient } from '../sync/sql-client.ts';
import type { Rig } from './rig.ts';

/** A host who is open round the clock, and whose bookings stand in a calendar. */
export interface StormHost {
  id: string;
  typeId: string;
  /** As the provider calls it. */
  calendar: string;
  /** Whether what stands in the calendar takes the host's time. */
  blocks: boolean;
}

/** Makes hosts with a calendar each. Of every three the calendar of one blocks, too. */
export async function makeHosts({ sql, calendars, tokenEncryptionKeys }: Rig, count: number): Promise<StormHost[]> {
  const db = createDb(createSqlClient(sql));
  const seal = createSealer(parseTokenKeys(tokenEncryptionKeys));
  const hosts: StormHost[] = [];
  for (let n = 0; n < count; n += 1) {
    const email = `host-${n}@example.com`;
    const host = await createHost(sql, {
      ...{ time_zone: 'UTC', stale_policy: 'open', display_name: `Host ${n}` },
      // The mails of visitors are what is counted; a host would get thousands.
      notifications: { bookings: false, conflicts: false, sync: false },
    });
    const type = await createEventType(sql, host.id, { title: 'Talk', min_notice_minutes: 0, horizon_days: 400 });
    await createHours(sql, host.id);
    const credentials = calendars.connect(email);
    const account = { owner_id: host.owner_id, provider: 'google', account_key: credentials.subject };
    await db.call('save_connection', {
      ...{ ...account, account_email: email, host_id: host.id },
      secret: await seal.seal(credentials, bindingOf(account)),
      calendars: [
        {
          ...{ provider_calendar_id: email, name: 'Mine', time_zone: 'UTC', access: 'write', is_own: true },
          ...{ is_primary: true, color: null },
        },
      ],
    } as never);
    const blocks = n % 3 === 2;
    if (!blocks)
      await sql.query('update public.calendar_links set blocks_availability = false where host_id = $1', [host.id]);
    hosts.push({ id: host.id, typeId: type.id, calendar: email, blocks });
  }
  return hosts;
}
