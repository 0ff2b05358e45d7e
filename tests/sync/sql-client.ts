import pg from 'pg';
import type { DataApi } from '../../sync-service/src/db/data-api.ts';

/** Arguments that the functions take as JSON. */
const jsonArguments = new Set(['answers', 'attendee', 'calendars', 'changes', 'notices', 'unknown_times']);

/** Calls the functions of the database as the Data API would, without the Data API: for tests that make very many calls. */
export function createSqlClient(pool: pg.Pool): DataApi {
  const rpc = async (name: string, args: Record<string, unknown> = {}) => {
    const names = Object.keys(args);
    const values = names.map((key) => (jsonArguments.has(key) ? JSON.stringify(args[key]) : args[key]));
    const list = names.map((key, index) => `${key} => $${index + 1}`).join(', ');
    const client = await pool.connect();
    try {
      const { rows } = await client.query(`select public.${name}(${list}) as response`, values);
      return { data: rows[0].response, error: null, status: 200 };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      const { code, message, detail, hint } = error;
      return { data: null, error: { code, message, details: detail, hint }, status: Number(code?.slice(2)) || 500 };
    } finally {
      client.release();
    }
  };
  return { rpc } as DataApi;
}
