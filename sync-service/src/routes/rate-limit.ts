import type { Context, MiddlewareHandler } from 'hono';
import { addressGroup, callerAddress } from '../caller-address.ts';
import { ServiceError } from '../errors.ts';
import type { AppEnv } from './router.ts';

/** How many holds and bookings one address may ask for: a bucket that holds `burst` and is refilled steadily. */
export interface RateLimit {
  perMinute: number;
  burst: number;
}

/** Generous: an office behind one address must get through, a script that takes every slot must not. */
export const defaultRateLimit: RateLimit = { perMinute: 60, burst: 120 };

const maxBuckets = 20_000;

/**
 * Limits requests by the caller's address. The buckets live in this process: several replicas allow several times as much.
 * Callers on the same machine are not limited unless a proxy stands before the service (`trustProxy` > 0), because then
 * nobody else can reach it anyway.
 * @param trustProxy Number of proxies whose `X-Forwarded-For` is believed.
 * @param now Milliseconds of a steady clock.
 */
export function createRateLimiter(
  limit: RateLimit,
  trustProxy: number,
  now: () => number = performance.now.bind(performance),
): MiddlewareHandler<AppEnv> {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMs = limit.perMinute / 60_000;

  function take(address: string): number {
    const at = now();
    const bucket = buckets.get(address);
    const tokens = Math.min(limit.burst, (bucket?.tokens ?? limit.burst) + (at - (bucket?.at ?? at)) * perMs);
    // Put at the end again, so that the first entries are those that were quiet for the longest time.
    buckets.delete(address);
    buckets.set(address, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (buckets.size > maxBuckets) buckets.delete(buckets.keys().next().value as string);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
  }

  return async (c, next) => {
    const address = readAddress(c, trustProxy);
    if (address !== null && (trustProxy > 0 || !isLoopback(address))) {
      const waitSeconds = take(addressGroup(address));
      if (waitSeconds > 0) {
        throw new ServiceError('rate_limited', `Too many requests from your address. Try again in ${waitSeconds} s.`, {
          retryAfterSeconds: waitSeconds,
        });
      }
    }
    await next();
  };
}

/** @returns null when the request does not come from a socket. */
export function readAddress(c: Context<AppEnv>, trustProxy: number): string | null {
  const remote = c.env?.incoming?.socket.remoteAddress;
  return remote === undefined ? null : callerAddress(remote, c.req.header('x-forwarded-for'), trustProxy);
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
