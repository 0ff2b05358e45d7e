import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { createCalendar, createEventType, createHost, createHours, insert } from '../support/fixtures.ts';
import { type Api, ask, gatewayApi, secrets } from './api-scene.ts';

const database = useDatabase();
let api: Api;

interface Key {
  name: string;
  child: string;
  columns: string[];
  parent: string;
  referred: string[];
}
/** Every foreign key of several columns between tables of the Data API. */
let keys: Key[];

beforeAll(async () => {
  api = await gatewayApi(database.url);
  const { rows } = await database.sql.query<Key>(`
    select c.conname as name, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
      array(select a.attname::text from unnest(c.conkey) with ordinality as k (n, i)
            join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.n order by k.i) as columns,
      array(select a.attname::text from unnest(c.confkey) with ordinality as k (n, i)
            join pg_attribute as a on a.attrelid = c.confrelid and a.attnum = k.n order by k.i) as referred
    from pg_constraint as c
    where c.contype = 'f' and cardinality(c.conkey) > 1
      and c.connamespace = 'public'::regnamespace and c.confrelid in (
        select oid from pg_class where relnamespace = 'public'::regnamespace)
    order by 1`);
  keys = rows.map((key) => ({
    ...key,
    child: key.child.replace(/^public\./, ''),
    parent: key.parent.replace(/^public\./, ''),
  }));
  await fill();
});
afterAll(() => api?.close());

/** Rows such that a join by any one column of a key finds more than it should. */
async function fill(): Promise<void> {
  const { sql } = database;
  for (const _owner of [1, 2]) {
    const host = await createHost(sql);
    const second = await createHost(sql, { owner_id: host.owner_id });
    await createHours(sql, host.id);
    for (const of of [host, host, second]) {
      const type = await createEventType(sql, of.id);
      const to = { host_id: of.id, event_type_id: type.id };
      await insert(sql, 'availability_rules', { ...to, day_of_week: 1, start_time: '09:00', end_time: '10:00' });
      await insert(sql, 'availability_overrides', { ...to, override_date: '2030-01-01', effect: 'closed' });
      await insert(sql, 'blocked_periods', { ...to, kind: 'block', start_date: '2030-01-01', end_date: '2030-01-02' });
      for (const hour of ['08', '10']) {
        const times = { starts_at: `2030-03-01T${hour}:00Z`, ends_at: `2030-03-01T${hour}:30Z` };
        await insert(sql, 'bookings', { ...to, ...times, status: 'cancelled' });
        const visitor = { name: 'Bob', email: 'bob@example.com', check_at: times.ends_at };
        await insert(sql, 'waitlist_entries', { ...to, ...times, ...visitor });
      }
      const calendar = await createCalendar(sql, of);
      await createCalendar(sql, of);
      await insert(sql, 'sync_logs', {
        owner_id: of.owner_id,
        connection_id: calendar.connection_id,
        operation: 'pull',
        status: 'completed',
      });
    }
  }
}

type Row = Record<string, unknown>;
const get = async (target: string) => ask(api, 'GET', `/rest/v1/${target}`, { key: secrets.secretKey });
const pick = (row: Row, names: string[]) => names.map((name) => row[name]);
const count = async (text: string) => Number((await database.sql.query(text)).rows[0].n);

describe('An embed over a key of several columns', () => {
  test('is looked at for every such key there is', async () => {
    expect(keys.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bookings_event_type_fkey', 'calendar_links_host_fkey', 'calendars_connection_fkey']),
    );
    for (const { child, parent } of keys) {
      expect(await count(`select count(*) as n from public.${child}`), child).toBeGreaterThan(4);
      expect(await count(`select count(*) as n from public.${parent}`), parent).toBeGreaterThan(3);
    }
  });

  it.each([
    ['named after the key', (key: Key) => `${key.parent}!${key.name}`],
    ['without a name', (key: Key) => key.parent],
    ['under another name', (key: Key) => `far:${key.parent}!${key.name}`],
    ['by the key alone', (key: Key) => key.name],
    ['that has to be there', (key: Key) => `${key.parent}!${key.name}!inner`],
  ])('%s finds the one row that it refers to', async (_how, embed) => {
    for (const key of keys) {
      const written = embed(key);
      const { status, body } = await get(`${key.child}?select=${key.columns},${written}(${key.referred})`);
      expect([key.name, status, body.message]).toEqual([key.name, 200, undefined]);
      const alias = written.includes(':') ? 'far' : written.replace(/!.*/, '');
      for (const row of body as Row[]) {
        const isWhole = pick(row, key.columns).every((value) => value !== null);
        const far = row[alias] as Row | null;
        expect(far && pick(far, key.referred), key.name).toEqual(isWhole ? pick(row, key.columns) : null);
      }
      const where = written.endsWith('!inner')
        ? `where ${key.columns.map((name) => `${name} is not null`).join(' and ')}`
        : '';
      expect(body.length, key.name).toBe(await count(`select count(*) as n from public.${key.child} ${where}`));
    }
  });

  it.each([
    ['named after the key', (key: Key) => `${key.child}!${key.name}`],
    ['without a name', (key: Key) => key.child],
  ])('%s finds all rows that refer to one', async (_how, embed) => {
    for (const key of keys) {
      const { status, body } = await get(`${key.parent}?select=${key.referred},near:${embed(key)}(${key.columns})`);
      expect([key.name, status, body.message]).toEqual([key.name, 200, undefined]);
      for (const row of body as Row[]) {
        const condition = key.columns.map((name, i) => `${name} = '${row[key.referred[i] as string]}'`).join(' and ');
        const near = row['near'] as Row[];
        for (const found of near) expect(pick(found, key.columns), key.name).toEqual(pick(row, key.referred));
        expect(near.length, key.name).toBe(
          await count(`select count(*) as n from public.${key.child} where ${condition}`),
        );
      }
    }
  });

  it('spread into the row, or sorted by, joins by all columns, too', async () => {
    for (const key of keys) {
      const far = key.referred.map((name, i) => `far_${i}:${name}`);
      const { status, body } = await get(
        `${key.child}?select=${key.columns},...${key.parent}!${key.name}(${far})&order=${key.parent}(${key.referred[0]})`,
      );
      expect([key.name, status, body.message]).toEqual([key.name, 200, undefined]);
      expect(body.length, key.name).toBe(await count(`select count(*) as n from public.${key.child}`));
      for (const row of body as Row[]) {
        const isWhole = pick(row, key.columns).every((value) => value !== null);
        const spread = key.referred.map((_, i) => row[`far_${i}`]);
        expect(spread, key.name).toEqual(isWhole ? pick(row, key.columns) : key.referred.map(() => null));
      }
    }
  });

  it('that names a column of the key is refused, with what to say instead', async () => {
    for (const key of keys) {
      for (const column of key.columns) {
        const { status, body } = await get(`${key.child}?select=${column},${key.parent}!${column}(${key.referred})`);
        expect([key.name, status, body.code], column).toEqual([key.name, 400, 'PGRST200']);
        expect(body.hint).toContain(`!${key.name}`);
      }
    }
  });

  it('inside another joins by all columns, too', async () => {
    const select =
      'id,host_id,event_types!bookings_event_type_fkey(id,hosts!event_types_host_fkey(id,calendar_links!calendar_links_host_fkey(host_id,calendars!calendar_links_calendar_fkey(id,owner_id))))';
    const { status, body } = await get(`bookings?select=${select}`);
    expect(status).toBe(200);
    for (const booking of body) {
      const host = booking.event_types.hosts;
      expect(host.id).toBe(booking.host_id);
      expect(host.calendar_links.length).toBe(
        await count(`select count(*) as n from public.calendar_links where host_id = '${host.id}'`),
      );
    }
  });
});
