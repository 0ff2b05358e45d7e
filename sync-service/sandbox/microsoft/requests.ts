import type { RequestReader } from '../shared/request-log.ts';
import { shownToken } from './bearer.ts';
import type { World } from './world.ts';

/** A client that is given no time waits that long at least: the reference's shortest backoff, less its jitter. */
const shortestWait = 500;

const tokenPath = /^\/[^/]+\/oauth2\/v2\.0\/token$/;

/** What the log of requests has to know about Microsoft's. */
export function readRequests(world: World): RequestReader {
  return {
    now: () => world.now(),
    accountOf(context, body) {
      const token = shownToken(world, context.req);
      if (token) return token.oid;
      const refreshToken = (body as Record<string, string> | null)?.['refresh_token'] ?? '';
      return world.refreshTokens.get(refreshToken)?.oid ?? null;
    },
    refreshedBy({ path, body, account }) {
      const form = body as Record<string, string> | null;
      const isRefresh = tokenPath.test(path) && form?.['grant_type'] === 'refresh_token';
      return isRefresh ? `${account} ${form['client_id']}` : null;
    },
    asksToWait: ({ status }) => status === 429 || status === 503,
    waitAfter(response) {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      return Number.isFinite(seconds) ? seconds * 1000 : shortestWait;
    },
  };
}
