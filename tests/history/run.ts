import { readCommandLine, readNumber } from '../../sync-service/src/command-line.ts';
import { checkHistory } from './checker.ts';
import { readHistory } from './kept.ts';
import { runStorm } from './storm.ts';

// npm run history -- --operations 100000 --seed 1 [--file FILE]
// npm run history -- --check FILE

const { values, refuse } = readCommandLine({
  usage:
    'npm run history -- [--operations 100000] [--seed NUMBER] [--clients 16] [--calm] [--file FILE]\n       npm run history -- --check FILE',
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    clients: { type: 'string', default: '16' },
    file: { type: 'string' },
    check: { type: 'string' },
    calm: { type: 'boolean', default: false },
  },
});
if (values.check !== undefined) {
  const report = checkHistory(readHistory(values.check));
  console.log(
    `${report.operations} operations, ${report.visited} states visited, ${report.violations.length} violations`,
  );
  for (const violation of report.violations) console.log(`\n${violation}`);
  process.exit(report.violations.length === 0 && report.operations > 0 ? 0 : 1);
}
const operations = readNumber(values.operations, { option: 'operations', least: 1, refuse });
const seed = readNumber(values.seed, { option: 'seed', least: 0, refuse });
const clients = readNumber(values.clients, { option: 'clients', least: 1, refuse });
console.log(`${operations} operations of ${clients} people on two processes, seed ${seed}`);
const result = await runStorm({
  operations,
  seed,
  clients,
  ...(values.file !== undefined && { file: values.file }),
  isStormy: !values.calm,
  tell: (line) => console.log(`  ${line}`),
});
const { history, consequences, struck, violations } = result;
const faults = Object.entries(struck).toSorted(([a], [b]) => a.localeCompare(b));
console.log(`
seed                     ${result.seed}
operations               ${history.operations} recorded in ${result.seconds.toFixed(1)} s, ${result.operationsPerSecond.toFixed(0)} a second
${result.tallied.map((line) => `  ${line}`).join('\n')}
responses lost           ${history.lost}, and of ${result.unheard} questions, which are left out
faults                   ${faults.map(([name, times]) => `${name} ${times}`).join(', ') || 'none'}
tracks                   ${history.tracks}, each explained by an order (${history.visited} states visited)
bookings                 ${consequences.bookings}, events in calendars ${consequences.events}
mails                    ${consequences.mails}, of these again under the same id ${consequences.repeatedMails}
peak memory, MB          ${result.peakMb.service.toFixed(0)} in a process of the service, ${result.peakMb.checker.toFixed(0)} in the checker
violations               ${violations.length}`);
for (const violation of violations.slice(0, 20)) console.log(`\n${violation}`);
// Who did nothing has shown nothing.
process.exit(violations.length === 0 && history.operations > 0 ? 0 : 1);
