import { migrationEnd } from './declared-schema.ts';

// Prints the end of a hand-written migration: `npm run --silent db:rights >> supabase/migrations/…` (sql/README.md).
process.stdout.write(migrationEnd());
