import type { Context, MiddlewareHandler } from 'hono';
import { addressGroup, callerAddress } from '../caller-address.ts';
import type { Logger } from '../log.ts';
import { isLoopback } from '../loopback.ts';
import type { AppEnv } from './router.ts';

export interface Callers {
  /** The group of addresses that a request comes from; null: not from a socket. */
  groupOf(c: Context<AppEnv>): string | null;
  /** The same group if its requests are limited; null: they are not. */
  limitedGroupOf(c: Context<AppEnv>): string | null;
}

/**
 * @param options.trustProxy Number of proxies whose `X-Forwarded-For` is trusted.
 * @param options.trustsLoopback Whether callers on this machine are unlimited. One that forwards for others is not: it
 * is an unconfigured proxy with all visitors behind it.
 */
export function createCallers(options: { trustProxy: number; trustsLoopback: boolean }): Callers {
  const { trustProxy, trustsLoopback } = options;
  function groupOf(c: Context<AppEnv>): string | null {
    const remote = c.env?.incoming?.socket.remoteAddress;
    return remote === undefined
      ? null
      : addressGroup(callerAddress(remote, c.req.header('x-forwarded-for'), trustProxy));
  }
  return {
    groupOf,
    limitedGroupOf(c) {
      const remote = c.env?.incoming?.socket.remoteAddress ?? '';
      const isTrusted = trustsLoopback && trustProxy === 0 && isLoopback(remote) && !isForwarded(c);
      return isTrusted ? null : groupOf(c);
    },
  };
}

/** Warns the operator once that requests come through a proxy that is not configured. */
export function warnOfUntrustedProxy(trustProxy: number, log: Logger): MiddlewareHandler<AppEnv> {
  let isReported = trustProxy > 0;
  return (c, next) => {
    if (!isReported && isForwarded(c)) {
      isReported = true;
      log.warn(
        'Requests come through a proxy (X-Forwarded-For), but TRUST_PROXY is 0: limits count all visitors behind it as one. Set TRUST_PROXY to the number of proxies.',
      );
    }
    return next();
  };
}

function isForwarded(c: Context<AppEnv>): boolean {
  return c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined;
}
