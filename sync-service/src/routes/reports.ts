import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { DateTime } from 'luxon';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { instant } from './booking-schemas.ts';
import { writeReportCsv } from './report-csv.ts';
import { type AppEnv, createRouter, failures, json, ofBooking } from './router.ts';
import { hostOrKey } from './security.ts';

const count = z.int();
const hours = z.number();

const figures = z.object({
  offered_hours: hours.openapi({
    description:
      'Elapsed hours in which an event type was offered: open hours without vacations and blocks, by the settings of now. A day on which the clocks change has 23 or 25.',
  }),
  booked_hours: hours.openapi({ description: 'Elapsed hours of confirmed sessions; each counts once, whoever came.' }),
  utilisation: z.number().nullable().openapi({
    description: 'How much of the offered time was booked, 0 to 1; null: nothing was offered.',
  }),
  sessions: count.openapi({ description: 'Confirmed sessions that start in this time.' }),
  seats: z
    .object({ offered: count, taken: count })
    .openapi({ description: 'Seats of these sessions, and how many of them were taken.' }),
  bookings: count.openapi({ description: 'Bookings and requests that start in this time, whatever became of them.' }),
  lead_time: z.object({ median_hours: hours.nullable(), p90_hours: hours.nullable() }).openapi({
    description: 'From when a confirmed booking was made until its start; 0 for one that was entered after it.',
  }),
  outcomes: z.object({
    confirmed: count,
    no_shows: count.openapi({ description: 'Of the confirmed ones.' }),
    pending: count,
    cancelled: count,
    cancelled_by_visitor: count,
    cancelled_by_host: count,
    declined: count,
    expired: count,
    requests_unanswered: count.openapi({ description: 'Requests that wait, or expired.' }),
  }),
});

const report = figures
  .extend({
    host_id: z.guid(),
    time_zone: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    as_of: z.iso.datetime(),
    by_event_type: z.array(
      figures.extend({ event_type_id: z.guid(), slug: z.string(), title: z.string(), is_active: z.boolean() }),
    ),
    by_weekday: z.array(figures.extend({ day_of_week: count.openapi({ description: '0 = Sunday' }) })),
    by_week: z.array(figures.extend({ week: z.string().openapi({ example: '2026-W48' }), monday: z.iso.date() })),
  })
  .openapi('Report');

const dayOrInstant = z.union([z.iso.date(), instant]).openapi({
  type: 'string',
  description:
    "An instant with its offset (a `+` is written `%2B`), or a date, which begins at midnight in the host's zone.",
  example: '2026-03-01',
});
const query = z.object({ host_id: z.guid(), from: dayOrInstant, to: dayOrInstant });
const csv = { 'text/csv': { schema: z.string() } };
const description =
  'Time that was offered and booked, and what became of bookings and requests, in all and by event type, weekday and ISO week, in the zone of the host; `from` to `to`, 400 days at most.';

const reportRoute = createRoute({
  method: 'get',
  path: '/reports',
  tags: ['host'],
  summary: 'Report on a host',
  description: `${description} As CSV for \`Accept: text/csv\`, else as JSON.`,
  security: hostOrKey('read'),
  request: { query },
  responses: {
    200: { description: 'The report.', content: { ...json(report), ...csv } },
    ...failures(...ofBooking, 'invalid_range', 'invalid_request'),
  },
});

const reportFileRoute = createRoute({
  method: 'get',
  path: '/reports.csv',
  tags: ['host'],
  summary: 'Report on a host, as a file',
  description: `${description} A line for each part, with the same figures. Named after its dates in the zone of the host.`,
  security: hostOrKey('read'),
  request: { query },
  responses: {
    200: { description: 'The report (RFC 4180, UTF-8).', content: csv },
    ...failures(...ofBooking, 'invalid_range', 'invalid_request'),
  },
});

/** The date that was asked for, or that of an instant in the host's zone. */
function dateOf(dayOrInstant: string, timeZone: string): string {
  return dayOrInstant.includes('T')
    ? DateTime.fromISO(dayOrInstant, { zone: timeZone }).toFormat('yyyy-MM-dd')
    : dayOrInstant;
}

/** `GET /reports` and `/reports.csv`: what was offered, booked and became of it. */
export function reportRoutes({ db, hosts }: { db: Db; hosts: HostAuth }): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  const read = (ownerId: string, { host_id, from, to }: z.infer<typeof query>) =>
    db.call('get_own_report', { owner_id: ownerId, host_id, range_start: from, range_end: to });
  const headers = { 'content-type': 'text/csv; charset=utf-8; header=present' };

  routes.openapi(reportRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const found = await read(ownerId, c.req.valid('query'));
    const type = accepts(c, {
      header: 'Accept',
      supports: ['application/json', 'text/csv'],
      default: 'application/json',
    });
    // Whoever keeps responses must not give the one for the other.
    c.header('vary', 'Accept');
    return type === 'text/csv' ? c.body(writeReportCsv(found), 200, headers) : c.json(found, 200);
  });

  routes.openapi(reportFileRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const asked = c.req.valid('query');
    const found = await read(ownerId, asked);
    const name = `report-${dateOf(asked.from, found.time_zone)}-${dateOf(asked.to, found.time_zone)}.csv`;
    return c.body(writeReportCsv(found), 200, {
      ...headers,
      'content-disposition': `attachment; filename="${name}"`,
    });
  });

  return routes;
}
