import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { cases } from '../../support/scale.ts';
import { publicCalls } from './calls.ts';
import { fillDatabase } from './fill.ts';
import { ownerQueries } from './owner-queries.ts';
import { measurePages, nameOf, type Pages } from './pages.ts';

const db = useDatabase();
const few = 400;
const many = cases(1600, 2000);
const bookings = cases(20, 50);
const ownBookings = 20;
let before: Pages;
let after: Pages;

async function measure(hosts: number, have: number): Promise<Pages> {
  const admin = new pg.Client({ connectionString: db.url('supabase_admin') });
  await admin.connect();
  await fillDatabase(admin, { hosts, bookings, ownBookings }, have);
  await admin.end();
  const client = await db.sql.connect();
  try {
    return await measurePages(client, ownBookings);
  } finally {
    client.release();
  }
}

beforeAll(async () => {
  before = await measure(few, 0);
  after = await measure(many, few);
}, 300_000);

describe(`In a database of ${many} hosts with ${bookings} bookings each`, () => {
  test('every public function has a budget of pages', async () => {
    const { rows } = await db.sql.query(
      `select distinct p.proname from private.declared_rights() as r
       join pg_proc as p on p.oid = r.object::regprocedure and p.pronamespace = 'public'::regnamespace
       where r.kind = 'function' order by 1`,
    );
    const budgeted = new Set(Object.keys(publicCalls(ownBookings)).map(nameOf));
    expect([...budgeted].sort()).toEqual(rows.map((row) => row.proname));
  });

  test('every table that owners read has a budget of pages', async () => {
    const { rows } = await db.sql.query(
      `select distinct split_part(r.object, '.', 2) as name from private.declared_rights() as r
       where r.kind = 'table' and r.role = 'authenticated' and r.privilege = 'select' order by 1`,
    );
    const budgeted = Object.keys(ownerQueries(ownBookings)).flatMap((name) => name.match(/^all of (.+)/)?.[1] ?? []);
    expect(budgeted.sort()).toEqual(rows.map((row) => row.name));
  });

  test('each call and each query of an owner keeps to its budget', () => {
    const budgets = { ...publicCalls(ownBookings), ...ownerQueries(ownBookings) };
    // Versions of rows that were rolled back, and where they happen to lie, cost a few pages more or less.
    const over = Object.entries(budgets).filter(
      ([name, { budget }]) => !((after[name] ?? Number.NaN) <= budget * 1.2 + 10),
    );
    expect(over.map(([name, { budget }]) => `${name}: ${after[name]} pages of ${budget}`)).toEqual([]);
  });

  test(`nothing touches more pages than with ${few} hosts`, () => {
    // An index that is one level deeper costs a page for each time that it is asked; so do versions of rows that were rolled back.
    const grown = Object.entries(after).filter(([name, pages]) => pages > (before[name] ?? 0) * 1.35 + 70);
    expect(grown.map(([name, pages]) => `${name}: ${before[name]} → ${pages}`)).toEqual([]);
  });
});
