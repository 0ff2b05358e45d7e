import { readSettings } from '../src/config.ts';
import { restore } from '../src/embedded/backup.ts';

// npm run restore -- FOLDER: puts a backup into DATA_DIR, which has no database yet. See docs/backup.md.

const [folder, ...more] = process.argv.slice(2);
const settings = readSettings(process.env);
if (folder === undefined || more.length > 0 || !settings.embedded) {
  console.error('Usage: npm run restore -- FOLDER (embedded mode; of Supabase and Postgres see docs/backup.md)');
  process.exit(2);
}
try {
  const { mails, reminders, calendars } = await restore(folder, settings.dataDir);
  console.log(
    `Restored to ${settings.dataDir}: ${calendars} calendars are read as a whole at the next start; ${mails} mails that were on their way and ${reminders} reminders are not sent again.`,
  );
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
