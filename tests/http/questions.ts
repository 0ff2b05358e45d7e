import type { TestStack } from '../support/stack.ts';
import type { Scene } from './scene.ts';

/** What a proxy says of a caller: they are told apart by it. */
export const from = (n: number) => ({ 'x-forwarded-for': `203.0.113.${n}` });

/** Calls of a function by visitors; those who are not told apart come from one address. */
export const useQuestions = (stack: TestStack) => {
  const rpc = (name: string, args: object, caller = 200, init: RequestInit = {}) =>
    fetch(`${stack.url}/rest/v1/rpc/${name}`, {
      method: 'POST',
      headers: { apikey: stack.config.supabase.publishableKey, 'content-type': 'application/json', ...from(caller) },
      body: JSON.stringify(args),
      ...init,
    });
  const slotsOf = (scene: Scene, caller?: number, init?: RequestInit) => {
    const range_start = scene.freeStart();
    const range_end = new Date(Date.parse(range_start) + 86_400_000).toISOString();
    return rpc('get_available_slots', { event_type_id: scene.eventType.id, range_start, range_end }, caller, init);
  };
  return { rpc, slotsOf };
};

/** Runs `work` while the statement's lock is held; what began meanwhile is not waited for. */
export async function whileLocked<T>(stack: TestStack, lock: string, work: () => Promise<T>): Promise<T> {
  const client = await stack.sql.connect();
  try {
    await client.query('begin');
    await client.query(lock);
    return await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}
