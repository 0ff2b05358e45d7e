import type pg from 'pg';

/** What a transaction does when it is committed, as a call: that can be explained. */
const SETTLE = `create or replace function pg_temp.settle() returns void language plpgsql as 'begin set constraints all immediate; end'`;

/**
 * The pages that a statement touches with all that it calls and all that its commit does, in a transaction that is rolled
 * back. The least of three measurements: a plan that is made anew meanwhile, because statistics or tables have changed, reads
 * catalogues, too.
 * @param before Statements that come first and do not count.
 */
export async function pagesOf(
  client: pg.ClientBase,
  text: string,
  values: unknown[] = [],
  before: readonly string[] = [],
): Promise<number> {
  const explained = async (statement: string, given: unknown[] = []): Promise<number> => {
    const { rows } = await client.query(`explain (analyze, buffers, timing off, format json) ${statement}`, given);
    const plan = rows[0]['QUERY PLAN'][0].Plan;
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  };
  await client.query(SETTLE);
  await client.query('begin');
  try {
    for (const statement of before) await client.query(statement);
    // What those leave for the commit is done, and not counted.
    await client.query('set constraints all immediate');
    await client.query('set constraints all deferred');
    const counts: number[] = [];
    // Plans are made and catalogues read by the first calls.
    for (let round = -6; round < 3; round += 1) {
      await client.query('savepoint undone');
      const pages = (await explained(text, values)) + (await explained('select pg_temp.settle()'));
      await client.query('rollback to savepoint undone');
      if (round >= 0) counts.push(pages);
    }
    return Math.min(...counts);
  } catch (error) {
    throw new Error(`The pages of ${text} can't be counted`, { cause: error });
  } finally {
    await client.query('rollback');
  }
}

/** The same, on a connection of a pool. */
export async function pagesOnPool(pool: pg.Pool, text: string, values: unknown[] = []): Promise<number> {
  const client = await pool.connect();
  try {
    return await pagesOf(client, text, values);
  } finally {
    client.release();
  }
}
