import { endSignIns, listBusy } from '../../sync-service/sandbox/microsoft/controls.ts';
import type { MicrosoftFault } from '../../sync-service/sandbox/microsoft/faults.ts';
import type { MicrosoftSandbox } from '../../sync-service/sandbox/microsoft/sandbox.ts';
import type { LostStateForm } from '../../sync-service/sandbox/microsoft/settings.ts';
import { readToken, type SyncState, writeToken } from '../../sync-service/sandbox/microsoft/sync-states.ts';
import { createLimits } from '../../sync-service/src/providers/microsoft/limits.ts';
import { createMicrosoftProvider } from '../../sync-service/src/providers/microsoft/provider.ts';
import { openMicrosoftSandbox } from '../support/microsoft-sandbox.ts';
import { edit, isOurs, markerOf } from './microsoft-chaos-person.ts';
import { type ChaosSandbox, type OpenChaosSandbox, pickFrom } from './sandbox-chaos.ts';
import { createWeather } from './sandbox-chaos-weather.ts';

const email = 'host@contoso.example';
type Effect = MicrosoftFault['effect'];

const responses: Record<string, Effect> = {
  '401': { kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken' },
  '403': { kind: 'graphError', status: 403, code: 'ErrorAccessDenied' },
  '404 html': { kind: 'html', status: 404 },
  '409': { kind: 'graphError', status: 409, code: 'ErrorIrresolvableConflict' },
  '410': { kind: 'graphError', status: 410, code: 'SyncStateNotFound' },
  '412': { kind: 'graphError', status: 412, code: 'ErrorIrresolvableConflict' },
  '429': { kind: 'graphError', status: 429, code: 'ApplicationThrottled', retryAfter: 20 },
  '500': { kind: 'graphError', status: 500, code: 'ErrorInternalServerError' },
  '503': { kind: 'graphError', status: 503, code: 'ErrorServerBusy', retryAfter: 5 },
  '504': { kind: 'graphError', status: 504, code: 'UnknownError' },
};
const tokenResponses: Record<string, Effect> = {
  'token 503': { kind: 'aadsts', code: 90033 },
  'token of a secret that ended': { kind: 'aadsts', code: 7000222 },
  'token in a loop': { kind: 'aadsts', code: 50196 },
};
const forms: LostStateForm[] = [
  ...(['SyncStateNotFound', 'syncStateNotFound', 'SyncStateInvalid', 'resyncRequired', 'emptyLocation'] as const),
  ...(['foreignLocation', 'badlyFormedToken', 'html', '404'] as const),
];

/** Microsoft's sandbox for a storm. */
export const openMicrosoftChaos: OpenChaosSandbox = async (clock, random, fate): Promise<ChaosSandbox> => {
  const microsoft = await openMicrosoftSandbox({ clock: clock.now });
  const { world, push, requests, violations, faults } = microsoft.sandbox;
  let isOpen = true;
  clock.follow(() => (isOpen ? world.clock.advance(0) : undefined));
  const one = <Item>(...items: Item[]): Item => pickFrom(random, items);
  const user = world.addUser(email, {
    timeZone: one('W. Europe Standard Time', 'Eastern Standard Time', 'UTC'),
    kind: one('work', 'personal'),
  });
  world.addCalendar(email, { name: 'Second' });
  Object.assign(world.settings, {
    emptyFirstPage: random() < 0.5,
    repeatedRows: random() < 0.5,
    replayedChanges: one(0, 0, 5),
    removedReason: one('deleted', 'changed'),
    removedAtFirst: random() < 0.5,
    encodedLinks: random() < 0.5,
    keptSyncStates: one(2, 4),
    refuseRepeatedTransaction: random() < 0.5,
    conflictStatus: one(409, 412),
    strictRotation: random() < 0.5,
    refreshMilliseconds: 0,
    // An account is asked for one thing at a time here, so that nothing is on its way.
    throttleGraceMilliseconds: 0,
  });
  const weather = createWeather<Effect>(
    {
      ...{ faults, push, responses, tokenResponses },
      ...{ tokenPath: /\/oauth2\/v2\.0\/token$/, eventsPath: /\/(events|subscriptions)/ },
      loseAccessTokens: () => world.accessTokens.clear(),
      loseCursors: () => {
        world.settings.lostState = pickFrom(fate, forms);
        world.evictSyncStates(fate() < 0.8 ? pickFrom(fate, world.calendars.keys()) : undefined);
      },
      endConsent: () => endSignIns(world, email, pickFrom(fate, [50173, 700082, 50076, 65001])),
      others: othersOf(microsoft.sandbox, fate),
      calm() {
        push.forge(0);
        void push.release('reversed');
        world.settings.feedLag = 0;
      },
    },
    fate,
  );
  const timeZone = { 'W. Europe Standard Time': 'Europe/Berlin', 'Eastern Standard Time': 'America/New_York' };

  return {
    ...{ provider: 'microsoft', weather, requests, push, now: () => world.now() },
    // Nobody but us mails those who book.
    violations: () => [...violations, ...world.mails.map(({ kind }) => `Microsoft sent a mail: ${kind}`)],
    account: { email, key: `${user.tid}.${user.oid}` },
    calendars: [...world.calendars.keys()].map((providerId) => ({
      providerId,
      timeZone: timeZone[user.timeZone as keyof typeof timeZone] ?? 'UTC',
    })),
    excuses: [
      {
        isMeant: (violation) => violation === 'delta: a link sent again after it was refused',
        countIn: (asked) =>
          asked.filter(({ path, query, status }) => {
            const isLink = Object.keys(query).some((name) => /^\$(delta|skip)token$/.test(name));
            return path.endsWith('/delta') && isLink && status !== null && status >= 400;
          }).length,
      },
    ],
    notices: () => push.sent.filter(({ status }) => status === 202).length,
    openProvider: (webhooks, life) =>
      createMicrosoftProvider({
        client: microsoft.client,
        webhookAddresses: {
          notices: `${webhooks}/webhooks/microsoft-calendar`,
          lifecycle: `${webhooks}/webhooks/microsoft-lifecycle`,
        },
        limits: createLimits({
          take: async () => (life.isOver ? await new Promise<never>(() => {}) : weather.beforeRequest()),
          now: clock.now,
        }),
        now: clock.now,
        sleep: (ms) => clock.advance(ms),
        random: fate,
      }),
    signIn: () => microsoft.connectUser(email),
    edit: (calendarId, chosenBy) => edit(world, calendarId, chosenBy),
    busy: (calendarId, from, until) =>
      listBusy(world, calendarId, from, until).filter(
        ({ eventId }) => !isOurs(world.calendars.get(calendarId)?.events.get(eventId)),
      ),
    ours: (calendarId) =>
      [...(world.calendars.get(calendarId)?.events.values() ?? [])]
        .filter((event) => isOurs(event) && !event.deleted)
        .map((event) => ({
          key: markerOf(event) ?? '',
          title: String(event.content['subject']),
          startsAt: new Date(event.start),
          endsAt: new Date(event.end),
        })),
    // Graph refuses what it did not sign as a fault of ours; this one it has just forgotten.
    garbled: (cursor, by) =>
      cursor.replace(/(?<=deltatoken=)[\w-]+/, (token) => {
        const state = readToken<SyncState>(token);
        return state === null ? token : writeToken({ ...state, chain: by });
      }),
    async stop() {
      isOpen = false;
      await microsoft.stop();
    },
  };
};

/** What only Graph does. */
function othersOf({ world, push }: MicrosoftSandbox, fate: () => number): Record<string, () => void> {
  const { oid } = world.addUser(email);
  return {
    'feed lags': () => {
      world.settings.feedLag = pickFrom(fate, [0, 1_000, 5_000, 30_000]);
    },
    'notices forged': () => push.forge(1 + Math.floor(fate() * 3)),
    'notices held and reversed': () => {
      push.hold();
      world.clock.after(fate() * 60_000, () => void push.release('reversed'));
    },
    'notice too early': () => {
      const home = pickFrom(fate, world.calendars.values());
      const event = pickFrom(fate, home.events.values());
      if (event !== undefined) push.announce(oid, { ...event, changeKey: 'not-to-be-seen-yet' });
    },
    'lifecycle notice': () => {
      const events = ['missed', 'reauthorizationRequired', 'subscriptionRemoved'] as const;
      void push.tell(oid, pickFrom(fate, events));
    },
  };
}
