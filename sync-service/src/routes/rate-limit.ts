import type { MiddlewareHandler } from 'hono';
import { ServiceError } from '../errors.ts';
import type { Callers } from './callers.ts';
import type { AppEnv } from './router.ts';

/** How many holds and bookings an address may request: a bucket of `burst`, refilled steadily. */
export interface RateLimit {
  perMinute: number;
  burst: number;
  /** How many of its requests may run at the same time. */
  inFlight: number;
  /** How many bookings an address may make with one host; not limited if it is not said. */
  perHost?: Bucket;
  /** How many requests an owner may make, with their sessions and keys together; not limited if it is not said. */
  perAccount?: Bucket;
}

/** A bucket that holds `burst` and is refilled steadily. */
export interface Bucket {
  perMinute: number;
  burst: number;
}

/** Generous: it must let an office behind one address through and stop a script that takes every slot. */
export const defaultRateLimit: RateLimit = {
  perMinute: 60,
  burst: 120,
  inFlight: 20,
  // A class that books itself in from the school's address, and then one each minute.
  perHost: { perMinute: 1, burst: 60 },
  // Programs that copy all bookings, page by page, beside an open admin page.
  perAccount: { perMinute: 600, burst: 1200 },
};

/** How many callers a process remembers. */
export const maxBuckets = 20_000;

/** Buckets by key. */
export interface Buckets {
  /** Takes one from a bucket; the seconds until there is one again, 0 if there was. */
  take(key: string): number | Promise<number>;
}

/**
 * Creates buckets that are in this process: what is counted while the database cannot be asked (`shared-buckets.ts`).
 * @param now Milliseconds of a steady clock.
 */
export function createBuckets(
  limit: Bucket,
  now: () => number = performance.now.bind(performance),
): { take(key: string): number } {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMs = limit.perMinute / 60_000;

  function take(key: string): number {
    const at = now();
    const bucket = buckets.get(key);
    const tokens = Math.min(limit.burst, (bucket?.tokens ?? limit.burst) + (at - (bucket?.at ?? at)) * perMs);
    // Moved to the end, so that the first entries are the least recent ones.
    buckets.delete(key);
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (buckets.size > maxBuckets) buckets.delete(buckets.keys().next().value as string);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
  }

  return { take };
}

/** Limits requests by the caller's address. */
export function createRateLimiter(
  buckets: Buckets,
  callers: Pick<Callers, 'limitedGroupOf'>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const group = callers.limitedGroupOf(c);
    const waitSeconds = group === null ? 0 : await buckets.take(group);
    if (waitSeconds > 0) {
      throw new ServiceError('rate_limited', `Too many requests from your address. Try again in ${waitSeconds} s.`, {
        retryAfterSeconds: waitSeconds,
      });
    }
    await next();
  };
}

/** Limits how many requests of an address run at the same time, so that no address blocks the database for others. */
export function createInFlightLimiter(
  max: number,
  callers: Pick<Callers, 'limitedGroupOf'>,
): MiddlewareHandler<AppEnv> {
  const running = new Map<string, number>();
  return async (c, next) => {
    const group = callers.limitedGroupOf(c);
    if (group === null) return next();
    const count = running.get(group) ?? 0;
    if (count >= max) {
      throw new ServiceError('rate_limited', 'Too many requests from your address at once. Try again in 1 s.', {
        retryAfterSeconds: 1,
      });
    }
    running.set(group, count + 1);
    try {
      await next();
    } finally {
      const left = (running.get(group) ?? 1) - 1;
      if (left === 0) running.delete(group);
      else running.set(group, left);
    }
  };
}
