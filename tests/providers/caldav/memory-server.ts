import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A calendar in memory that keeps objects as they are sent, with the answers that RFC 4791 and RFC 9110 ask for. */
export async function startMemoryServer(calendarPath: string): Promise<{ origin: string; stop(): Promise<void> }> {
  const objects = new Map<string, string>();
  const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`;

  const server = http.createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      const path = request.url ?? '/';
      const stored = objects.get(path);
      const respond = (status: number, text = '', headers: Record<string, string> = {}): void => {
        response.writeHead(status, headers).end(text);
      };
      const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
      const isRefused =
        (ifNoneMatch === '*' && stored !== undefined) ||
        (ifMatch !== undefined && (stored === undefined || ifMatch !== etagOf(stored)));
      const xml = { 'content-type': 'text/xml' };
      if (request.method === 'PROPFIND' && path === '/') respond(207, homeOf(calendarPath), xml);
      else if (!path.startsWith(calendarPath)) respond(404);
      else if (request.method === 'PROPFIND') {
        if (stored === undefined && path !== calendarPath) respond(404);
        else respond(207, multistatus([rowOf(path, stored === undefined ? '' : etagOf(stored))]), xml);
      } else if (request.method === 'PUT') {
        if (isRefused) respond(412);
        else {
          objects.set(path, body);
          respond(stored === undefined ? 201 : 204, '', { etag: etagOf(body) });
        }
      } else if (stored === undefined) respond(404);
      else if (isRefused) respond(412);
      else if (request.method === 'DELETE') {
        objects.delete(path);
        respond(204);
      } else respond(200, stored, { 'content-type': 'text/calendar; charset=utf-8', etag: etagOf(stored) });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ok = '<D:status>HTTP/1.1 200 OK</D:status>';

function multistatus(rows: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?><D:multistatus xmlns:D="DAV:">${rows.join('')}</D:multistatus>`;
}

/** As Apache writes it: quotes as entities. */
function rowOf(path: string, etag: string): string {
  const property = etag === '' ? '' : `<D:getetag>${etag.replaceAll('"', '&quot;')}</D:getetag>`;
  return `<D:response><D:href>${path}</D:href><D:propstat><D:prop>${property}</D:prop>${ok}</D:propstat></D:response>`;
}

/** The list of calendars, with this one. */
function homeOf(calendarPath: string): string {
  const calendar = '<D:collection/><C:calendar xmlns:C="urn:ietf:params:xml:ns:caldav"/>';
  const row = (path: string, type: string): string =>
    `<D:response><D:href>${path}</D:href><D:propstat><D:prop><D:resourcetype>${type}</D:resourcetype></D:prop>${ok}</D:propstat></D:response>`;
  return multistatus([row('/', '<D:collection/>'), row(calendarPath, calendar)]);
}
