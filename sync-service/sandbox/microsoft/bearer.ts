import type { Context } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { graphErrors } from './graph-errors.ts';
import type { AccessToken, SandboxClient, SandboxUser } from './state.ts';
import type { World } from './world.ts';

/** Who calls, and for whom. */
export interface Caller {
  user: SandboxUser;
  client: SandboxClient;
  scopes: string[];
}

const reads = ['Calendars.Read', 'Calendars.ReadWrite', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'];
const writes = ['Calendars.ReadWrite', 'Calendars.ReadWrite.Shared'];

/** Any one of these scopes lets a method be called. */
const scopesOf = {
  profile: ['User.Read'],
  settings: ['MailboxSettings.Read'],
  list: [...reads, 'Calendars.ReadBasic'],
  read: reads,
  write: writes,
  subscribe: reads,
} as const;

export type GraphRight = keyof typeof scopesOf;

/** The access token that a request shows, alive or not; undefined if it shows none that was ever given. */
export function shownToken(world: World, request: Context['req']): AccessToken | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1];
  return world.accessTokens.get(bearer ?? '');
}

/** Notes what a request says about its token that it should not. */
export function watchToken(violations: Violations, request: Context['req'], where: string): void {
  if (request.query('access_token') !== undefined) violations.add(`${where}: access token in the query`);
  const header = request.header('authorization');
  if (header === undefined) violations.add(`${where}: no Authorization header`);
  else if (header.includes(',')) violations.add(`${where}: more than one token`);
}

/**
 * Lets a request in, or refuses it as Graph does.
 * @throws GraphError 401 InvalidAuthenticationToken; 403 ErrorAccessDenied; 404 MailboxNotEnabledForRESTAPI.
 */
export function authorize(world: World, request: Context['req'], right: GraphRight): Caller {
  if (!request.header('authorization')) throw graphErrors.tokenMissing();
  const token = shownToken(world, request);
  const user = token && world.users.get(token.oid);
  const client = token && world.clients.get(token.clientId);
  if (!token || !user || !client) throw graphErrors.tokenMalformed();
  if (token.expiresAt <= world.now().getTime()) throw graphErrors.tokenExpired();
  if (!scopesOf[right].some((scope) => token.scopes.includes(scope))) throw graphErrors.accessDenied();
  if (right !== 'profile' && !user.hasMailbox) throw graphErrors.noMailbox();
  token.usedAt = world.now().getTime();
  return { user, client, scopes: token.scopes };
}
