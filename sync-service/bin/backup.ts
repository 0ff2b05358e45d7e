import { readSettings } from '../src/config.ts';
import { backUp } from '../src/embedded/backup.ts';

// npm run backup -- FOLDER: copies the embedded stack's database, also while it runs. See docs/backup.md.

const [folder, ...more] = process.argv.slice(2);
const settings = readSettings(process.env);
if (folder === undefined || more.length > 0 || !settings.embedded) {
  console.error('Usage: npm run backup -- FOLDER (embedded mode; of Supabase and Postgres see docs/backup.md)');
  process.exit(2);
}
try {
  await backUp(settings.dataDir, folder);
  console.log(
    `${folder} has the database. Keep ${settings.dataDir}/secrets.json as well, at another place: without it no account can be read.`,
  );
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
