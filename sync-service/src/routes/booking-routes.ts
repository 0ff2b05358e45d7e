import { createRoute, z } from '@hono/zod-openapi';
import {
  bookingBody,
  bookingHeaders,
  bookingResponse,
  confirmResponse,
  idParams,
  newBookingResponse,
  noShowBody,
  noShowResponse,
  readResponse,
  reasonBody,
  rescheduleBody,
} from './booking-schemas.ts';
import { failures, json, ofBody, ofBooking, ofSlot } from './router.ts';
import { hostOrKey, visitorOrHost } from './security.ts';

const response = { 200: { description: 'The booking as it is now.', content: json(bookingResponse) } };

/** `POST /bookings` */
export const bookRoute = createRoute({
  method: 'post',
  path: '/bookings',
  tags: ['visitor'],
  summary: 'Book a slot, or the slot of a hold',
  description:
    '`pending` where the host confirms requests. The manage token reads, moves and cancels the booking. Everybody may book; with an API key only event types of its owner.',
  security: [{}, { apiKey: ['book'] }],
  request: { headers: bookingHeaders, body: { required: true, content: json(bookingBody) } },
  responses: {
    201: { description: 'Booked, or requested.', content: json(newBookingResponse) },
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
  'What forbids it is in `error.details.reason` of `invalid_state`: the state of a booking that is not open, `over`, and for visitors by the rules of the event type `not_allowed`, `too_late`, `max_reschedules`, `reason_required`.';

/** `POST /bookings/:id/cancel` */
export const cancelRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/cancel',
  tags: ['visitor', 'host'],
  summary: 'Cancel a booking; repeatable',
  description: refusals,
  security: visitorOrHost('book'),
  request: { params: idParams, body: { content: json(reasonBody) } },
  responses: { ...response, ...failures(...ofBooking, ...ofBody, 'invalid_state') },
});

/** `POST /bookings/:id/reschedule` */
export const rescheduleRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/reschedule',
  tags: ['visitor', 'host'],
  summary: 'Move a booking',
  description: `Id and manage token stay, \`sequence\` is raised by one. ${refusals}`,
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
    "The host's calendars are read before, if they were not a moment ago. What lies in the time by then is told in `conflicts` and refuses nothing: the host decides.",
  security: hostOrKey('manage'),
  request: { params: idParams },
  responses: {
    200: { description: 'The booking as it is now.', content: json(confirmResponse) },
    ...failures(...ofBooking, 'invalid_state'),
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
  responses: { ...response, ...failures(...ofBooking, ...ofBody, 'invalid_state') },
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

/** `GET /bookings/:id/calendar.ics` */
export const calendarFileRoute = createRoute({
  method: 'get',
  path: '/bookings/{id}/calendar.ics',
  tags: ['visitor', 'host'],
  summary: 'The booking as a calendar file',
  security: [...visitorOrHost('read'), { calendarFileToken: [] }],
  request: { params: idParams, query: z.object({ token: z.string().max(300).optional() }) },
  responses: {
    200: { description: 'One event, in UTC.', content: { 'text/calendar': { schema: z.string() } } },
    ...failures(...ofBooking),
  },
});
