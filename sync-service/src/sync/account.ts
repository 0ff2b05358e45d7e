import type { OAuthProfile } from '../calendar/oauth.ts';
import type { CalendarProvider, CalendarToRead, Credentials, ProviderAccount } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { refreshCredentials } from '../credentials/oauth.ts';
import { bindingOf, type Sealer } from '../credentials/seal.ts';
import type { StoredCalendar, StoredConnection } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';

/** Tokens with less time left are renewed before use: a job may take that long. */
const leastLifeMs = 5 * 60_000;
/**
 * A call that was refused while the token was being renewed does not renew it again, and after a renewal that failed no
 * other call asks at once: the next job does.
 */
const sameRenewalMs = 60_000;
/** After this many lost races for the stored credentials the refresh is given up. */
const maxRaces = 3;

export interface AccountParts {
  db: Db;
  seal: Pick<Sealer, 'open' | 'seal'>;
  /** Defaults to the real time. */
  now?: () => Date;
}

/**
 * Opens the credentials of a connection; renews an access token that is about to expire. Call it in the lane of the
 * account, so that later jobs find the token that the first one got.
 * @param failures How often in a row the same request failed before.
 * @throws SealError if they cannot be opened, ProviderError if there is no token.
 */
export async function openAccount(
  parts: AccountParts,
  provider: CalendarProvider,
  connection: StoredConnection,
  failures = 0,
): Promise<ProviderAccount> {
  const credentials = await openSealed(parts, connection, connection.secret);
  const selfAddresses = selfAddressesOf(connection);
  if (provider.oauth === undefined) return { credentials, selfAddresses, failures };

  const tokens = keepTokens(parts, provider.oauth, connection, credentials);
  if (!isFresh(credentials, timeOf(parts))) await tokens.renew();
  return {
    get credentials() {
      return tokens.current();
    },
    selfAddresses,
    failures,
    renew: tokens.renew,
  };
}

/** The account's own address first: its owner is invited to it under that one. */
function selfAddressesOf({ account_email: own, owner_addresses: others = [] }: StoredConnection): string[] {
  return [...new Set([...(own === null ? [] : [own.toLowerCase()]), ...others])];
}

/** Converts a stored calendar to the adapters' form. */
export function toCalendar(calendar: StoredCalendar): CalendarToRead {
  return {
    providerCalendarId: calendar.provider_calendar_id,
    timeZone: calendar.time_zone,
    hostTimeZone: calendar.host_time_zone,
    policy: calendar.policy,
  };
}

/** Renews the tokens of an account object, at most once at a time. */
function keepTokens(
  parts: AccountParts,
  profile: OAuthProfile,
  connection: StoredConnection,
  opened: Credentials,
): { current(): Credentials; renew(): Promise<Credentials> } {
  let stored = { sealed: connection.secret, credentials: opened };
  let renewedAt: number | null = null;
  let failed: { at: number; error: unknown } | null = null;
  let running: Promise<Credentials> | null = null;
  const isRecent = (at: number): boolean => timeOf(parts).getTime() - at < sameRenewalMs;

  async function refresh(): Promise<Credentials> {
    const renewed = await refreshCredentials(profile, stored.credentials, timeOf(parts)).catch(concernAccount);
    stored = await store(parts, connection, stored, renewed);
    renewedAt = timeOf(parts).getTime();
    return stored.credentials;
  }

  return {
    current: () => stored.credentials,
    renew: async () => {
      if (renewedAt !== null && isRecent(renewedAt)) return stored.credentials;
      if (failed !== null && isRecent(failed.at)) throw failed.error;
      running ??= refresh()
        .catch((error: unknown) => {
          failed = { at: timeOf(parts).getTime(), error };
          throw error;
        })
        .finally(() => {
          running = null;
        });
      return await running;
    },
  };
}

/**
 * Stores renewed credentials before anybody uses them: losing a replaced refresh token would lock us out of the
 * account.
 * @returns what is stored now: those of another process if it was faster.
 */
async function store(
  parts: AccountParts,
  connection: StoredConnection,
  from: { sealed: string; credentials: Credentials },
  renewed: Credentials,
): Promise<{ sealed: string; credentials: Credentials }> {
  let expected = from.sealed;
  for (let race = 0; race < maxRaces; race += 1) {
    const sealed = await parts.seal.seal(renewed, bindingOf(connection));
    const { replaced } = await parts.db.call('replace_secret', {
      connection_id: connection.id,
      expected_sealed: expected,
      sealed,
    });
    if (replaced) return { sealed, credentials: renewed };

    const found = await parts.db.call('account_secret', {
      owner_id: connection.owner_id,
      provider: connection.provider,
      account_key: connection.account_key,
    });
    if (found === null) throw new ProviderError('gone', 'The account was disconnected meanwhile.');
    const credentials = await openSealed(parts, connection, found.sealed);
    // The same credentials, sealed again because the key changed: ours are still newer.
    if (credentials['access_token'] !== from.credentials['access_token']) return { sealed: found.sealed, credentials };
    expected = found.sealed;
  }
  throw new ProviderError('conflict', 'The credentials of this account keep changing. We will retry.', {
    retryable: true,
  });
}

/** Marks an error as concerning the whole account: without a token nothing can be requested for it. */
function concernAccount(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  const { code, message, retryable, retryAfterMs, needsReconnect, claims, asksConsentAgain, status } = error;
  throw new ProviderError(code, message, {
    retryable,
    needsReconnect,
    asksConsentAgain,
    concernsAccount: true,
    ...(claims === undefined ? {} : { claims }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(status === undefined ? {} : { status }),
  });
}

async function openSealed(parts: AccountParts, connection: StoredConnection, sealed: string): Promise<Credentials> {
  return (await parts.seal.open(sealed, bindingOf(connection))) as Credentials;
}

function isFresh(credentials: Credentials, now: Date): boolean {
  return Date.parse(credentials['expires_at'] ?? '') - now.getTime() > leastLifeMs;
}

/** Returns the time that decisions are based on. */
export function timeOf(parts: { now?: () => Date }): Date {
  return parts.now?.() ?? new Date();
}
