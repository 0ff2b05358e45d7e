import type { DbArguments, DbFunction, DbResult } from '../db/functions.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { eventsOf } from './events.ts';
import { type Metrics, secondsBuckets } from './metrics.ts';
import type { Spans } from './spans.ts';
import { createSyncMetrics } from './sync-metrics.ts';
import { currentWork } from './work.ts';

/** What visitors and hosts do to bookings, by the function that decides about it. */
const bookingActions: { [F in DbFunction]?: string } = {
  accept_proposed_time: 'accept_time',
  cancel_booking: 'cancel',
  cancel_series: 'cancel',
  claim_seat: 'claim_seat',
  confirm_booking: 'confirm',
  create_booking: 'book',
  create_booking_series: 'book_series',
  create_host_booking: 'book_as_host',
  decline_booking: 'decline',
  hold_slot: 'hold',
  join_waitlist: 'wait',
  reschedule_booking: 'move',
};

/**
 * Watches the calls of the database: how long they take, what they change and what they refuse. Everything that happens
 * to bookings, connections and mails happens in one of them, so that nothing is told twice or forgotten.
 */
export function watchDb(db: Db, parts: { log: Logger; metrics: Metrics; spans: Spans }): Db {
  const { log, metrics, spans } = parts;
  const seconds = metrics.histogram(
    'openslot_rpc_seconds',
    'Time of calls of the database, waiting for their turn included.',
    secondsBuckets,
  );
  const failures = metrics.counter('openslot_rpc_failures_total', 'Calls of the database that failed, by error code.');
  const bookings = metrics.counter('openslot_bookings_total', 'Attempts to change bookings, by what became of them.');
  const changes = metrics.counter('openslot_connection_changes_total', 'Connections made, ended and revoked.');
  const mails = metrics.counter('openslot_mails_total', 'Attempts to send mails, by what became of them.');
  const deliveries = metrics.counter('openslot_webhook_deliveries_total', 'Calls of webhooks, by their result.');
  const sync = createSyncMetrics(metrics);

  function record<F extends DbFunction>(name: F, args: DbArguments<F>, result: DbResult<F>): void {
    rememberWork(result);
    sync.called(name, args, result);
    const action = bookingActions[name];
    if (action !== undefined) bookings.add({ action, outcome: outcomeOf(result) });
    if (name === 'finish_webhook_delivery') {
      const { error } = args as DbArguments<'finish_webhook_delivery'>;
      deliveries.add({ outcome: error === undefined || error === null ? 'delivered' : 'failed' });
    }
    for (const { message, level, fields } of eventsOf(name, args, result)) {
      if (message === 'connection changed') {
        changes.add({ provider: String(fields.provider ?? 'unknown'), action: fields.action });
      } else if (message === 'mail') {
        mails.add({ kind: String(fields.kind ?? 'unknown'), outcome: fields.action });
      }
      log[level](fields, message);
    }
  }

  function recordFailure(name: DbFunction, error: unknown): void {
    const code = error instanceof ServiceError ? error.code : 'internal';
    failures.add({ function: name, code });
    const action = bookingActions[name];
    if (action !== undefined) bookings.add({ action, outcome: code });
  }

  return {
    async call(name, ...args) {
      const began = performance.now();
      const span = { name: `rpc ${name}`, kind: 'client', attributes: { 'db.system.name': 'postgresql' } } as const;
      try {
        const result = await spans.run(span, () => db.call(name, ...args));
        record(name, (args[0] ?? {}) as DbArguments<typeof name>, result);
        return result;
      } catch (error) {
        recordFailure(name, error);
        throw error;
      } finally {
        seconds.observe({ function: name }, (performance.now() - began) / 1000);
      }
    },
  };
}

/** Status of what was booked; of a hold or a place on a waiting list that it was made. */
function outcomeOf(result: unknown): string {
  const { booking, bookings } = (result ?? {}) as { booking?: { status: string }; bookings?: { status: string }[] };
  return booking?.status ?? bookings?.[0]?.status ?? 'made';
}

/** Puts what a call says about the work that is under way where later calls find it. */
function rememberWork(result: unknown): void {
  const work = currentWork();
  if (work === undefined || typeof result !== 'object' || result === null) return;
  const { connection, notification } = result as {
    connection?: { provider?: unknown } | null;
    notification?: { kind?: unknown };
  };
  if (typeof connection?.provider === 'string') work.provider = connection.provider;
  if (typeof notification?.kind === 'string') work.mailKind = notification.kind;
}
