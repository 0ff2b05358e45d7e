import type { DataApi } from './data-api.ts';
import type { DbArguments, DbFunction } from './functions.ts';

type Subject = 'event_type_id' | 'hold_id' | 'booking_id' | 'entry_id';

/** For calls of visitors and hosts that lock a host: the argument that determines the host. */
export const lockedSubject: { readonly [F in DbFunction]?: Subject & keyof DbArguments<F> } = {
  hold_slot: 'event_type_id',
  create_booking: 'event_type_id',
  create_booking_series: 'event_type_id',
  create_host_booking: 'event_type_id',
  join_waitlist: 'event_type_id',
  renew_hold: 'hold_id',
  release_hold: 'hold_id',
  cancel_booking: 'booking_id',
  cancel_series: 'booking_id',
  decide_series: 'booking_id',
  reschedule_booking: 'booking_id',
  confirm_booking: 'booking_id',
  decline_booking: 'booking_id',
  resolve_conflict: 'booking_id',
  mark_no_show: 'booking_id',
  propose_time: 'booking_id',
  accept_proposed_time: 'booking_id',
  leave_waitlist: 'entry_id',
  claim_seat: 'entry_id',
};

/** Limit of remembered ids. */
const maxKnown = 10_000;

/**
 * Creates a finder of the host whose row a call will lock: all bookings and event types of a host wait for the same
 * row. It queries each id once: its host never changes.
 */
export function createHostFinder(client: DataApi) {
  const known = new Map<string, string>();
  return {
    /** The host of a booking, hold, event type or place on a waiting list; an unknown id stands for itself. */
    async find(subject: Subject, id: string): Promise<string> {
      const found = known.get(id);
      if (found !== undefined) return found;
      const name = 'host_to_lock' satisfies DbFunction;
      // A hold is a booking.
      const args: DbArguments<typeof name> = { [subject === 'hold_id' ? 'booking_id' : subject]: id };
      const { data, error } = await client.rpc(name, args);
      // The call itself will report whatever is wrong with the id or the database.
      if (error !== null || typeof data !== 'string') return id;
      const oldest = known.size < maxKnown ? undefined : known.keys().next().value;
      if (oldest !== undefined) known.delete(oldest);
      known.set(id, data);
      return data;
    },
  };
}
