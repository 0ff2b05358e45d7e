import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { ApiError, apiErrors } from './api-errors.ts';
import { authorize, type Caller } from './bearer.ts';
import { commonParameters } from './common-parameters.ts';
import type { Push } from './push.ts';
import type { SandboxSettings } from './settings.ts';
import type { Channel } from './state.ts';
import type { World } from './world.ts';

type Body = Record<string, unknown>;

const watchFields = [
  ...['id', 'type', 'address', 'token', 'expiration', 'params', 'payload', 'kind'],
  ...['resourceId', 'resourceUri'],
];
const root = 'https://www.googleapis.com/calendar/v3';

async function bodyOf(context: Context): Promise<Body> {
  const body: unknown = await context.req.json().catch(() => null);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw new ApiError(400, 'parseError', 'Parse Error');
}

function checkAddress(address: unknown, settings: SandboxSettings): string {
  if (typeof address !== 'string' || address === '') throw apiErrors.required('Required');
  const url = URL.canParse(address) ? new URL(address) : null;
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  const isAllowed = settings.plainHttp === 'all' || (settings.plainHttp === 'loopback' && isLoopback);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isAllowed)) return address;
  throw new ApiError(400, 'push.webhookUrlNotHttps', `WebHook callback must be HTTPS: ${address}`);
}

function checkId(id: unknown): string {
  if (typeof id !== 'string' || id === '') throw apiErrors.required('entity.id');
  if (!/^[A-Za-z0-9\-_+/=]{1,64}$/.test(id)) throw apiErrors.invalid('Invalid channel id.', 'entity.id');
  return id;
}

/** The end of a channel: what is asked for can only shorten its life. @throws ApiError 400 for seconds or the past. */
function endOf(world: World, body: Body): number {
  const now = world.now().getTime();
  const longest = world.settings.channelSeconds * 1000;
  let life = longest;
  if (body['expiration'] !== undefined && body['expiration'] !== null) life = Number(body['expiration']) - now;
  const ttl = (body['params'] as Body | undefined)?.['ttl'];
  if (ttl !== undefined) life = Math.min(life, Number(ttl) * 1000);
  if (!(life > 0)) throw apiErrors.invalid(`Invalid ttl value for channel ${Math.trunc(life / 1000)}`);
  // Whole seconds, as the HTTP date of the notifications has them.
  return Math.floor((now + Math.min(life, longest)) / 1000) * 1000;
}

/** Watching, and its end. Below `/calendar/v3`. */
export function createChannelRoutes(world: World, violations: Violations, push: Push): Hono {
  const routes = new Hono();

  function open(caller: Caller, body: Body, calendarId: string | null, resourceUri: string, where: string): Channel {
    violations.unknown(where, Object.keys(body), watchFields);
    violations.unknown(`${where} params`, Object.keys((body['params'] as Body | undefined) ?? {}), ['ttl']);
    const id = checkId(body['id']);
    if (body['type'] !== 'web_hook') throw apiErrors.invalid('Unknown channel type', 'entity.type');
    const address = checkAddress(body['address'], world.settings);
    const token = body['token'] ?? null;
    if (token === null || token === '') violations.add(`${where}: watch without token`);
    if (token !== null && (typeof token !== 'string' || token.length > 256)) {
      throw apiErrors.invalid('Channel token too long', 'entity.token');
    }
    const expiresAt = endOf(world, body);
    if (world.channels.has(id)) {
      violations.add(`${where}: channel id used again`);
      throw new ApiError(400, 'channelIdNotUnique', `Channel id ${id} not unique`);
    }
    const { sub } = caller.user;
    const { clientId } = caller.client;
    const resourceId = createHash('sha256').update(`${sub} ${resourceUri}`).digest('base64url').slice(0, 27);
    const channel: Channel = {
      ...{ id, token, address, resourceId, resourceUri, calendarId, sub, clientId, expiresAt },
      messageNumber: 1,
      stopped: false,
    };
    world.channels.set(id, channel);
    return channel;
  }

  async function respond(context: Context, channel: Channel): Promise<Response> {
    if (world.settings.syncBeforeResponse) await push.greet(channel);
    // A little later: the answer goes first.
    else world.clock.after(5, () => void push.greet(channel));
    const { id, resourceId, resourceUri, token, expiresAt } = channel;
    const body: Body = { kind: 'api#channel', id, resourceId, resourceUri };
    if (token !== null) body['token'] = token;
    return context.json({ ...body, expiration: String(expiresAt) });
  }

  routes.post('/calendars/:calendarId/events/watch', async (context) => {
    const caller = authorize(world, violations, context.req, 'events.read');
    const where = `${context.req.method} ${context.req.path}`;
    violations.unknown(where, Object.keys(context.req.query()), [...commonParameters, 'eventTypes']);
    const found = world.calendarFor(caller.user, context.req.param('calendarId'));
    if (!found) throw apiErrors.notFound();
    const { calendar } = found;
    if (!calendar.watchable) {
      const message = 'Push notifications are not supported by this resource.';
      throw new ApiError(400, 'pushNotSupportedForRequestedResource', message, 'calendar');
    }
    const uri = `${root}/calendars/${encodeURIComponent(calendar.id)}/events?alt=json`;
    return respond(context, open(caller, await bodyOf(context), calendar.id, uri, where));
  });

  routes.post('/users/me/calendarList/watch', async (context) => {
    const caller = authorize(world, violations, context.req, 'calendarList.read');
    const where = `${context.req.method} ${context.req.path}`;
    violations.unknown(where, Object.keys(context.req.query()), commonParameters);
    const uri = `${root}/users/me/calendarList?alt=json`;
    return respond(context, open(caller, await bodyOf(context), null, uri, where));
  });

  routes.post('/channels/stop', async (context) => {
    const caller = authorize(world, violations, context.req, 'channels.stop');
    violations.unknown('channels.stop', Object.keys(context.req.query()), commonParameters);
    const body = await bodyOf(context);
    violations.unknown('channels.stop', Object.keys(body), [...watchFields, 'resourceId', 'resourceUri']);
    const id = checkId(body['id']);
    if (!body['resourceId']) throw apiErrors.required('entity.resource_id');
    const channel = world.channels.get(id);
    const isTheirs = channel?.sub === caller.user.sub && channel.clientId === caller.client.clientId;
    const isLive = channel && !channel.stopped && channel.expiresAt > world.now().getTime();
    if (!isTheirs || !isLive || channel.resourceId !== body['resourceId']) {
      const project = caller.client.project;
      throw new ApiError(404, 'notFound', `Channel '${id}' not found for project '${project}'`);
    }
    channel.stopped = true;
    return context.body(null, 204);
  });

  return routes;
}
