import type { DbArguments, DbFunction, DbResult } from '../db/functions.ts';
import { currentWork } from './work.ts';

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What a call of the database has changed, for a line of the log. Never has names, addresses or words of people. */
export interface ChangeEvent {
  message: 'booking changed' | 'connection changed' | 'sync failed' | 'mail' | 'rights changed' | 'data deleted';
  /** Lines about failures are warnings; holds, which come and go, are written only with `LOG_LEVEL=debug`. */
  level: 'debug' | 'info' | 'warn';
  fields: Fields & { action: string };
}

type Describe<F extends DbFunction> = (args: DbArguments<F>, result: DbResult<F>) => ChangeEvent[];

interface ShownBooking {
  id: string;
  status: string;
  start: string;
  host: { slug: string };
}

function bookingChanged(action: string, ...bookings: readonly ShownBooking[]): ChangeEvent[] {
  return bookings.map(({ id, status, start, host }) => ({
    message: 'booking changed',
    level: 'info',
    fields: { action, booking: id, status, start, host: host.slug },
  }));
}

function held(action: string, booking: string): ChangeEvent[] {
  return [{ message: 'booking changed', level: 'debug', fields: { action, booking } }];
}

function counted(action: string, count: number): ChangeEvent[] {
  return count > 0 ? [{ message: 'booking changed', level: 'info', fields: { action, count } }] : [];
}

function connectionChanged(action: string, connection: string, provider?: string): ChangeEvent[] {
  return [
    {
      message: 'connection changed',
      level: 'info',
      fields: { action, connection, provider: provider ?? currentWork()?.provider },
    },
  ];
}

function syncFailed(action: string, code: string, fields: Fields): ChangeEvent[] {
  return [
    { message: 'sync failed', level: 'warn', fields: { action, ...fields, code, provider: currentWork()?.provider } },
  ];
}

function mail(action: string, notification: string, fields: Fields = {}): ChangeEvent[] {
  return [
    {
      message: 'mail',
      level: ['sent', 'kept'].includes(action) ? 'info' : 'warn',
      fields: { action, notification, kind: currentWork()?.mailKind, ...fields },
    },
  ];
}

/** The calls that change what somebody asks about afterwards. */
const describe: { [F in DbFunction]?: Describe<F> } = {
  accept_proposed_time: (_, { booking }) => bookingChanged('accept_time', booking),
  cancel_booking: (_, { booking }) => bookingChanged('cancel', booking),
  cancel_series: (_, { bookings }) => bookingChanged('cancel', ...bookings),
  claim_seat: (_, { booking }) => bookingChanged('claim_seat', booking),
  confirm_booking: (_, { booking }) => bookingChanged('confirm', booking),
  create_booking: (_, { booking, replayed }) => bookingChanged(replayed ? 'repeat' : 'book', booking),
  create_booking_series: (_, { bookings, replayed }) => bookingChanged(replayed ? 'repeat' : 'book', ...bookings),
  create_host_booking: (_, { booking }) => bookingChanged('book', booking),
  decide_series: (_, { bookings }) => bookingChanged('decide', ...bookings),
  decline_booking: (_, { booking }) => bookingChanged('decline', booking),
  expire_bookings: (_, { expired }) => counted('expire', expired),
  hold_slot: (_, { id }) => held('hold', id),
  mark_no_show: (_, { booking }) => bookingChanged('no_show', booking),
  offer_due_seats: (_, { offered }) => counted('offer_seat', offered),
  propose_time: (_, { booking }) => bookingChanged('propose_time', booking),
  release_hold: ({ hold_id: id }) => held('release', id),
  renew_hold: (_, { id }) => held('renew', id),
  reschedule_booking: (_, { booking }) => bookingChanged('move', booking),
  resolve_conflict: ({ decision }, { booking }) => bookingChanged(`conflict_${decision}`, booking),

  disconnect_connection: ({ connection_id: id }, { connection }) =>
    connection === null ? [] : connectionChanged('disconnect', id, connection.provider),
  finish_disconnect: ({ connection_id: id }, { finished }) => (finished ? connectionChanged('revoked', id) : []),
  save_connection: (_, { connection }) => connectionChanged('connect', connection.id, connection.provider),

  fail_channel: ({ channel_id: channel, error_code: code }) => syncFailed('channel', code, { channel }),
  fail_pull: ({ calendar_id: calendar, error_code: code, needs_reconnect: isLost }) =>
    syncFailed('pull', code, { calendar, needs_reconnect: isLost }),
  fail_push: ({ event_key: booking, calendar_id: calendar, is_final: isFinal }) =>
    syncFailed('push', isFinal ? 'given_up' : 'to_repeat', { booking, calendar }),
  fail_sync: ({ connection_id: connection, error_code: code, needs_reconnect: isLost }) =>
    syncFailed('sync', code, { connection, needs_reconnect: isLost }),

  finish_notification: ({ notification_id: id, error, is_retryable: isRetryable, is_bounced: isBounced }) =>
    error === undefined || error === null
      ? mail('sent', id)
      : mail(isRetryable ? 'failed' : isBounced ? 'refused' : 'dropped', id, { bounced: isBounced ?? false }),
  keep_mail: ({ notification_id: id }) => mail('kept', id),

  create_api_key: (_, { api_key: key }) => [
    { message: 'rights changed', level: 'info', fields: { action: 'create_api_key', key: key.id } },
  ],
  revoke_api_key: ({ api_key_id: key }) => [
    { message: 'rights changed', level: 'info', fields: { action: 'revoke_api_key', key } },
  ],
  request_deletion: ({ owner_id: owner }) => [
    { message: 'data deleted', level: 'info', fields: { action: 'request', owner } },
  ],
};

/** What a successful call has changed. */
export function eventsOf<F extends DbFunction>(name: F, args: DbArguments<F>, result: DbResult<F>): ChangeEvent[] {
  return describe[name]?.(args, result) ?? [];
}
