import type { JobHelpers, Task, TaskList } from 'graphile-worker';
import { deleteOwner } from '../accounts/delete-owner.ts';
import { revokeAccount } from '../accounts/revoke-account.ts';
import { defaultRetention } from '../retention.ts';
import { syncAnnounced } from '../sync/announced-sync.ts';
import { auditAccount } from '../sync/audit.ts';
import { maintainChannels, providersWithChannels } from '../sync/channels.ts';
import { pullCalendar } from '../sync/pull.ts';
import { pushEvent } from '../sync/push.ts';
import { searchOtherAccount } from '../sync/search.ts';
import { syncAccount } from '../sync/sync-account.ts';
import { verifyEvent } from '../sync/verify.ts';
import type { JobContext } from './context.ts';
import { keepHouse } from './housekeeping.ts';
import { planAll } from './plan-all.ts';

/** Accounts planned in one transaction: anything that writes about them waits for it. */
const maxAccounts = 200;
/** Bookings planned in one transaction: the host's visitors wait for it. */
const maxBookings = 50;

/** Mails written in one transaction. */
const maxMails = 200;

interface EventJob {
  event_key: string;
  calendar_id: string;
}

interface VerifyJob extends EventJob {
  run_id?: string;
  searched_revision?: number;
}

interface SearchJob extends EventJob {
  revision: number;
  connection_ids: string[];
  run_id?: string;
}

/** A task for jobs with this payload, which only our SQL writes. */
function task<P>(work: (payload: P, helpers: JobHelpers) => Promise<unknown>): Task {
  return async (payload: unknown, helpers) => {
    await work(payload as P, helpers);
  };
}

/**
 * Creates the tasks that call a provider, each in the lane of its account, so that one worker at a time uses an
 * account. After a provider failure they plan the next step themselves; the queue's retries are for failures of our
 * database unless a task says otherwise.
 */
export function createSyncTasks(
  ctx: Omit<JobContext, 'config'> & {
    config: Pick<JobContext['config'], 'publicUrl'> & Partial<Pick<JobContext['config'], 'storesTitles'>>;
  },
) {
  const { publicUrl, storesTitles = true } = ctx.config;
  const parts = { ...ctx, log: ctx.log.child({ part: 'sync' }), publicUrl, storesTitles };
  const channelParts = { ...ctx, log: ctx.log.child({ part: 'channels' }) };
  return {
    /** Syncs an account, or the rest of a paused sync. `is_announced`: because of notices. */
    sync_account: task<{ connection_id: string; calendar_ids?: string[]; is_announced?: boolean }>(
      ({ connection_id, calendar_ids, is_announced }, { abortSignal }) =>
        is_announced
          ? syncAnnounced(parts, connection_id, abortSignal)
          : syncAccount(parts, connection_id, { signal: abortSignal, rest: calendar_ids ?? null }),
    ),
    /** Compares an account's calendars with full listings. `tries`: the deletion guard held these back so often. */
    audit_account: task<{ connection_id: string; calendar_ids?: string[]; tries?: number }>(
      ({ connection_id, calendar_ids, tries }, { abortSignal }) =>
        auditAccount(parts, connection_id, {
          signal: abortSignal,
          calendarIds: calendar_ids ?? null,
          tries: tries ?? 0,
        }),
    ),
    /** Pulls a calendar. `tries`: it follows a notice, which was followed up this often before. */
    pull: task<{ calendar_id: string; tries?: number }>(({ calendar_id, tries }, { abortSignal }) =>
      pullCalendar(parts, calendar_id, { signal: abortSignal, tries }),
    ),
    /** Writes or removes one event in a host's calendar; the queue retries what may succeed later. */
    push_event: task<EventJob>(({ event_key, calendar_id }, { abortSignal, job }) => {
      const attempts = { attempt: job.attempts, maxAttempts: job.max_attempts };
      return pushEvent(parts, event_key, calendar_id, attempts, abortSignal);
    }),
    /** Checks the event of a booking that seems to have moved or vanished. */
    verify_event: task<VerifyJob>(({ event_key, calendar_id, run_id, searched_revision }, { abortSignal, job }) =>
      verifyEvent(parts, event_key, calendar_id, {
        attempt: job.attempts,
        runId: run_id ?? null,
        searchedRevision: searched_revision ?? null,
        signal: abortSignal,
      }),
    ),
    /** Searches the first of these accounts for a booking's event, because it is not where it was written. */
    search_event: task<SearchJob>(({ calendar_id, connection_ids, run_id, ...event }, { abortSignal, job }) =>
      searchOtherAccount(parts, { ...event, calendar: { id: calendar_id } }, connection_ids, {
        runId: run_id ?? null,
        attempt: job.attempts,
        isLastAttempt: job.attempts >= job.max_attempts,
        ...(abortSignal && { signal: abortSignal }),
      }),
    ),
    /** Opens and closes an account's channels. */
    maintain_channels: task<{ connection_id: string }>(({ connection_id }, { abortSignal }) =>
      maintainChannels(channelParts, connection_id, abortSignal),
    ),
    /** The last job in the lane of a disconnected account: revokes the connection. */
    finish_disconnect: task<{ connection_id: string }>(({ connection_id }, { abortSignal }) =>
      revokeAccount(parts, connection_id, abortSignal),
    ),
  } satisfies TaskList;
}

/**
 * Creates the tasks that only use our database: those of the ticks, and the planning that ticks and SQL leave to jobs.
 * They run beside the jobs of any account: what they call locks the rows that it changes.
 */
export function createPlanTasks(
  ctx: Pick<JobContext, 'db' | 'providers'> & {
    config: Pick<JobContext['config'], 'pollIntervalSeconds'> &
      Partial<Pick<JobContext['config'], 'retention' | 'storesTitles'>>;
  },
) {
  const { db, config } = ctx;
  const providers = providersWithChannels(ctx.providers, 'calendar', 'account');
  const accountProviders = providersWithChannels(ctx.providers, 'account');
  return {
    /** Queues a sync of every due account. */
    poll: task((_, { abortSignal }) =>
      planAll(maxAccounts, abortSignal, () =>
        db.call('enqueue_due_polls', { poll_interval_seconds: config.pollIntervalSeconds, max_count: maxAccounts }),
      ),
    ),
    /** Queues the weekly audit of every due account. */
    audits: task((_, { abortSignal }) =>
      planAll(maxAccounts, abortSignal, () => db.call('enqueue_due_audits', { max_count: maxAccounts })),
    ),
    /** Queues maintenance of every account whose channels need it. */
    channels: task(async (_, { abortSignal }) => {
      if (providers.length === 0) return;
      await planAll(maxAccounts, abortSignal, () =>
        db.call('enqueue_due_channels', { providers, max_count: maxAccounts, account_providers: accountProviders }),
      );
    }),
    /**
     * Writes the events of future bookings that are in no calendar after the host chose another booking target. The
     * account's lane writes them. Continues after an interruption.
     */
    plan_missing_pushes: task<{ host_id: string }>(async ({ host_id }, { abortSignal }) => {
      await planAll(maxBookings, abortSignal, () =>
        db.call('plan_missing_pushes', { host_id, max_count: maxBookings }),
      );
      abortSignal?.throwIfAborted();
    }),
    /**
     * Compares what was booked while a calendar could not be read with its events. It does not wait for the account's
     * lane, since it calls no provider and locks the calendar itself: the owner is told of clashes while the rest of the
     * account is still being read.
     */
    check_blind_period: task<{ calendar_id: string; since?: string }>(({ calendar_id, since }) =>
      db.call('check_blind_period', { calendar_id, since: since ?? null }),
    ),
    /** Deletes the data of an owner who asked for that, as far as it can be done now. */
    delete_owner_data: task<{ owner_id: string }>(({ owner_id }, { abortSignal }) =>
      deleteOwner(ctx, owner_id, abortSignal),
    ),
    /** Writes the reminders and weekly summaries that are due. */
    due_mails: task((_, { abortSignal }) =>
      planAll(maxMails, abortSignal, () => db.call('enqueue_due_mails', { max_count: maxMails })),
    ),
    /** Marks expired holds and requests, and offers seats that are free again to those who wait. */
    expire_bookings: task(async () => {
      await db.call('expire_bookings');
      await db.call('offer_due_seats');
    }),
    /** The same for seats alone, at once: a host has more of them. */
    offer_seats: task(() => db.call('offer_due_seats')),
    /** Deletes what has been kept long enough. */
    housekeeping: task((_, { abortSignal }) =>
      keepHouse(db, config.retention ?? defaultRetention, abortSignal, config.storesTitles),
    ),
  } satisfies TaskList;
}
