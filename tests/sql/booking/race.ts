import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import type { useDatabase } from '../../support/database.ts';

/** How a call ended: with the id of what it made, or with a stable code, or `sqlstate …` for anything unexpected. */
export interface Outcome {
  id?: string;
  code?: string;
}

/** Fifty real connections of a test file, and ways to call functions on them at once. */
export function useRace(db: ReturnType<typeof useDatabase>) {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = new pg.Pool({ connectionString: db.url('postgres'), max: 50 });
  });
  afterAll(async () => {
    await pool.end();
  });

  async function callOnce(text: string, values: unknown[]): Promise<Outcome> {
    // Not pool.query: that throws the connection away with every error, and with it all cached plans.
    const client = await pool.connect();
    try {
      const { rows } = await client.query(`select ${text} as result`, values);
      const result = rows[0].result;
      return { id: result?.booking?.id ?? result?.id };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      // An error comes before its locks go, and what the test calls next may skip what is locked. This waits for that.
      await client.query('select');
      const code = error.detail?.split(' ')[0] ?? error.code ?? '';
      return { code: error.code?.startsWith('PT') ? code : `sqlstate ${error.code}` };
    } finally {
      client.release();
    }
  }

  return {
    /** Calls a booking function and turns its errors into codes. */
    async call(text: string, values: unknown[]): Promise<Outcome> {
      for (;;) {
        const outcome = await callOnce(text, values);
        // Not given in time: asked for again, as the service does. How long fifty wait for one another is the machine's affair.
        if (outcome.code !== 'sqlstate 55P03') return outcome;
      }
    },
    /** How many calls ended in which way. */
    tally: (outcomes: Outcome[]) =>
      outcomes.reduce<Record<string, number>>((counts, { code = 'done' }) => {
        counts[code] = (counts[code] ?? 0) + 1;
        return counts;
      }, {}),
  };
}
