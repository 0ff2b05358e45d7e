import fs from 'node:fs';
import path from 'node:path';
import { readCommandLine } from '../src/command-line.ts';
import { declaredSchema, MIGRATION, writeOwnObjects } from './declared-schema.ts';
import { isReleased } from './released.ts';

// Writes the one migration of the time before the first release from sql/ (sql/README.md).
readCommandLine({ usage: 'npm run db:build' });
const file = path.basename(MIGRATION.pathname);
if (isReleased(file)) {
  console.error(
    `supabase/migrations/${file} is released and never changes again. Write what changed in sql/ as a new migration: npm run db:diff NAME`,
  );
  process.exitCode = 1;
} else {
  writeOwnObjects();
  fs.writeFileSync(MIGRATION, declaredSchema());
  console.log(`Wrote sql/own_objects.sql and supabase/migrations/${file}`);
}
