import type { LookupAddress } from 'node:dns';
import type {
  CalendarProvider,
  CalendarToRead,
  ChangePage,
  Credentials,
  ProviderAccount,
  TimeWindow,
} from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import {
  type CaldavProviderOptions,
  createCaldavProvider,
} from '../../../sync-service/src/providers/caldav/provider.ts';
import { createExpander } from '../../../sync-service/src/providers/expander.ts';
import { writeEvent } from '../../support/dav-servers.ts';
import { contractWindow, type Mirror } from '../contract-suite.ts';
import { startDavProxy } from './dav-proxy.ts';
import { type DavStandIn, type StandInOptions, startDavStandIn } from './stand-in/server.ts';

/** A day later than the window of the contract: the comparison that every calendar gets once a day. */
export const nextDay: TimeWindow = {
  from: new Date(contractWindow.from.getTime() + 86_400_000),
  until: new Date(contractWindow.until.getTime() + 86_400_000),
};

/** An account that the adapter reads. */
export interface Reader {
  provider: CalendarProvider;
  account: ProviderAccount;
  calendar: CalendarToRead;
  /** The adapter's clock, with all that was waited for. */
  now(): number;
  /** Reads all pages since the copy's cursor and writes them down. */
  read(mirror: Mirror, window?: TimeWindow): Promise<ChangePage[]>;
  /** Reads and writes down as often as the adapter asks for it, each time as much later; the last run's pages. */
  settle(mirror: Mirror, window?: TimeWindow): Promise<ChangePage[]>;
  /** Reads, but writes nothing down; as if the process ended. */
  collect(mirror: Mirror, window?: TimeWindow): Promise<ChangePage[]>;
  /** The error of a pull. */
  fail(mirror: Mirror, window?: TimeWindow): Promise<ProviderError>;
}

interface Access {
  url: string;
  username: string;
  password: string;
}

/** The adapter as tests use it: private hosts allowed. The expander's threads are those of the test file. */
export function createReader(options: Partial<CaldavProviderOptions> = {}): CalendarProvider {
  return createCaldavProvider({ allowPrivateHosts: true, expander: sharedExpander, ...options });
}

const sharedExpander = createExpander();

/** Ends what all readers of a test file share; for `afterAll`. */
export function closeReaders(): Promise<void> | void {
  return sharedExpander.close();
}

/** Connects and gives what reads one calendar, by its path. */
export async function openReader(
  access: Access,
  calendarPath: string,
  options: Partial<CaldavProviderOptions> = {},
): Promise<Reader> {
  // Time that was waited for, though nobody waited.
  let waitedMs = 0;
  const { now = Date.now } = options;
  const clock = () => now() + waitedMs;
  const provider = createReader({ ...options, now: clock });
  const { url, username, password } = access;
  const connected = await provider.connect({ url, username, password });
  const wait = (ms: number): void => {
    waitedMs += ms;
  };
  return readerOf(provider, connected.credentials, calendarPath, { now: clock, wait });
}

/** As often a calendar that does not change may ask for another look: until what it lists and does not hand out is given up. */
const maxPulls = 8;

function readerOf(
  provider: CalendarProvider,
  credentials: Credentials,
  calendarPath: string,
  { now, wait }: { now: () => number; wait: (ms: number) => void },
): Reader {
  const reader: Reader = {
    provider,
    account: { credentials, selfAddresses: [] },
    calendar: { providerCalendarId: calendarPath, timeZone: null, hostTimeZone: 'Europe/Berlin', policy: {} },
    now,
    async collect(mirror, window = contractWindow) {
      // As with the sync, which writes a page down before it takes the next one.
      const states = new Map(mirror.objectStates);
      const stored = { get: async () => states, all: async () => new Map(states) };
      const pages: ChangePage[] = [];
      for await (const page of provider.listChanges(reader.account, reader.calendar, mirror.cursor, window, stored)) {
        for (const { objectId, state } of page.objectStates ?? []) {
          if (state === null) states.delete(objectId);
          else states.set(objectId, state);
        }
        pages.push(page);
      }
      return pages;
    },
    async read(mirror, window) {
      const pages = await reader.collect(mirror, window);
      mirror.apply(pages);
      return pages;
    },
    async settle(mirror, window) {
      for (let check = 0; check < maxPulls; check += 1) {
        const pages = await reader.read(mirror, window);
        const pause = pages.at(-1)?.pullAgainAfterMs;
        if (pause === undefined) return pages;
        wait(pause);
      }
      throw new Error('The adapter asks for one look after the other.');
    },
    fail: (mirror, window) => errorOf(reader.collect(mirror, window)),
  };
  return reader;
}

/** The `ProviderError` that this ends with; anything else fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw error;
}

/** The stand-in with a calendar `office`, and a reader of it. */
export async function openStandIn(
  options: StandInOptions = {},
  providerOptions: Partial<CaldavProviderOptions> = {},
): Promise<Reader & { server: DavStandIn }> {
  const server = await startDavStandIn(options);
  server.calendar('office');
  const reader = await openReader(server, `${server.home}office/`, providerOptions);
  server.requests = [];
  return Object.assign(reader, { server });
}

/** What a client asked a real server for. */
export interface SeenRequest {
  /** `PROPFIND`, …; for reports their name. */
  kind: string;
  hrefs: string[];
}

/** A proxy that lets all through and tells what was asked for. */
export async function watch(url: string): Promise<{ url: string; seen: SeenRequest[]; stop(): Promise<void> }> {
  const proxy = await startDavProxy(new URL(url).origin);
  const watched = { url: `${proxy.origin}/`, seen: [] as SeenRequest[], stop: () => proxy.stop() };
  proxy.before = ({ method, body }) => {
    const root = /<(?:[\w-]+:)?(sync-collection|calendar-multiget|calendar-query)\b/.exec(body)?.[1];
    watched.seen.push({ kind: method === 'REPORT' ? (root ?? method) : method, hrefs: hrefsIn(body) });
    return undefined;
  };
  return watched;
}

/** The hrefs in a request's body. */
export function hrefsIn(body: string): string[] {
  return [...body.matchAll(/<(?:[\w-]+:)?href>([^<]*)</g)].map((match) => match[1] ?? '');
}

/** An event of an hour on a day of May 2026, as another client writes it. */
export function event(uid: string, day = 4, lines: readonly string[] = []): string {
  const date = `2026-05-${String(day).padStart(2, '0')}`;
  return writeEvent({ uid, start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`, summary: uid, lines });
}

/** The titles in a copy, sorted. */
export function titles(mirror: Mirror): (string | null)[] {
  return [...mirror.rows.values()].map(({ title }) => title).sort();
}

/** Leads every host name to this machine. */
export const lookupHere = ((_name: string, _options: object, callback: (error: null, all: LookupAddress[]) => void) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }])) as unknown as NonNullable<CaldavProviderOptions['lookup']>;
