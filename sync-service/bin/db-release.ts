import fs from 'node:fs';
import path from 'node:path';
import { readCommandLine } from '../src/command-line.ts';
import { declaredSchema, MIGRATION } from './declared-schema.ts';
import { findReleaseFaults, isReleased, release } from './released.ts';

// Releases the migrations: from now on they never change (sql/README.md, "Releases").
readCommandLine({ usage: 'npm run db:release' });
const faults = findReleaseFaults();
if (!isReleased(path.basename(MIGRATION.pathname)) && fs.readFileSync(MIGRATION, 'utf8') !== declaredSchema()) {
  faults.push('The migration is not what sql/ says. Run: npm run db:build');
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  const fresh = release();
  console.log(fresh.length > 0 ? `Released ${fresh.join(', ')}` : 'Every migration is released already.');
}
