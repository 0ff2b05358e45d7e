import type pg from 'pg';
import { AS_OWNER, ownerQueries, publicCalls, type SizedCall } from './calls.ts';

/** The shared pages that each call touches: of public functions by their names, of owners' queries by what they are for. */
export type Pages = Record<string, number>;

/** Measures everything that has a budget. */
export async function measurePages(client: pg.ClientBase, ownBookings: number): Promise<Pages> {
  const pages: Pages = {};
  for (const [name, sized] of Object.entries(publicCalls(ownBookings))) {
    pages[name] = await pagesOf(client, { ...sized, call: `select public.${nameOf(name)}${sized.call}` });
  }
  for (const [name, sized] of Object.entries(ownerQueries(ownBookings))) {
    pages[name] = await pagesOf(client, { ...sized, before: [...(sized.before ?? []), ...AS_OWNER] });
  }
  return pages;
}

/** The function that is called: what follows its name says how. */
export const nameOf = (call: string): string => call.split(' ')[0] as string;

/** Pages of a statement with all that it calls, in a transaction that is rolled back. */
async function pagesOf(client: pg.ClientBase, { call, before = [] }: SizedCall): Promise<number> {
  await client.query('begin');
  try {
    // What is done at a commit counts.
    await client.query('set constraints all immediate');
    for (const statement of before) await client.query(statement);
    // Plans are made and catalogues read by the first calls.
    for (let warm = 0; warm < 6; warm += 1) {
      await client.query('savepoint warm');
      await client.query(call);
      await client.query('rollback to savepoint warm');
    }
    const { rows } = await client.query(`explain (analyze, buffers, timing off, format json) ${call}`);
    const plan = rows[0]['QUERY PLAN'][0].Plan;
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  } catch (error) {
    throw new Error(`The pages of ${call} can't be counted`, { cause: error });
  } finally {
    await client.query('rollback');
  }
}
