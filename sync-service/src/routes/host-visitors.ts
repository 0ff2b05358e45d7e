import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { type AppEnv, createRouter, failures, json, ofBody } from './router.ts';
import { hostAlone } from './security.ts';

/** Bookings of a visitor that are forgotten in one transaction. */
const maxForgotten = 200;
/** What nobody can have stored is refused: "nothing is known of them" would be untrue of whom the owner meant. */
const email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'must be an address such as ann@example.com');
const rows = z.array(z.looseObject({}));

const exportRoute = createRoute({
  // Not in the address, which is logged on its way.
  method: 'post',
  path: '/host/visitors/export',
  tags: ['host'],
  summary: 'Export what is stored of a visitor',
  description:
    'Every row about a visitor of your hosts, by their email address: bookings, answers, places on waiting lists, mails to them. All empty: nothing is stored of them.',
  security: hostAlone,
  request: { body: { required: true, content: json(z.strictObject({ email })) } },
  responses: {
    200: {
      description: 'The rows.',
      content: json(
        z.object({ bookings: rows, booking_attendees: rows, waitlist_entries: rows, notifications: rows, mails: rows }),
      ),
    },
    ...failures('unauthorized', 'forbidden', ...ofBody),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/host/visitors',
  tags: ['host'],
  summary: 'Delete what is stored of a visitor',
  description:
    'Name, address, answers, reasons, mails and what webhooks were told go for good; the bookings stay, with nobody in them. Refused while they have bookings or requests that are not over (`details.bookings`). Events in your calendars, mailboxes and what your programs have stored are yours.',
  security: hostAlone,
  request: { body: { required: true, content: json(z.strictObject({ email })) } },
  responses: {
    200: {
      description: 'It is done. 0: nothing was stored.',
      content: json(z.object({ forgotten: z.int().openapi({ description: 'Bookings and places on waiting lists.' }) })),
    },
    ...failures('unauthorized', 'forbidden', 'invalid_state', ...ofBody),
  },
});

/** `POST /host/visitors/export`, `DELETE /host/visitors`: for an owner whose visitor asks what is known of them, or to be forgotten. */
export function hostVisitorRoutes({ db, hosts }: { db: Db; hosts: HostAuth }): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(exportRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    const { email: address } = c.req.valid('json');
    return c.json((await db.call('export_visitor', { owner_id: ownerId, email: address })) as never, 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    const { email: address } = c.req.valid('json');
    let forgotten = 0;
    for (let planned = maxForgotten; planned >= maxForgotten; ) {
      const done = await db.call('forget_visitor', { owner_id: ownerId, email: address, max_count: maxForgotten });
      planned = done.planned;
      forgotten += done.forgotten;
    }
    return c.json({ forgotten }, 200);
  });

  return routes;
}
