import type { CalendarProvider } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { createBudget, type RequestBudget } from '../http-budget.ts';
import { checkWebhookAddress } from '../webhook-address.ts';
import { createApi } from './api.ts';
import { listCalendars } from './calendars.ts';
import { closeChannel, openChannel, readNotices } from './channels.ts';
import { type GoogleClient, googleProfile } from './profile.ts';
import { syncCalendar } from './sync.ts';
import { createWriter } from './write.ts';

export interface GoogleProviderOptions {
  client: GoogleClient;
  /** Where Google sends notices. */
  webhookAddress: string;
  /** Requests per account; defaults to Google's limit per user of a project. */
  budget?: RequestBudget;
  /** Defaults to really waiting. */
  sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1; spreads the retries. */
  random?: () => number;
  timeoutMs?: number;
}

/** Some of Google's 600 requests a minute are left for the user's own programs. */
const userBudget = { perMinute: 500, burst: 100 };

/** Google Calendar (API version 3), connected by consent. */
export function createGoogleProvider(options: GoogleProviderOptions): CalendarProvider {
  const { client, webhookAddress, budget = createBudget(userBudget), sleep, random, timeoutMs } = options;
  const oauth = googleProfile(client);
  const { open } = createApi({
    baseUrl: client.baseUrl,
    budget,
    ...(sleep === undefined ? {} : { sleep }),
    ...(random === undefined ? {} : { random }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

  return {
    name: 'google',
    capabilities: {
      writes: true,
      channels: 'calendar',
      incremental: true,
      findsChanges: false,
      makesVideoLinks: true,
    },
    oauth,
    ...createWriter(open),

    async connect(credentials) {
      const { subject = '', email = '' } = credentials;
      if (subject === '') throw new ProviderError('invalid_credentials', 'Google did not say whose account it is.');
      const calendars = await listCalendars(open({ credentials, selfAddresses: [] }));
      return { accountKey: subject, accountEmail: email || primaryOf(calendars), credentials, calendars };
    },

    listCalendars: (account) => listCalendars(open(account)),

    listChanges: (account, calendar, cursor, window) =>
      syncCalendar({ session: open(account), calendar, window }, cursor),

    async openChannel(account, calendar, request) {
      if (calendar === null) throw new TypeError('a channel at Google is for one calendar');
      checkWebhookAddress('Google', webhookAddress, oauth.allowHttp);
      return await openChannel(open(account), calendar.providerCalendarId, request, webhookAddress);
    },

    async closeChannel(account, channel) {
      try {
        await closeChannel(open(account), channel);
      } catch (error) {
        // An unusable account sends no notices either.
        if (!isLost(error)) throw error;
      }
    },

    readNotices,
  };
}

/** The primary calendar is named after the account. */
function primaryOf(calendars: Awaited<ReturnType<CalendarProvider['listCalendars']>>): string | null {
  return calendars.find(({ isPrimary }) => isPrimary)?.providerCalendarId ?? null;
}

function isLost(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'unauthorized';
}
