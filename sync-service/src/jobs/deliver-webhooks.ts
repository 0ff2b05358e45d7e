import type { Task } from 'graphile-worker';
import { ProviderError } from '../calendar/provider-error.ts';
import { readRetryAfter } from '../calendar/retry-after.ts';
import { SealError, type Sealer } from '../credentials/seal.ts';
import { openWebhookSecret, signWebhook, webhookBinding } from '../credentials/webhook-secret.ts';
import type { DbArguments } from '../db/functions.ts';
import type { DeliveryToSend } from '../db/webhook.ts';
import { parseAddress, safeFetch } from '../providers/http.ts';
import type { JobContext } from './context.ts';

/** An endpoint that takes longer failed; the specification advises 15 to 30 s, and a slot of the worker is taken. */
const responseTimeoutMs = 10_000;
const totalTimeoutMs = 15_000;
/** Endpoints that are called at a time, which leaves slots to syncs and mails; those whose last attempt failed. */
const maxLanes = 4;
const maxFailingLanes = 2;
/** After which an endpoint is taken to hang; so many of these do not count, so that they take no place of others. */
const hangingAfterMs = 1_000;
const maxUncounted = 2;
/** After which an endpoint with much to send lets others take its turn. */
const sliceMs = 1_000;
/** How long an endpoint waits that found no place, and one that fails while enough of those are called. */
const waitMs = 300;
const failingWaitMs = 5_000;
/** Bytes of a response that are looked at, and characters that are stored. */
const maxResponseBytes = 8_000;
const maxResponseCharacters = 2_000;

type Outcome = Omit<DbArguments<'finish_webhook_delivery'>, 'delivery_id' | 'wants_next'>;

/** What has arrived of a response. */
interface Response {
  status: number | null;
  chunks: Buffer[];
}

interface DeliverParts extends Pick<JobContext, 'db' | 'seal' | 'log' | 'now'> {
  config: Pick<JobContext['config'], 'allowPrivateHosts'>;
}

/**
 * Job `deliver_webhooks {endpoint_id}`, in the lane of the endpoint: sends what is due, as the database decides. A
 * process that dies between the response and its record sends the same delivery again, with the same id.
 */
export function createDeliverWebhooksTask(parts: DeliverParts): Task {
  let lanes = 0;
  let failingLanes = 0;
  let hangingLanes = 0;
  let lastPutOff = Number.NEGATIVE_INFINITY;

  /** Sends one delivery after the other; returns after how many milliseconds to go on, null if nothing is left. */
  async function deliver(endpointId: string, signal: AbortSignal | undefined): Promise<number | null> {
    const until = performance.now() + sliceMs;
    let next = await parts.db.call('begin_webhook_delivery', { endpoint_id: endpointId });
    while (next !== null) {
      const { is_failing: isFailing, delivery_id: id } = next;
      // Many that hang must not delay those that work.
      if (isFailing && failingLanes >= maxFailingLanes) return failingWaitMs;
      if (isFailing) failingLanes += 1;
      const outcome = await countHanging(send(parts, endpointId, next)).finally(() => {
        if (isFailing) failingLanes -= 1;
      });
      const isLast = performance.now() >= until || signal?.aborted === true;
      next = await parts.db.call('finish_webhook_delivery', { delivery_id: id, ...outcome, wants_next: !isLast });
      // Those that were put off come first.
      if (isLast) return performance.now() - lastPutOff < sliceMs ? 2 * waitMs : 0;
    }
    return null;
  }

  async function countHanging<T>(sending: Promise<T>): Promise<T> {
    let isHanging = false;
    const timer = setTimeout(() => {
      isHanging = true;
      hangingLanes += 1;
    }, hangingAfterMs);
    return sending.finally(() => {
      clearTimeout(timer);
      if (isHanging) hangingLanes -= 1;
    });
  }

  return async (payload: unknown, { abortSignal }) => {
    const { endpoint_id: endpointId } = payload as { endpoint_id: string };
    if (lanes - Math.min(hangingLanes, maxUncounted) >= maxLanes) {
      lastPutOff = performance.now();
      await parts.db.call('put_off_webhooks', { endpoint_id: endpointId, delay_ms: waitMs });
      return;
    }
    lanes += 1;
    try {
      const ms = await deliver(endpointId, abortSignal);
      if (ms !== null) await parts.db.call('put_off_webhooks', { endpoint_id: endpointId, delay_ms: Math.round(ms) });
    } finally {
      lanes -= 1;
    }
  };
}

async function send(parts: DeliverParts, endpointId: string, next: DeliveryToSend): Promise<Outcome> {
  const secrets = await openSecrets(parts, webhookBinding(next.owner_id, endpointId), next.secrets);
  if (secrets.length === 0) {
    return { status_code: null, error: 'Its secret cannot be opened. Rotate the secret of the endpoint.' };
  }
  const fault = addressFault(next.url, parts.config.allowPrivateHosts);
  // Tried for a day, it would be no other address.
  if (fault !== null) return { status_code: null, error: fault, is_gone: true };
  const timestamp = Math.floor((parts.now?.() ?? new Date()).getTime() / 1000);
  const seen: Response = { status: null, chunks: [] };
  try {
    const { headers } = await safeFetch(next.url, {
      method: 'POST',
      body: next.body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': next.delivery_id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(secrets, next.delivery_id, timestamp, next.body),
        'openslot-payload-version': next.payload_version,
      },
      allowPrivateHosts: parts.config.allowPrivateHosts,
      responseTimeoutMs,
      totalTimeoutMs,
      maxBytes: Number.MAX_SAFE_INTEGER,
      takeBody: (response) => {
        seen.status = response.status;
        let bytes = 0;
        return (chunk) => {
          if (bytes < maxResponseBytes) seen.chunks.push(chunk.subarray(0, maxResponseBytes - bytes));
          bytes += chunk.length;
        };
      },
    });
    const retryAfterMs = readRetryAfter(headers['retry-after'], headers.date);
    return judge(seen, retryAfterMs === null ? {} : { retry_after_ms: retryAfterMs });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // Whoever has sent a status has decided, however the rest of the response ends.
    return seen.status === null ? { status_code: null, error: error.message } : judge(seen, {});
  }
}

/** Why an address can never be called, whatever a name leads to later; null: it can. The Data API takes any. */
function addressFault(url: string, allowPrivateHosts: boolean): string | null {
  try {
    parseAddress(url, allowPrivateHosts);
    return null;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error.message;
  }
}

function judge({ status, chunks }: Response, more: Partial<Outcome>): Outcome {
  const response = { status_code: status, response_body: readableText(Buffer.concat(chunks)) };
  if (status !== null && status >= 200 && status < 300) return response;
  const isRedirect = status !== null && status >= 300 && status < 400;
  const isGone = status === 410;
  const meaning = isGone ? ' It wants no more events.' : isRedirect ? ' Redirects are not followed.' : '';
  return { ...response, ...more, error: `The endpoint responded with status ${status}.${meaning}`, is_gone: isGone };
}

/** Opens the secrets that can be opened; the operator is told of the others. */
async function openSecrets(
  { seal, log }: { seal: Sealer } & Pick<DeliverParts, 'log'>,
  binding: string,
  sealed: readonly string[],
): Promise<string[]> {
  const opened = sealed.map((jwe) =>
    openWebhookSecret(seal, jwe, binding).catch((error: unknown) => {
      if (!(error instanceof SealError)) throw error;
      log.error({ err: error }, 'the secret of a webhook endpoint cannot be opened');
      return null;
    }),
  );
  return (await Promise.all(opened)).filter((secret) => secret !== null);
}

/** The beginning of a response as text that every database and page can hold. */
function readableText(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .slice(0, maxResponseCharacters)
    .toWellFormed();
}
