const SERVICE_CODES = [
  'slot_taken',
  'slot_not_offered',
  'hold_expired',
  'calendar_unavailable',
  'invalid_request',
  'invalid_range',
  'invalid_state',
  'not_found',
  'unauthorized',
  'rate_limited',
  'forbidden',
] as const;

/** Why a request failed: a code of the service, or one of the three that only a client can know. */
export type FailureCode = (typeof SERVICE_CODES)[number] | 'network' | 'aborted' | 'unexpected';

/** A failed request; match it by `code`. */
export class RequestError extends Error {
  readonly code: FailureCode;
  readonly status: number;
  /** `error.details` of own routes: what belongs to the code. */
  readonly details: Record<string, unknown>;

  constructor(code: FailureCode, status: number, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** The part of `fetch` that is needed here, so that tests and embedding pages can give their own. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** One JSON request. */
export interface JsonRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** The request survives the page, for a last word on leaving. */
  keepalive?: boolean;
}

const TIMEOUT_MS = 20_000;

interface ErrorBody {
  /** Own routes. */
  error?: { code?: string; message?: string; details?: Record<string, unknown> };
  /** The Data API. */
  details?: string;
  message?: string;
}

function toError(status: number, body: ErrorBody | null): RequestError {
  const code = body?.error?.code ?? body?.details ?? '';
  const message = body?.error?.message ?? body?.message ?? `Request failed (${status})`;
  const known = SERVICE_CODES.find((each) => each === code) ?? 'unexpected';
  return new RequestError(known, status, message, body?.error?.details);
}

/**
 * Sends JSON and reads JSON. An empty response (204) is null.
 *
 * @throws RequestError `aborted` when the signal fired, `network` when no response came within 20 s, else the
 *   code of the response (`{error:{code}}` of own routes, `details` of the Data API) or `unexpected`.
 */
export async function requestJson<T>(fetch: Fetch, url: string, request: JsonRequest = {}): Promise<T> {
  // One for both: AbortSignal.any is missing in browsers of the last three years.
  const abort = new AbortController();
  const giveUp = () => abort.abort();
  const timer = setTimeout(giveUp, TIMEOUT_MS);
  if (request.signal?.aborted) giveUp();
  request.signal?.addEventListener('abort', giveUp);
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  try {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(body && { body }),
      signal: abort.signal,
      keepalive: request.keepalive ?? false,
      credentials: 'omit',
      // What is free is asked anew each time.
      cache: 'no-store',
    });
    const answer = parse(await response.text());
    if (!response.ok) throw toError(response.status, answer as ErrorBody | null);
    return answer as T;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (request.signal?.aborted) throw new RequestError('aborted', 0, 'The request was given up');
    throw new RequestError('network', 0, 'No answer from the server');
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', giveUp);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text || 'null');
  } catch {
    // A proxy's HTML error page: the status decides, the body says nothing.
    return null;
  }
}
