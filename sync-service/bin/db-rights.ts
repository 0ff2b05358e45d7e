import { readCommandLine } from '../src/command-line.ts';
import { migrationEnd } from './declared-schema.ts';

// Prints the end of a hand-written migration: `npm run --silent db:rights >> supabase/migrations/…` (sql/README.md).
readCommandLine({ usage: 'npm run --silent db:rights >> supabase/migrations/…' });
process.stdout.write(migrationEnd());
