import { createRoute } from '@hono/zod-openapi';
import { idParams } from './booking-schemas.ts';
import {
  acknowledgeLostResponse,
  acknowledgeResponse,
  appleBody,
  caldavBody,
  connectionResponse,
  connectionsResponse,
  disconnectQuery,
  disconnectResponse,
  feedBody,
  syncResponse,
} from './connection-schemas.ts';
import { failures, json, ofBody } from './router.ts';
import { hostOrKey } from './security.ts';

const security = hostOrKey('manage');
const refused = 'What is wrong is in `error.details.reason`; nothing is stored then.';

/** `GET /calendar/connections` */
export const listRoute = createRoute({
  method: 'get',
  path: '/calendar/connections',
  tags: ['host'],
  summary: 'List the calendar connections with their calendars',
  security: hostOrKey('read'),
  responses: {
    200: { description: 'All connections of the signed-in host.', content: json(connectionsResponse) },
    ...failures('unauthorized', 'forbidden', 'rate_limited', 'unavailable'),
  },
});

/** Responses of the routes that connect an account. */
const connected = {
  201: { description: 'Connected; its first pull is under way.', content: json(connectionResponse) },
  ...failures(...ofBody, 'unauthorized', 'forbidden', 'not_found', 'payload_too_large'),
};

/** `POST /calendar/connections/ics` */
export const connectFeedRoute = createRoute({
  method: 'post',
  path: '/calendar/connections/ics',
  tags: ['host'],
  summary: 'Subscribe to a calendar feed (ICS)',
  description: `The feed is read before it is stored. Its address is kept like a password and never shown again. ${refused}`,
  security,
  request: { body: { required: true, content: json(feedBody) } },
  responses: connected,
});

/** `POST /calendar/connections/apple` */
export const connectAppleRoute = createRoute({
  method: 'post',
  path: '/calendar/connections/apple',
  tags: ['host'],
  summary: 'Connect an iCloud account',
  description: `Signs in before anything is stored. Needs an app-specific password, which is kept sealed and never shown again. ${refused}`,
  security,
  request: { body: { required: true, content: json(appleBody) } },
  responses: connected,
});

/** `POST /calendar/connections/caldav` */
export const connectCaldavRoute = createRoute({
  method: 'post',
  path: '/calendar/connections/caldav',
  tags: ['host'],
  summary: 'Connect an account of a CalDAV server',
  description: `Signs in before anything is stored. The password is kept sealed and never shown again. ${refused}`,
  security,
  request: { body: { required: true, content: json(caldavBody) } },
  responses: connected,
});

/** `POST /calendar/connections/:id/sync` */
export const syncRoute = createRoute({
  method: 'post',
  path: '/calendar/connections/{id}/sync',
  tags: ['host'],
  summary: 'Read a connection now: its list of calendars, and what is in them',
  description:
    'While its provider asks us to wait they are read as soon as that is over: `reason` is `rate_limited` then, and `not_before` says when. ' +
    'An account that needs a reconnect is asked nothing.',
  security,
  request: { params: idParams },
  responses: {
    202: { description: 'Queued before everything else, or why not.', content: json(syncResponse) },
    ...failures('unauthorized', 'forbidden', 'not_found', 'invalid_state', 'rate_limited', 'unavailable'),
  },
});

/** `POST /calendar/unknown-times/:id/acknowledge` */
export const acknowledgeRoute = createRoute({
  method: 'post',
  path: '/calendar/unknown-times/{id}/acknowledge',
  tags: ['host'],
  summary: 'Say that an event whose time cannot be read does not block your time; repeatable',
  description:
    'Until then the days that it may touch (all days, if it is not known which) count as not read, so that your `stale_policy` decides ' +
    'about them. Should the event say something else about its time later, it is a new question with another id.',
  security,
  request: { params: idParams },
  responses: {
    200: { description: 'The event as it is now.', content: json(acknowledgeResponse) },
    ...failures('unauthorized', 'forbidden', 'not_found', 'unavailable'),
  },
});

/** `POST /calendar/lost-bookings/:id/acknowledge` */
export const acknowledgeLostRoute = createRoute({
  method: 'post',
  path: '/calendar/lost-bookings/{id}/acknowledge',
  tags: ['host'],
  summary: 'Say that you have seen to a booking that only your calendar has; repeatable',
  description: 'It is no longer listed. Its event stays in the calendar and takes its time until you delete it there.',
  security,
  request: { params: idParams },
  responses: {
    200: { description: 'Done.', content: json(acknowledgeLostResponse) },
    ...failures('unauthorized', 'forbidden', 'not_found', 'unavailable'),
  },
});

/** `DELETE /calendar/connections/:id` */
export const disconnectRoute = createRoute({
  method: 'delete',
  path: '/calendar/connections/{id}',
  tags: ['host'],
  summary: 'Disconnect an account; repeatable',
  description:
    'Its credentials are erased and its calendars no longer take time; what was read stays as history. If events of bookings to come ' +
    'were written to its calendars, say what becomes of them: without a choice the answer is `invalid_state` with their number in ' +
    '`error.details`. With `remove` the connection is `disconnected` as soon as they are gone. Hosts whose bookings were written there get ' +
    'their next own calendar that can be written to; what was to be removed, or was not written yet, is written to it. `booking_targets` ' +
    'names it, or says that there is none.',
  security,
  request: { params: idParams, query: disconnectQuery },
  responses: {
    200: { description: 'The connection as it is now.', content: json(disconnectResponse) },
    ...failures(
      'unauthorized',
      'forbidden',
      'not_found',
      'invalid_state',
      'invalid_request',
      'rate_limited',
      'unavailable',
    ),
  },
});
