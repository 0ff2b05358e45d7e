import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './child.ts';

// A CalDAV server that costs little, for measuring those that ask it: users `/uN/` with calendars `/uN/cN/` whose
// objects exist as a number and are written when they are asked for. It checks no password and takes no writes.

interface Calendar {
  size: number;
  /** Changes so far, which is its ctag and its sync-token too. */
  state: number;
  /** The object of each change. */
  log: number[];
  /** How often an object was changed. */
  revisions: Map<number, number>;
}

interface StandInStats {
  requests: number;
  byMethod: Record<string, number>;
  bytesIn: number;
  bytesOut: number;
  /** Requests of an account that came while another one of the same account was being answered. */
  overlaps: number;
  accounts: number;
}

export interface Recorded {
  method: string;
  url: string;
  depth: string;
  body: string;
  /** Others that the request needs. */
  headers?: Record<string, string>;
}

const homes = new Map<string, Map<string, Calendar>>();
const running = new Map<string, number>();
const asked = new Set<string>();
let stats = emptyStats();
let latencyMs = 0;
let recorded: Recorded[] | null = null;

function emptyStats(): StandInStats {
  return {
    requests: 0,
    byMethod: {},
    bytesIn: 0,
    bytesOut: 0,
    overlaps: 0,
    accounts: 0,
  };
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

const etagOf = (calendar: Calendar, index: number): string => `"${index}-${calendar.revisions.get(index) ?? 0}"`;
const nameOf = (index: number): string => `object-${index}.ics`;
const tokenOf = (calendar: Calendar): string => `http://stand-in/sync/${calendar.state}`;
const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const row = (href: string, props: string): string =>
  `<response><href>${href}</href><propstat><prop>${props}</prop><status>HTTP/1.1 200 OK</status></propstat></response>\n`;
const multistatus = (rows: string[], last = ''): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/">${rows.join('')}${last}</multistatus>`;

function calendarRow(path: string, calendar: Calendar): string {
  return row(
    path,
    `<displayname>${path}</displayname><resourcetype><collection/><C:calendar/></resourcetype><current-user-privilege-set><privilege><read/></privilege><privilege><write/></privilege></current-user-privilege-set><C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set><CS:getctag>"${calendar.state}"</CS:getctag><sync-token>${tokenOf(calendar)}</sync-token>`,
  );
}

function homeOf(user: string): Map<string, Calendar> {
  const home = homes.get(user) ?? new Map<string, Calendar>();
  homes.set(user, home);
  return home;
}

function respond(method: string, path: string, depth: string, body: string): [status: number, body: string] {
  const [, user = '', name = ''] = path.split('/');
  const home = homes.get(user);
  const calendar = home?.get(name);
  if (home === undefined || (name !== '' && calendar === undefined)) return [404, ''];
  if (method === 'PROPFIND' && calendar === undefined) {
    const own = row(`/${user}/`, '<resourcetype><collection/></resourcetype>');
    const inside = depth === '1' ? [...home].map(([key, one]) => calendarRow(`/${user}/${key}/`, one)) : [];
    return [207, multistatus([own, ...inside])];
  }
  if (calendar === undefined) return [405, ''];
  if (method === 'PROPFIND') return [207, multistatus([calendarRow(path, calendar)])];
  if (method !== 'REPORT') return [405, ''];
  const listed = (index: number): string => row(path + nameOf(index), `<getetag>${etagOf(calendar, index)}</getetag>`);
  if (body.includes('calendar-query')) {
    return [207, multistatus(Array.from({ length: calendar.size }, (_, index) => listed(index)))];
  }
  if (body.includes('sync-collection')) {
    const since = Number(/sync\/(\d+)</.exec(body)?.[1] ?? Number.NaN);
    if (!(since <= calendar.state)) return [403, '<error xmlns="DAV:"><valid-sync-token/></error>'];
    const rows = [...new Set(calendar.log.slice(since))].map(listed);
    return [207, multistatus(rows, `<sync-token>${tokenOf(calendar)}</sync-token>`)];
  }
  const rows = [...body.matchAll(/object-(\d+)\.ics</g)].map((match) => {
    const index = Number(match[1]);
    const text = escapeXml(textOf(index, calendar.revisions.get(index) ?? 0));
    const props = `<getetag>${etagOf(calendar, index)}</getetag><C:calendar-data>${text}</C:calendar-data>`;
    return row(path + nameOf(index), props);
  });
  return [207, multistatus(rows)];
}

function noteRequest(user: string, method: string, isHome: boolean): void {
  stats.requests += 1;
  stats.byMethod[method] = (stats.byMethod[method] ?? 0) + 1;
  if ((running.get(user) ?? 0) > 0) stats.overlaps += 1;
  running.set(user, (running.get(user) ?? 0) + 1);
  if (isHome) asked.add(user);
}

const server = http.createServer(async (request, response) => {
  const path = request.url ?? '/';
  const user = path.split('/')[1] ?? '';
  const method = request.method ?? '';
  const depth = String(request.headers.depth ?? '0');
  noteRequest(user, method, path === `/${user}/`);
  // A caller that goes away must not count as being served for ever.
  let isCounted = true;
  const leave = (): void => {
    if (isCounted) running.set(user, (running.get(user) ?? 1) - 1);
    isCounted = false;
  };
  response.once('close', leave);
  let body = '';
  for await (const chunk of request) body += chunk;
  recorded?.push({ method, url: path, depth, body });
  const [status, text] = respond(method, path, depth, body);
  stats.bytesIn += Buffer.byteLength(body);
  stats.bytesOut += Buffer.byteLength(text);
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  leave();
  response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8' }).end(text);
});

export type StandInCommands = typeof commands;
const commands = {
  /** Starts listening on a free port; its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  make(user: string, calendar: string, size: number): void {
    homeOf(user).set(calendar, { size, state: 1, log: [0], revisions: new Map() });
  },
  makeUsers(count: number, size: number): void {
    for (let n = 0; n < count; n += 1) commands.make(`u${n}`, 'c0', size);
  },
  /** Changes so many objects of a calendar. */
  change(user: string, name: string, count: number): void {
    const calendar = homes.get(user)?.get(name);
    if (calendar === undefined) throw new Error('no such calendar');
    for (let n = 0; n < count; n += 1) {
      const index = (calendar.state * 13 + 1) % calendar.size;
      calendar.revisions.set(index, (calendar.revisions.get(index) ?? 0) + 1);
      calendar.log.push(index);
      calendar.state += 1;
    }
  },
  latency(ms: number): void {
    latencyMs = ms;
  },
  /** Forgets what was counted. */
  reset(): void {
    stats = emptyStats();
    asked.clear();
  },
  stats(): StandInStats {
    return { ...stats, accounts: asked.size };
  },
  record(): void {
    recorded = [];
  },
  recorded(): Recorded[] {
    const all = recorded ?? [];
    recorded = null;
    return all;
  },
};
answer(commands);
