import { readCommandLine, readNumber } from '../../sync-service/src/command-line.ts';
import { runSoak } from './soaking.ts';

// npm run soak -- --minutes 30

const { values, refuse } = readCommandLine({
  usage: 'npm run soak -- [--minutes 30] [--pause MILLISECONDS]',
  options: { minutes: { type: 'string', default: '30' }, pause: { type: 'string', default: '150' } },
});
const minutes = readNumber(values.minutes, { option: 'minutes', least: 0.1, whole: false, refuse });
const pauseMs = readNumber(values.pause, { option: 'pause', least: 0, refuse });
console.log(`${minutes} minutes of people who list, hold, book, move and cancel on two processes`);
const result = await runSoak({ minutes, pauseMs, tell: (line) => console.log(`  ${line}`) });
console.log(`
operations               ${result.operations}, ${(result.operations / (minutes * 60)).toFixed(1)} a second
bookings                 ${result.bookings}
memory in use, MB        ${result.heaps.map(({ name, first, last }) => `${name} ${first.toFixed(1)} then ${last.toFixed(1)}`).join(', ')}
a thousand operations    ${result.heaps.map(({ name, growth }) => `${name} ${growth.toFixed(3)} MB`).join(', ')}
violations               ${result.violations.length}`);
for (const violation of result.violations.slice(0, 20)) console.log(`\n${violation}`);
// Who did nothing has shown nothing.
process.exit(result.violations.length === 0 && result.operations > 0 ? 0 : 1);
