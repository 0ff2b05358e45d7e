import {
  addEvent,
  changeEvent,
  type EventBody,
  listBusy,
  removeEvent,
} from '../../sync-service/sandbox/google/controls.ts';
import type { GoogleFaultEffect } from '../../sync-service/sandbox/google/faults.ts';
import type { World } from '../../sync-service/sandbox/google/world.ts';
import { createGoogleProvider } from '../../sync-service/src/providers/google/provider.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import type { DaysSandbox, Deliver } from './sandbox-days.ts';
import type { OtherProgram, Rule, Times } from './sandbox-days-person.ts';

const email = 'host@example.com';
const rules: Record<Rule, string> = {
  weekly: 'RRULE:FREQ=WEEKLY',
  'eight days': 'RRULE:FREQ=DAILY;COUNT=8',
  monthly: 'RRULE:FREQ=MONTHLY',
};

/** How watching may fail. */
const effects: GoogleFaultEffect[] = [
  { kind: 'reset', when: 'after' },
  { kind: 'apiError', status: 500, reason: 'backendError', domain: 'global' },
  { kind: 'apiError', status: 403, reason: 'rateLimitExceeded' },
  { kind: 'html', status: 502 },
];

/** Google's sandbox for days. */
export async function openGoogleDays(clock: VirtualClock, deliver: Deliver) {
  let greetingsToLose = 0;
  let isLost = false;
  const google = await openGoogleSandbox({
    clock: clock.now,
    fetch: async (url, init) => {
      const isGreeting = new Headers(init.headers).get('x-goog-resource-state') === 'sync';
      if (isGreeting && greetingsToLose > 0) {
        greetingsToLose -= 1;
        throw new Error('lost on the way');
      }
      if (isLost) throw new Error('lost on the way');
      return await deliver(url, init);
    },
  });
  const { world, push, requests, faults, violations } = google.sandbox;
  let isOpen = true;
  clock.follow(() => (isOpen ? world.clock.advance(0) : undefined));
  Object.assign(world.settings, { rotateRefreshTokens: true, refreshMilliseconds: 1 });
  const user = world.addUser(email, { timeZone: 'Europe/Berlin' });
  world.addCalendar(email, { summary: 'Second', timeZone: 'America/New_York' });
  const opened = new Map<string, number>();
  const stopped = new Map<string, number>();
  const provider = createGoogleProvider({
    client: google.client,
    webhookAddress: 'http://127.0.0.1:9/webhooks/google-calendar',
    // It goes by the time of the machine, in which months pass here.
    budget: { take: async () => {} },
    sleep: (ms) => clock.advance(ms),
  });
  const calendars = [...world.calendars.values()].map(({ id, timeZone }) => ({ providerId: id, timeZone }));

  return {
    ...{ google, world },
    ...{ provider: 'google', account: { email, key: user.sub }, calendars, violations, push, incidents: [] },
    watched: calendars.map(({ providerId }) => providerId),
    // The old and the new one, and one whose response or first message was lost.
    maxChannels: 3,
    channelName: 'id',
    lostShare: 0.25,
    lagMs: 0,
    openProvider: () => provider,
    signIn: () => google.connectUser(email),
    programOf: (calendarId, random) => programOf(world, calendarId, random),
    busy: (calendarId, from, until) => listBusy(world, calendarId, from, until),
    setDelivery(delivery) {
      isLost = delivery === 'lost';
    },
    hasNotified: () => push.sent.splice(0).some(({ status }) => status === 204),
    takeRequests() {
      const taken = requests.splice(0);
      for (const { path, body, at, status } of taken) {
        const { id = '' } = (body ?? {}) as { id?: string };
        if (path.endsWith('/watch')) opened.set(id, at.getTime());
        else if (path.endsWith('/stop') && status === 204) stopped.set(id, at.getTime());
      }
      return taken;
    },
    isRefresh: ({ path }) => path === '/token',
    isRefused: ({ status }) => status === 401 || status === 404,
    // Never two of these: a channel that nobody told us anything of can't be ended.
    spoilChannels(random) {
      faults.clear();
      const effect = random === null ? undefined : effects[Math.floor(random() * 20)];
      if (effect !== undefined) faults.add({ path: /\/watch$/, effect });
      greetingsToLose = effect === undefined && random !== null && random() < 0.05 ? 1 : 0;
    },
    channels: () =>
      [...world.channels.values()].map(({ id, calendarId, expiresAt }) => ({
        id,
        of: calendarId ?? '',
        from: opened.get(id) ?? Number.NaN,
        until: Math.min(stopped.get(id) ?? Infinity, expiresAt),
      })),
    prolongations: () => null,
    async stop() {
      isOpen = false;
      await google.stop();
    },
  } satisfies DaysSandbox & Record<string, unknown>;
}

function programOf(world: World, calendarId: string, random: () => number): OtherProgram {
  let serial = 0;
  const id = () => `p${(serial++).toString(32)}x${Math.floor(random() * 2 ** 30).toString(32)}`.padEnd(6, '0');
  return {
    now: () => world.now(),
    add: (times, rule) =>
      void addEvent(world, calendarId, {
        ...{ id: id(), summary: 'Busy', ...timesOf(times) },
        ...(rule === null ? {} : { recurrence: [rules[rule]] }),
      }),
    move: (eventId, times) => void changeEvent(world, calendarId, eventId, replacing(timesOf(times))),
    remove: (eventId) => removeEvent(world, calendarId, eventId),
    list: (from, until) =>
      listBusy(world, calendarId, from, until).map((span) => {
        const [seriesId = ''] = span.eventId.split('_');
        const isSeries = world.calendars.get(calendarId)?.events.get(seriesId)?.recurrence !== undefined;
        return { ...span, seriesId: isSeries ? seriesId : null };
      }),
  };
}

function timesOf({ from, until, isDays }: Times): EventBody {
  const time = (at: number) =>
    isDays
      ? { date: new Date(at).toISOString().slice(0, 10) }
      : { dateTime: new Date(at).toISOString(), timeZone: 'Europe/Berlin' };
  return { start: time(from), end: time(until) };
}

/** Times that replace others, be they whole days or not. */
function replacing(times: EventBody): EventBody {
  const whole = (time: unknown) => ({ date: null, dateTime: null, timeZone: null, ...(time as object) });
  return { start: whole(times['start']), end: whole(times['end']) };
}
