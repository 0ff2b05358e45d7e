import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What hosted Supabase and the operator would supply; created once and kept in the data folder. */
export interface EmbeddedSecrets {
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  /** Form of TOKEN_ENCRYPTION_KEYS: `kid:base64(32 bytes)`. */
  tokenEncryptionKeys: string;
}

/** Reads the secrets of a data folder, or creates them (file mode 0600). */
export function loadSecrets(dataDir: string): EmbeddedSecrets {
  const file = path.join(dataDir, 'secrets.json');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(dataDir, { recursive: true });
    const made: EmbeddedSecrets = {
      publishableKey: `sb_publishable_${randomBytes(18).toString('base64url')}`,
      secretKey: `sb_secret_${randomBytes(24).toString('base64url')}`,
      jwtSecret: randomBytes(48).toString('base64url'),
      tokenEncryptionKeys: `k1:${randomBytes(32).toString('base64')}`,
    };
    try {
      fs.writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process created them at the same moment; those count.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return JSON.parse(fs.readFileSync(file, 'utf8')) as EmbeddedSecrets;
}

/**
 * Adds a new first key to TOKEN_ENCRYPTION_KEYS. A running service does not know it.
 * @returns The id of the new key.
 */
export function addTokenKey(dataDir: string): string {
  const secrets = loadSecrets(dataDir);
  const numbers = secrets.tokenEncryptionKeys.matchAll(/(?:^|,)\s*k(\d+):/g);
  const kid = `k${Math.max(0, ...Array.from(numbers, (match) => Number(match[1]))) + 1}`;
  const tokenEncryptionKeys = `${kid}:${randomBytes(32).toString('base64')},${secrets.tokenEncryptionKeys}`;
  // Written to a new file and renamed: an interruption loses no key.
  const written = path.join(dataDir, 'secrets.json.new');
  fs.writeFileSync(written, JSON.stringify({ ...secrets, tokenEncryptionKeys }, null, 2), { mode: 0o600, flush: true });
  fs.renameSync(written, path.join(dataDir, 'secrets.json'));
  return kid;
}

/** Whether the process that wrote `connection.env` started before the secrets were changed. */
export function areSecretsNewer(dataDir: string): boolean {
  const changedAt = (file: string) => fs.statSync(path.join(dataDir, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return changedAt('secrets.json') > changedAt('connection.env');
}

/** Writes `connection.env` for psql, scripts and tests (mode 0600). */
export function writeConnectionEnv(dataDir: string, values: Record<string, string>): void {
  const file = path.join(dataDir, 'connection.env');
  const text = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  fs.writeFileSync(file, text.join(''), { mode: 0o600 });
  fs.chmodSync(file, 0o600);
}
