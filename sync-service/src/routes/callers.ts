import type { Context, MiddlewareHandler } from 'hono';
import { addressGroup, callerAddress } from '../caller-address.ts';
import type { Logger } from '../log.ts';
import { isLoopback } from '../loopback.ts';
import type { AppEnv } from './router.ts';

/** Tells callers apart by their address. */
export interface Callers {
  /** The group of addresses that a request comes from; null: from no socket. */
  groupOf(c: Context<AppEnv>): string | null;
  /** The same, as far as it is limited how much the group may ask; null: it is not. */
  limitedGroupOf(c: Context<AppEnv>): string | null;
}

/**
 * @param options.trustProxy Number of proxies whose `X-Forwarded-For` is believed.
 * @param options.trustsLoopback Whether callers on the same machine may ask as much as they like. One that forwards for somebody else may not:
 *   a proxy that nobody told us about, with all visitors behind it.
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

/** Tells the operator, once, that requests come through a proxy of which the configuration says nothing. */
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
