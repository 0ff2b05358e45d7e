import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { ServiceError } from '../errors.ts';
import { isLoopback } from '../loopback.ts';
import type { AppEnv } from './router.ts';

/** @throws ServiceError if the caller may not read the metrics. */
export type AllowMetrics = (c: Context<AppEnv>) => void;

/** Headers of whoever hands on a request of somebody else. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Decides who may read the metrics: whoever brings the token; where there is none, whoever reaches the port that is
 * theirs alone, or calls from this machine for themselves.
 * @param settings.isOwnPort Whether this is that port.
 */
export function metricsAccess(settings: {
  metricsToken: string | null;
  metricsPort: number | null;
  isOwnPort: boolean;
}): AllowMetrics {
  const { metricsToken: token, metricsPort, isOwnPort } = settings;
  return (c) => {
    if (metricsPort !== null && !isOwnPort) throw new ServiceError('not_found', 'Metrics are on a port of their own.');
    if (token !== null) {
      if (!isSame(c.req.header('authorization') ?? '', `Bearer ${token}`)) {
        throw new ServiceError('unauthorized', 'Send the METRICS_TOKEN of this service as a bearer token.');
      }
      return;
    }
    if (isOwnPort) return;
    const address = c.env?.incoming?.socket.remoteAddress;
    if (address === undefined || !isLoopback(address) || forwarding.some((name) => c.req.header(name) !== undefined)) {
      throw new ServiceError(
        'forbidden',
        'Metrics are for callers on the same machine. Set METRICS_TOKEN or METRICS_PORT to read them from elsewhere.',
      );
    }
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
