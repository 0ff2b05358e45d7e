import { createRoute, z } from '@hono/zod-openapi';
import {
  acceptBody,
  bookingBody,
  bookingHeaders,
  bookingResponse,
  calendarFileQuery,
  cancelResponse,
  confirmBody,
  confirmResponse,
  idParams,
  newBookingResponse,
  newSeriesResponse,
  noShowBody,
  noShowResponse,
  notificationParams,
  proposalBody,
  readResponse,
  reasonBody,
  rescheduleBody,
} from './booking-schemas.ts';
import { failures, json, ofBody, ofBooking, ofSlot } from './router.ts';
import { hostOrKey, visitorOrHost } from './security.ts';

const response = { 200: { description: 'The booking as it is now.', content: json(bookingResponse) } };

const seriesResponse = {
  200: { description: 'The booking as it is now; for `scope: series` all of them.', content: json(cancelResponse) },
};

/** `POST /bookings` */
export const bookRoute = createRoute({
  method: 'post',
  path: '/bookings',
  tags: ['visitor'],
  summary: 'Book a slot, or the slot of a hold',
  description:
    '`pending` where the host confirms requests. The manage token reads, moves and cancels the booking. Everybody may book; with an API key only event types of its owner. With `series` all dates are booked or none: then `error.details.clashes` has those that are not free, `[{start, code, nearest: [the three nearest free starts]}]`.',
  security: [{}, { apiKey: ['book'] }],
  request: { headers: bookingHeaders, body: { required: true, content: json(bookingBody) } },
  responses: {
    201: {
      description: 'Booked, or requested; with `series` several.',
      content: json(z.union([newBookingResponse, newSeriesResponse])),
    },
    ...failures(
      ...ofBody,
      ...ofSlot,
      'unauthorized',
      'forbidden',
      'not_found',
      'invalid_state',
      'hold_expired',
      'payload_too_large',
    ),
  },
});

/** `GET /bookings/:id` */
export const readRoute = createRoute({
  method: 'get',
  path: '/bookings/{id}',
  tags: ['visitor', 'host'],
  summary: 'Read a booking',
  description: 'With what its reader, the visitor or the host, may do with it now.',
  security: visitorOrHost('read'),
  request: { params: idParams },
  responses: {
    200: { description: 'The booking as it is now.', content: json(readResponse) },
    ...failures(...ofBooking),
  },
});

const refusals =
  'What forbids it is in `error.details.reason` of `invalid_state`: the state of a booking that is not open, `over`, and for visitors by the rules of the event type `not_allowed`, `too_late`, `max_reschedules`, `reason_required`; for `scope: series` also `no_series`.';

/** `POST /bookings/:id/cancel` */
export const cancelRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/cancel',
  tags: ['visitor', 'host'],
  summary: 'Cancel a booking; repeatable',
  description: refusals,
  security: visitorOrHost('book'),
  request: { params: idParams, body: { content: json(reasonBody) } },
  responses: { ...seriesResponse, ...failures(...ofBooking, ...ofBody, 'invalid_state') },
});

/** `POST /bookings/:id/reschedule` */
export const rescheduleRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/reschedule',
  tags: ['visitor', 'host'],
  summary: 'Move a booking',
  description: `Id and manage token stay, \`sequence\` is raised by one. It has to be a free slot; a host may set their own rules aside (\`override\`), and reads in \`error.details.reasons\` what is in the way. ${refusals}`,
  security: visitorOrHost('book'),
  request: { params: idParams, body: { required: true, content: json(rescheduleBody) } },
  responses: { ...response, ...failures(...ofBooking, ...ofBody, ...ofSlot, 'invalid_state') },
});

/** `POST /bookings/:id/confirm` */
export const confirmRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/confirm',
  tags: ['host'],
  summary: 'Accept a request',
  description:
    "The host's calendars are read before, if they were not a moment ago. Events in the time by then are told in `conflicts` and refuse nothing: the host decides. A booking of another host of theirs that was confirmed for the time refuses it (`error.details.booking_ids`).",
  security: hostOrKey('manage'),
  request: { params: idParams, body: { content: json(confirmBody) } },
  responses: {
    200: { description: 'The booking as it is now.', content: json(confirmResponse) },
    ...failures(...ofBooking, ...ofBody, 'invalid_state', 'slot_taken'),
  },
});

/** `POST /bookings/:id/decline` */
export const declineRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/decline',
  tags: ['host'],
  summary: 'Refuse a request',
  security: hostOrKey('manage'),
  request: { params: idParams, body: { content: json(reasonBody) } },
  responses: { ...seriesResponse, ...failures(...ofBooking, ...ofBody, 'invalid_state') },
});

/** `POST /bookings/:id/propose` */
export const proposeRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/propose',
  tags: ['host'],
  summary: 'Propose another time to the visitor',
  description:
    'For requests and bookings that are not over. The proposal keeps no time free, and a request waits for it as long as a new one would. Hours, notice, horizon and limits of the host do not count; what is in the way is in `error.details.reasons`. A later proposal replaces it.',
  security: hostOrKey('manage'),
  request: { params: idParams, body: { required: true, content: json(proposalBody) } },
  responses: { ...response, ...failures(...ofBooking, ...ofBody, ...ofSlot, 'invalid_state') },
});

/** `POST /bookings/:id/accept` */
export const acceptRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/accept',
  tags: ['visitor'],
  summary: 'Accept the time that the host proposes; repeatable with `start`',
  description:
    'The booking, or request, moves there and is confirmed. Why it cannot is in `error.details.reason` of `invalid_state`: `no_proposal`, `other_proposal`, `too_late`, `over`, or the state of a booking that is not open.',
  security: [{ manageToken: [] }],
  request: { params: idParams, body: { content: json(acceptBody) } },
  responses: {
    ...response,
    ...failures(...ofBody, 'unauthorized', 'not_found', 'slot_taken', 'invalid_state'),
  },
});

/** `POST /bookings/:id/no-show` */
export const noShowRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/no-show',
  tags: ['host'],
  summary: 'Say whether the visitor did not come; repeatable',
  description: 'For confirmed bookings that have begun.',
  security: hostOrKey('manage'),
  request: { params: idParams, body: { required: true, content: json(noShowBody) } },
  responses: {
    200: { description: 'The booking as it is now.', content: json(noShowResponse) },
    ...failures(...ofBooking, ...ofBody, 'invalid_state'),
  },
});

/** `POST /bookings/:id/notifications/:notification/resend` */
export const resendRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/notifications/{notification}/resend',
  tags: ['host'],
  summary: 'Send a mail about a booking again',
  description:
    "To the visitor or the host, whoever got it, with what is so now: as a new row of `notifications`, which lists the mails of a booking. At most 5 an hour for a booking. A mail that no longer says how the booking stands can't be sent again (409 `invalid_state`).",
  security: hostOrKey('manage'),
  request: { params: notificationParams },
  responses: { ...response, ...failures(...ofBooking, 'invalid_state') },
});

/** `POST /bookings/:id/event/retry` */
export const retryEventRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/event/retry',
  tags: ['host'],
  summary: 'Write the event of a booking again',
  description:
    "Where writing it to the host's calendar, or removing it, failed: now instead of at the next attempt. What became of it shows in `booking_calendar_events`.",
  security: hostOrKey('manage'),
  request: { params: idParams },
  responses: { ...response, ...failures(...ofBooking, 'invalid_state') },
});

/** `GET /bookings/:id/calendar.ics` */
export const calendarFileRoute = createRoute({
  method: 'get',
  path: '/bookings/{id}/calendar.ics',
  tags: ['visitor', 'host'],
  summary: 'The booking, or all of its series, as a calendar file',
  security: [...visitorOrHost('read'), { calendarFileToken: [] }],
  request: { params: idParams, query: calendarFileQuery },
  responses: {
    200: {
      description: 'One event, in UTC; for `scope: series` one for each booking of it.',
      content: { 'text/calendar': { schema: z.string() } },
    },
    ...failures(...ofBooking, 'invalid_state'),
  },
});
