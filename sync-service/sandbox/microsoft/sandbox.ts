import { Hono, type MiddlewareHandler } from 'hono';
import { createRequestLog, type LoggedRequest, pathOf } from '../shared/request-log.ts';
import { createViolations } from '../shared/violations.ts';
import { createAdminConsentRoutes } from './admin-consent.ts';
import { createBatchRoutes } from './batch.ts';
import { watchToken } from './bearer.ts';
import type { Deliver } from './deliveries.ts';
import { createMicrosoftFaults, type MicrosoftFaults } from './faults.ts';
import { createGraphApi } from './graph-api.ts';
import { GraphError } from './graph-errors.ts';
import { newGuid } from './ids.ts';
import { createMetadataRoutes } from './metadata.ts';
import { createOAuthRoutes } from './oauth.ts';
import { createPush, type Push } from './push.ts';
import { readRequests } from './requests.ts';
import type { SandboxClient, WorldState } from './state.ts';
import { createSubscriptionRoutes } from './subscriptions.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { createTokenRoutes, type TokenCounts } from './token.ts';
import { createWorld, type World } from './world.ts';

export interface MicrosoftSandboxOptions {
  /** Where it can be reached: origin and prefix, without a slash at the end. Needed when it is mounted at a prefix. */
  publicUrl?: string;
  clock?: () => Date;
  clients?: (Partial<SandboxClient> & { clientId: string })[];
  /** What `world.save()` gave. */
  state?: WorldState;
  /** Delivers notices and handshakes; left out: over the network. */
  fetch?: Deliver;
}

/**
 * A stand-in of Entra ID and of Graph's calendars on one origin: the documented behaviour with its documented traps,
 * stricter where a client may be wrong without noticing. For tests and for demos without a Microsoft account.
 */
export interface MicrosoftSandbox {
  /** To be served, or mounted at the path of `publicUrl`. */
  app: Hono;
  world: World;
  faults: MicrosoftFaults;
  push: Push;
  /** How often tokens were asked for. */
  tokens: TokenCounts;
  /** How many requests were in flight. */
  throttle: Throttle;
  /** Every request so far. */
  requests: LoggedRequest[];
  /** What a correct client would not have done, also where the response was a success. */
  violations: string[];
  /** Ends timers and requests that hang. */
  stop(): void;
}

export function createMicrosoftSandbox(options: MicrosoftSandboxOptions = {}): MicrosoftSandbox {
  const prefix = options.publicUrl ? new URL(options.publicUrl).pathname.replace(/\/$/, '') : '';
  const world = createWorld(options);
  for (const client of options.clients ?? []) world.addClient(client);
  const violations = createViolations();
  const faults = createMicrosoftFaults(world, prefix);
  const throttle = createThrottle(world, violations);
  const push = createPush(world, options.fetch);
  const log = createRequestLog(readRequests(world), violations, prefix);
  const token = createTokenRoutes(world, violations);

  /** Headers that every response of Graph has. */
  const named: MiddlewareHandler = async (context, next) => {
    watchToken(violations, context.req, `${context.req.method} ${pathOf(context, prefix)}`);
    await next();
    const { headers } = context.res;
    headers.set('request-id', newGuid());
    headers.set('client-request-id', context.req.header('client-request-id') ?? newGuid());
    headers.set('x-ms-ags-diagnostic', '{"ServerInfo":{"DataCenter":"Sandbox"}}');
    headers.set('date', world.now().toUTCString());
  };

  const app = new Hono();
  app.onError((error) => {
    if (error instanceof GraphError) return error.response(world.now());
    violations.add(`the sandbox itself failed: ${error.stack}`);
    return new GraphError(500, 'ErrorInternalServerError', error.message).response(world.now());
  });
  app.use('*', log.middleware);
  app.use('/v1.0/*', named);
  app.use('/v1.0/*', throttle.middleware);
  app.use('*', faults.middleware);
  app.route('/', createOAuthRoutes(world, violations));
  app.route('/', token.routes);
  app.route('/', createAdminConsentRoutes(world));
  app.route('/', createMetadataRoutes());
  app.route(
    '/v1.0',
    createBatchRoutes(world, (request) => app.fetch(request)),
  );
  app.route('/v1.0', createSubscriptionRoutes(world, violations, push));
  app.route('/v1.0', createGraphApi(world, violations, prefix));
  app.all('*', (context) => {
    violations.add(`${context.req.method} ${pathOf(context, prefix)}: Microsoft has no such address`);
    return new GraphError(404, 'ResourceNotFound', 'Resource not found for the segment.').response(world.now());
  });

  return {
    app,
    world,
    faults,
    push,
    tokens: token.counts,
    throttle,
    requests: log.requests,
    violations: violations.list,
    stop() {
      faults.release();
      world.clock.stop();
    },
  };
}
