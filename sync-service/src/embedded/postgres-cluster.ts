import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Account } from './account.ts';
import { emptyFolder } from './postgres-folder.ts';

/** The cluster's superuser, named as on Supabase; the product logs in as `postgres`, which is not one. */
export const SUPERUSER = 'supabase_admin';

/** The file with the password of the cluster's roles. */
export const secretOf = (folder: string) => `${folder}.secret`;

/** Creates the cluster on first use; its roles' password is in a file that only its account can read. */
export function ensureCluster(folder: string, account: Account | undefined, initdb: string): string {
  const secret = secretOf(folder);
  const unfinished = `${secret}.new`;
  // Exists only while a cluster is being created: an earlier start was killed during that, and there is no data yet.
  if (fs.existsSync(unfinished)) emptyFolder(folder);
  if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) {
    fs.writeFileSync(unfinished, randomBytes(18).toString('base64url'), { mode: 0o600 });
    if (account) fs.chownSync(unfinished, account.uid, account.gid);
    // The same encoding and collation whatever the system's locale is.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const made = spawnSync(
      initdb,
      ['-D', folder, '-U', SUPERUSER, '--pwfile', unfinished, '--auth=scram-sha-256', '--no-sync', ...locale],
      { ...account, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', LANG: 'C', TZ: 'UTC' } },
    );
    if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
    fs.renameSync(unfinished, secret);
  }
  return fs.readFileSync(secret, 'utf8').trim();
}
