import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const inMemory = '/dev/shm';
/** What the databases of a whole run take, with room to spare: nothing is dropped before its end. */
const needed = 6 * 2 ** 30;

/**
 * A new folder for data that nobody needs after the run: in memory where a whole run finds room there, since a database is copied for each
 * file, else among the temporary files. Nothing in it can be executed (containers mount it so).
 */
export function makeScratch(prefix: string): string {
  return fs.mkdtempSync(path.join(hasRoom() ? inMemory : os.tmpdir(), prefix));
}

function hasRoom(): boolean {
  if (process.platform !== 'linux' || !fs.existsSync(inMemory)) return false;
  const { bavail, bsize } = fs.statfsSync(inMemory);
  return bavail * bsize > needed && os.freemem() > needed;
}
