import type {
  ChannelNotice,
  ChannelRef,
  ChannelRequest,
  NoticeRequest,
  OpenedChannel,
  ReceivedNotices,
} from '../../calendar/channels.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { field, text } from '../json.ts';
import { errorOfResponse, type GraphResponse, malformedResponse } from './errors.ts';
import { listAll } from './lists.ts';
import type { GraphSession } from './session.ts';

/** Where Graph sends notices. */
export interface WebhookAddresses {
  notices: string;
  lifecycle: string;
}

/** Graph allows 10,070 minutes, whatever its documents say. */
const lifeMs = 10_000 * 60_000;
const changes = 'created,updated,deleted';
/** All calendars of the mailbox: nothing smaller can be watched. */
const resource = '/me/events';
const proof = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]+)$/i;
const lifecycleKinds: Record<string, ChannelNotice['kind']> = {
  reauthorizationRequired: 'renew',
  subscriptionRemoved: 'removed',
  missed: 'missed',
};

/** Opens the subscription of an account. A mailbox has one: one of ours that is left over is removed first. */
export async function openChannel(
  session: GraphSession,
  { channelId, token }: ChannelRequest,
  addresses: WebhookAddresses,
  now: Date,
): Promise<OpenedChannel> {
  const body = {
    changeType: changes,
    notificationUrl: addresses.notices,
    lifecycleNotificationUrl: addresses.lifecycle,
    resource,
    expirationDateTime: endOfLife(now),
    clientState: `${channelId}.${token}`,
  };
  const open = (): Promise<GraphResponse> =>
    session.call({ method: 'POST', path: '/subscriptions', body, expected: [400, 403, 409] });
  let response = await open();
  if (response.status === 409) {
    await removeOurs(session, addresses);
    response = await open();
  }
  if (response.status >= 400) throw errorOfOpening(response);
  return toOpened(response.data);
}

/** Prolongs a subscription in place, which also tells Graph that we are still permitted to have it. */
export async function renewChannel(
  session: GraphSession,
  { resourceId }: ChannelRef,
  now: Date,
): Promise<OpenedChannel> {
  const lost = (status?: number): ProviderError =>
    new ProviderError('channel_lost', 'Microsoft no longer has this subscription. We will open another one.', {
      ...(status === undefined ? {} : { status }),
    });
  // Without the response to its opening we cannot name it.
  if (resourceId === null) throw lost();
  const response = await session.call({
    method: 'PATCH',
    path: subscriptionPath(resourceId),
    body: { expirationDateTime: endOfLife(now) },
    expected: [404, 410],
    takesAnyBody: true,
  });
  if (response.status >= 400) throw lost(response.status);
  return toOpened(response.data);
}

/** Removes a subscription; succeeds if Graph does not know it (any more). */
export async function closeChannel(session: GraphSession, { resourceId }: ChannelRef): Promise<void> {
  // It expires by itself, and the next opening meets it.
  if (resourceId !== null) await remove(session, resourceId);
}

/** Reads the items of a call. Change notices and lifecycle notices may be mixed, also at one address. */
export function readNotices({ body }: Pick<NoticeRequest, 'body'>): ReceivedNotices {
  const items = field(parse(body), 'value');
  if (!Array.isArray(items)) return { notices: [], malformed: 1 };
  const notices = items.flatMap((item) => readNotice(item) ?? []);
  return { notices, malformed: items.length - notices.length };
}

function readNotice(item: unknown): ChannelNotice | null {
  const [, channelId, token] = proof.exec(text(field(item, 'clientState'))) ?? [];
  const resourceId = text(field(item, 'subscriptionId'));
  if (channelId === undefined || token === undefined || resourceId === '') return null;
  const named = { channelId: channelId.toLowerCase(), resourceId, token };
  const lifecycleEvent = field(item, 'lifecycleEvent');
  if (lifecycleEvent !== undefined && lifecycleEvent !== null) {
    const kind = Object.hasOwn(lifecycleKinds, text(lifecycleEvent)) ? lifecycleKinds[text(lifecycleEvent)] : undefined;
    return kind === undefined ? null : { ...named, kind };
  }
  if (text(field(item, 'changeType')) === '') return null;
  const data = field(item, 'resourceData');
  const providerEventId = text(field(data, 'id'));
  const version = text(field(data, '@odata.etag')) || null;
  return { ...named, kind: 'changed', ...(providerEventId === '' ? {} : { event: { providerEventId, version } }) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Anybody may send anything here; it is counted as malformed.
    return null;
  }
}

async function removeOurs(session: GraphSession, { notices }: WebhookAddresses): Promise<void> {
  const ids: string[] = [];
  for await (const { items } of listAll(session, { path: '/subscriptions' })) {
    for (const item of items) {
      const id = text(field(item, 'id'));
      if (id !== '' && text(field(item, 'notificationUrl')) === notices) ids.push(id);
    }
  }
  for (const id of ids) await remove(session, id);
}

async function remove(session: GraphSession, id: string): Promise<void> {
  const path = subscriptionPath(id);
  const { status } = await session.call({ method: 'DELETE', path, expected: [404, 410], takesAnyBody: true });
  // A page from a proxy may say success too, but not with this status.
  if (status < 300 && status !== 204) throw malformedResponse();
}

function toOpened(data: unknown): OpenedChannel {
  const resourceId = text(field(data, 'id'));
  const expiresAt = new Date(text(field(data, 'expirationDateTime')));
  if (resourceId === '' || Number.isNaN(expiresAt.getTime())) throw malformedResponse();
  // Graph had our address answer before it said yes.
  return { resourceId, expiresAt, isVerified: true };
}

function errorOfOpening(response: GraphResponse): ProviderError {
  const { status } = response;
  if (status === 409) {
    return new ProviderError('channel_taken', 'Microsoft already has a subscription for this mailbox.', {
      status,
      retryable: true,
    });
  }
  if (status === 403) {
    return new ProviderError(
      'not_watchable',
      'Microsoft does not report changes to us: the permission Calendars.Read is missing. We look for changes regularly.',
      { status },
    );
  }
  const isOurAddress = status === 400 && /validat/i.test(messageOf(response.data));
  if (isOurAddress) {
    return new ProviderError('misconfigured', 'Microsoft cannot reach the address of this service.', { status });
  }
  return errorOfResponse(response, false);
}

/** The only place where the text counts: several codes stand for this one reason. */
function messageOf(data: unknown): string {
  const error = field(data, 'error');
  return `${text(field(error, 'code'))} ${text(field(error, 'message'))}`;
}

function endOfLife(now: Date): string {
  return new Date(now.getTime() + lifeMs).toISOString();
}

function subscriptionPath(id: string): string {
  return `/subscriptions/${encodeURIComponent(id)}`;
}
