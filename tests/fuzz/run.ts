import { readCommandLine, readNumber } from '../../sync-service/src/command-line.ts';
import { fuzz } from './fuzz.ts';
import { startTarget } from './target.ts';

/** `npm run fuzz`: ten minutes unless told otherwise, with another seed each time. */
const { values, refuse } = readCommandLine({
  usage: 'npm run fuzz -- [--seconds 600] [--seed NUMBER]',
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const seconds = readNumber(values.seconds, { option: 'seconds', least: 0.1, whole: false, refuse });
const seed = readNumber(values.seed, { option: 'seed', least: 0, refuse });
console.log(`Fuzzing for ${seconds} s, seed ${seed}.`);
const target = await startTarget();
try {
  const { counts, faults } = await fuzz(target, { seconds, seed });
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const [kind, count] of Object.entries(counts).sort()) console.log(`${kind.padEnd(16)} ${count}`);
  console.log(`${total} requests, ${faults.length} faults (5xx, secrets, rows of strangers), seed ${seed}`);
  for (const fault of faults) console.log(`\n${fault}`);
  if (faults.length > 0) console.log(`\nIts last lines:\n${target.output().slice(-8_000)}`);
  // Who asked nothing has shown nothing.
  process.exitCode = faults.length > 0 || total === 0 ? 1 : 0;
} finally {
  await target.stop();
}
