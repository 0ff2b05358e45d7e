import fs from 'node:fs';
import { declaredSchema, MIGRATION } from './declared-schema.ts';

// Writes the one migration of the time before the first release from sql/ (sql/README.md).
fs.writeFileSync(MIGRATION, declaredSchema());
console.log(`Wrote ${MIGRATION.pathname.split('/').slice(-3).join('/')}`);
