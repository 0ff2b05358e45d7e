import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Metrics } from '../observe/metrics.ts';
import type { Readiness } from '../readiness.ts';
import type { AllowMetrics } from './metrics-access.ts';
import { type AppEnv, createRouter, failures, json } from './router.ts';

const check = z.enum(['ok', 'failed']);
const fault = (description: string) => z.string().nullable().openapi({ description });
const report = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.object({
      process: check.openapi({ description: 'Whether the process was not told to end.' }),
      database: check,
      migrations: check,
      functions: check.openapi({ description: 'Whether the functions in the database are those of this release.' }),
      rights: check,
      queue: check,
      connection: check.openapi({
        description: 'Whether DATABASE_URL leads to the database of the Data API, and notifications come back.',
      }),
      keys: check.openapi({ description: 'Whether each key of Supabase may do what it should, and no more.' }),
    }),
    details: z.object({
      process: fault('That the process is ending.'),
      migration: z.object({ applied: z.string().nullable(), needed: z.string() }),
      migrations: fault('Which migrations are missing, and what applies them.'),
      functions: fault('Which functions in the database are not those of this release, and what to do.'),
      connection: fault('What is wrong with DATABASE_URL, and what to do.'),
      keys: fault('What is wrong with a key of Supabase, and what to do.'),
      rights: fault('What visitors or signed-in users may do in the database and must not, and what ends it.'),
      differing_zones: z.array(z.string()).nullable(),
    }),
  })
  .openapi('Readiness');

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['operator'],
  summary: 'Whether the process is alive',
  responses: { 200: { description: 'Alive.', content: json(z.object({ status: z.literal('ok') })) } },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['operator'],
  summary: 'Whether requests can be served: database, migrations, functions, rights, job queue, connections, keys',
  responses: {
    200: { description: 'Ready.', content: json(report) },
    503: { description: 'Not ready; `checks` says why.', content: json(report) },
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['operator'],
  summary: 'What this process measures, and what its database says of all',
  responses: {
    200: { description: "Prometheus' text format.", content: { 'text/plain': { schema: z.string() } } },
    ...failures('unauthorized', 'forbidden', 'not_found'),
  },
});

/** `GET /healthz`, `GET /readyz` and `GET /metrics`. */
export function healthRoutes(deps: {
  readiness: Pick<Readiness, 'check'>;
  metrics: Pick<Metrics, 'text'>;
  allowMetrics: AllowMetrics;
}): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200));
  routes.openapi(metricsRoute, async (c) => {
    deps.allowMetrics(c);
    return c.text(await deps.metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  routes.openapi(readyRoute, async (c) => {
    const response = await deps.readiness.check();
    return c.json(response, response.status === 'ready' ? 200 : 503);
  });
  return routes;
}
