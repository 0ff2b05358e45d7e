import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CalendarProvider } from '../../../sync-service/src/calendar/provider.ts';
import { createExpander } from '../../../sync-service/src/providers/expander.ts';
import { createIcsProvider } from '../../../sync-service/src/providers/ics/provider.ts';
import type { SceneEvent } from '../contract-suite.ts';

/** A local web server that answers as a test wants it to. */
export interface WebStandIn {
  origin: string;
  /** Requests since the start, with their headers. */
  requests: { path: string; status: number; headers: IncomingMessage['headers'] }[];
  response: RequestListener;
  stop(): Promise<void>;
}

export async function startWebStandIn(result: RequestListener): Promise<WebStandIn> {
  const requests: WebStandIn['requests'] = [];
  const server = createServer((request, response) => {
    const entry = { path: request.url ?? '', status: 0, headers: request.headers };
    requests.push(entry);
    response.on('close', () => {
      entry.status = response.statusCode;
    });
    standIn.response(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: WebStandIn = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    response: result,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}

/** Answers with a calendar, and with 304 where the request knows it already. */
export function serveFeed(body: string, validators: 'etag' | 'last-modified' | 'none' = 'etag'): RequestListener {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`;
  const modified = 'Wed, 01 Apr 2026 10:00:00 GMT';
  return (request, response) => {
    response.setHeader('content-type', 'text/calendar; charset=utf-8');
    if (validators === 'etag') response.setHeader('etag', etag);
    if (validators === 'last-modified') response.setHeader('last-modified', modified);
    const isKnown =
      (validators === 'etag' && request.headers['if-none-match'] === etag) ||
      (validators === 'last-modified' && request.headers['if-modified-since'] === modified);
    if (isKnown) response.writeHead(304).end();
    else response.end(body);
  };
}

/** Answers with these bytes, whatever they are. */
export function serveBytes(body: Buffer, contentType: string | null): RequestListener {
  return (_request, response) => {
    if (contentType !== null) response.setHeader('content-type', contentType);
    response.end(body);
  };
}

/** Answers everything with a status. */
export function serveStatus(status: number, headers: Record<string, string> = {}): RequestListener {
  return (_request, response: ServerResponse) => {
    response.writeHead(status, headers).end('<html>no calendar here</html>');
  };
}

/** A calendar with these lines between its first and its last. */
export function feedOf(...lines: string[]): string {
  return `${['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR'].join('\r\n')}\r\n`;
}

/** The lines of a VEVENT. */
export function eventOf(uid: string | null, ...lines: string[]): string[] {
  return ['BEGIN:VEVENT', ...(uid === null ? [] : [`UID:${uid}`]), 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'];
}

/** The events of the contract suite as a calendar. */
export function feedOfScene(events: readonly SceneEvent[]): string {
  return feedOf(
    'X-WR-CALNAME:Team',
    ...events.flatMap(({ name, title, start, end, weeks }) =>
      eventOf(
        name,
        `SUMMARY:${title.replaceAll('\r\n', '\\n')}`,
        ...(start.includes('T')
          ? [`DTSTART:${compact(start)}`, `DTEND:${compact(end)}`]
          : [`DTSTART;VALUE=DATE:${compact(start)}`, `DTEND;VALUE=DATE:${compact(end)}`]),
        ...(weeks === undefined ? [] : [`RRULE:FREQ=WEEKLY;COUNT=${weeks}`]),
      ),
    ),
  );
}

function compact(time: string): string {
  return time.replace(/[-:]|\.\d+/g, '');
}

/** An adapter that may read from this machine, with short limits. */
export function localProvider(
  options: { totalTimeoutMs?: number; allowPrivateHosts?: boolean } = {},
): CalendarProvider {
  return createIcsProvider({ allowPrivateHosts: true, expander: sharedExpander, ...options });
}

const sharedExpander = createExpander({ objectMs: 1_000 });
