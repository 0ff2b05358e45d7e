import { readCommandLine, readNumber } from '../../sync-service/src/command-line.ts';
import { startCluster } from './cluster.ts';
import { judge } from './judge.ts';
import { mutants, rooms } from './list.ts';
import type { Mutant } from './mutant.ts';
import { copyTree, listFiles } from './tree.ts';
import { itsTurn } from './turns.ts';

// Applies each edit of the list to a copy of the tree, alone, and tells whether the tests that it names notice it (CONTRIBUTING.md).
const { values, refuse } = readCommandLine({
  usage: 'npm run mutants -- [--only PART_OF_ROOM_OR_NAME] [--turn N] [--list]',
  options: {
    only: { type: 'string', multiple: true },
    turn: { type: 'string' },
    list: { type: 'boolean' },
  },
});

const turn =
  values.turn === undefined ? mutants : itsTurn(mutants, readNumber(values.turn, { option: 'turn', least: 0, refuse }));
const roomOf = (mutant: Mutant) => Object.entries(rooms).find(([, list]) => list.includes(mutant))?.[0] ?? '';
const chosen = turn.filter((mutant) =>
  (values.only ?? ['']).some((part) => `${roomOf(mutant)}: ${mutant.name}`.includes(part)),
);
if (chosen.length === 0) refuse('No mutant is called so.');
if (values.list) {
  for (const mutant of chosen) console.log(`${roomOf(mutant)}: ${mutant.name}\n    ${mutant.why}`);
  process.exit(0);
}

const began = performance.now();
const files = listFiles();
const copy = await copyTree(files);
process.on('exit', () => copy.remove());
const cluster = await startCluster(copy);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cluster.stop().finally(() => process.exit(1)));
}

console.log(`${chosen.length} mutants; their tests run without any of them first …`);
const verdicts = await judge({ copy, cluster, files }, chosen, (mutant, verdict, seconds) => {
  console.log(`${verdict.padEnd(12)} ${roomOf(mutant)}: ${mutant.name} (${seconds.toFixed(1)} s)`);
  if (verdict !== 'caught') console.log(`             ${mutant.file}: ${mutant.why} Tests: ${mutant.tests.join(', ')}`);
}).finally(cluster.stop);
const caught = verdicts.filter((verdict) => verdict === 'caught').length;
console.log(`${caught} of ${chosen.length} mutants caught in ${Math.round((performance.now() - began) / 1000)} s`);
process.exitCode = caught === chosen.length ? 0 : 1;
