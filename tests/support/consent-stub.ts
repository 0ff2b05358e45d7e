import type { OAuthProfile } from '../../sync-service/src/calendar/oauth.ts';
import type { CalendarInfo, CalendarProvider, ProviderAccount } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { readOnlyCalendar } from '../../sync-service/src/calendar/read-only.ts';
import { calendarInfo } from './account-stub.ts';

/** A source of calendars that is connected by consent: empty calendars, for whoever has a good access token. */
export interface ConsentStub extends CalendarProvider {
  /** Readings that were let in, and those that were refused. */
  reads: number;
  refusals: number;
  /** What connecting fails with after the consent, if it does. */
  failure: ProviderError | null;
  calendars: CalendarInfo[];
}

/** A source that is called `google`, and lets in who has one of these tokens. */
export function createConsentStub(server: {
  profile: OAuthProfile;
  accessTokens: { has(token: string): boolean };
}): ConsentStub {
  /** As an adapter does it: a refused call is repeated once with a new token. */
  async function letIn(account: ProviderAccount): Promise<void> {
    if (isGood(account.credentials.access_token)) return;
    stub.refusals += 1;
    const renewed = await account.renew?.();
    if (isGood(renewed?.access_token)) return;
    throw new ProviderError('unauthorized', 'The token is refused.', { needsReconnect: true, retryable: true });
  }
  const isGood = (token: string | undefined) => server.accessTokens.has(token ?? '');

  const stub: ConsentStub = {
    name: 'google',
    capabilities: { writes: false, channels: 'none', incremental: true, findsChanges: false, makesVideoLinks: false },
    ...readOnlyCalendar,
    oauth: server.profile,
    reads: 0,
    refusals: 0,
    failure: null,
    calendars: [calendarInfo('primary', { isPrimary: true })],
    async connect(credentials) {
      if (stub.failure !== null) throw stub.failure;
      await letIn({ credentials, selfAddresses: [] });
      return {
        accountKey: credentials.subject ?? '',
        accountEmail: credentials.email || null,
        credentials,
        calendars: stub.calendars,
      };
    },
    async listCalendars(account) {
      await letIn(account);
      return stub.calendars;
    },
    async *listChanges(account, _calendar, cursor) {
      await letIn(account);
      stub.reads += 1;
      yield {
        changes: [],
        nextCursor: cursor ?? 'first',
        isFull: cursor === null,
        isLast: true,
        unreadable: [],
        problems: [],
      };
    },
  };
  return stub;
}
