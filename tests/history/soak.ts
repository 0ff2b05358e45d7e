import { parseArgs } from 'node:util';
import { runSoak } from './soaking.ts';

// npm run soak -- --minutes 30

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, pause: { type: 'string', default: '150' } },
});
const minutes = Number(values.minutes);
console.log(`${minutes} minutes of people who list, hold, book, move and cancel on two processes`);
const result = await runSoak({ minutes, pauseMs: Number(values.pause), tell: (line) => console.log(`  ${line}`) });
console.log(`
operations               ${result.operations}, ${(result.operations / (minutes * 60)).toFixed(1)} a second
bookings                 ${result.bookings}
memory in use, MB        ${result.heaps.map(({ name, first, last }) => `${name} ${first.toFixed(1)} then ${last.toFixed(1)}`).join(', ')}
a thousand operations    ${result.heaps.map(({ name, growth }) => `${name} ${growth.toFixed(3)} MB`).join(', ')}
violations               ${result.violations.length}`);
for (const violation of result.violations.slice(0, 20)) console.log(`\n${violation}`);
process.exit(result.violations.length === 0 ? 0 : 1);
