import type { AdminCalls } from '../../app/calls.ts';
import { type BookingOutside, previewSlots, readBookings } from './availability-api.ts';
import { concernedTypes, type Preview, type PreviewRange } from './preview.ts';
import { changedLists, type Lists } from './schedule.ts';

/** What would become of the slots and bookings of a host. */
export interface Review {
  /** Of each event type that is concerned. */
  types: { id: string; preview: Preview }[];
  /** Those that would be outside of the hours, the first hundred of them. */
  bookings: BookingOutside[];
  outside: number;
}

interface ReviewOf {
  base: Lists;
  draft: Lists;
  range: PreviewRange;
  /** The event types that can be booked. */
  ids: readonly string[];
}

/** Asks the database for a preview of each event type. @throws RequestError */
export async function readReview(
  calls: AdminCalls,
  { base, draft, range, ids }: ReviewOf,
  signal: AbortSignal,
): Promise<Review> {
  const changes = changedLists(base, draft);
  const types: Review['types'] = [];
  // One after the other: previews of a host wait for each other anyway.
  for (const id of concernedTypes(base, draft, ids))
    types.push({ id, preview: await previewSlots(calls, id, range, changes, signal) });
  const outside = [...new Set(types.flatMap(({ preview }) => preview.bookings_outside))];
  return { types, bookings: await readBookings(calls, outside, signal), outside: outside.length };
}
