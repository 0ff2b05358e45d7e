import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { OwnerRows, ReadOwnerRows } from '../db/owner-rows.ts';
import type { Db } from '../db/rpc.ts';
import { type HostAuth, readBearer } from './auth.ts';
import { type AppEnv, createRouter, failures, json, ofBody } from './router.ts';
import { hostAlone } from './security.ts';

const deletion = z
  .object({
    requested_at: z.iso.datetime(),
    upcoming_bookings: z.int().openapi({ description: 'Still to be cancelled.' }),
    connections: z.int().openapi({ description: 'Accounts from which events are still to be removed.' }),
  })
  .openapi('Deletion');

const exportRoute = createRoute({
  method: 'get',
  path: '/host/export',
  tags: ['host'],
  summary: 'Export all data of yours',
  description:
    'A file with every row that the Data API shows you, by table: hosts and their settings, calendars and events as they were read, bookings with their visitors, mails, logs, keys and webhooks. It has no password, token or key: nobody can read those. A file that breaks off is no JSON: ask again.',
  security: hostAlone,
  responses: {
    200: {
      description: 'The file.',
      content: json(
        z.object({
          exported_at: z.iso.datetime(),
          owner_id: z.guid(),
          tables: z.record(z.string(), z.array(z.looseObject({}))),
        }),
      ),
    },
    ...failures('unauthorized', 'forbidden', 'rate_limited', 'unavailable'),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/host/data',
  tags: ['host'],
  summary: 'Delete all data of yours',
  description:
    'Your booking pages close at once and your API keys open nothing. Bookings to come are cancelled, which their visitors are told; our events are removed from your calendars, accounts disconnected, and then all rows deleted: within minutes, or at most three days where a provider or mail server cannot be reached. You get no mails of it. It cannot be taken back; the account with which you sign in stays.',
  security: hostAlone,
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({ confirm: z.string().max(320).openapi({ description: 'The email address of your account.' }) }),
      ),
    },
  },
  responses: {
    202: { description: 'It has begun.', content: json(z.object({ deletion })) },
    ...failures('unauthorized', 'forbidden', ...ofBody),
  },
});

const deletionRoute = createRoute({
  method: 'get',
  path: '/host/deletion',
  tags: ['host'],
  summary: 'See how far the deletion of your data is',
  security: hostAlone,
  responses: {
    200: {
      description: 'Null: none is under way; where one was, it is done.',
      content: json(z.object({ deletion: deletion.nullable() })),
    },
    ...failures('unauthorized', 'forbidden', 'rate_limited', 'unavailable'),
  },
});

/** `GET /host/export`, `DELETE /host/data`: what becomes of an owner's data is up to them alone, not to their programs. */
export function hostDataRoutes(deps: { db: Db; hosts: HostAuth; readOwnerRows: ReadOwnerRows }): OpenAPIHono<AppEnv> {
  const { db, hosts, readOwnerRows } = deps;
  const routes = createRouter();

  routes.openapi(exportRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    const token = readBearer(c) ?? '';
    // What refuses the first part refuses the request; later the file breaks off.
    const first = await readOwnerRows(token, null);
    const exportedAt = new Date().toISOString();
    const text = writeExport({ exported_at: exportedAt, owner_id: ownerId }, first, (from) =>
      readOwnerRows(token, from),
    );
    return c.body(streamOf(text), 200, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="openslot-${exportedAt.slice(0, 10)}.json"`,
    }) as never;
  });

  routes.openapi(deleteRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    const { confirm } = c.req.valid('json');
    return c.json(await db.call('request_deletion', { owner_id: ownerId, confirm }), 202);
  });

  routes.openapi(deletionRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    return c.json(await db.call('get_deletion', { owner_id: ownerId }), 200);
  });

  return routes;
}

/** The JSON of the file, a part at a time: no more of it is in memory than one part. */
async function* writeExport(
  about: object,
  first: OwnerRows,
  read: (from: NonNullable<OwnerRows['next']>) => Promise<OwnerRows>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(about).slice(0, -1)},"tables":{`;
  let table = '';
  for (let part: OwnerRows | null = first; part !== null; part = part.next && (await read(part.next))) {
    const rows = part.rows.map((row) => JSON.stringify(row)).join(',\n');
    if (part.table !== table) yield `${table === '' ? '' : '],'}\n${JSON.stringify(part.table)}:[${rows}`;
    else if (rows !== '') yield `,\n${rows}`;
    table = part.table;
  }
  yield ']}}\n';
}

function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
