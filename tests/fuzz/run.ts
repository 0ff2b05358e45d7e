import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { startTarget } from './target.ts';

/** `npm run fuzz`: ten minutes unless told otherwise, with another seed each time. */
const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const seconds = Number(values.seconds ?? 600);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (!Number.isInteger(seed) || !(seconds > 0)) {
  console.error('Usage: npm run fuzz -- [--seconds 600] [--seed NUMBER]');
  process.exit(2);
}
console.log(`Fuzzing for ${seconds} s, seed ${seed}.`);
const target = await startTarget();
try {
  const { counts, faults } = await fuzz(target, { seconds, seed });
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const [kind, count] of Object.entries(counts).sort()) console.log(`${kind.padEnd(16)} ${count}`);
  console.log(`${total} requests, ${faults.length} faults (5xx, secrets, rows of strangers), seed ${seed}`);
  for (const fault of faults) console.log(`\n${fault}`);
  if (faults.length > 0) console.log(`\nIts last lines:\n${target.output().slice(-8_000)}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await target.stop();
}
