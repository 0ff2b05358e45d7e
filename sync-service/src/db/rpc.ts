import type { SupabaseClient } from '@supabase/supabase-js';
import { unavailable } from '../errors.ts';
import type { Actor, BookingAnswer, HoldAnswer, KeptMail, NewBooking, NewHold, NotificationAnswer } from './booking.ts';
import { calendarCalls } from './calendar-calls.ts';
import type { Caller } from './caller.ts';
import { channelCalls } from './channel-calls.ts';
import { connectionCalls } from './connection-calls.ts';
import { isContention, toServiceError } from './errors.ts';
import { createHostFinder, lockedSubject } from './host-finder.ts';
import { createLanes, LaneFull } from './lanes.ts';
import { pushCalls } from './push.ts';

/** What `anon` or `authenticated` may do in the database beyond the list of rights: how much, and one of it with the statement that ends it. */
export interface RightsStatus {
  count: number;
  first: { fault: string; remedy: string } | null;
}

/** The database as the service sees it: one method for each SQL function. All of them throw `ServiceError`. */
export type Db = ReturnType<typeof createDb>;

/**
 * Makes the typed calls of the SQL functions that the service uses.
 * @param client A client with the secret key.
 */
export function createDb(client: Pick<SupabaseClient, 'rpc'>) {
  const call = createCaller(client);
  return {
    ...bookingCalls(call),
    ...calendarCalls(call),
    ...channelCalls(call),
    ...connectionCalls(call),
    ...pushCalls(call),
    ...serviceCalls(call),
  };
}

/**
 * Repeats a call once that lost a race inside the database: its transaction was rolled back, nothing was written. Calls that
 * would wait for the same host there wait here instead, where they keep no connection from others.
 */
function createCaller(client: Pick<SupabaseClient, 'rpc'>): Caller {
  const lanes = createLanes({ width: 3, maxWaitMs: 10_000 });
  const hosts = createHostFinder(client);

  async function call<T>(name: string, args: Record<string, unknown>): Promise<T> {
    let answer = await client.rpc(name, args);
    if (answer.error !== null && isContention(answer.error)) {
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
      answer = await client.rpc(name, args);
    }
    if (answer.error !== null) throw toServiceError(answer.error, answer.status);
    return answer.data as T;
  }

  return async <T>(name: string, args: Record<string, unknown> = {}) => {
    const subject = lockedSubject[name];
    if (subject === undefined) return call<T>(name, args);
    const host = await hosts.find(subject, String(args[subject]));
    try {
      return await lanes.run(host, () => call<T>(name, args));
    } catch (error) {
      throw error instanceof LaneFull ? unavailable(error) : error;
    }
  };
}

function bookingCalls(call: Caller) {
  return {
    /** Keeps a slot for 5 minutes. */
    holdSlot: (hold: NewHold) =>
      call<HoldAnswer>('hold_slot', {
        event_type_id: hold.eventTypeId,
        starts_at: hold.start,
        duration_minutes: hold.durationMinutes,
        address_key: hold.addressKey,
        own_hold_id: hold.own?.id ?? null,
        own_generation: hold.own?.generation ?? null,
      }),
    /** Gives a hold 5 minutes more, once. */
    renewHold: (holdId: string, generation: number) => call<HoldAnswer>('renew_hold', { hold_id: holdId, generation }),
    /** Frees a held slot; repeatable. */
    releaseHold: (holdId: string, generation: number) => call<null>('release_hold', { hold_id: holdId, generation }),
    /** Books a slot, or the slot of a hold. `replayed` says that the idempotency key was known. */
    createBooking: (booking: NewBooking) =>
      call<BookingAnswer & { replayed: boolean }>('create_booking', {
        event_type_id: booking.eventTypeId,
        starts_at: booking.start,
        duration_minutes: booking.durationMinutes,
        attendee: booking.attendee,
        answers: booking.answers,
        hold_id: booking.hold?.id ?? null,
        hold_generation: booking.hold?.generation ?? null,
        idempotency_key: booking.idempotency?.key ?? null,
        request_hash: booking.idempotency?.requestHash ?? null,
      }),
    getBooking: (bookingId: string, actor: Actor) =>
      call<BookingAnswer>('get_booking', { booking_id: bookingId, ...actorArguments(actor) }),
    /** Repeatable. */
    cancelBooking: (bookingId: string, reason: string | null, actor: Actor) =>
      call<BookingAnswer>('cancel_booking', { booking_id: bookingId, reason, ...actorArguments(actor) }),
    /** Moves a booking; a null duration keeps the one it has. */
    rescheduleBooking: (bookingId: string, start: string, durationMinutes: number | null, actor: Actor) =>
      call<BookingAnswer>('reschedule_booking', {
        booking_id: bookingId,
        starts_at: start,
        duration_minutes: durationMinutes,
        ...actorArguments(actor),
      }),
    confirmBooking: (bookingId: string, userId: string) =>
      call<BookingAnswer>('confirm_booking', { booking_id: bookingId, actor_user_id: userId }),
    declineBooking: (bookingId: string, userId: string, reason: string | null) =>
      call<BookingAnswer>('decline_booking', { booking_id: bookingId, actor_user_id: userId, reason }),
    /** Housekeeping: marks holds and requests whose time is over. */
    expireBookings: () => call<{ expired: number }>('expire_bookings'),
  };
}

function serviceCalls(call: Caller) {
  return {
    /** Null if the mail was sent or kept already, or is gone. */
    nextNotification: (notificationId: string) =>
      call<NotificationAnswer | null>('next_notification', { notification_id: notificationId }),
    /** Keeps how an attempt to send a mail ended: without an error it was sent. */
    finishNotification: (notificationId: string, error: string | null = null) =>
      call<null>('finish_notification', { notification_id: notificationId, error }),
    /** Stores a mail instead of sending it and marks its notification as kept; repeatable. */
    keepMail: (notificationId: string, recipient: string, subject: string, body: string, ics: string | null) =>
      call<null>('keep_mail', { notification_id: notificationId, recipient, subject, body, ics }),
    listMail: (most: number) => call<{ mails: KeptMail[] }>('list_mail', { most }),
    /** Says that job workers are alive and answers which others have been silent for 30 seconds. */
    workerHeartbeat: (workerIds: readonly string[]) =>
      call<{ stale: string[] }>('worker_heartbeat', { worker_ids: workerIds }),
    forgetWorkers: (workerIds: readonly string[]) => call<null>('forget_workers', { worker_ids: workerIds }),
    /** The host that a page shows, with the version of its slots; null if there is none. */
    findLiveHost: (slug: string) => call<{ host_id: string; version: number } | null>('find_live_host', { slug }),
    liveVersions: (hostIds: readonly string[]) => call<Record<string, number>>('live_versions', { host_ids: hostIds }),
    /** The newest migration that was applied (null: none is recorded). */
    serviceStatus: () => call<{ migration: string | null }>('service_status'),
    /** The time zones of hosts, event types and calendars, sorted. */
    zonesInUse: () => call<string[]>('zones_in_use'),
    /** What visitors or signed-in users may do in the database beyond the list of rights. */
    rightsStatus: () => call<RightsStatus>('rights_status'),
    /** Writes a row and notifies `openslot_probe` with its id: to be seen and heard on DATABASE_URL. */
    writeProbe: (probeId: string) => call<null>('write_probe', { probe_id: probeId }),
    /** UTC offsets in minutes of each zone at each instant, as the database knows them. */
    zoneOffsets: (zones: readonly string[], instants: readonly string[]) =>
      call<Record<string, number[]>>('zone_offsets', { zones, instants }),
  };
}

function actorArguments(actor: Actor): Record<string, unknown> {
  return 'userId' in actor
    ? { actor_generation: null, actor_user_id: actor.userId }
    : { actor_generation: actor.generation, actor_user_id: null };
}
