import { readCommandLine } from '../src/command-line.ts';
import { readSettings } from '../src/config.ts';
import { restore } from '../src/embedded/backup.ts';

// npm run restore -- FOLDER: puts a backup into DATA_DIR, which has no database yet. See docs/backup.md.

const { words, refuse } = readCommandLine({
  usage: 'npm run restore -- FOLDER (embedded mode; of Supabase and Postgres see docs/backup.md)',
  words: [1, 1],
});
const [folder] = words as [string];
try {
  const settings = readSettings(process.env);
  if (!settings.embedded) refuse();
  const { mails, reminders, calendars } = await restore(folder, settings.dataDir);
  console.log(
    `Restored to ${settings.dataDir}: ${calendars} calendars are read as a whole at the next start; ${mails} mails that were on their way and ${reminders} reminders are not sent again.`,
  );
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
