import { addEvent, changeEvent, listBusy, removeEvent } from '../../sync-service/sandbox/microsoft/controls.ts';
import type { EventBody } from '../../sync-service/sandbox/microsoft/event-fields.ts';
import type { MicrosoftFault } from '../../sync-service/sandbox/microsoft/faults.ts';
import { GraphError } from '../../sync-service/sandbox/microsoft/graph-errors.ts';
import { parseOccurrenceId } from '../../sync-service/sandbox/microsoft/ids.ts';
import type { Subscription } from '../../sync-service/sandbox/microsoft/state.ts';
import type { World } from '../../sync-service/sandbox/microsoft/world.ts';
import { createLimits } from '../../sync-service/src/providers/microsoft/limits.ts';
import { createMicrosoftProvider } from '../../sync-service/src/providers/microsoft/provider.ts';
import { openMicrosoftSandbox } from '../support/microsoft-sandbox.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { pickFrom } from './sandbox-chaos.ts';
import type { DaysSandbox, Deliver } from './sandbox-days.ts';
import type { OtherProgram, Rule, Times } from './sandbox-days-person.ts';

const email = 'host@contoso.example';
const webhooks = 'http://127.0.0.1:9/webhooks';

/** How a renewal, or the opening after a loss, may fail. */
const effects: MicrosoftFault['effect'][] = [
  { kind: 'reset', when: 'after' },
  { kind: 'truncated' },
  { kind: 'graphError', status: 503, code: 'ErrorServerBusy', retryAfter: 10 },
  { kind: 'html', status: 502 },
];

/** Microsoft's sandbox for days. */
export async function openMicrosoftDays(clock: VirtualClock, deliver: Deliver) {
  const microsoft = await openMicrosoftSandbox({ clock: clock.now, fetch: deliver });
  const { world, push, requests, faults, violations } = microsoft.sandbox;
  clock.follow(() => world.clock.advance(0));
  Object.assign(world.settings, {
    ...{ strictRotation: true, refreshMilliseconds: 1 },
    // By the time of the machine, which may be busy.
    ...{ slowMilliseconds: Infinity, timeoutMilliseconds: 600_000 },
  });
  const user = world.addUser(email, { timeZone: 'W. Europe Standard Time' });
  world.addCalendar(email, { name: 'Second' });
  const lives = watchSubscriptions(world);
  let prolongations = 0;
  const { client } = microsoft;
  const registered = () => world.addClient({ ...world.clients.get(client.clientId), clientId: client.clientId });

  return {
    world,
    ...{ provider: 'microsoft', account: { email, key: `${user.tid}.${user.oid}` }, violations, push },
    calendars: [...world.calendars.keys()].map((providerId) => ({ providerId, timeZone: 'Europe/Berlin' })),
    watched: [user.oid],
    maxChannels: 1,
    channelName: 'resource_id',
    // Of two in a row the subscription is given up, and would not live to be prolonged.
    lostShare: 0.1,
    // Looked for at once, and 2 and 5 s later.
    lagMs: 7_000,
    incidents: [
      { day: 6, name: 'the tenant is moved', begin: () => world.evictSyncStates() },
      { day: 3, name: 'notices were missed', begin: () => push.tell(user.oid, 'missed') },
      {
        day: 15,
        name: 'a renewal is asked for, twice',
        begin: async () => {
          for (let times = 0; times < 2; times += 1) await push.tell(user.oid, 'reauthorizationRequired');
        },
      },
      {
        ...{ day: 19, name: 'the subscription is removed', endsChannel: true },
        begin: () => push.tell(user.oid, 'subscriptionRemoved'),
      },
      {
        ...{ day: 17, name: 'the secret ends, and is replaced' },
        begin() {
          registered().secretExpiresAt = world.now().getTime();
        },
        outage: {
          hours: 6,
          end() {
            client.clientSecret = 'the next one';
            Object.assign(registered(), { clientSecret: client.clientSecret, secretExpiresAt: null });
          },
        },
      },
    ],
    openProvider: () =>
      createMicrosoftProvider({
        client: { ...client },
        webhookAddresses: { notices: `${webhooks}/microsoft-calendar`, lifecycle: `${webhooks}/microsoft-lifecycle` },
        // Its budget goes by the time of the machine, in which months pass here.
        limits: createLimits({ take: async () => {}, now: clock.now }),
        now: clock.now,
        sleep: (ms) => clock.advance(ms),
      }),
    signIn: () => microsoft.connectUser(email),
    programOf: (calendarId) => programOf(world, calendarId),
    busy: (calendarId, from, until) => listBusy(world, calendarId, from, until),
    setDelivery: (delivery) => push.lose(delivery === 'lost' ? Infinity : 0),
    hasNotified: () => push.sent.splice(0).some(({ status }) => status === 202),
    takeRequests() {
      const taken = requests.splice(0);
      prolongations += taken.filter(
        ({ method, path, status }) => method === 'PATCH' && path.startsWith('/v1.0/subscriptions/') && status === 200,
      ).length;
      return taken;
    },
    isRefresh: ({ path, status }) => path.endsWith('/oauth2/v2.0/token') && status === 200,
    isRefused: ({ path, status }) => path.startsWith('/v1.0/') && status === 401,
    spoilChannels(random) {
      faults.clear();
      if (random === null) return;
      world.settings.feedLag = pickFrom(random, [0, 1_500, 4_000]);
      const effect = effects[Math.floor(random() * 12)];
      if (effect !== undefined) faults.add({ path: /\/subscriptions/, effect });
    },
    channels: lives,
    prolongations: () => prolongations,
    stop: microsoft.stop,
  } satisfies DaysSandbox & Record<string, unknown>;
}

/** Keeps what becomes of subscriptions, which are gone without a word. */
function watchSubscriptions({ subscriptions, now }: World): DaysSandbox['channels'] {
  const known = new Map<string, { subscription: Subscription; from: number; removedAt: number }>();
  const { set, delete: remove } = subscriptions;
  subscriptions.set = (id, subscription) => {
    known.set(id, { subscription, from: now().getTime(), removedAt: Infinity });
    return set.call(subscriptions, id, subscription);
  };
  subscriptions.delete = (id) => {
    const life = known.get(id);
    if (life) life.removedAt = Math.min(life.removedAt, now().getTime());
    return remove.call(subscriptions, id);
  };
  return () =>
    [...known.values()].map(({ subscription: { id, oid, expiresAt }, from, removedAt }) => ({
      ...{ id, of: oid, from },
      until: Math.min(removedAt, expiresAt),
    }));
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function programOf(world: World, calendarId: string): OtherProgram {
  return {
    now: () => world.now(),
    add: (times, rule) =>
      void addEvent(world, calendarId, { subject: 'Busy', ...timesOf(times), ...recurrenceOf(rule, times) }),
    move(eventId, times) {
      try {
        changeEvent(world, calendarId, eventId, timesOf(times));
      } catch (error) {
        // An occurrence must not pass its neighbours: they take it away, and add another event.
        if (!(error instanceof GraphError)) throw error;
        removeEvent(world, calendarId, eventId);
        addEvent(world, calendarId, { subject: 'Busy', ...timesOf(times) });
      }
    },
    remove: (eventId) => removeEvent(world, calendarId, eventId),
    list: (from, until) =>
      listBusy(world, calendarId, from, until).map((span) => ({
        ...span,
        seriesId: parseOccurrenceId(span.eventId)?.seriesId ?? null,
      })),
  };
}

function timesOf({ from, until, isDays }: Times): EventBody {
  const time = (at: number) => ({ dateTime: new Date(at).toISOString().slice(0, 19), timeZone: 'UTC' });
  return { start: time(from), end: time(until), isAllDay: isDays, showAs: 'busy' };
}

function recurrenceOf(rule: Rule | null, { from }: Times): EventBody {
  if (rule === null) return {};
  const start = new Date(from);
  const patterns: Record<Rule, object> = {
    weekly: { type: 'weekly', interval: 1, daysOfWeek: [weekdays[start.getUTCDay()]] },
    'eight days': { type: 'daily', interval: 1 },
    monthly: { type: 'absoluteMonthly', interval: 1, dayOfMonth: start.getUTCDate() },
  };
  const end = rule === 'eight days' ? { type: 'numbered', numberOfOccurrences: 8 } : { type: 'noEnd' };
  return { recurrence: { pattern: patterns[rule], range: { ...end, startDate: start.toISOString().slice(0, 10) } } };
}
