import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';
import { createErrorHandler, refuseUnknownRoute } from './routes/errors.ts';
import { logRequests, secureResponses } from './routes/every-request.ts';
import { healthRoutes } from './routes/health.ts';
import { type AppEnv, createRouter } from './routes/router.ts';

/** What a process without visitors serves: whether it is alive and ready, and its metrics. */
export function createOperatorApp(deps: { readiness: Readiness; metrics: Metrics; log: Logger }): OpenAPIHono<AppEnv> {
  const app = createRouter();
  app.onError(createErrorHandler(deps.log));
  app.notFound(refuseUnknownRoute);
  app.use(logRequests(deps.log), secureResponses);
  app.route('/', healthRoutes(deps));
  return app;
}
