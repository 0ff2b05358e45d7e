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
}

/** Generous: it must let an office behind one address through and stop a script that takes every slot. */
export const defaultRateLimit: RateLimit = { perMinute: 60, burst: 120, inFlight: 20 };

const maxBuckets = 20_000;

/**
 * Limits requests by the caller's address. The buckets are in this process: several replicas allow several times as
 * much.
 * @param now Milliseconds of a steady clock.
 */
export function createRateLimiter(
  limit: Pick<RateLimit, 'perMinute' | 'burst'>,
  callers: Pick<Callers, 'limitedGroupOf'>,
  now: () => number = performance.now.bind(performance),
): MiddlewareHandler<AppEnv> {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMs = limit.perMinute / 60_000;

  function take(group: string): number {
    const at = now();
    const bucket = buckets.get(group);
    const tokens = Math.min(limit.burst, (bucket?.tokens ?? limit.burst) + (at - (bucket?.at ?? at)) * perMs);
    // Moved to the end, so that the first entries are the least recent ones.
    buckets.delete(group);
    buckets.set(group, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (buckets.size > maxBuckets) buckets.delete(buckets.keys().next().value as string);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
  }

  return async (c, next) => {
    const group = callers.limitedGroupOf(c);
    const waitSeconds = group === null ? 0 : take(group);
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
