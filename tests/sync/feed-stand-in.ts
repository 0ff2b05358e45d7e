import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a feed answers: a calendar with these events, or anything else. */
export type FeedResponse = { events: FeedEvent[] } | ((response: ServerResponse) => void);

export interface FeedEvent {
  uid: string;
  /** Instant, as ISO text. */
  start?: string;
  end?: string;
  /** More lines of the VEVENT, for example an RRULE. */
  lines?: string[];
}

/** A web server with one ICS feed under a path that is as secret as that of real feeds. */
export async function startFeed(): Promise<{
  url: string;
  /** The part of the URL that must never be seen anywhere. */
  secret: string;
  /** `METHOD status` of each request since the start. */
  requests: string[];
  response(next: FeedResponse): void;
  stop(): Promise<void>;
}> {
  const secret = createHash('sha256').update(String(Math.random())).digest('hex').slice(0, 32);
  const requests: string[] = [];
  let current: FeedResponse = { events: [] };

  const server = createServer((request, response) => {
    response.on('finish', () => requests.push(`${request.method} ${response.statusCode}`));
    if (request.url !== `/private-${secret}/basic.ics`) {
      response.writeHead(404).end();
    } else if (typeof current === 'function') {
      current(response);
    } else {
      const body = writeFeed(current.events);
      const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
      if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
      else response.writeHead(200, { 'content-type': 'text/calendar; charset=utf-8', etag }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/private-${secret}/basic.ics`,
    secret,
    requests,
    response(next) {
      current = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes a calendar named "Team calendar" with these events. */
export function writeFeed(events: readonly FeedEvent[]): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//feed//EN', 'X-WR-CALNAME:Team calendar'];
  for (const event of events) {
    lines.push('BEGIN:VEVENT', `UID:${event.uid}`, 'DTSTAMP:20260101T000000Z', `SUMMARY:Secret meeting ${event.uid}`);
    if (event.start !== undefined) lines.push(`DTSTART:${compact(event.start)}`);
    if (event.end !== undefined) lines.push(`DTEND:${compact(event.end)}`);
    lines.push(...(event.lines ?? []), 'END:VEVENT');
  }
  return `${[...lines, 'END:VCALENDAR'].join('\r\n')}\r\n`;
}

function compact(instant: string): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');
}
