import type { TokenKey } from '../config.ts';
import type { SealedSecret } from '../db/connection.ts';
import type { Db } from '../db/rpc.ts';
import { bindingOf, createSealer, keyIdOf, SealError } from './seal.ts';

/** Credentials that are read at a time. */
const pageSize = 100;

/** How many credentials there are, and what became of them. */
export interface RotationCounts {
  total: number;
  /** Sealed with the first key before. */
  current: number;
  resealed: number;
  /** Replaced or erased by somebody else in the same moment: theirs stands. */
  overtaken: number;
  /** Not to be opened with any of the keys, or not where they lie: left as they are. */
  unreadable: number;
}

/**
 * Seals all stored credentials anew that are not sealed with the first key, one by one, while services run.
 * @param keys The first seals, all open. Running services must know the first one already.
 */
export async function rotateSecrets(db: Db, keys: readonly TokenKey[]): Promise<RotationCounts> {
  const sealer = createSealer(keys);
  const counts: RotationCounts = { total: 0, current: 0, resealed: 0, overtaken: 0, unreadable: 0 };

  async function reseal(secret: SealedSecret): Promise<Exclude<keyof RotationCounts, 'total'>> {
    try {
      if (keyIdOf(secret.sealed) === keys[0]?.kid) return 'current';
      const binding = bindingOf(secret);
      // Opening checks the binding: what was copied from another row stays useless there.
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
