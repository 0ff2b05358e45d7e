import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { StandInCalendar } from '../tests/providers/caldav/stand-in/calendar.ts';
import { noFaults } from '../tests/providers/caldav/stand-in/faults.ts';
import { answerQuery, type StandInState } from '../tests/providers/caldav/stand-in/responses.ts';
import { describeRequest } from '../tests/providers/caldav/stand-in/server.ts';
import { serve } from './child.ts';

// The tests' CalDAV server with very many users, `/uN/` with calendars `/uN/cN/`, and with what it counts. It checks no
// password and takes no writes.

interface StandInStats {
  requests: number;
  bytesIn: number;
  bytesOut: number;
  /** Requests of an account that came while another one of the same account was being answered. */
  overlaps: number;
}

export interface Recorded {
  method: string;
  url: string;
  depth: string;
  body: string;
  /** Others that the request needs. */
  headers?: Record<string, string>;
}

interface User extends StandInState {
  calendars: Map<string, StandInCalendar>;
  /** Requests that are being answered. */
  running: number;
}

const users = new Map<string, User>();
let stats = emptyStats();
let latencyMs = 0;
let recorded: Recorded[] | null = null;

function emptyStats(): StandInStats {
  return { requests: 0, bytesIn: 0, bytesOut: 0, overlaps: 0 };
}

function userOf(name: string): User {
  let user = users.get(name);
  if (user === undefined) {
    const home = `/${name}/`;
    user = {
      isIcloud: false,
      principal: `/principals${home}`,
      home,
      addresses: [],
      calendars: new Map(),
      faults: noFaults(),
      running: 0,
    };
    users.set(name, user);
  }
  return user;
}

const day = 86_400_000;
const first = Math.floor(Date.now() / day) * day - 6 * day;
const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** Half an hour somewhere in the window; each 50th is a series that repeats each week. */
function textOf(index: number, revision: number): string {
  const start = first + (index % 95) * day + ((index * 7 + revision) % 47) * 1_800_000;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//bench//stand-in//EN',
    'BEGIN:VEVENT',
    `UID:object-${index}@stand-in`,
    'DTSTAMP:20260101T000000Z',
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(start + 1_800_000)}`,
    `SUMMARY:Meeting ${index} about the plan of the quarter`,
    'LOCATION:Room 4',
    `DESCRIPTION:${'Bring the figures of the last month and the list of open points. '.repeat(4).trim()}`,
    ...(index % 50 === 0 ? ['RRULE:FREQ=WEEKLY'] : []),
    'ORGANIZER;CN=Ann:mailto:ann@example.com',
    'STATUS:CONFIRMED',
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

const nameOf = (index: number): string => `object-${index}.ics`;

const server = http.createServer(async (incoming, outgoing) => {
  const user = users.get(incoming.url?.split('/')[1] ?? '');
  stats.requests += 1;
  if (user !== undefined) {
    if (user.running > 0) stats.overlaps += 1;
    user.running += 1;
  }
  // A caller that goes away must not count as being served forever.
  let isCounted = true;
  const leave = (): void => {
    if (isCounted && user !== undefined) user.running -= 1;
    isCounted = false;
  };
  outgoing.once('close', leave);
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const request = describeRequest(incoming, body);
  recorded?.push({ method: request.method, url: request.url, depth: request.depth ?? '0', body });
  const { status, headers = {}, body: text = '' } = user === undefined ? { status: 404 } : answerQuery(user, request);
  stats.bytesIn += Buffer.byteLength(body);
  stats.bytesOut += Buffer.byteLength(text);
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  leave();
  outgoing.writeHead(status, headers).end(text);
});

export type StandInCommands = typeof commands;
const commands = {
  /** Starts listening on a free port; its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  make(user: string, name: string, size: number): void {
    const calendar = new StandInCalendar(name);
    for (let index = 0; index < size; index += 1) calendar.put(nameOf(index), textOf(index, 0));
    userOf(user).calendars.set(name, calendar);
  },
  makeUsers(count: number, size: number): void {
    for (let n = 0; n < count; n += 1) commands.make(`u${n}`, 'c0', size);
  },
  /** Changes so many objects of a calendar. */
  change(user: string, name: string, count: number): void {
    const calendar = userOf(user).calendars.get(name);
    if (calendar === undefined) throw new Error('no such calendar');
    const size = calendar.objects().length;
    for (let n = 0; n < count; n += 1) {
      const index = (calendar.revision * 13 + 1) % size;
      calendar.put(nameOf(index), textOf(index, calendar.revision));
    }
  },
  latency(ms: number): void {
    latencyMs = ms;
  },
  /** Forgets what was counted. */
  reset(): void {
    stats = emptyStats();
  },
  stats: (): StandInStats => stats,
  record(): void {
    recorded = [];
  },
  recorded(): Recorded[] {
    const all = recorded ?? [];
    recorded = null;
    return all;
  },
};
serve(commands);
