import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { makeScratch } from './scratch.ts';

// The programs of Debian, run by Debian's Python: another one in PATH does not find their modules.
const programs = { radicale: '/usr/bin/radicale', xandikos: '/usr/bin/xandikos' };
const python = '/usr/bin/python3';

const php = '/usr/bin/php';

/** Whether the server is installed; `apt-get install radicale xandikos php-sabre-dav php-cli php-sqlite3` does that. */
export const hasRadicale = isInstalled('radicale', fs.existsSync(programs.radicale) && fs.existsSync(python));
export const hasXandikos = isInstalled('xandikos', fs.existsSync(programs.xandikos) && fs.existsSync(python));
export const hasSabredav = isInstalled('php-sabre-dav php-cli php-sqlite3', runsSabredav());

function isInstalled(packages: string, isThere: boolean): boolean {
  if (!isThere) console.warn(`${packages} is not installed: its tests are skipped (apt-get install ${packages}).`);
  return isThere;
}

function runsSabredav(): boolean {
  const needed = "exit(stream_resolve_include_path('Sabre/autoload.php') && extension_loaded('pdo_sqlite') ? 0 : 1);";
  return fs.existsSync(php) && spawnSync(php, ['-r', needed]).status === 0;
}

/** A real CalDAV server with one empty calendar. */
export interface DavServer {
  url: string;
  username: string;
  password: string;
  /** URL of its calendar, with a slash at the end. */
  calendarUrl: string;
  /** Folder with everything that the server keeps. */
  folder: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** Ends it in the middle of what it does; the folder stays until `stop`. */
  kill(): Promise<void>;
}

/** Radicale: Basic authentication, sync tokens that can be lost, 403 for those that it does not know. */
export async function startRadicale(): Promise<DavServer> {
  const folder = makeScratch('openslot-radicale-');
  const users = path.join(folder, 'users');
  fs.writeFileSync(users, 'user1:pass1\n');
  writeRights(folder, []);
  const port = await freePort();
  const child = start('radicale', [
    ...['--server-hosts', `127.0.0.1:${port}`, '--storage-filesystem-folder', path.join(folder, 'data')],
    ...['--auth-type', 'htpasswd', '--auth-htpasswd-filename', users, '--auth-htpasswd-encryption', 'plain'],
    ...['--rights-type', 'from_file', '--rights-file', path.join(folder, 'rights')],
    ...['--auth-delay', '0', '--logging-level', 'warning'],
  ]);
  const server = serverAt(`http://127.0.0.1:${port}`, '/user1/cal/', folder, child);
  await waitFor(server.url, child);
  await makeCalendar(server, 'cal');
  return server;
}

/** Xandikos: no authentication, a git repository behind each calendar, 500 for tokens that it does not know. */
export async function startXandikos(): Promise<DavServer> {
  const folder = makeScratch('openslot-xandikos-');
  const port = await freePort();
  const child = start('xandikos', [
    ...['-d', path.join(folder, 'data'), '--defaults', '-l', '127.0.0.1', '-p', String(port)],
    ...['--current-user-principal', '/user1/'],
  ]);
  const server = serverAt(`http://127.0.0.1:${port}`, '/user1/calendars/calendar/', folder, child);
  await waitFor(server.url, child);
  return server;
}

/** SabreDAV, the engine of Nextcloud and Baïkal, in a version without sync reports: whatever changes is compared. */
export async function startSabredav(auth: 'basic' | 'digest' = 'basic'): Promise<DavServer> {
  const folder = makeScratch('openslot-sabredav-');
  const port = await freePort();
  const script = path.join(import.meta.dirname, 'sabredav.php');
  const env = { ...process.env, SABRE_FOLDER: folder, SABRE_AUTH: auth };
  const child = spawn(php, ['-S', `127.0.0.1:${port}`, script], { stdio: 'ignore', env });
  const server = serverAt(`http://127.0.0.1:${port}`, '/calendars/user1/cal/', folder, child);
  await waitFor(server.url, child);
  return server;
}

/** A real server, and what it is like, for suites that run against each of them. */
export interface RealServer {
  name: string;
  isThere: boolean;
  start(): Promise<DavServer>;
  /** Whether it tells what changed since a token (RFC 6578). */
  hasTokens: boolean;
  /** Whether it refuses an object with a UID that another one has. */
  hasUniqueUids: boolean;
}

export const realServers: readonly RealServer[] = [
  { name: 'Radicale', isThere: hasRadicale, start: startRadicale, hasTokens: true, hasUniqueUids: true },
  { name: 'Xandikos', isThere: hasXandikos, start: startXandikos, hasTokens: true, hasUniqueUids: true },
  { name: 'SabreDAV', isThere: hasSabredav, start: () => startSabredav(), hasTokens: false, hasUniqueUids: false },
];

function start(name: keyof typeof programs, args: string[]): ChildProcess {
  return spawn(python, [programs[name], ...args], { stdio: 'ignore' });
}

function serverAt(origin: string, calendarPath: string, folder: string, child: ChildProcess): DavServer {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A run of tests that is broken off leaves no server behind.
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    process.off('exit', endWithUs);
  };
  return {
    url: `${origin}/`,
    username: 'user1',
    password: 'pass1',
    calendarUrl: `${origin}${calendarPath}`,
    folder,
    kill,
    async stop() {
      await kill();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitFor(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`the calendar server ended with ${child.exitCode}`);
    const result = await fetch(url).catch(() => null);
    await result?.arrayBuffer();
    if (result !== null) return;
  }
  throw new Error('the calendar server did not start');
}

/** A request past the code under test. */
export async function dav(
  server: Pick<DavServer, 'username' | 'password'>,
  method: string,
  url: string,
  init: { headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, {
    method,
    ...init,
    headers: {
      authorization: `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`,
      ...init.headers,
    },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Makes a further calendar beside the first one; its URL. */
export async function makeCalendar(server: DavServer, name: string): Promise<string> {
  const url = new URL(`../${name}/`, server.calendarUrl).href;
  const { status } = await dav(server, 'MKCALENDAR', url);
  if (status !== 201) throw new Error(`MKCALENDAR was answered with ${status}`);
  return url;
}

/** From now on these calendars, and only these, can only be read (Radicale only). */
export function allowReadOnly(server: DavServer, names: readonly string[]): void {
  writeRights(server.folder, names);
}

/** Radicale reads the file at every request; the first rule that fits decides. */
function writeRights(folder: string, readOnly: readonly string[]): void {
  const rules = [
    ...readOnly.map((name) => `[read-${name}]\nuser: .+\ncollection: {user}/${name}\npermissions: r\n`),
    '[root]\nuser: .*\ncollection:\npermissions: R\n',
    '[principal]\nuser: .+\ncollection: {user}\npermissions: RW\n',
    '[calendars]\nuser: .+\ncollection: {user}/[^/]+\npermissions: rw\n',
  ];
  fs.writeFileSync(path.join(folder, 'rights'), rules.join('\n'));
}

/** Puts an object into a calendar, whatever was there. */
export async function putObject(server: DavServer, name: string, ics: string, calendarUrl = server.calendarUrl) {
  const { status, text } = await dav(server, 'PUT', `${calendarUrl}${name}`, {
    headers: { 'content-type': 'text/calendar; charset=utf-8' },
    body: ics,
  });
  if (status < 200 || status > 204) throw new Error(`PUT was answered with ${status}: ${text}`);
}

export async function deleteObject(server: DavServer, name: string, calendarUrl = server.calendarUrl): Promise<void> {
  const { status } = await dav(server, 'DELETE', `${calendarUrl}${name}`);
  if (status >= 300) throw new Error(`DELETE was answered with ${status}`);
}

/** The text of an object, or null if there is none. */
export async function getObject(server: DavServer, name: string, calendarUrl = server.calendarUrl) {
  const { status, text } = await dav(server, 'GET', `${calendarUrl}${name}`);
  return status === 200 ? text : null;
}

/** Names of the objects in a calendar. */
export async function listNames(server: DavServer, calendarUrl = server.calendarUrl): Promise<string[]> {
  const { text } = await dav(server, 'PROPFIND', calendarUrl, {
    headers: { depth: '1', 'content-type': 'text/xml' },
    body: '<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>',
  });
  const paths = [...text.matchAll(/<(?:[\w-]+:)?href[^>]*>([^<]+)</g)].map((match) => match[1] ?? '');
  return [...new Set(paths.filter((href) => href.endsWith('.ics')).map((href) => href.split('/').at(-1) ?? ''))].sort();
}

/** An event as calendar text. Times are instants, or dates (`yyyy-mm-dd`) for whole days. */
export function writeEvent(event: {
  uid: string;
  start: string;
  end: string;
  summary?: string;
  lines?: readonly string[];
}): string {
  const time = (name: string, value: string): string =>
    value.includes('T')
      ? `${name}:${new Date(value).toISOString().replace(/[-:]|\.\d+/g, '')}`
      : `${name};VALUE=DATE:${value.replace(/-/g, '')}`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//calendar//EN',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    'DTSTAMP:20260101T000000Z',
    time('DTSTART', event.start),
    time('DTEND', event.end),
    `SUMMARY:${(event.summary ?? event.uid).replace(/([\\,;])/g, '\\$1').replace(/\r?\n/g, '\\n')}`,
    ...(event.lines ?? []),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
