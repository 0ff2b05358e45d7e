import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The account that Postgres runs as instead of root. */
export interface Account {
  uid: number;
  gid: number;
}

export const isWindows = process.platform === 'win32';

/** Returns an existing unprivileged account, because Postgres refuses to run as root; none is ever created. */
export function unprivilegedAccount(): Account | undefined {
  if (isWindows || process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string, user: string) => spawnSync('id', [flag, user], { encoding: 'utf8' });
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = [idOf('-u', user), idOf('-g', user)];
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  return { uid: 65534, gid: 65534 };
}

/** A folder of root's that every account can enter; one for temporary files, which systems empty, only if necessary. */
export function sharedFolder(): string {
  for (const folder of ['/var/lib/openslot', path.join(os.tmpdir(), 'openslot')]) {
    try {
      fs.mkdirSync(folder, { recursive: true });
    } catch {
      // This system's folders are read-only.
      continue;
    }
    const found = fs.lstatSync(folder);
    // Somebody else's folder could contain programs that are not Postgres.
    if (!found.isDirectory() || found.uid !== process.getuid?.()) continue;
    fs.chmodSync(folder, 0o755);
    return folder;
  }
  throw new Error(
    'There is no folder for the database: as root, set DATA_DIR to one that every account can walk into.',
  );
}
