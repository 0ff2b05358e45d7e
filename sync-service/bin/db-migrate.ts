import { checkDatabase } from '../src/checks/database.ts';
import { describeDatabaseFault } from '../src/checks/database-fault.ts';
import { readCommandLine } from '../src/command-line.ts';
import { MigrationError, migrate, OtherMigrationError } from '../src/embedded/migrations.ts';
import { createLogger } from '../src/log.ts';

// npm run db:migrate: applies the migrations that the database of DATABASE_URL lacks, with the history of the Supabase CLI (as
// `supabase db push` does): where there is no CLI, as in a container. Repeatable, also by several at once.

/** A reason to stop that is told in one line. */
class Refusal extends Error {}

readCommandLine({ usage: 'npm run db:migrate, with DATABASE_URL' });
const url = process.env.DATABASE_URL?.trim();
try {
  if (!url)
    throw new Refusal(
      'DATABASE_URL must be set: the database that is to be migrated, as the role that owns the tables.',
    );
  const applied = await migrate(url);
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Every migration is applied already.');
  // What the service would complain of at its start.
  const faults = await checkDatabase(url, createLogger({ level: 'silent' }));
  if (faults.length > 0) throw new Refusal(faults.join('\n'));
} catch (error) {
  const isExpected = error instanceof Refusal || error instanceof MigrationError;
  const { message, stack } = error as Error;
  if (isExpected) console.error(message);
  else if (error instanceof OtherMigrationError) {
    console.error(`${message} Run db:migrate of the release that made this database, or of a newer one.`);
  } else console.error(describeDatabaseFault(error, url) ?? stack);
  process.exitCode = 1;
}
