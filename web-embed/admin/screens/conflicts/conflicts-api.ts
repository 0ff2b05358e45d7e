import type { AdminCalls } from '../../app/calls.ts';
import type { Conflict, ListedBooking } from '../bookings/bookings-api.ts';
import type { ListPart } from '../bookings/cursor-list.ts';

/** A conflict in the list of all (`GET /conflicts`). */
export interface ListedConflict {
  id: string;
  kind: Conflict['kind'];
  event: { title: string | null; start: string | null; end: string | null };
  other_booking_id?: string;
  detected_at: string;
  resolved_at: string | null;
  resolution: Conflict['resolution'];
  booking: ListedBooking;
  others: number;
  calendar: { name: string; provider: string } | null;
}

export type ConflictsView = 'open' | 'history';

/** A page of the conflicts of all hosts. @throws RequestError */
export async function readConflicts(
  { service }: Pick<AdminCalls, 'service'>,
  view: ConflictsView,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<ListPart<ListedConflict>> {
  const query = new URLSearchParams({ state: view, limit: '30', ...(cursor !== null && { cursor }) });
  const page = await service<{ conflicts: ListedConflict[]; next_cursor: string | null }>(`/conflicts?${query}`, {
    signal,
  });
  return { items: page.conflicts, next: page.next_cursor };
}

/** As the page of a booking has it. */
export function toConflict({
  event,
  other_booking_id: other,
  ...conflict
}: Omit<ListedConflict, 'others' | 'calendar'>): Conflict {
  return {
    id: conflict.id,
    kind: conflict.kind,
    event_title: event.title,
    event_starts_at: event.start,
    event_ends_at: event.end,
    other_booking_id: other ?? null,
    detected_at: conflict.detected_at,
    resolved_at: conflict.resolved_at,
    resolution: conflict.resolution,
  };
}
