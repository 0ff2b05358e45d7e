import type { DataApi } from './data-api.ts';
import type { DbArguments, DbFunction } from './functions.ts';

type Subject = 'event_type_id' | 'hold_id' | 'booking_id';

/** Of the calls that visitors and hosts cause and that lock a host: the argument which says which. */
export const lockedSubject: { readonly [F in DbFunction]?: Subject & keyof DbArguments<F> } = {
  hold_slot: 'event_type_id',
  create_booking: 'event_type_id',
  renew_hold: 'hold_id',
  release_hold: 'hold_id',
  cancel_booking: 'booking_id',
  reschedule_booking: 'booking_id',
  confirm_booking: 'booking_id',
  decline_booking: 'booking_id',
  resolve_conflict: 'booking_id',
};

/** So many are remembered: all that are asked for at a time. */
const maxKnown = 10_000;

/** Knows whose row a call will lock: however many bookings and event types a host has, callers wait for the same row. */
export interface HostFinder {
  /** The host of a booking, hold or event type; what nobody knows stands for itself. */
  find(subject: Subject, id: string): Promise<string>;
}

/** A finder that asks the database once for each id, since none of them changes its host. */
export function createHostFinder(client: DataApi): HostFinder {
  const known = new Map<string, string>();
  return {
    async find(subject, id) {
      const found = known.get(id);
      if (found !== undefined) return found;
      const name = 'host_to_lock' satisfies DbFunction;
      const args: DbArguments<typeof name> = subject === 'event_type_id' ? { event_type_id: id } : { booking_id: id };
      const { data, error } = await client.rpc(name, args);
      // Whatever is wrong with the id, or the database, the call itself says in its own words.
      if (error !== null || typeof data !== 'string') return id;
      const oldest = known.size < maxKnown ? undefined : known.keys().next().value;
      if (oldest !== undefined) known.delete(oldest);
      known.set(id, data);
      return data;
    },
  };
}
