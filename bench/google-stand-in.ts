import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { addEvent } from '../sync-service/sandbox/google/controls.ts';
import { createGoogleSandbox } from '../sync-service/sandbox/google/sandbox.ts';
import type { SandboxClient } from '../sync-service/sandbox/google/state.ts';
import { grantAccount, type SandboxCredentials } from '../tests/support/google-account.ts';
import { serve } from './child.ts';
import type { Recorded } from './dav-stand-in.ts';
import { clockMs } from './report.ts';

// The sandbox of Google as a process of its own, with what its own part of a latency is.

/** What the stand-in itself took since the last change of a calendar. */
interface OwnPart {
  /** From the change until its notification had left. */
  postMs: number;
  /** Answering requests about the calendar's events. */
  respondsMs: number;
  requests: number;
}

/** What a notification of a channel is made of. */
export interface OpenChannel {
  id: string;
  token: string;
  resourceId: string;
}

const client: SandboxClient = {
  clientId: 'bench.apps.googleusercontent.com',
  clientSecret: 'GOCSPX-bench',
  redirectUris: ['http://127.0.0.1:1/callback'],
  project: 'bench',
  publishing: 'production',
};
interface Watched {
  changedAt: number;
  postedAt: number;
  respondsMs: number;
  requests: number;
}

/** By calendar. */
const watched = new Map<string, Watched>();
const connections = new http.Agent({ keepAlive: true });
const sandbox = createGoogleSandbox({ clients: [client], fetch: deliver });
const { world } = sandbox;
let requests = 0;
let recorded: Recorded[] | null = null;

/** Posts a notification; one that goes out for a change says when it had left. */
function deliver(url: string, init: RequestInit): Promise<Response> {
  const headers = init.headers as Record<string, string>;
  const calendarId = world.channels.get(headers['x-goog-channel-id'] ?? '')?.calendarId ?? '';
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': '0' },
      agent: connections,
    });
    request.once('finish', () => {
      const part = watched.get(calendarId);
      if (part) part.postedAt = clockMs();
    });
    request.once('response', (response) => {
      response.resume().once('end', () => resolve(new Response(null, { status: response.statusCode ?? 500 })));
    });
    request.once('error', reject).end();
  });
}

const server = createAdaptorServer({ fetch: sandbox.app.fetch }) as http.Server;
server.prependListener('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
  const began = clockMs();
  const { method = 'GET', url = '/' } = request;
  requests += 1;
  const { authorization = '' } = request.headers;
  recorded?.push({ method, url, depth: '', body: '', headers: { authorization } });
  const calendarId = /\/calendars\/([^/?]+)\/events/.exec(url)?.[1];
  const part = calendarId === undefined ? undefined : watched.get(decodeURIComponent(calendarId));
  if (part === undefined) return;
  response.once('finish', () => {
    part.requests += 1;
    part.respondsMs += clockMs() - began;
  });
});

/** Half an hour somewhere in the window; each 50th is a series that repeats each week. */
function busyEvent(index: number) {
  const day = 86_400_000;
  const first = Math.floor(Date.now() / day) * day - 6 * day;
  const start = first + (index % 95) * day + ((index * 7) % 47) * 1_800_000;
  return {
    summary: `Event ${index}`,
    start: { dateTime: new Date(start).toISOString(), timeZone: 'Europe/Berlin' },
    end: { dateTime: new Date(start + 1_800_000).toISOString(), timeZone: 'Europe/Berlin' },
    ...(index % 50 === 49 ? { recurrence: ['RRULE:FREQ=WEEKLY'] } : {}),
  };
}

export type GoogleStandInCommands = typeof commands;
const commands = {
  /** What the service is to be configured with. */
  async listen() {
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { clientId, clientSecret, redirectUris } = client;
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { clientId, clientSecret, redirectUri: redirectUris[0] ?? '', baseUrl };
  },
  /** Accounts that have given their consent: their credentials, as the service keeps them. */
  connect: (emails: string[]): SandboxCredentials[] => emails.map((email) => grantAccount(world, client, email)),
  /** Puts events in the calendar of an account. */
  fill(email: string, events: number) {
    for (let index = 0; index < events; index += 1) addEvent(world, email, busyEvent(index));
  },
  /** Puts one event in the calendar of an account, and begins to measure the stand-in's part; the moment, by `clockMs`. */
  change(email: string, id: string, start: string, end: string): number {
    const part: Watched = { changedAt: clockMs(), postedAt: Number.NaN, respondsMs: 0, requests: 0 };
    watched.set(email, part);
    addEvent(world, email, { id, summary: 'Busy', start: { dateTime: start }, end: { dateTime: end } });
    return part.changedAt;
  },
  ownPart(email: string): OwnPart {
    const part = watched.get(email);
    if (part === undefined) throw new Error(`${email} was not changed`);
    const { changedAt, postedAt, respondsMs, requests: asked } = part;
    return { postMs: postedAt - changedAt, respondsMs, requests: asked };
  },
  /** The open channel of each account that has one. */
  channels(): OpenChannel[] {
    const open = [...world.channels.values()].filter(({ stopped, token }) => !stopped && token !== null);
    return open.map(({ id, token, resourceId }) => ({ id, token: token ?? '', resourceId }));
  },
  /** Requests since the start. */
  requests: () => requests,
  record() {
    recorded = [];
  },
  recorded(): Recorded[] {
    const done = recorded ?? [];
    recorded = null;
    return done;
  },
  /** What the service did that a correct client would not have done. */
  violations: () => [...sandbox.violations],
};
serve(commands, () => {
  sandbox.stop();
  connections.destroy();
});
