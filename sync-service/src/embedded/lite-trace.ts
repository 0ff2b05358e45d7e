import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known about one request to Supabase Lite besides its response. */
export interface LiteTrace {
  /** The database's last error, if it refused a statement or was not there. */
  databaseError: unknown;
  /** What Lite would have printed: every refusal and fault, with its stack. */
  printed: unknown[];
}

const current = new AsyncLocalStorage<LiteTrace>();

let print = console.error;
// Lite prints each refused request with its stack, and knows no logger. What anybody else writes to the console still gets there.
const keep = (...values: unknown[]) => {
  const trace = current.getStore();
  if (trace === undefined) print(...values);
  else trace.printed.push(...values);
};

/** Runs one request of Lite and keeps what it prints and the database's error. */
export async function traceLite<T>(work: () => Promise<T>): Promise<{ result: T; trace: LiteTrace }> {
  if (console.error !== keep) {
    print = console.error;
    console.error = keep;
  }
  const trace: LiteTrace = { databaseError: null, printed: [] };
  return { result: await current.run(trace, work), trace };
}

/** Keeps a database error for the caller of the request. */
export function recordDatabaseError(error: unknown): void {
  const trace = current.getStore();
  if (trace !== undefined) trace.databaseError = error;
}
