import type { CalendarProvider, ConnectedAccount, Credentials } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { bindingOf, type Sealer } from '../credentials/seal.ts';
import type { Connection } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';

export interface ConnectParts {
  db: Db;
  providers: ReadonlyMap<string, CalendarProvider>;
  seal: Pick<Sealer, 'seal'>;
}

/** Whose account is connected, and for which host; null means the owner's oldest host. */
export interface ConnectFor {
  ownerId: string;
  hostId: string | null;
}

/**
 * Checks credentials with the provider and stores them sealed. The database then queues the first pulls.
 * @throws ServiceError `not_found` (no such host, or no such kind of calendar here), `invalid_request` with the
 * provider's `reason`. Nothing is stored then.
 */
export async function connectAccount(
  parts: ConnectParts,
  providerName: string,
  credentials: Credentials,
  whose: ConnectFor,
): Promise<Connection> {
  const provider = parts.providers.get(providerName);
  if (provider === undefined) throw new ServiceError('not_found', 'This kind of calendar is not offered here.');
  // Checked before anything is fetched on behalf of a caller who has no such host.
  await parts.db.call('require_host', { owner_id: whose.ownerId, host_id: whose.hostId });
  const account = await provider.connect(credentials).catch((error: unknown): ConnectedAccount => {
    if (!(error instanceof ProviderError)) throw error;
    throw new ServiceError('invalid_request', error.message, { details: { reason: error.code }, cause: error });
  });
  const { ownerId, hostId } = whose;
  const binding = bindingOf({ owner_id: ownerId, provider: providerName, account_key: account.accountKey });
  const { connection } = await parts.db.call('save_connection', {
    owner_id: ownerId,
    provider: providerName,
    account_key: account.accountKey,
    account_email: account.accountEmail,
    host_id: hostId,
    secret: await parts.seal.seal(account.credentials, binding),
    calendars: account.calendars.map((calendar) => ({
      provider_calendar_id: calendar.providerCalendarId,
      name: calendar.name,
      time_zone: calendar.timeZone,
      access: calendar.access,
      is_own: calendar.isOwn,
      is_primary: calendar.isPrimary,
      has_video: calendar.lacksVideoLinks !== true,
    })),
  });
  return connection;
}
