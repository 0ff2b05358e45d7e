import type { MiddlewareHandler } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { shownToken } from './bearer.ts';
import { graphErrors } from './graph-errors.ts';
import type { World } from './world.ts';

const span = 10 * 60_000;

interface Gauge {
  inFlight: number;
  peak: number;
  /** When the requests of the last ten minutes came. */
  times: number[];
  /** Until when it is asked to wait, and when (in real time) it was told so. */
  blockedUntil: number;
  toldAt: number;
}

/** What the sandbox saw of the load on each mailbox. */
export interface Throttle {
  /** The most requests of that account that were in flight at once. */
  peak(oid: string): number;
  middleware: MiddlewareHandler;
}

/** Limits of Outlook: for each application and mailbox. */
export function createThrottle(world: World, violations: Violations): Throttle {
  const gauges = new Map<string, Gauge>();

  function gaugeOf(key: string): Gauge {
    const gauge = gauges.get(key) ?? { inFlight: 0, peak: 0, times: [], blockedUntil: 0, toldAt: 0 };
    gauges.set(key, gauge);
    return gauge;
  }

  function refusal(gauge: Gauge, now: number): Response | null {
    const { concurrency, requestsInTenMinutes, retryAfterSeconds } = world.settings;
    while ((gauge.times[0] ?? now) <= now - span) gauge.times.shift();
    // What is refused counts as well.
    gauge.times.push(now);
    if (gauge.inFlight > concurrency) {
      violations.add(`more than ${concurrency} requests in flight for one mailbox`);
      return graphErrors.throttled(retryAfterSeconds, 'MailboxConcurrency').response(world.now());
    }
    if (gauge.times.length <= requestsInTenMinutes) return null;
    const freeAt = (gauge.times[gauge.times.length - requestsInTenMinutes] ?? now) + span;
    return graphErrors.throttled(Math.ceil((freeAt - now) / 1000), 'MailboxRequests').response(world.now());
  }

  return {
    peak: (oid) => Math.max(0, ...[...gauges].filter(([key]) => key.endsWith(oid)).map(([, { peak }]) => peak)),
    middleware: async (context, next) => {
      const token = shownToken(world, context.req);
      // Of a batch each item counts on its own.
      if (!token || context.req.path.endsWith('$batch')) return next();
      const gauge = gaugeOf(`${token.clientId} ${token.oid}`);
      const now = world.now().getTime();
      const { throttleGraceMilliseconds: grace } = world.settings;
      if (now < gauge.blockedUntil && performance.now() > gauge.toldAt + grace) {
        violations.add(`${context.req.method} ${context.req.path}: sent before the time of Retry-After was over`);
      }
      gauge.inFlight += 1;
      gauge.peak = Math.max(gauge.peak, gauge.inFlight);
      try {
        const refused = refusal(gauge, now);
        if (world.settings.graphMilliseconds > 0) {
          await new Promise((resolve) => setTimeout(resolve, world.settings.graphMilliseconds));
        }
        if (refused) {
          context.res = refused;
          return undefined;
        }
        await next();
      } finally {
        gauge.inFlight -= 1;
        const wait = Number(context.res.headers.get('retry-after') ?? 0);
        if (wait > 0) {
          gauge.blockedUntil = Math.max(gauge.blockedUntil, world.now().getTime() + wait * 1000);
          gauge.toldAt = performance.now();
        }
      }
      return undefined;
    },
  };
}
