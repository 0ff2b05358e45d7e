import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { tablesThatOwnersEdit, tablesThatOwnersRead } from './grants.ts';
import { type Owner, ownerWithEverything } from './support.ts';

const db = useDatabase();
let mine: Owner;
let foreign: Owner;

beforeAll(async () => {
  mine = await ownerWithEverything(db.sql);
  foreign = await ownerWithEverything(db.sql);
});

/** Runs one statement as a role in a transaction that is rolled back: the number of rows, or the SQLSTATE. */
async function attempt(
  role: 'anon' | 'authenticated',
  userId: string | undefined,
  text: string,
  values: unknown[] = [],
) {
  const client = await db.sql.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`, [
      role,
      JSON.stringify({ role, sub: userId }),
    ]);
    return (await client.query(text, values)).rowCount;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query('rollback');
    client.release();
  }
}
const DENIED = '42501';
const everyTable = [...tablesThatOwnersEdit, ...tablesThatOwnersRead];

describe.each(everyTable)('%s', (table) => {
  test('is read by its owner: their rows and no other', async () => {
    expect(await attempt('authenticated', mine.owner, `select * from public.${table}`)).toBe(1);
  });

  test('shows a signed-in stranger nothing', async () => {
    expect(
      await attempt('authenticated', '00000000-0000-4000-8000-00000000dead', `select * from public.${table}`),
    ).toBe(0);
  });

  test('cannot be read, written or emptied by anonymous visitors', async () => {
    expect(await attempt('anon', undefined, `select * from public.${table}`)).toBe(DENIED);
    expect(await attempt('anon', undefined, `insert into public.${table} default values`)).toBe(DENIED);
    expect(await attempt('anon', undefined, `delete from public.${table}`)).toBe(DENIED);
  });
});

const changeOf: Record<string, string> = {
  hosts: `display_name = 'x'`,
  event_types: `title = 'x'`,
  availability_rules: `label = 'x'`,
  availability_overrides: `label = 'x'`,
  blocked_periods: `reason = 'x'`,
  calendar_links: 'blocks_availability = false',
  webhook_endpoints: 'is_active = false',
};

describe.each(tablesThatOwnersEdit)('%s', (table) => {
  test('is changed and deleted by its owner, row by row their own', async () => {
    expect(await attempt('authenticated', mine.owner, `update public.${table} set ${changeOf[table]}`)).toBe(1);
    // A host or event type that was booked stays: its history hangs on it.
    const removed = await attempt('authenticated', mine.owner, `delete from public.${table}`);
    expect(removed).toBe(['hosts', 'event_types'].includes(table) ? '23503' : 1);
  });

  test('is not changed by a stranger, who does not even learn that there is a row', async () => {
    const stranger = '00000000-0000-4000-8000-00000000dead';
    expect(await attempt('authenticated', stranger, `update public.${table} set ${changeOf[table]}`)).toBe(0);
    expect(await attempt('authenticated', stranger, `delete from public.${table}`)).toBe(0);
  });
});

describe.each(tablesThatOwnersRead)('%s', (table) => {
  test('cannot be inserted or deleted even by its owner', async () => {
    expect(await attempt('authenticated', mine.owner, `insert into public.${table} default values`)).toBe(DENIED);
    expect(await attempt('authenticated', mine.owner, `delete from public.${table}`)).toBe(DENIED);
  });
});

describe('Of a calendar', () => {
  test('the owner changes the policy and nothing else', async () => {
    const policy = `update public.calendars set policy = '{"all_day": "free"}'`;
    expect(await attempt('authenticated', mine.owner, policy)).toBe(1);
    expect(await attempt('authenticated', mine.owner, `update public.calendars set last_synced_at = now()`)).toBe(
      DENIED,
    );
  });

  test('a policy that means nothing is refused', async () => {
    const policy = `update public.calendars set policy = '{"all_day": "maybe"}'`;
    expect(await attempt('authenticated', mine.owner, policy)).toBe('PT422');
  });
});

describe('An id in an owner’s row belongs to the same owner and host', () => {
  const rejected = ['42501', '23503'];
  const insertions: [string, (own: Owner, other: Owner) => [string, unknown[]]][] = [
    [
      'a host for somebody else',
      (_, other) => [`insert into public.hosts (owner_id, slug) values ($1, 'stolen')`, [other.owner]],
    ],
    [
      'an event type at another host',
      (_, other) => [`insert into public.event_types (host_id, slug) values ($1, 'x')`, [other.hosts.id]],
    ],
    [
      'hours for another host’s event type',
      (own, other) => [
        `insert into public.availability_rules (host_id, event_type_id, day_of_week, start_time, end_time) values ($1, $2, 1, '09:00', '10:00')`,
        [own.hosts.id, other.event_types.id],
      ],
    ],
    [
      'an override for another host’s event type',
      (own, other) => [
        `insert into public.availability_overrides (host_id, event_type_id, override_date, effect) values ($1, $2, '2030-01-01', 'closed')`,
        [own.hosts.id, other.event_types.id],
      ],
    ],
    [
      'a vacation at another host',
      (_, other) => [
        `insert into public.blocked_periods (host_id, start_date, end_date) values ($1, '2030-01-01', '2030-01-02')`,
        [other.hosts.id],
      ],
    ],
    [
      'a webhook endpoint for somebody else',
      (_, other) => [
        `insert into public.webhook_endpoints (owner_id, url, events) values ($1, 'https://example.com', '{booking.moved}')`,
        [other.owner],
      ],
    ],
    [
      'another owner’s calendar for their own host',
      (own, other) => [
        `insert into public.calendar_links (calendar_id, host_id) values ($1, $2)`,
        [other.calendars.id, own.hosts.id],
      ],
    ],
    [
      'their calendar for another owner’s host',
      (own, other) => [
        `insert into public.calendar_links (calendar_id, host_id) values ($1, $2)`,
        [own.calendars.id, other.hosts.id],
      ],
    ],
  ];
  test.each(insertions)('so an owner cannot enter %s', async (_, statement) => {
    const [text, values] = statement(mine, foreign);
    expect(rejected).toContain(await attempt('authenticated', mine.owner, text, values));
  });

  test('nor hand their host to somebody else', async () => {
    expect(await attempt('authenticated', mine.owner, 'update public.hosts set owner_id = $1', [foreign.owner])).toBe(
      DENIED,
    );
  });
});
