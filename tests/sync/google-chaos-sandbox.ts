import { listBusy } from '../../sync-service/sandbox/google/controls.ts';
import type { GoogleFaultEffect } from '../../sync-service/sandbox/google/faults.ts';
import { revokeProject } from '../../sync-service/sandbox/google/grants.ts';
import { createGoogleProvider } from '../../sync-service/src/providers/google/provider.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { edit, isOurs, markerOf } from './google-chaos-person.ts';
import { type ChaosSandbox, type OpenChaosSandbox, pickFrom } from './sandbox-chaos.ts';
import { createWeather } from './sandbox-chaos-weather.ts';

const email = 'host@example.com';

const responses: Record<string, GoogleFaultEffect> = {
  '403 rateLimitExceeded': { kind: 'apiError', status: 403, reason: 'rateLimitExceeded' },
  '403 forbidden': { kind: 'apiError', status: 403, reason: 'forbidden', domain: 'global' },
  '429': { kind: 'apiError', status: 429, reason: 'rateLimitExceeded', retryAfter: 2 },
  '500': { kind: 'apiError', status: 500, reason: 'backendError', domain: 'global' },
  '503': { kind: 'apiError', status: 503, reason: 'backendError', domain: 'global' },
};
const tokenResponses: Record<string, GoogleFaultEffect> = {
  'token 503': { kind: 'oauthError', status: 503, error: 'internal_failure' },
};

/** Google's sandbox for a storm. */
export const openGoogleChaos: OpenChaosSandbox = async (clock, random, fate): Promise<ChaosSandbox> => {
  const google = await openGoogleSandbox({ clock: clock.now });
  const { world, push, faults, requests, violations } = google.sandbox;
  let isOpen = true;
  clock.follow(() => (isOpen ? world.clock.advance(0) : undefined));
  const one = <Item>(...items: Item[]): Item => pickFrom(random, items);
  const user = world.addUser(email, { timeZone: one('Europe/Berlin', 'America/New_York', 'UTC') });
  const second = world.addCalendar(email, {
    id: 'second@group.calendar.google.com',
    summary: 'Second',
    timeZone: one('Europe/Berlin', 'Asia/Tokyo'),
  });
  Object.assign(world.settings, {
    longestPage: one(null, 3, 20),
    shortPages: random() < 0.3,
    seriesDeltaLimit: one(20, 60),
    // Whatever is told of a deleted series, of its occurrences in the window at least one is.
    deletedSeriesDays: one(null, 100),
    deletedDetails: random() < 0.5,
    refreshMilliseconds: 0,
  });
  const weather = createWeather(
    {
      ...{ faults, push, responses, tokenResponses, tokenPath: /^\/token$/, eventsPath: /\/events/ },
      loseAccessTokens: () => world.accessTokens.clear(),
      loseCursors: () => world.expireSyncTokens(fate() < 0.8 ? pickFrom(fate, world.calendars.keys()) : undefined),
      endConsent: () => revokeProject(world, user.sub, project),
      others: {},
    },
    fate,
  );
  const project = world.clients.get(google.client.clientId)?.project ?? '';
  const homeOf = (calendarId: string) => world.calendars.get(calendarId);

  return {
    ...{ provider: 'google', weather, requests, push, now: () => world.now(), violations: () => violations },
    account: { email, key: user.sub },
    calendars: [email, second.id].map((providerId) => ({
      providerId,
      timeZone: homeOf(providerId)?.timeZone ?? 'UTC',
    })),
    excuses: [
      {
        isMeant: (violation) => violation.endsWith('sync token sent again after it was refused'),
        countIn: (asked) =>
          asked.filter(({ query, status }) => query['syncToken'] && (status === 400 || status === 410)).length,
      },
    ],
    notices: () => push.sent.filter(({ status }) => status === 204).length,
    openProvider: (webhooks, life) =>
      createGoogleProvider({
        client: google.client,
        webhookAddress: `${webhooks}/webhooks/google-calendar`,
        budget: {
          take: async () => (life.isOver ? await new Promise<never>(() => {}) : weather.beforeRequest()),
        },
        sleep: (ms) => clock.advance(ms),
        random: fate,
      }),
    signIn: () => google.connectUser(email),
    edit: (calendarId, chosenBy) => edit(world, calendarId, chosenBy),
    busy: (calendarId, from, until) =>
      listBusy(world, calendarId, from, until).filter(
        ({ eventId }) => !isOurs(homeOf(calendarId)?.events.get(eventId)),
      ),
    ours: (calendarId) =>
      [...(homeOf(calendarId)?.events.values() ?? [])]
        .filter((event) => isOurs(event) && event.status !== 'cancelled')
        .map((event) => ({
          key: markerOf(event) ?? '',
          title: String(event.content['summary']),
          startsAt: new Date(event.start.dateTime ?? Number.NaN),
          endsAt: new Date(event.end.dateTime ?? Number.NaN),
        })),
    garbled: (cursor, by) => cursor.replace('"syncToken":"', `"syncToken":"${by}`),
    async stop() {
      isOpen = false;
      await google.stop();
    },
  };
};
