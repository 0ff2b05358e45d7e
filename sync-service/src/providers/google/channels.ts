import type {
  ChannelRef,
  ChannelRequest,
  NoticeRequest,
  OpenedChannel,
  ReceivedNotices,
} from '../../calendar/channels.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { field, text } from '../json.ts';
import type { GoogleSession } from './api.ts';
import { errorOfResponse, type GoogleResponse, malformedResponse, readRefusal } from './errors.ts';

/** Seven days: Google's usual limit. */
const ttlSeconds = 604_800;
const latestTime = Date.UTC(9999, 0);

/** Opens a channel for a calendar. */
export async function openChannel(
  session: GoogleSession,
  calendarId: string,
  { channelId, token }: ChannelRequest,
  address: string,
): Promise<OpenedChannel> {
  const requestBody = { id: channelId, type: 'web_hook', address, token, params: { ttl: String(ttlSeconds) } };
  const response = await session.call({ expected: [400, 401], isOnce: true }, (api, options) =>
    api.events.watch({ calendarId, requestBody }, options),
  );
  if (response.status >= 400) throw errorOfWatch(response);
  const resourceId = text(field(response.data, 'resourceId'));
  // Milliseconds: a text in practice, a number by the documentation.
  const expiration = Number(field(response.data, 'expiration'));
  if (resourceId === '' || !(expiration > 0 && expiration < latestTime)) throw malformedResponse();
  // Google's first notice, which comes at once, shows whether it reaches us.
  return { resourceId, expiresAt: new Date(expiration), isVerified: false };
}

/** Closes a channel; succeeds if Google does not know it (any more). */
export async function closeChannel(session: GoogleSession, { channelId, resourceId }: ChannelRef): Promise<void> {
  // Without the response to its opening we cannot name it; it expires by itself.
  if (resourceId === null) return;
  const { status } = await session.call({ expected: [401, 404, 410] }, (api, options) =>
    api.channels.stop({ requestBody: { id: channelId, resourceId } }, options),
  );
  // A page from a proxy may say success too, but not with this status.
  if (status < 300 && status !== 204) throw malformedResponse();
}

/** Reads the notice of a call from its headers: Google sends one at a time, without a body. */
export function readNotices({ headers }: NoticeRequest): ReceivedNotices {
  const channelId = headers.get('x-goog-channel-id') ?? '';
  const resourceId = headers.get('x-goog-resource-id') ?? '';
  const token = headers.get('x-goog-channel-token') ?? '';
  const state = headers.get('x-goog-resource-state') ?? '';
  // Our channels all have a token; a call without one cannot be proven.
  const isNotice = channelId !== '' && resourceId !== '' && token !== '';
  if (!isNotice || !['sync', 'exists', 'not_exists'].includes(state)) return { notices: [], malformed: 1 };
  const kind = state === 'sync' ? 'opened' : 'changed';
  return { notices: [{ channelId, resourceId, token, kind }], malformed: 0 };
}

function errorOfWatch(response: GoogleResponse): ProviderError {
  const { status } = response;
  const { reason } = readRefusal(response.data);
  if (reason === 'pushNotSupportedForRequestedResource') {
    return new ProviderError('not_watchable', 'Google does not report changes of this calendar.', { status });
  }
  if (reason === 'channelIdNotUnique') {
    return new ProviderError('channel_taken', 'The channel id is in use.', { status, retryable: true });
  }
  if (reason.startsWith('push.')) {
    return new ProviderError('misconfigured', 'Google does not accept the address of this service.', { status });
  }
  return errorOfResponse(response, false);
}
