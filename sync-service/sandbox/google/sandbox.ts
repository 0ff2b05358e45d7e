import { Hono } from 'hono';
import { createRequestLog, type LoggedRequest } from '../shared/request-log.ts';
import { createViolations } from '../shared/violations.ts';
import { ApiError, apiErrors } from './api-errors.ts';
import { createCalendarApi } from './calendar-api.ts';
import { createChannelRoutes } from './channels.ts';
import { createGoogleFaults, type GoogleFaults } from './faults.ts';
import { createOAuthRoutes } from './oauth.ts';
import { createPush, type Deliver, type Push } from './push.ts';
import { readRequests } from './requests.ts';
import type { SandboxClient, WorldState } from './state.ts';
import { createTokenRoutes } from './token.ts';
import { createWorld, type World } from './world.ts';

export interface GoogleSandboxOptions {
  /** Where it can be reached: origin and prefix, without a slash at the end. Needed when it is mounted at a prefix. */
  publicUrl?: string;
  clock?: () => Date;
  clients?: SandboxClient[];
  /** What `world.save()` gave. */
  state?: WorldState;
  /** Delivers notifications; left out: over the network. */
  fetch?: Deliver;
}

/**
 * A stand-in of Google's OAuth server and Calendar API: the documented behaviour with its documented traps, stricter
 * where a client may be wrong without noticing. For tests and for demos without a Google account.
 */
export interface GoogleSandbox {
  /** To be served, or mounted at the path of `publicUrl`. */
  app: Hono;
  world: World;
  faults: GoogleFaults;
  push: Push;
  /** Every request so far. */
  requests: LoggedRequest[];
  /** What a correct client would not have done, also where the answer was a success. */
  violations: string[];
  /** Ends timers and requests that hang. */
  stop(): void;
}

export function createGoogleSandbox(options: GoogleSandboxOptions = {}): GoogleSandbox {
  const prefix = options.publicUrl ? new URL(options.publicUrl).pathname.replace(/\/$/, '') : '';
  const world = createWorld(options);
  for (const client of options.clients ?? []) world.addClient(client);
  const violations = createViolations();
  const faults = createGoogleFaults(prefix);
  const push = createPush(world, options.fetch);
  const log = createRequestLog(readRequests(world), violations, prefix);

  const app = new Hono();
  app.onError((error) => {
    if (error instanceof ApiError) return error.response();
    violations.add(`the sandbox itself failed: ${error.message}`);
    return new ApiError(500, 'backendError', error.message).response();
  });
  app.use('*', log.middleware);
  app.use('*', faults.middleware);
  app.route('/', createOAuthRoutes(world, violations));
  app.route('/', createTokenRoutes(world, violations));
  app.route('/calendar/v3', createChannelRoutes(world, violations, push));
  app.route('/calendar/v3', createCalendarApi(world, violations));
  app.all('*', (context) => {
    violations.add(`${context.req.method} ${context.req.path}: Google has no such address`);
    return apiErrors.notFound().response();
  });

  return {
    app,
    world,
    faults,
    push,
    requests: log.requests,
    violations: violations.list,
    stop() {
      faults.release();
      world.clock.stop();
    },
  };
}
