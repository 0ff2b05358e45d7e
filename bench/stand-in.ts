import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Recorded } from './dav-stand-in.ts';
import { clockMs } from './report.ts';

// What the stand-ins of Google and of Microsoft have in common: a server that knows whose request it answers and how
// long that takes, and kept connections to post notices over.

/** What the stand-in itself took since the last change of an account. */
interface OwnPart {
  /** From the change until its notice had left. */
  postMs: number;
  /** Answering requests of the account; those at the same time count once. */
  respondsMs: number;
  requests: number;
}

interface Watched {
  changedAt: number;
  postedAt: number;
  respondsMs: number;
  requests: number;
  open: number;
  openSince: number;
}

/** A calendar of an account at its provider. */
interface StandInAccount {
  credentials: Record<string, string>;
  /** Ids of its calendars. */
  calendars: string[];
}

/** What a service is configured with to speak with a stand-in. */
interface StandInClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  baseUrl: string;
}

/** What all stand-ins can be asked. */
export type StandInCommands = {
  listen(): Promise<StandInClient>;
  /** Accounts that have given their consent. */
  connect(emails: string[], calendars: number): StandInAccount[];
  /** Puts events in a calendar, evenly among them so many series that repeat each week. */
  fill(calendar: string, events: number, series: number): void;
  /** Puts one event in a calendar; begins to measure the stand-in's part. */
  change(email: string, calendar: string, start: string, end: string): { id: string; at: number };
  ownPart(email: string): OwnPart;
  /** Requests since the start. */
  requests(): number;
  /** The most listings at one calendar in any second since this was asked last. */
  listingsInASecond(): number;
  record(): void;
  recorded(): Recorded[];
  /** What the service did that a correct client would not have done. */
  violations(): string[];
};

/**
 * Creates the common part of a stand-in.
 * @param isListing Whether a request asks what has changed in a calendar since the last time.
 */
export function createStandIn(isListing: (url: string) => boolean) {
  const watched = new Map<string, Watched>();
  /** By `Authorization`. */
  const accounts = new Map<string, string>();
  const connections = new http.Agent({ keepAlive: true });
  /** Moments of listings, by calendar. */
  let listings = new Map<string, number[]>();
  let requests = 0;
  let recorded: Recorded[] | null = null;

  function count(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    const { authorization = '', prefer } = request.headers;
    requests += 1;
    recorded?.push({
      method,
      url,
      depth: '',
      body: '',
      headers: { authorization, ...(prefer === undefined ? {} : { prefer: String(prefer) }) },
    });
    if (isListing(url)) {
      const calendar = `${authorization} ${url.split('?')[0]}`;
      const moments = listings.get(calendar) ?? [];
      moments.push(clockMs());
      listings.set(calendar, moments);
    }
    const part = watched.get(accounts.get(authorization) ?? '');
    if (part === undefined) return;
    if (part.open === 0) part.openSince = clockMs();
    part.open += 1;
    response.once('close', () => {
      part.requests += 1;
      part.open -= 1;
      if (part.open === 0) part.respondsMs += clockMs() - part.openSince;
    });
  }

  return {
    /** Takes requests from now on; the origin. */
    async listen(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
      const server = createAdaptorServer({ fetch }) as http.Server;
      server.prependListener('request', count);
      server.listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    /** Whose request it is, by the token that it shows. */
    know: (credentials: Record<string, string>, email: string) =>
      void accounts.set(`Bearer ${credentials['access_token']}`, email),
    /** Posts a notice, of the account if it is known. */
    post: function post(url: string, init: RequestInit, email: string | undefined): Promise<Response> {
      const { headers, body } = init;
      const text = typeof body === 'string' ? body : '';
      return new Promise((resolve, reject) => {
        const length = String(Buffer.byteLength(text));
        const sent = http.request(url, {
          method: 'POST',
          headers: { ...(headers as Record<string, string>), 'content-length': length },
          agent: connections,
        });
        sent.once('finish', () => {
          const part = watched.get(email ?? '');
          if (part && Number.isNaN(part.postedAt)) part.postedAt = clockMs();
        });
        sent.once('response', async (response) => {
          const parts: Buffer[] = [];
          for await (const chunk of response) parts.push(chunk);
          const { statusCode = 500 } = response;
          const text = statusCode === 204 ? null : Buffer.concat(parts).toString();
          const type = response.headers['content-type'];
          resolve(new Response(text, { status: statusCode, headers: type ? { 'content-type': type } : {} }));
        });
        sent.once('error', (error) => {
          // A kept connection that was closed at this moment: it is sent over another one.
          if (sent.reusedSocket) post(url, init, email).then(resolve, reject);
          else reject(error);
        });
        sent.end(text);
      });
    },
    /** A change begins; the moment, by `clockMs`. */
    begin(email: string): number {
      const changedAt = clockMs();
      const none = { respondsMs: 0, requests: 0, open: 0, openSince: 0 };
      watched.set(email, { changedAt, postedAt: Number.NaN, ...none });
      return changedAt;
    },
    commands: {
      ownPart(email: string): OwnPart {
        const part = watched.get(email);
        if (part === undefined) throw new Error(`${email} was not changed`);
        const { changedAt, postedAt, respondsMs, requests: asked } = part;
        return { postMs: postedAt - changedAt, respondsMs, requests: asked };
      },
      requests: () => requests,
      listingsInASecond(): number {
        const most = Math.max(0, ...[...listings.values()].map(highestInASecond));
        listings = new Map();
        return most;
      },
      record() {
        recorded = [];
      },
      recorded(): Recorded[] {
        const done = recorded ?? [];
        recorded = null;
        return done;
      },
    },
    stop: () => connections.destroy(),
  };
}

/** Moments in milliseconds, in order. */
function highestInASecond(moments: number[]): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + 1000).length));
}

const dayMs = 86_400_000;

/** Half an hour somewhere in the window; so many of all events are series that repeat each week. */
export function benchEvent(index: number, events: number, series: number) {
  const first = Math.floor(Date.now() / dayMs) * dayMs - 6 * dayMs;
  const startsAt = first + (index % 95) * dayMs + ((index * 7) % 47) * 1_800_000;
  const each = series === 0 ? Number.POSITIVE_INFINITY : Math.floor(events / series);
  return { title: `Event ${index}`, startsAt, endsAt: startsAt + 1_800_000, isWeekly: index % each === each - 1 };
}
