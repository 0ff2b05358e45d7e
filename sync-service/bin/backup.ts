import { readCommandLine } from '../src/command-line.ts';
import { readSettings } from '../src/config.ts';
import { backUp } from '../src/embedded/backup.ts';

// npm run backup -- FOLDER: copies the embedded stack's database, also while it runs. See docs/backup.md.

const { words, refuse } = readCommandLine({
  usage: 'npm run backup -- FOLDER (embedded mode; of Supabase and Postgres see docs/backup.md)',
  words: [1, 1],
});
const [folder] = words as [string];
try {
  const settings = readSettings(process.env);
  if (!settings.embedded) refuse();
  await backUp(settings.dataDir, folder);
  console.log(
    `${folder} has the database. Keep ${settings.dataDir}/secrets.json as well, at another place: without it no account can be read.`,
  );
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
