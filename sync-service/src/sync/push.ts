import type { EventToWrite, WrittenEvent } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { SealError } from '../credentials/seal.ts';
import type { PushedEvent, StartedPush } from '../db/push.ts';
import { ServiceError } from '../errors.ts';
import { type AccountParts, openAccount, toCalendar } from './account.ts';
import { describeEvent } from './event-text.ts';
import { explainFailure, isAboutList, reportAccount } from './failure.ts';
import { keysOf, proposeDeletion, type SearchParts, searchOwnAccount } from './search.ts';
import { orAborted } from './until-aborted.ts';

export interface PushParts extends SearchParts {
  log: SearchParts['log'] & { error(fields: object, message: string): void };
  /** Origin of the admin page. */
  publicUrl: string;
}

/**
 * How a push ended: there was `nothing` to do; the event was `written` or `removed`; its deletion in the calendar was
 * `proposed` to the host; it was found in another calendar and its push queued there (`relocated`); it is being
 * searched in the owner's other accounts (`searching`); or it `failed` for good and the reason was recorded with the
 * booking.
 */
export type PushResult = 'nothing' | 'written' | 'removed' | 'proposed' | 'relocated' | 'searching' | 'failed';

/** A conflict that no adapter expects to pass, such as an id that is taken, is given up sooner than a server that is down. */
const maxLastingConflicts = 5;

/**
 * Brings one event in a host's calendar up to date. Can be repeated after any failure, even if it is unknown whether
 * the provider carried out the request.
 * @param attempt Which attempt of the job this is; after the last one of `maxAttempts` a failure is final.
 * @param signal Stops waiting for the provider.
 * @throws the failure, after recording it, if the queue should retry; and database errors.
 */
export async function pushEvent(
  parts: PushParts,
  eventKey: string,
  calendarId: string,
  { attempt, maxAttempts }: { attempt: number; maxAttempts: number },
  signal?: AbortSignal,
): Promise<PushResult> {
  const push = await parts.db.call('begin_push', { event_key: eventKey, calendar_id: calendarId });
  if (push === null) return 'nothing';
  try {
    return await orAborted(bringAbout(parts, push, signal), signal);
  } catch (error) {
    // Errors of our database, or the end of this process, say nothing about the calendar.
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainFailure(error);
    const { code, message } = failure;
    const pauseMs = failure.retryAfterMs ?? (error instanceof ProviderError ? (error.pauseMs ?? null) : null);
    // Before the event, so that the event is postponed for the account's whole backoff.
    const isOutdated = (await reportAccount(parts.db, push.connection, error)) === 'outdated';
    // A postponed push continues as another job, which counts from one again.
    const tried = Math.max(attempt, push.attempt);
    // A calendar that is missing, or denied for once, may come back; once it has vanished, its events go elsewhere.
    const mayRecover = isOutdated || isWorthRetrying(error) || isAboutList(code);
    // All failures count as attempts: others may have been the first four, and this the first of its kind.
    const isLasting = code === 'conflict' && !failure.isRetryable;
    const isFinal = !mayRecover || tried >= (isLasting ? maxLastingConflicts : maxAttempts);
    const words = code === 'internal' ? 'The event could not be written because of an error in this service.' : message;
    await parts.db.call('fail_push', {
      ...keysOf(push),
      error_message: words,
      is_final: isFinal,
      retry_after_ms: pauseMs,
    });
    if (code === 'not_writable') await parts.db.call('record_refused_write', { calendar_id: calendarId });
    else if (isAboutList(code)) await parts.db.call('request_relist', { calendar_id: calendarId, reason: code });
    if (code === 'internal')
      parts.log.error({ calendar: calendarId, err: error }, 'writing an event failed unexpectedly');
    if (isFinal || pauseMs !== null) return 'failed';
    throw error;
  }
}

async function bringAbout(parts: PushParts, push: StartedPush, signal: AbortSignal | undefined): Promise<PushResult> {
  const opened = await openEvent(parts, push, push.attempt - 1);
  const { provider, account, calendar, ref } = opened;
  if (push.action === 'remove') {
    const wasThere = await provider.deleteEvent(account, calendar, ref);
    if (!wasThere && ref.providerEventId !== null) {
      // The owner may have moved it to another calendar, where it would stay forever.
      const { kind } = await searchOwnAccount(parts, push, null, push.attempt, signal);
      if (kind === 'found') return 'relocated';
      if (kind === 'searching') return 'searching';
    }
    await finishPush(parts, push, { providerEventId: ref.providerEventId, version: null }, true);
    return 'removed';
  }
  const event = toEvent(push, parts.publicUrl);
  let written: WrittenEvent;
  try {
    written = await (ref.providerEventId === null
      ? provider.createEvent(account, calendar, event)
      : provider.updateEvent(account, calendar, ref, event));
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== 'event_gone') throw error;
    // Checked directly: servers sometimes deny events that they have. An event that the host deleted is not written
    // again automatically.
    const stored = await provider.getEvent(account, calendar, ref);
    if (stored !== null && !stored.isCancelled) throw new ProviderError('conflict', error.message, { retryable: true });
    const { kind } = await searchOwnAccount(parts, push, null, push.attempt, signal);
    if (kind === 'found') return 'relocated';
    if (kind === 'searching') return 'searching';
    await proposeDeletion(parts, push, null);
    return 'proposed';
  }
  await finishPush(parts, push, written, false);
  return 'written';
}

async function finishPush(
  parts: PushParts,
  push: StartedPush,
  written: { providerEventId: string | null; version: string | null; videoLink?: string; awaitsVideoLink?: boolean },
  isRemoved: boolean,
): Promise<void> {
  await parts.db.call('finish_push', {
    ...keysOf(push),
    provider_event_id: written.providerEventId,
    version: written.version,
    is_removed: isRemoved,
    join_url: written.videoLink ?? null,
    awaits_join_url: written.awaitsVideoLink ?? false,
  });
}

/**
 * Opens the account and calendar of our event.
 * @param failures How often in a row that failed before.
 * @throws SealError if the credentials cannot be opened.
 */
export async function openEvent(
  parts: AccountParts & Pick<PushParts, 'providers'>,
  pushed: PushedEvent,
  failures: number,
) {
  const provider = parts.providers.get(pushed.connection.provider);
  if (provider === undefined) throw new Error(`no provider is called ${pushed.connection.provider}`);
  return {
    provider,
    account: await openAccount(parts, provider, pushed.connection, failures),
    calendar: toCalendar(pushed.calendar),
    ref: { key: pushed.event_key, providerEventId: pushed.provider_event_id, version: pushed.version },
  };
}

/** Whether a retry may succeed; other failures wait for the host or another change. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof SealError) return error.code === 'unknown_key';
  return !(error instanceof ProviderError) || error.retryable || error.code === 'conflict';
}

function toEvent(push: StartedPush, publicUrl: string): EventToWrite {
  const { event } = push;
  return {
    key: push.event_key,
    startsAt: event.starts_at,
    endsAt: event.ends_at,
    ...describeEvent(event, `${publicUrl}/admin/bookings/${event.booking_id}`),
    sequence: push.revision - 1,
    status: 'confirmed',
    overwritesTimes: push.is_put_back,
    wantsVideo: event.wants_video,
  };
}
