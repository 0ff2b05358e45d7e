import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCommandLine } from '../src/command-line.ts';
import { prepareDatabase } from '../src/embedded/platform.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import { FINGERPRINTS, generateFingerprints, generateTypes, TYPES } from './generate-types.ts';

// Writes src/db/types.ts and src/db/function-fingerprints.json from a fresh database with all migrations.
readCommandLine({ usage: 'npm run db:types' });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-types-'));
const postgres = await startPostgres({ folder, isEphemeral: true });
try {
  await prepareDatabase(postgres, 'postgres');
  const url = postgres.url('postgres', 'postgres');
  fs.writeFileSync(TYPES, await generateTypes(url));
  fs.writeFileSync(FINGERPRINTS, await generateFingerprints(url));
  console.log('Wrote sync-service/src/db/types.ts and function-fingerprints.json');
} finally {
  await postgres.stop();
}
