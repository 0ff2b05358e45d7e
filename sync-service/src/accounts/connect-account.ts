import type { CalendarProvider, ConnectedAccount, Credentials } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { bindingOf, type Sealer } from '../credentials/seal.ts';
import type { Connection } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';

/** What connecting an account needs. */
export interface ConnectParts {
  db: Db;
  providers: ReadonlyMap<string, CalendarProvider>;
  seal: Pick<Sealer, 'seal'>;
}

/** Whose account is connected, and for which host; a null host is the owner's oldest. */
export interface ConnectFor {
  ownerId: string;
  hostId: string | null;
}

/**
 * Tries credentials at the provider and stores them sealed; the database queues the first pulls with them.
 * @throws ServiceError `not_found` (no such host, or no such kind of calendar here), `invalid_request` with the
 * provider's `reason`; then nothing is stored.
 */
export async function connectAccount(
  parts: ConnectParts,
  providerName: string,
  credentials: Credentials,
  whose: ConnectFor,
): Promise<Connection> {
  const provider = parts.providers.get(providerName);
  if (provider === undefined) throw new ServiceError('not_found', 'This kind of calendar is not offered here.');
  // Before anything is fetched for somebody who could not have it.
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
    })),
  });
  return connection;
}
