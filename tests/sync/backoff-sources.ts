import { randomUUID } from 'node:crypto';
import { addEvent } from '../../sync-service/sandbox/google/controls.ts';
import type { Deliver } from '../../sync-service/sandbox/google/push.ts';
import type { CalendarProvider, Credentials } from '../../sync-service/src/calendar/provider.ts';
import { createCaldavProvider } from '../../sync-service/src/providers/caldav/provider.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { createGoogleProvider } from '../../sync-service/src/providers/google/provider.ts';
import { createIcsProvider } from '../../sync-service/src/providers/ics/provider.ts';
import type { Fault } from '../providers/caldav/stand-in/faults.ts';
import { startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { writeEvent } from '../support/dav-servers.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { type FeedEvent, startFeed } from './feed-stand-in.ts';
import { isOurs } from './google-chaos-person.ts';

/** A span as ISO texts. */
export interface Span {
  start: string;
  end: string;
}

/** A calendar server of the tests' own, which counts what it is asked. */
export interface Source {
  provider: CalendarProvider;
  /** What an owner enters, or has permitted. */
  credentials: Credentials;
  /** How it can be asked us to wait: by an answer of which part. */
  limits: readonly string[];
  /** How many requests came since the beginning. */
  requests(): number;
  /** The next answer of that part asks us to wait for so many seconds; all later ones are as usual. */
  limit(seconds: number, part?: string): void;
  /** So many answers to listings are that it is too busy, without saying for how long. Tells when it was asked since. */
  overload(times: number): () => number[];
  /** From now on the credentials are refused, until they are accepted again. */
  refuse(isRefused: boolean): void;
  /** Somebody adds an event with another program. */
  add(span: Span): Promise<void>;
  /** Waits until the notices that are under way have arrived. */
  settled(): Promise<void>;
  /** The next notices get lost, where there are any. */
  loseNotices(): void;
  /** The beginnings of the events that we wrote, in order; null: nothing can be written. */
  written(): string[] | null;
  /** Channels that are open. */
  channels(): number;
  stop(): Promise<void>;
}

const expander = createExpander();
const isoSeconds = (instant: string | number | Date) => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** @param deliver Takes the calls of Google's channels. */
export async function openGoogle(clock: VirtualClock, deliver: Deliver): Promise<Source> {
  const google = await openGoogleSandbox({ clock: clock.now, fetch: deliver });
  const { world, faults, requests } = google.sandbox;
  let isOpen = true;
  clock.follow(() => (isOpen ? world.clock.advance(0) : undefined));
  const email = `${randomUUID()}@example.com`;
  const { sub } = world.addUser(email, { timeZone: 'UTC' });
  const credentials = google.connectUser(email);
  let taken: [string, unknown][] = [];
  const events = () => [...(world.calendars.get(email)?.events.values() ?? [])];
  const paths: Record<string, RegExp> = {
    'a listing': /\/events$/,
    'an event': /\/events(\/|$)/,
    'a channel': /\/watch$/,
    'the end of a channel': /\/stop$/,
    'the token endpoint': /^\/token$/,
  };
  return {
    provider: createGoogleProvider({
      client: google.client,
      webhookAddress: 'http://127.0.0.1:9/webhooks/google-calendar',
      budget: { take: async () => {} },
      sleep: (ms) => clock.advance(ms),
    }),
    credentials,
    limits: Object.keys(paths),
    requests: () => requests.length,
    limit(seconds, part = 'a listing') {
      faults.add({
        path: paths[part] ?? /./,
        ...(part === 'an event' ? { method: 'POST' } : {}),
        effect:
          part === 'the token endpoint'
            ? { kind: 'oauthError', status: 503, error: 'temporarily_unavailable', retryAfter: seconds }
            : { kind: 'apiError', status: 429, reason: 'rateLimitExceeded', retryAfter: seconds },
      });
    },
    overload(times) {
      const listing = { path: /\/events$/, method: 'GET' };
      faults.add({ ...listing, times, effect: { kind: 'apiError', status: 429, reason: 'rateLimitExceeded' } });
      const before = requests.length;
      const isListing = ({ method, path }: { method: string; path: string }) =>
        method === listing.method && listing.path.test(path);
      return () =>
        requests
          .slice(before)
          .filter(isListing)
          .map(({ at }) => at.getTime());
    },
    refuse(isRefused) {
      if (isRefused) {
        taken = [...world.refreshTokens];
        world.refreshTokens.clear();
        world.accessTokens.clear();
      } else for (const [key, token] of taken) world.refreshTokens.set(key, token as never);
    },
    async add({ start, end }) {
      const time = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
      addEvent(world, email, { start: time(start), end: time(end) });
      await google.sandbox.push.settled();
    },
    settled: () => google.sandbox.push.settled(),
    loseNotices: () => google.sandbox.push.lose(1),
    written: () =>
      events()
        .filter((event) => event.status !== 'cancelled' && isOurs(event))
        .map(({ start }) => isoSeconds(('dateTime' in start && start.dateTime) || 0))
        .sort(),
    channels: () =>
      [...world.channels.values()].filter(
        (channel) => channel.sub === sub && !channel.stopped && channel.expiresAt > clock.now().getTime(),
      ).length,
    async stop() {
      isOpen = false;
      google.expectNoViolations();
      await google.stop();
    },
  };
}

export async function openCaldav(clock: VirtualClock): Promise<Source> {
  const server = await startDavStandIn();
  const calendar = server.calendar('home', { displayname: 'Home' });
  let fault: ((kind: string) => Fault | null) | null = null;
  server.faults.on = ({ kind }) => fault?.(kind) ?? null;
  const kinds: Record<string, string | null> = { 'a list': 'PROPFIND', 'an event': 'PUT', anything: null };
  const { url, username, password } = server;
  const once = (kind: string | null, effect: Fault) => (asked: string) => {
    if (kind !== null && asked !== kind) return null;
    fault = null;
    return effect;
  };
  return {
    provider: createCaldavProvider({ allowPrivateHosts: true, expander }),
    credentials: { url, username, password },
    limits: Object.keys(kinds),
    requests: () => server.requests.length,
    limit(seconds, part = 'anything') {
      fault = once(kinds[part] ?? null, { kind: 'status', status: 503, retryAfter: String(seconds) });
    },
    overload(times) {
      const asked: number[] = [];
      fault = () => (asked.push(clock.now().getTime()) <= times ? { kind: 'status', status: 503 } : null);
      return () => asked;
    },
    refuse(isRefused) {
      fault = isRefused ? () => ({ kind: 'status', status: 401 }) : null;
    },
    async add(span) {
      const uid = randomUUID();
      calendar.put(`${uid}.ics`, writeEvent({ uid, ...span }));
    },
    settled: async () => {},
    loseNotices: () => {},
    written: () =>
      calendar
        .objects()
        .filter(({ ics }) => ics.includes('Consulting'))
        .map(({ ics }) => /^DTSTART:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/m.exec(ics) ?? [])
        .map(([, year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
        .sort(),
    channels: () => 0,
    stop: server.stop,
  };
}

export async function openFeed(clock: VirtualClock): Promise<Source> {
  const feed = await startFeed();
  const events: FeedEvent[] = [];
  const respond = () => feed.response({ events });
  respond();
  return {
    provider: createIcsProvider({ allowPrivateHosts: true, expander }),
    credentials: { url: feed.url },
    limits: ['the feed'],
    requests: () => feed.requests.length,
    limit(seconds) {
      feed.response((response) => {
        respond();
        response.writeHead(429, { 'retry-after': new Date(Date.now() + seconds * 1000).toUTCString() }).end();
      });
    },
    overload(times) {
      const asked: number[] = [];
      feed.response((response) => {
        if (asked.push(clock.now().getTime()) === times) respond();
        response.writeHead(429).end();
      });
      return () => asked;
    },
    refuse(isRefused) {
      if (isRefused) feed.response((response) => response.writeHead(401).end());
      else respond();
    },
    async add(span) {
      events.push({ uid: randomUUID(), ...span });
    },
    settled: async () => {},
    loseNotices: () => {},
    written: () => null,
    channels: () => 0,
    stop: feed.stop,
  };
}
