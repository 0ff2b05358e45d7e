import type pg from 'pg';
import type { ClientBase } from 'pg';

/** What `preview_slots` gives. */
export interface Preview {
  lost: { start: string; end: string }[];
  gained: { start: string; end: string }[];
  bookings_outside: string[];
  truncated_at?: string;
}

/** From here on to the end of the transaction the client asks as this user. */
export async function signIn(client: ClientBase, userId: string): Promise<void> {
  await client.query(`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`, [
    JSON.stringify({ role: 'authenticated', sub: userId }),
  ]);
}

/** The result of a public function with named arguments; objects are sent as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
export async function ask(client: ClientBase, name: string, named: Record<string, unknown>): Promise<any> {
  const keys = Object.keys(named);
  const values = Object.values(named).map((value) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  );
  const text = `select public.${name}(${keys.map((key, index) => `${key} => $${index + 1}`).join(', ')}) as result`;
  return (await client.query(text, values)).rows[0].result;
}

/** What a transaction of this user gives, which is committed unless the work fails. */
export async function asUser<Result>(
  sql: pg.Pool,
  userId: string,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await sql.connect();
  try {
    await client.query('begin');
    await signIn(client, userId);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The stable code of the error that a call ends with, and its message. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call;
  } catch (error) {
    const { code, detail, message } = error as { code: string; detail?: string; message: string };
    return { code: code.startsWith('PT') ? (detail ?? '') : code, message };
  }
  return { code: 'none', message: '' };
}
