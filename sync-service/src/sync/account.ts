import type { CalendarToRead, Credentials, ProviderAccount } from '../calendar/provider.ts';
import { bindingOf, type Sealer } from '../credentials/seal.ts';
import type { StoredCalendar, StoredConnection } from '../db/calendar.ts';

/**
 * Opens the credentials of a connection.
 * @throws SealError if they can't be opened.
 */
export async function openAccount(seal: Pick<Sealer, 'open'>, connection: StoredConnection): Promise<ProviderAccount> {
  const credentials = (await seal.open(connection.secret, bindingOf(connection))) as Credentials;
  return { credentials, selfAddresses: connection.account_email === null ? [] : [connection.account_email] };
}

/** A stored calendar in the words of the port. */
export function toCalendar(calendar: StoredCalendar): CalendarToRead {
  return {
    providerCalendarId: calendar.provider_calendar_id,
    timeZone: calendar.time_zone,
    hostTimeZone: calendar.host_time_zone,
    policy: calendar.policy,
  };
}
