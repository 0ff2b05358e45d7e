import { type Context, Hono } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { authorize, type Caller } from './bearer.ts';
import { GraphError, graphErrors } from './graph-errors.ts';
import { newGuid } from './ids.ts';
import { liveSubscriptions } from './live-subscriptions.ts';
import { readPreferences } from './preferences.ts';
import type { Push } from './push.ts';
import { readBody } from './request-body.ts';
import type { Subscription } from './state.ts';
import type { World } from './world.ts';

const minute = 60_000;
const longest = 10_070 * minute;
const shortest = 45 * minute;
const apart = 10 * minute;
const maxOfMailbox = 1000;

const creatable = [
  ...['changeType', 'notificationUrl', 'lifecycleNotificationUrl', 'resource', 'expirationDateTime', 'clientState'],
  'latestSupportedTlsVersion',
];

const invalid = (message: string): GraphError => new GraphError(400, 'InvalidRequest', message);

/** The end that a client asked for, as it is granted. @throws GraphError 400. */
function expiryOf(world: World, sent: unknown): number {
  const asked = typeof sent === 'string' ? Date.parse(sent) : Number.NaN;
  const now = world.now().getTime();
  if (Number.isNaN(asked)) throw invalid('expirationDateTime is missing or no date.');
  if (asked > now + longest) {
    throw graphErrors.extension('Subscription expiration can only be 10070 minutes in the future.');
  }
  return Math.max(asked, now + shortest);
}

function checkUrl(world: World, name: string, sent: unknown): string {
  const url = typeof sent === 'string' && URL.canParse(sent) ? new URL(sent) : null;
  if (!url) throw invalid(`${name} is missing or no address.`);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const { plainHttp } = world.settings;
  const isAllowed = url.protocol === 'https:' || plainHttp === 'all' || (plainHttp === 'loopback' && isLocal);
  if (!isAllowed) throw invalid(`${name}: the protocol must be https.`);
  return sent as string;
}

/** The mailbox's own events are the only ones that are supported. */
function checkResource({ user }: Caller, sent: unknown): string {
  const path = String(sent).replace(/^\//, '').toLowerCase();
  const own = ['me/events', `users/${user.oid}/events`, `users/${user.upn.toLowerCase()}/events`];
  if (typeof sent === 'string' && own.includes(path)) return sent;
  throw graphErrors.extension(`The resource '${String(sent)}' is not supported.`);
}

function view(subscription: Subscription): Record<string, unknown> {
  const {
    clientId,
    expiresAt,
    oid,
    immutableIds: _ids,
    renewedAt: _renewed,
    reauthorizedAt: _told,
    ...rest
  } = subscription;
  return {
    ...rest,
    applicationId: clientId,
    creatorId: oid,
    expirationDateTime: new Date(expiresAt).toISOString(),
    latestSupportedTlsVersion: 'v1_2',
    includeResourceData: null,
    encryptionCertificate: null,
  };
}

/** The methods of Graph on subscriptions, below `/v1.0`. */
export function createSubscriptionRoutes(world: World, violations: Violations, push: Push): Hono {
  const routes = new Hono();

  const ownOf = ({ user, client }: Caller): Subscription[] =>
    liveSubscriptions(world).filter(({ oid, clientId }) => oid === user.oid && clientId === client.clientId);

  function one(context: Context): Subscription {
    const caller = authorize(world, context.req, 'subscribe');
    const found = ownOf(caller).find(({ id }) => id === context.req.param('id'));
    if (!found) throw graphErrors.noSubscription();
    return found;
  }

  /** A renewal reauthorizes as well: both of them at once are one too many. */
  function checkApart({ renewedAt, reauthorizedAt }: Subscription, other: 'renewedAt' | 'reauthorizedAt'): void {
    const last = { renewedAt, reauthorizedAt }[other];
    if (last !== null && world.now().getTime() < last + apart) {
      violations.add('subscription: renewed and reauthorized within ten minutes');
    }
  }

  routes.post('/subscriptions', async (context) => {
    const caller = authorize(world, context.req, 'subscribe');
    const { user, client, scopes } = caller;
    const body = await readBody(context);
    violations.unknown('POST /v1.0/subscriptions', Object.keys(body), creatable);
    if (world.settings.subscriptionsNeedRead && !scopes.includes('Calendars.Read')) throw graphErrors.accessDenied();
    const { changeType, clientState, lifecycleNotificationUrl } = body;
    const kinds = typeof changeType === 'string' ? changeType.split(',').map((kind) => kind.trim()) : [];
    if (kinds.length === 0 || kinds.some((kind) => !['created', 'updated', 'deleted'].includes(kind))) {
      throw invalid('changeType is missing or not supported.');
    }
    const isState = clientState === undefined || clientState === null || typeof clientState === 'string';
    if (!isState || (clientState ?? '').length > 128) throw invalid('clientState must have at most 128 characters.');
    const hasLifecycle = lifecycleNotificationUrl !== undefined && lifecycleNotificationUrl !== null;
    const subscription: Subscription = {
      id: newGuid(),
      oid: user.oid,
      clientId: client.clientId,
      resource: checkResource(caller, body['resource']),
      changeType: kinds.join(','),
      notificationUrl: checkUrl(world, 'notificationUrl', body['notificationUrl']),
      lifecycleNotificationUrl: hasLifecycle
        ? checkUrl(world, 'lifecycleNotificationUrl', lifecycleNotificationUrl)
        : null,
      clientState: clientState ?? null,
      expiresAt: expiryOf(world, body['expirationDateTime']),
      immutableIds: readPreferences(context.req.header('prefer')).immutableIds,
      renewedAt: null,
      reauthorizedAt: null,
    };
    if (!subscription.immutableIds) violations.add('POST /v1.0/subscriptions: without Prefer: IdType="ImmutableId"');
    if (subscription.clientState === null) violations.add('POST /v1.0/subscriptions: without clientState');
    if (!hasLifecycle) violations.add('POST /v1.0/subscriptions: without lifecycleNotificationUrl');
    const isSame = (other: Subscription): boolean =>
      other.changeType.split(',').toSorted().join() === kinds.toSorted().join();
    const same = ownOf(caller).find(isSame);
    if (same && world.settings.refuseSecondSubscription) {
      throw new GraphError(
        409,
        'ExtensionError',
        `Subscription Id ${same.id} already exists for the requested combination`,
      );
    }
    if (liveSubscriptions(world).filter(({ oid }) => oid === user.oid).length >= maxOfMailbox) {
      throw graphErrors.extension('The mailbox has too many subscriptions.');
    }
    await push.validate(subscription);
    world.subscriptions.set(subscription.id, subscription);
    // An application that watches the mailbox again has not left it.
    for (const token of world.refreshTokens.values()) if (isOfSame(subscription, token)) delete token.isLeft;
    const about = { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity' };
    return context.json({ ...about, ...view(subscription) }, 201);
  });

  routes.get('/subscriptions', (context) => {
    const value = ownOf(authorize(world, context.req, 'subscribe')).map(view);
    return context.json({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscriptions', value });
  });
  routes.get('/subscriptions/:id', (context) => context.json(view(one(context))));

  routes.patch('/subscriptions/:id', async (context) => {
    const subscription = one(context);
    const body = await readBody(context);
    const others = Object.keys(body).filter((name) => name !== 'expirationDateTime');
    if (others.length > 0)
      throw invalid(`${others.join(', ')} cannot be changed: delete the subscription and create it anew.`);
    const expiresAt = expiryOf(world, body['expirationDateTime']);
    checkApart(subscription, 'reauthorizedAt');
    Object.assign(subscription, { expiresAt, renewedAt: world.now().getTime() });
    return context.json(view(subscription));
  });
  routes.post('/subscriptions/:id/reauthorize', (context) => {
    const subscription = one(context);
    checkApart(subscription, 'renewedAt');
    subscription.reauthorizedAt = world.now().getTime();
    return context.body(null, 202);
  });
  routes.delete('/subscriptions/:id', (context) => {
    const ended = one(context);
    world.subscriptions.delete(ended.id);
    if (!liveSubscriptions(world).some((other) => isOfSame(ended, other)))
      for (const token of world.refreshTokens.values()) if (isOfSame(ended, token)) token.isLeft = true;
    return context.body(null, 204);
  });
  return routes;
}

/** Whether two things are of the same application and person. */
function isOfSame(one: { oid: string; clientId: string }, other: { oid: string; clientId: string }): boolean {
  return one.oid === other.oid && one.clientId === other.clientId;
}
