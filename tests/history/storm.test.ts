import { expect, test } from 'vitest';
import { cases } from '../support/scale.ts';
import { runStorm } from './storm.ts';

const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);

test(`Some order explains whatever people are told through a storm, and each acknowledged change reaches calendar and mail once (CHAOS_SEED=${seed})`, async () => {
  const { history, consequences, struck, violations } = await runStorm({
    ...{ operations: cases(500, 1_000), seed, operationsOfDay: 700, hosts: 3, clients: 10 },
  });
  expect(violations).toEqual([]);
  expect(consequences.events).toBeGreaterThan(0);
  const faults = Object.values(struck).reduce((sum, times) => sum + times, 0);
  expect(faults).toBeGreaterThan(0);
  console.log(
    `history: ${history.operations} operations, ${history.lost} responses lost, ${faults} faults, 0 violations`,
  );
}, 300_000);
