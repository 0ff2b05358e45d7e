import type { AddressKey } from '../credentials/address-key.ts';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import { settleWithin } from '../settle-within.ts';
import { type Bucket, type Buckets, createBuckets, maxBuckets } from './rate-limit.ts';

/** How long a caller waits for the shared count before that of this process decides. */
const maxWaitMs = 1_000;
/** How large a part of a bucket a process takes at once: the fewer questions, the less exact. */
const shareOfBurst = 1 / 40;

interface SharedBucketDeps {
  db: Pick<Db, 'call'>;
  /** Replaces what is counted by, which is a visitor's address. */
  keyOf: AddressKey;
  log: Logger;
}

/** Makes buckets of one kind, which all processes count together. */
export type SharedBuckets = (kind: string, limit: Bucket) => Buckets;

/**
 * Creates buckets that are in the database. Of large ones a process takes several tokens at once; who has been refused is refused
 * here, without a question, until there is a token again. While the database does not respond, this process counts alone: what a
 * request wants then fails by itself.
 */
export function createSharedBuckets({ db, keyOf, log }: SharedBucketDeps): SharedBuckets {
  return (kind, { burst, perMinute }) => {
    const alone = createBuckets({ burst, perMinute });
    const wanted = Math.max(1, Math.floor(burst * shareOfBurst));
    const known = new Map<string, { left: number; refusedUntil: number }>();

    function remember(key: string, left: number, waitSeconds: number): void {
      // Moved to the end, so that the first entries are the least recent ones.
      known.delete(key);
      known.set(key, { left, refusedUntil: performance.now() + waitSeconds * 1000 });
      if (known.size > maxBuckets) known.delete(known.keys().next().value as string);
    }

    return {
      async take(key) {
        const state = known.get(key);
        const waitMs = (state?.refusedUntil ?? 0) - performance.now();
        if (waitMs > 0) return Math.ceil(waitMs / 1000);
        if (state !== undefined && state.left > 0) {
          state.left -= 1;
          return 0;
        }
        const call = db.call('take_tokens', { key: `${kind} ${keyOf(key)}`, burst, per_minute: perMinute, wanted });
        const result = await settleWithin(maxWaitMs, call).catch((error: unknown) => {
          log.warn({ err: error, kind }, 'a limit is counted by this process alone');
          return undefined;
        });
        if (result === undefined) return alone.take(key);
        // Others may have taken some meanwhile.
        remember(key, (known.get(key)?.left ?? 0) + Math.max(0, result.granted - 1), result.wait_seconds);
        return result.granted > 0 ? 0 : result.wait_seconds;
      },
    };
  };
}
