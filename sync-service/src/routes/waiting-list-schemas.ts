import { z } from '@hono/zod-openapi';
import { booking, bookingBody, id, locationChoice, shownInstant } from './booking-schemas.ts';

/** Answer of everything about a place on a waiting list. */
export const waitlistResponse = z.object({
  entry: z
    .object({
      id,
      state: z.enum(['waiting', 'offered', 'claimed', 'missed', 'left', 'closed']).openapi({
        description:
          '`offered`: a seat is kept; `claimed`: it was booked; `missed`: it was not, in time; `left`: by the visitor; `closed`: the session began.',
      }),
      start: shownInstant,
      end: shownInstant,
      offer_expires_at: shownInstant.nullable().openapi({ description: 'Until when a seat is kept; null: none is.' }),
      booking_id: id.nullable(),
      host: booking.shape.host,
      event_type: booking.shape.event_type,
      attendee: booking.shape.attendee.unwrap(),
    })
    .openapi('WaitlistEntry'),
});

/** Answer of `POST /waiting-list`. */
export const newWaitlistResponse = waitlistResponse.extend({ token: z.string() });

/** Body of `POST /waiting-list`. */
export const waitlistBody = bookingBody.omit({ hold: true, series: true, metadata: true }).openapi('NewWaitlistEntry');

/** Body of `POST /waiting-list/:id/claim`. */
export const claimBody = z
  .object({ answers: bookingBody.shape.answers.unwrap().nullish(), location: locationChoice.nullish() })
  .openapi('Claim', { description: 'What is given replaces what the visitor gave when they began to wait.' });
