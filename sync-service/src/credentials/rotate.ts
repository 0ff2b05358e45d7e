import type { TokenKey } from '../config.ts';
import type { SealedSecret } from '../db/connection.ts';
import type { Db } from '../db/rpc.ts';
import { bindingOf, createSealer, keyIdOf, SealError } from './seal.ts';

const pageSize = 100;

export interface RotationCounts {
  total: number;
  /** Already sealed with the first key. */
  current: number;
  resealed: number;
  /** Replaced or erased in the meantime; nothing was overwritten. */
  overtaken: number;
  /** Not readable with any of the keys, or bound to another row; unchanged. */
  unreadable: number;
}

/**
 * Seals all stored credentials with the first key that are not yet, one by one, while services run.
 * @param keys The first seals, all open. Running services must know the first one already.
 */
export async function rotateSecrets(db: Db, keys: readonly TokenKey[]): Promise<RotationCounts> {
  const sealer = createSealer(keys);
  const counts: RotationCounts = { total: 0, current: 0, resealed: 0, overtaken: 0, unreadable: 0 };

  async function reseal(secret: SealedSecret): Promise<Exclude<keyof RotationCounts, 'total'>> {
    try {
      if (keyIdOf(secret.sealed) === keys[0]?.kid) return 'current';
      const binding = bindingOf(secret);
      // Opening checks the binding: credentials copied from another row stay useless.
      const sealed = await sealer.seal(await sealer.open(secret.sealed, binding), binding);
      const { replaced } = await db.call('replace_secret', {
        connection_id: secret.connection_id,
        expected_sealed: secret.sealed,
        sealed,
      });
      return replaced ? 'resealed' : 'overtaken';
    } catch (error) {
      if (error instanceof SealError) return 'unreadable';
      throw error;
    }
  }

  for (let after: string | null = null; ; ) {
    const { secrets }: { secrets: SealedSecret[] } = await db.call('list_secrets', { after, max_count: pageSize });
    for (const secret of secrets) {
      counts[await reseal(secret)] += 1;
      counts.total += 1;
      after = secret.connection_id;
    }
    if (secrets.length < pageSize) return counts;
  }
}
