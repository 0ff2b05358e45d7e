import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import type { Db } from '../../sync-service/src/db/rpc.ts';
import { webhookRoutes } from '../../sync-service/src/routes/webhooks.ts';

/** The origin of the service that providers call. `providers` may be filled later. */
export async function openNotices(db: Db, providers: ReadonlyMap<string, CalendarProvider>) {
  const server = serve({ fetch: webhookRoutes({ db, providers }).fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
