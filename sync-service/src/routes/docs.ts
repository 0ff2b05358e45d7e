import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { docsPolicy, writeDocsPage } from './docs-page.ts';
import { type AppEnv, createRouter } from './router.ts';
import { registerWebhooks } from './webhook-payloads.ts';

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Openslot',
    version: '1',
    description:
      'Slots are read with the RPC `get_available_slots` of the Data API (`/rest/v1/rpc/`). Errors are `{"error":{"code","message","details"?}}`; match them by `code`.',
  },
  servers: [{ url: '/' }],
  tags: [{ name: 'visitor' }, { name: 'host' }, { name: 'operator' }, { name: 'webhooks' }],
};

/** Handled at the socket, not by a route (`live/server.ts`). */
const liveRoute = {
  method: 'get' as const,
  path: '/live',
  tags: ['visitor'],
  summary: 'WebSocket: says when the slots of a host, or what an owner is shown, may have changed',
  description: [
    'Open it as a WebSocket (`wss://…/live?host=SLUG`). A message is `{"type":"slots_changed","v":n}`: one comes at once and one whenever',
    'slots may have changed since; `v` only grows. It carries no data: read the slots again, after a random part of `spread` milliseconds where it is there. What is sent to it is not read. When the',
    'connection ends or is refused (20 connections an address), wait and open another one; asking once a minute does instead. Without `host` it is for the owner: send',
    '`{"type":"authenticate","token":"<access token>"}` within 10 s (else it is closed with 4408), and hear `{"type":"owner_changed","versions":{"bookings":n,"connections":n,"conflicts":n,"log":n,"schedule":n}}` at',
    'once and whenever a number is another, until the token ends (closed with 4401, as for one that is not valid).',
  ].join(' '),
  request: {
    query: z.object({
      host: z.string().min(1).max(200).optional().openapi({ description: 'Slug of the host; none: for the owner.' }),
    }),
    headers: z.object({ upgrade: z.literal('websocket') }),
  },
  responses: {
    101: { description: 'The connection is open.' },
    400: { description: 'An empty slug, or one that is too long. Without a body, like all refusals here.' },
    404: { description: 'There is no such host.' },
    429: { description: 'Too many connections from this address, or in all.' },
    503: { description: 'Live updates are not to be had at the moment.' },
  },
};

/**
 * `GET /openapi.json`, generated from the routes, and `GET /docs`, which shows it.
 * @param app The app that all routes are mounted in; read at the first request.
 */
export function docsRoutes(app: OpenAPIHono<AppEnv>): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  let document: ReturnType<typeof app.getOpenAPI31Document> | undefined;

  const bearer = (text: string, format?: string) => ({
    type: 'http' as const,
    scheme: 'bearer',
    description: text,
    ...(format === undefined ? {} : { bearerFormat: format }),
  });
  const { openAPIRegistry: registry } = routes;
  registry.registerComponent('securitySchemes', 'holdToken', bearer('`token` of the hold.'));
  registry.registerComponent(
    'securitySchemes',
    'manageToken',
    bearer('`manage_token` of the booking or of its series.'),
  );
  registry.registerComponent('securitySchemes', 'waitlistToken', bearer('`token` of the place on a waiting list.'));
  registry.registerComponent('securitySchemes', 'hostSession', bearer('Access token of Supabase Auth.', 'JWT'));
  registry.registerComponent(
    'securitySchemes',
    'apiKey',
    bearer('API key (`osk_…`) of `POST /api-keys`, for programs of a host. Each route names the scope that it needs.'),
  );
  registry.registerComponent('securitySchemes', 'calendarFileToken', {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'Opens the calendar file and nothing else.',
  });

  registry.registerPath(liveRoute);
  // Not by a router of their own, which would take their names for paths.
  registerWebhooks(app.openAPIRegistry);

  const read = () => (document ??= app.getOpenAPI31Document(description));
  let page: Promise<string> | undefined;

  routes.get('/openapi.json', (c) => {
    c.header('cache-control', 'no-cache');
    return c.json(read());
  });
  routes.get('/docs', async (c) => {
    page ??= writeDocsPage(read());
    c.header('content-security-policy', docsPolicy);
    c.header('cache-control', 'no-cache');
    return c.html(await page);
  });
  return routes;
}
