import type pg from 'pg';

/**
 * The pages that a statement touches with all that it calls, in a transaction that is rolled back. The least of three
 * measurements: a plan that is made anew meanwhile, because statistics or tables have changed, reads catalogues, too.
 * @param before Statements that come first and do not count.
 */
export async function pagesOf(
  client: pg.ClientBase,
  text: string,
  values: unknown[] = [],
  before: readonly string[] = [],
): Promise<number> {
  const undone = async (statement: string) => {
    await client.query('savepoint undone');
    const { rows } = await client.query(statement, values);
    await client.query('rollback to savepoint undone');
    return rows;
  };
  await client.query('begin');
  try {
    // What is done at a commit counts.
    await client.query('set constraints all immediate');
    for (const statement of before) await client.query(statement);
    // Plans are made and catalogues read by the first calls.
    for (let warm = 0; warm < 6; warm += 1) await undone(text);
    const counts: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const [row] = await undone(`explain (analyze, buffers, timing off, format json) ${text}`);
      const plan = row['QUERY PLAN'][0].Plan;
      counts.push(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']);
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
