import type { CalendarProvider } from '../calendar/provider.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import { revocableProviders } from './revoke-account.ts';

interface DeletionParts {
  db: Db;
  providers: ReadonlyMap<string, CalendarProvider>;
}

/**
 * Deletes the data of an owner who asked for that: cancels their bookings to come, as they would themselves, disconnects
 * their accounts and removes our events from them, and deletes the rows once all that is done. Where it has to wait, a
 * later job continues; after an interruption it continues where it was.
 * @throws ServiceError of the database; the signal's reason.
 */
export async function deleteOwner(parts: DeletionParts, ownerId: string, signal?: AbortSignal): Promise<void> {
  const { db } = parts;
  for (;;) {
    signal?.throwIfAborted();
    const { step, bookings, connections } = await db.call('next_deletion_step', { owner_id: ownerId });
    if (step === 'none' || step === 'wait') return;
    if (step === 'delete') {
      if ((await db.call('delete_owner_rows', { owner_id: ownerId })).finished) return;
      continue;
    }
    for (const id of bookings) {
      signal?.throwIfAborted();
      await cancel(db, id, ownerId);
    }
    for (const id of connections) {
      await db.call('disconnect_connection', {
        connection_id: id,
        owner_id: ownerId,
        pushed_events: 'remove',
        revocable_providers: revocableProviders(parts.providers),
      });
    }
  }
}

/** What its visitor cancelled meanwhile, or has begun, is no failure: the next step does not name it. */
async function cancel(db: Db, bookingId: string, ownerId: string): Promise<void> {
  try {
    await db.call('cancel_booking', { booking_id: bookingId, actor_user_id: ownerId });
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'invalid_state')) throw error;
  }
}
