import type { TokenKey } from '../config.ts';
import type { SealedSecret } from '../db/connection.ts';
import type { Db } from '../db/rpc.ts';
import type { SealedWebhookSecret } from '../db/webhook.ts';
import { bindingOf, createSealer, keyIdOf, SealError } from './seal.ts';
import { webhookBinding } from './webhook-secret.ts';

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
 * Seals all stored credentials and secrets of webhooks with the first key that are not yet, one by one, while services
 * run.
 * @param keys The first seals, all open. Running services must know the first one already.
 */
export async function rotateSecrets(db: Db, keys: readonly TokenKey[]): Promise<RotationCounts> {
  const sealer = createSealer(keys);
  const counts: RotationCounts = { total: 0, current: 0, resealed: 0, overtaken: 0, unreadable: 0 };

  async function reseal(secret: StoredText): Promise<Exclude<keyof RotationCounts, 'total'>> {
    try {
      if (keyIdOf(secret.sealed) === keys[0]?.kid) return 'current';
      // Opening checks the binding: credentials copied from another row stay useless.
      const sealed = await sealer.seal(await sealer.open(secret.sealed, secret.binding), secret.binding);
      return (await secret.replace(sealed)) ? 'resealed' : 'overtaken';
    } catch (error) {
      if (error instanceof SealError) return 'unreadable';
      throw error;
    }
  }

  for await (const secret of storedTexts(db)) {
    counts[await reseal(secret)] += 1;
    counts.total += 1;
  }
  return counts;
}

/** A sealed text of the database, what it is bound to, and how to replace it if nobody else has meanwhile. */
interface StoredText {
  sealed: string;
  binding: string;
  replace(sealed: string): Promise<boolean>;
}

async function* storedTexts(db: Db): AsyncGenerator<StoredText> {
  yield* credentials(db);
  yield* webhookSecrets(db);
}

async function* credentials(db: Db): AsyncGenerator<StoredText> {
  for (let after: string | null = null; ; ) {
    const { secrets }: { secrets: SealedSecret[] } = await db.call('list_secrets', { after, max_count: pageSize });
    for (const secret of secrets) {
      const names = { connection_id: secret.connection_id, expected_sealed: secret.sealed };
      yield {
        sealed: secret.sealed,
        binding: bindingOf(secret),
        replace: async (sealed) => (await db.call('replace_secret', { ...names, sealed })).replaced,
      };
      after = secret.connection_id;
    }
    if (secrets.length < pageSize) return;
  }
}

async function* webhookSecrets(db: Db): AsyncGenerator<StoredText> {
  for (let after: string | null = null; ; ) {
    const page: { secrets: SealedWebhookSecret[] } = await db.call('list_webhook_secrets', {
      after,
      max_count: pageSize,
    });
    for (const { endpoint_id: id, owner_id: ownerId, sealed, previous_sealed: previous } of page.secrets) {
      for (const expected of [sealed, previous].filter((text) => text !== null)) {
        const names = { endpoint_id: id, expected_sealed: expected };
        yield {
          sealed: expected,
          binding: webhookBinding(ownerId, id),
          replace: async (anew) => (await db.call('replace_webhook_secret', { ...names, sealed: anew })).replaced,
        };
      }
      after = id;
    }
    if (page.secrets.length < pageSize) return;
  }
}
