import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Logger } from './log.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Spans } from './observe/spans.ts';
import type { Readiness } from './readiness.ts';
import { createErrorHandler, refuseUnknownRoute } from './routes/errors.ts';
import { secureResponses, watchRequests } from './routes/every-request.ts';
import { healthRoutes } from './routes/health.ts';
import type { AllowMetrics } from './routes/metrics-access.ts';
import { type AppEnv, createRouter } from './routes/router.ts';

interface OperatorDeps {
  readiness: Readiness;
  metrics: Metrics;
  allowMetrics: AllowMetrics;
  spans: Spans;
  log: Logger;
}

/** What a process without visitors serves: whether it is alive and ready, and its metrics. */
export function createOperatorApp(deps: OperatorDeps): OpenAPIHono<AppEnv> {
  const app = createRouter();
  app.onError(createErrorHandler(deps.log));
  app.notFound(refuseUnknownRoute);
  app.use(watchRequests(deps), secureResponses);
  app.route('/', healthRoutes(deps));
  return app;
}
