import type { LoggedRequest, RequestReader } from '../shared/request-log.ts';
import { shownToken } from './bearer.ts';
import type { World } from './world.ts';

// The shortest wait that Google names.
const shortestWait = 1000;

/** What the log of requests has to know about Google's. */
export function readRequests(world: World): RequestReader {
  return {
    now: () => world.now(),
    accountOf(context, body) {
      const token = shownToken(world, context.req);
      if (token) return token.sub;
      const refreshToken = (body as Record<string, string> | null)?.['refresh_token'] ?? '';
      return world.refreshTokens.get(refreshToken)?.sub ?? null;
    },
    refreshedBy({ path, body, account }: LoggedRequest) {
      const form = body as Record<string, string> | null;
      return path === '/token' && form?.['grant_type'] === 'refresh_token' ? `${account} ${form['client_id']}` : null;
    },
    async asksToWait(response) {
      if (response.status === 429 || response.status >= 500) return true;
      return response.status === 403 && /rateLimitExceeded/i.test(await response.clone().text());
    },
    waitAfter: () => shortestWait,
  };
}
