import { afterEach } from 'vitest';
import type { ProviderErrorCode } from '../../sync-service/src/calendar/provider-error.ts';
import type { SafeFetchOptions } from '../../sync-service/src/providers/http.ts';
import { startWebStandIn, type WebStandIn } from './ics/feed-server.ts';

/** What may be fetched where no address is refused. */
export const open: SafeFetchOptions = { allowPrivateHosts: true, maxBytes: 20_000_000 };

/** Starts servers that stop after the test. To be called once in a file. */
export function useServers(): (...[response]: Parameters<typeof startWebStandIn>) => Promise<WebStandIn> {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  return async (response) => {
    const server = await startWebStandIn(response);
    stops.push(() => server.stop());
    return server;
  };
}

/** The code of the error that a call ends with. */
export async function codeOf(call: Promise<unknown>): Promise<ProviderErrorCode | 'no error'> {
  return await call.then(
    () => 'no error',
    (error) => error.code,
  );
}
