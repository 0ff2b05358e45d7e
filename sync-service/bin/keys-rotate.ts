import path from 'node:path';
import { readCommandLine } from '../src/command-line.ts';
import { readSettings, type Settings, type SupabaseSettings, type TokenKey } from '../src/config.ts';
import { ConfigError } from '../src/config-reader.ts';
import { rotateSecrets } from '../src/credentials/rotate.ts';
import { createDatabaseClient } from '../src/db/client.ts';
import { createDb } from '../src/db/rpc.ts';
import { ServiceError } from '../src/errors.ts';
import { createLogger } from '../src/log.ts';

// npm run keys:rotate: seals stored credentials with the first key of TOKEN_ENCRYPTION_KEYS. See docs/operate.md.

/** A reason to stop that is told in one line. */
class Refusal extends Error {}

async function main(): Promise<void> {
  const { values } = readCommandLine({
    usage: 'npm run keys:rotate [-- --new-key]',
    options: { 'new-key': { type: 'boolean', default: false } },
  });
  const settings = readSettings(process.env);
  const wantsKey = values['new-key'] === true;
  await (settings.embedded ? rotateEmbedded(settings, wantsKey) : rotateHosted(settings, wantsKey));
}

async function rotateHosted(settings: Settings, wantsKey: boolean): Promise<void> {
  if (wantsKey) {
    throw new Refusal(
      'Put the new key in front of TOKEN_ENCRYPTION_KEYS yourself and restart all services; then call this without --new-key.',
    );
  }
  await rotate(settings.supabase as SupabaseSettings, settings.tokenKeys as TokenKey[]);
}

async function rotateEmbedded(settings: Settings, wantsKey: boolean): Promise<void> {
  // Only here: a hosted installation does not have its packages.
  const [{ startEmbedded }, { addTokenKey, areSecretsNewer }] = await Promise.all([
    import('../src/embedded/index.ts'),
    import('../src/embedded/secrets.ts'),
  ]);
  if (wantsKey) {
    if (settings.tokenKeys !== null) {
      throw new Refusal(
        'TOKEN_ENCRYPTION_KEYS is set, and counts instead of the generated keys: put the new key there.',
      );
    }
    console.log(`${addTokenKey(path.resolve(settings.dataDir))} is the first key from the next start on.`);
  }
  const stack = await startEmbedded({ ...settings, demo: false }, createLogger({ level: 'silent' }));
  try {
    // What it can't open yet it would report as broken.
    if (stack.isShared && settings.tokenKeys === null && areSecretsNewer(path.resolve(settings.dataDir))) {
      const next = 'The running service does not know the newest key yet: restart it, then run npm run keys:rotate.';
      // Nothing was sealed: a script must not go on to take the old key away.
      if (!wantsKey) throw new Refusal(next);
      console.log(next);
      return;
    }
    await rotate(stack.supabase, stack.tokenKeys, stack.fetch);
  } finally {
    await stack.stop();
  }
}

async function rotate(supabase: SupabaseSettings, keys: readonly TokenKey[], call?: typeof fetch): Promise<void> {
  const counts = await rotateSecrets(createDb(createDatabaseClient(supabase, call)), keys);
  console.log(
    `${counts.total} credentials: ${counts.resealed} sealed anew, ${counts.current} current, ` +
      `${counts.overtaken} changed meanwhile, ${counts.unreadable} cannot be opened`,
  );
  if (counts.overtaken > 0) console.log('Run it once more for those that were changed meanwhile.');
  if (counts.unreadable > 0) {
    console.log(
      'Those that cannot be opened are left as they are: keep the old keys, or let their owners connect again.',
    );
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  const isExpected = [Refusal, ConfigError, ServiceError].some((kind) => error instanceof kind);
  console.error((error as Error)[isExpected ? 'message' : 'stack']);
  process.exitCode = 1;
}
