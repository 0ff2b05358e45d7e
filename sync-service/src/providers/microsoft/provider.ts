import type { CalendarProvider } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { checkWebhookAddress } from '../webhook-address.ts';
import { listCalendars, readAccount } from './calendars.ts';
import { closeChannel, openChannel, readNotices, renewChannel, type WebhookAddresses } from './channels.ts';
import { createLimits, type MailboxLimits } from './limits.ts';
import { type MicrosoftClient, microsoftProfile } from './profile.ts';
import { createGraph } from './session.ts';
import { syncCalendar } from './sync.ts';
import { createWriter } from './write.ts';

export interface MicrosoftProviderOptions {
  client: MicrosoftClient;
  webhookAddresses: WebhookAddresses;
  /** What each mailbox allows; defaults to Graph's limits, with something left for others. */
  limits?: MailboxLimits;
  /** Tells the operator what no account is to blame for. Defaults to nobody. */
  warn?: (fields: object, message: string) => void;
  /** Defaults to the real time. */
  now?: () => Date;
  /** Defaults to really waiting. */
  sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1; spreads the retries. */
  random?: () => number;
  timeoutMs?: number;
  /** Of a response. */
  maxBytes?: number;
}

/** The feed of a calendar may be this much behind the notices of its mailbox. */
const noticeLagMs = [2_000, 5_000, 15_000];

/** Calendars of Microsoft 365 and Outlook.com (Graph version 1.0), connected by consent. */
export function createMicrosoftProvider(options: MicrosoftProviderOptions): CalendarProvider {
  const { client, webhookAddresses, warn, now = () => new Date(), sleep, random, timeoutMs, maxBytes } = options;
  const oauth = microsoftProfile(client);
  const { open } = createGraph({
    baseUrl: client.baseUrl,
    limits: options.limits ?? createLimits({ now }),
    ...(sleep === undefined ? {} : { sleep }),
    ...(random === undefined ? {} : { random }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  const checkAddresses = (): void => {
    for (const address of Object.values(webhookAddresses)) checkWebhookAddress('Microsoft', address, oauth.allowHttp);
  };

  return {
    name: 'microsoft',
    capabilities: {
      writes: true,
      channels: 'account',
      incremental: true,
      findsChanges: false,
      makesVideoLinks: true,
      noticeLagMs,
    },
    oauth,
    ...createWriter(open),

    async connect(credentials) {
      const { subject = '' } = credentials;
      if (subject === '') throw new ProviderError('invalid_credentials', 'Microsoft did not say whose account it is.');
      const account = await readAccount(open({ credentials, selfAddresses: [] }));
      return { accountKey: subject, credentials, ...account };
    },

    listCalendars: (account) => listCalendars(open(account), account.selfAddresses[0] ?? null),

    listChanges: (account, calendar, cursor, window) =>
      syncCalendar(
        {
          session: open(account),
          calendar,
          window,
          now: now(),
          onRepeatedLoss: (timesToday) =>
            warn?.(
              { calendar: calendar.providerCalendarId, timesToday },
              'Microsoft keeps losing the state of a calendar, which is read as a whole each time',
            ),
        },
        cursor,
      ),

    async openChannel(account, _calendar, request) {
      checkAddresses();
      return await openChannel(open(account), request, webhookAddresses, now());
    },

    async renewChannel(account, channel) {
      // One of an earlier address ends by itself.
      checkAddresses();
      return await renewChannel(open(account), channel, now());
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

function isLost(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'unauthorized' && error.needsReconnect;
}
