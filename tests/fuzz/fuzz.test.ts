import { afterAll, beforeAll, expect, test } from 'vitest';
import { cases } from '../support/scale.ts';
import { fuzz } from './fuzz.ts';
import { startTarget, type Target } from './target.ts';

/** The same requests again: `SEED=… npm test -- tests/fuzz`. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const seconds = cases(6, 60);
let target: Target;

beforeAll(async () => {
  target = await startTarget();
}, 120_000);
afterAll(() => target?.stop());

test('No request, whoever makes it, gets a fault of the service, a secret or a row of a stranger', async () => {
  console.log(`fuzzing for ${seconds} s: SEED=${seed}`);
  const { counts, faults } = await fuzz(target, { seed, seconds });
  expect(faults, `SEED=${seed}`).toEqual([]);
  expect(Object.keys(Object.prototype), 'what all objects share').toEqual([]);
  const successes = Object.entries(counts).filter(([kind]) => /^(route|table|function|live|page) [12]xx$/.test(kind));
  // Who is refused everywhere has seen nothing.
  expect(successes).toHaveLength(5);
}, 180_000);

test('A policy that shows strangers the events of everybody is found', async () => {
  await target.sql.query('create policy leak on public.synced_events for select to authenticated using (true)');
  const { faults } = await fuzz(target, { seed, seconds: 60, maxFaults: 1 });
  await target.sql.query('drop policy leak on public.synced_events');
  expect(faults.join('\n')).toMatch(/a row of a stranger: /);
}, 180_000);

test('A function that fails is found', async () => {
  const raise = `begin raise exception 'broken' using errcode = 'XX000'; end`;
  await target.sql.query(
    `alter function public.get_booking_page(text, text) rename to kept;
     create function public.get_booking_page(host_slug text, event_slug text) returns jsonb language plpgsql as $$ ${raise} $$;
     grant execute on function public.get_booking_page(text, text) to anon, authenticated, service_role;
     notify pgrst, 'reload schema'`,
  );
  const { faults } = await fuzz(target, { seed, seconds: 60, maxFaults: 1 });
  expect(faults.join('\n')).toMatch(/status 500: /);
}, 180_000);
