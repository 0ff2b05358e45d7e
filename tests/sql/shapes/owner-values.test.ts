import type { PoolClient } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { chance } from '../../support/chance.ts';
import { useDatabase } from '../../support/database.ts';
import { createUser } from '../../support/fixtures.ts';
import { type EditedColumn, editedColumns, makeEditedRows, valuesFor } from '../../support/owner-values.ts';
import { full } from '../../support/scale.ts';

const db = useDatabase();
let ownerId: string;
let columns: EditedColumn[];
let made: Awaited<ReturnType<typeof makeEditedRows>>;
beforeAll(async () => {
  ownerId = await createUser(db.sql);
  columns = await editedColumns(db.sql);
  made = await makeEditedRows(db.sql, ownerId);
});

/** Runs a statement that may fail and does not end the transaction; the error. */
async function attempt(
  client: PoolClient,
  text: string,
  values: unknown[] = [],
): Promise<{ rows: unknown[]; code?: string; error?: string }> {
  await client.query('savepoint attempt');
  try {
    const { rows } = await client.query(text, values);
    return { rows };
  } catch (error) {
    await client.query('rollback to savepoint attempt');
    const { code = '', message, detail } = error as { code?: string; message: string; detail?: string };
    return {
      rows: [],
      code: code === 'PT503' && detail === 'calendar_unavailable' ? 'PT4' : code,
      error: `${code} ${message}`,
    };
  }
}

/** Writes one value as the Data API does for the owner; whether it was accepted. */
async function write(client: PoolClient, { table, column }: EditedColumn, value: unknown): Promise<boolean> {
  const row = Object.entries(made.rows[table] ?? {});
  const where = row.map(([name], i) => `${name} = $${i + 2}`).join(' and ');
  await client.query(`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`, [
    JSON.stringify({ sub: ownerId }),
  ]);
  const { error } = await attempt(
    client,
    `update public.${table} set ${column} = (json_populate_record(null::public.${table}, $1::json)).${column} where ${where}`,
    [JSON.stringify({ [column]: value }), ...row.map(([, id]) => id)],
  );
  await client.query('reset role');
  return error === undefined;
}

const visits: [what: string, call: string][] = [
  ['the page', `public.get_booking_page((select slug from public.hosts where id = $1), e.slug)`],
  ['times', `public.get_available_slots(e.id, now(), now() + interval '35 days')`],
  [
    'times of the last length',
    `public.get_available_slots(e.id, now(), now() + interval '99 days', e.durations_minutes[cardinality(e.durations_minutes)])`,
  ],
  ['times at the end of the calendar', `public.get_available_slots(e.id, '8990-01-01Z', '8990-04-01Z')`],
  ['times at its beginning', `public.get_available_slots(e.id, '1900-01-01Z', '1900-04-01Z')`],
  ['a hold', `public.hold_slot(e.id, date_trunc('day', now()) + interval '3 days 12 hours', e.durations_minutes[1])`],
  [
    'a booking without answers',
    `public.create_booking(e.id, date_trunc('day', now()) + interval '3 days 13 hours', e.durations_minutes[1], '{"name": "Vera", "email": "vera@example.com"}')`,
  ],
  [
    'a booking',
    `public.create_booking(e.id, date_trunc('day', now()) + interval '3 days 13 hours', e.durations_minutes[1], '{"name": "Vera", "email": "vera@example.com"}',
      '{"topic": "S", "constructor": "x", "toString": "x", "hasOwnProperty": "x", "valueOf": "x", "length": "x"}')`,
  ],
];

/** Everything that a visitor may ask for; the errors that are no refusals. */
async function visit(client: PoolClient): Promise<string[]> {
  await client.query(`update public.hosts set is_active = true where id = $1`, [made.hostId]);
  await client.query(`update public.event_types set is_active = true where host_id = $1`, [made.hostId]);
  const faults: string[] = [];
  for (const [what, call] of visits) {
    const { code, error } = await attempt(
      client,
      `select ${call} as result from public.event_types as e where e.host_id = $1`,
      [made.hostId],
    );
    if (error !== undefined && !code?.startsWith('PT4')) faults.push(`${what}: ${error}`);
  }
  return faults;
}

const seed = Number(process.env['OWNER_SEED'] ?? Date.now() % 1_000_000);
const random = chance(seed);

/** Half of the values in the full suite, else some; but JSON, which can be wrong in most ways, always as a whole. */
function chosen(values: readonly unknown[], type: string): readonly unknown[] {
  if (type === 'jsonb') return values;
  if (full) return values.filter(() => random() < 0.5);
  return Array.from({ length: 4 }, () => values[Math.floor(random() * values.length)]);
}

describe('A value that an owner may write', () => {
  it('is known for each type that there is', () => {
    expect(columns.length).toBeGreaterThan(50);
    for (const { column, type } of columns) expect(valuesFor(column, type).length).toBeGreaterThan(2);
  });

  it(`makes no request of a visitor fail, whatever the value and the column (seed ${seed})`, {
    timeout: 300_000,
  }, async () => {
    const faults: string[] = [];
    let accepted = 0;
    const client = await db.sql.connect();
    try {
      for (const column of columns) {
        for (const value of chosen(valuesFor(column.column, column.type), column.type)) {
          await client.query('begin');
          if (await write(client, column, value)) {
            accepted += 1;
            const found = await visit(client);
            faults.push(
              ...found.map(
                (fault) => `${column.table}.${column.column} = ${JSON.stringify(value)?.slice(0, 80)}: ${fault}`,
              ),
            );
          }
          await client.query('rollback');
        }
      }
    } finally {
      client.release();
    }
    expect(faults).toEqual([]);
    expect(accepted).toBeGreaterThan(full ? 200 : 40);
  });
});
