import type { Context } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { ApiError, apiErrors } from './api-errors.ts';
import type { AccessToken, SandboxClient, SandboxUser } from './state.ts';
import type { World } from './world.ts';

/** Who calls, and for whom. */
export interface Caller {
  user: SandboxUser;
  client: SandboxClient;
  scopes: string[];
}

const prefix = 'https://www.googleapis.com/auth/';
const everything = ['calendar', 'calendar.readonly'];
const readsEvents = [
  ...everything,
  'calendar.events',
  'calendar.events.readonly',
  'calendar.events.freebusy',
  'calendar.events.owned',
  'calendar.events.owned.readonly',
  'calendar.events.public.readonly',
  'calendar.app.created',
];
const readsLists = [...everything, 'calendar.calendarlist', 'calendar.calendarlist.readonly'];

/** Any one of these scopes lets a method be called. */
const scopesOf = {
  'calendarList.read': readsLists,
  'events.read': readsEvents,
  'events.write': ['calendar', 'calendar.events', 'calendar.events.owned', 'calendar.app.created'],
  'freebusy.query': [...everything, 'calendar.events.freebusy', 'calendar.freebusy'],
  'channels.stop': [...readsEvents, ...readsLists, 'calendar.freebusy'],
} as const;

export type ApiRight = keyof typeof scopesOf;

class InsufficientScope extends ApiError {
  constructor() {
    super(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
  }

  override body(): unknown {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata: { service: 'calendar-json.googleapis.com' },
      },
    ];
    const errors = [{ message: 'Insufficient Permission', domain: 'global', reason: this.reason }];
    return { error: { code: 403, message: this.message, errors, status: 'PERMISSION_DENIED', details } };
  }
}

/** The access token a request shows, alive or not; undefined if it shows none that was ever given. */
export function shownToken(world: World, request: Context['req']): AccessToken | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1];
  return world.accessTokens.get(bearer ?? request.query('access_token') ?? request.query('oauth_token') ?? '');
}

/**
 * Lets a request to the API in, or answers as the API does.
 * @throws ApiError 401 authError; 403 insufficientPermissions; 403 notACalendarUser.
 */
export function authorize(world: World, violations: Violations, request: Context['req'], right: ApiRight): Caller {
  const where = `${request.method} ${request.path}`;
  for (const name of ['access_token', 'oauth_token']) {
    if (request.query(name) !== undefined) violations.add(`${where}: access token in the query`);
  }
  if (!request.header('authorization')) violations.add(`${where}: no Authorization header`);
  const token = shownToken(world, request);
  const user = token && world.users.get(token.sub);
  const client = token && world.clients.get(token.clientId);
  if (!token || !user || !client || token.expiresAt <= world.now().getTime()) throw apiErrors.authError();
  if (!scopesOf[right].some((scope) => token.scopes.includes(prefix + scope))) throw new InsufficientScope();
  if (!user.usesCalendar) {
    throw new ApiError(403, 'notACalendarUser', 'The user must be signed up for Google Calendar.', 'calendar');
  }
  return { user, client, scopes: token.scopes };
}
