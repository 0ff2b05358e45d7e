import type { ClientBase } from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, createHours, insert } from '../../support/fixtures.ts';
import { ask, asUser, refusal, signIn } from '../../support/owner-calls.ts';

const db = useDatabase();
const monday = { day_of_week: 1, start_time: '09:00', end_time: '12:00' };
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let host: any;

beforeEach(async () => {
  host = await createHost(db.sql);
});

/** A transaction of the owner that is still open after the work. */
async function begin(): Promise<ClientBase & { release(): void }> {
  const client = await db.sql.connect();
  await client.query('begin');
  await signIn(client, host.owner_id);
  return client;
}

const asOwner = <Result>(work: (client: ClientBase) => Promise<Result>) => asUser(db.sql, host.owner_id, work);
const read = () => asOwner((client) => ask(client, 'get_schedule', { host_id: host.id }));
const save = (version: string | null, changes: object) =>
  asOwner((client) => ask(client, 'save_schedule', { host_id: host.id, version, changes }));

describe('A schedule', () => {
  test('is read with all rows of a host and of its event types, without those of other hosts', async () => {
    const type = await createEventType(db.sql, host.id);
    await createHours(db.sql, (await createHost(db.sql, { owner_id: host.owner_id })).id);
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday });
    await insert(db.sql, 'availability_rules', { host_id: host.id, event_type_id: type.id, ...monday });
    await insert(db.sql, 'blocked_periods', {
      host_id: host.id,
      starts_at: '2030-01-01T09:00:00+02:00',
      ends_at: '2030-01-01T10:00:00+02:00',
    });
    expect(await read()).toMatchObject({
      version: expect.stringMatching(/^[0-9a-f]{32}$/),
      rules: [
        { event_type_id: null, start_time: '09:00:00' },
        { event_type_id: type.id, end_time: '12:00:00' },
      ],
      overrides: [],
      blocked_periods: [{ kind: 'block', starts_at: '2030-01-01T07:00:00+00:00' }],
    });
  });

  test('is saved list by list: what is absent stays, what is not in a list goes', async () => {
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday });
    const { version } = await read();
    const saved = await save(version, { overrides: [{ override_date: '2030-01-01', effect: 'closed' }] });
    expect(saved).toMatchObject({ rules: [monday].map(() => ({ day_of_week: 1 })), overrides: [{ effect: 'closed' }] });
    const emptied = await save(saved.version, { rules: [] });
    expect(emptied).toMatchObject({ rules: [], overrides: [{ effect: 'closed' }] });
    expect(await read()).toEqual(emptied);
  });

  test('keeps the ids of rows that are sent with them, and does not touch those that are equal', async () => {
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday });
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday, day_of_week: 2 });
    const rows = () =>
      db.sql.query('select id, xmin::text from public.availability_rules where host_id = $1 order by day_of_week', [
        host.id,
      ]);
    const [before] = [(await rows()).rows];
    const { version, rules } = await read();
    const [first, second] = rules;
    const saved = await save(version, {
      rules: [first, { ...second, end_time: '13:00' }, { ...monday, day_of_week: 3 }],
    });
    const { rows: after } = await rows();
    expect(after[0]).toEqual(before[0]);
    expect(after[1].id).toBe(before[1].id);
    expect(saved.rules).toMatchObject([{ end_time: '12:00:00' }, { end_time: '13:00:00' }, { day_of_week: 3 }]);
  });

  test('can be copied to another host: rows get ids of their own there', async () => {
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday });
    const { rules } = await read();
    const first = host.id;
    host = await createHost(db.sql, { owner_id: host.owner_id });
    const { version } = await read();
    expect((await save(version, { rules })).rules).toHaveLength(1);
    const { rows } = await db.sql.query('select host_id from public.availability_rules where id = $1', [rules[0].id]);
    expect(rows).toEqual([{ host_id: first }]);
  });

  test('is saved as a whole or not at all', async () => {
    const { version } = await read();
    const faulty = { rules: [monday], overrides: [{ override_date: '2030-01-01', effect: 'shut' }] };
    expect(await refusal(save(version, faulty))).toEqual({
      code: 'invalid_request',
      message: 'overrides: effect must be open, extra or closed.',
    });
    expect(await read()).toMatchObject({ version, rules: [] });
  });

  test('takes no row twice, and no settings of an event type', async () => {
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday });
    const { version, rules } = await read();
    const message = 'Row 2 of rules has the id of another one.';
    expect(await refusal(save(version, { rules: [...rules, ...rules] }))).toEqual({ code: 'invalid_request', message });
    expect((await refusal(save(version, { event_type: {} }))).message).toBe('changes has no "event_type".');
  });
});

describe('A second tab', () => {
  test('that saves after the first is told, and overwrites nothing', async () => {
    const { version } = await read();
    const first = await save(version, { rules: [monday] });
    expect(await refusal(save(version, { rules: [] }))).toMatchObject({ code: 'invalid_state' });
    expect(await read()).toEqual(first);
    expect(await save(first.version, { rules: [] })).toMatchObject({ rules: [] });
  });

  test('without a version saves nothing', async () => {
    expect(await refusal(save(null, { rules: [monday] }))).toMatchObject({ code: 'invalid_state' });
  });

  test('is told of what a program wrote into one of the tables', async () => {
    const { version } = await read();
    await asOwner((client) =>
      client.query(
        `insert into public.blocked_periods (host_id, kind, start_date, end_date) values ($1, 'vacation', '2030-01-01', '2030-01-02')`,
        [host.id],
      ),
    );
    expect(await refusal(save(version, { rules: [monday] }))).toMatchObject({ code: 'invalid_state' });
  });

  test('does not mind bookings', async () => {
    const type = await createEventType(db.sql, host.id);
    const { version } = await read();
    await insert(db.sql, 'bookings', {
      host_id: host.id,
      event_type_id: type.id,
      status: 'confirmed',
      starts_at: '2030-01-01T09:00Z',
      ends_at: '2030-01-01T10:00Z',
    });
    expect(await save(version, { rules: [monday] })).toMatchObject({ rules: [monday].map(() => ({ day_of_week: 1 })) });
  });

  test.each([
    [
      'the other tab',
      (client: ClientBase, version: string) =>
        ask(client, 'save_schedule', { host_id: host.id, version, changes: { rules: [] } }),
    ],
    [
      'a program that changes a row',
      (client: ClientBase) =>
        client.query(`update public.availability_rules set end_time = '17:00' where host_id = $1`, [host.id]),
    ],
    [
      'a program that deletes a row',
      (client: ClientBase) => client.query('delete from public.availability_rules where host_id = $1', [host.id]),
    ],
  ])('that saves while %s is about to is told when that is done', async (_, write) => {
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...monday });
    const { version, rules } = await read();
    const other = await begin();
    try {
      await write(other, version);
      const saving = refusal(save(version, { rules: [...rules, { ...monday, day_of_week: 2 }] }));
      await expect
        .poll(
          async () =>
            (
              await db.sql.query(
                `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
              )
            ).rows.length,
        )
        .toBe(1);
      await other.query('commit');
      expect(await saving).toMatchObject({ code: 'invalid_state' });
    } finally {
      await other.query('rollback');
      other.release();
    }
  });
});

describe.each(['hosts', 'event_types'])('updated_at of %s', (table) => {
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  let row: any;
  beforeEach(async () => {
    row =
      table === 'hosts'
        ? host
        : await createEventType(db.sql, host.id, { locations: JSON.stringify([{ kind: 'video' }]) });
  });
  const updated = async (set: string): Promise<string> =>
    (await db.sql.query(`update public.${table} set ${set} where id = $1 returning updated_at::text`, [row.id])).rows[0]
      .updated_at;
  const current = async (): Promise<string> =>
    (await db.sql.query(`select updated_at::text from public.${table} where id = $1`, [row.id])).rows[0].updated_at;

  test('is another one after every change, also within one transaction', async () => {
    const seen = await db.sql.connect().then(async (client) => {
      const values = [await current()];
      await client.query('begin');
      for (const slug of ['a', 'b', 'c']) {
        const { rows } = await client.query(
          `update public.${table} set slug = $2 || '-' || id where id = $1 returning updated_at::text`,
          [row.id, slug],
        );
        values.push(rows[0].updated_at);
      }
      await client.query('commit');
      client.release();
      return values;
    });
    expect(new Set(seen).size).toBe(4);
    expect([...seen].sort()).toEqual(seen);
  });

  test('stays where nothing changed, and nobody can set it', async () => {
    const before = await current();
    expect(await updated('slug = slug')).toBe(before);
    expect(await updated(`updated_at = '2020-01-01'`)).toBe(before);
    expect((await updated(`slug = 'x-' || id, updated_at = '2020-01-01'`)) > before).toBe(true);
  });
});

test('A note that a trigger puts on an event type is no edit of its owner', async () => {
  const type = await createEventType(db.sql, host.id, { locations: JSON.stringify([{ kind: 'video' }]) });
  const calendar = await createCalendar(db.sql, host, { access: 'write' }, { provider: 'google' });
  await db.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [calendar.id]);
  const { rows } = await db.sql.query('select location_notice, updated_at from public.event_types where id = $1', [
    type.id,
  ]);
  expect(rows[0].location_notice).not.toEqual(type.location_notice);
  expect(rows[0].updated_at).toEqual(type.updated_at);
});
