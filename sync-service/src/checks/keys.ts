import type { SupabaseSettings } from '../config.ts';
import { isCertificateFault } from './certificate-codes.ts';

const timeoutMs = 10_000;
const pauseMs = 1_000;
/** A start waits no longer for what only makes pages faster. */
const plainTimeoutMs = 3_000;

/** The outcome of calling a function. */
interface Outcome {
  status: number;
  /** SQLSTATE or PostgREST code; '' if the response has none. */
  code: string;
  message: string;
  body: unknown;
}

/** The call got no response, or one from a gateway that could not reach the database. */
class Unreachable extends Error {}

/**
 * Tries both keys of the project: the secret one must be able to do the service's work, the publishable one only what
 * visitors do. The form of a key does not show its rights: a custom gateway may give it any meaning.
 * @param options.call How to send requests: over the network, or to the handler in this process.
 * @param options.attempts How often a call without a response is tried.
 * @returns the faults, one line each that says what to do.
 */
export async function tryKeys(
  supabase: SupabaseSettings,
  { call = fetch, attempts = 1 }: { call?: typeof fetch | undefined; attempts?: number } = {},
): Promise<string[]> {
  const rpc = (key: string, withBearer: boolean, name: string, body: object = {}) =>
    persist(attempts, () => ask(call, `${supabase.url}/rest/v1/rpc/${name}`, key, withBearer, body));
  try {
    const secret = await rpc(supabase.secretKey, true, 'rights_status');
    const unusable = describeResponse(secret, 'SUPABASE_SECRET_KEY', 'the role service_role');
    if (unusable !== null) return [unusable];
    const [alone, asBearer, page] = await Promise.all([
      rpc(supabase.publishableKey, false, 'rights_status'),
      rpc(supabase.publishableKey, true, 'rights_status'),
      rpc(supabase.publishableKey, false, 'get_booking_page', { host_slug: '', event_slug: '' }),
    ]);
    if ([alone, asBearer].some(isServedAsService)) return [PRIVILEGED];
    const refused = describeResponse(
      page,
      'SUPABASE_PUBLISHABLE_KEY',
      'the role anon, which reads the pages of visitors',
    );
    return refused === null ? [] : [refused];
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return [error.message];
  }
}

/**
 * Whether the Data API answers a plain GET with the publishable key in the address. Then a browser on another site needs no preflight to
 * read. Gateways that take no key from there, or hand it on to PostgREST as an argument, don't; nor does one that can't be reached now.
 */
export async function takesKeyInAddress(supabase: SupabaseSettings, call: typeof fetch = fetch): Promise<boolean> {
  const query = new URLSearchParams({ host_slug: '', event_slug: '', apikey: supabase.publishableKey });
  try {
    const response = await call(`${supabase.url}/rest/v1/rpc/get_booking_page?${query}`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(plainTimeoutMs),
    });
    // The function itself says that there is no such page.
    return (readJson(await response.text()) as { code?: unknown } | null)?.code === 'PT404';
  } catch {
    // The check of the keys says what is wrong; with the key in a header it works once that is mended.
    return false;
  }
}

const PRIVILEGED =
  "SUPABASE_PUBLISHABLE_KEY can call the service's own functions, and every visitor's browser gets this key: it is a secret key, or your gateway " +
  'gives it the role service_role. Set it to the key of the role anon, and replace the secret key if a service ever ran like this.';

/** Excess rights of visitors are another fault, which the function itself reports. */
function isServedAsService({ status, body }: Outcome): boolean {
  return status < 300 && (body as { first?: unknown } | null)?.first === null;
}

/** Explains a refusal; null if the function was called or does not exist yet, which the migrations show. */
function describeResponse({ status, code, message }: Outcome, key: string, role: string): string | null {
  if (status < 300 || code === 'PGRST202' || code.startsWith('PT')) return null;
  if (code === '42501') return `${key} does not have ${role} at SUPABASE_URL. Set it to the right key of the project.`;
  if (status === 401 || status === 403) {
    return `${key} is not accepted by SUPABASE_URL (${status}${message && `: ${message}`}). Set both to the same project.`;
  }
  if (code === '') {
    return `SUPABASE_URL answers with ${status}, but not as a Data API does. Set it to the address of the project, without a path.`;
  }
  return `The Data API of SUPABASE_URL refuses calls (${code}: ${message}). It has to serve the schema public.`;
}

/** Retries, because the project's gateway may be starting or briefly busy. */
async function persist<T>(attempts: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

async function ask(call: typeof fetch, url: string, key: string, withBearer: boolean, body: object): Promise<Outcome> {
  const headers = {
    apikey: key,
    'content-type': 'application/json',
    ...(withBearer && { authorization: `Bearer ${key}` }),
  };
  let response: Response;
  let text: string;
  try {
    response = await call(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    throw new Unreachable(describeNetworkFault(error));
  }
  const read = readJson(text);
  const { code, message } = (read ?? {}) as { code?: unknown; message?: unknown };
  const detail = typeof message === 'string' ? oneLine(message) : '';
  if (response.status >= 500) {
    throw new Unreachable(
      `The Data API of SUPABASE_URL answers with ${response.status}${detail && ` (${detail})`}. Check that the project runs.`,
    );
  }
  return { status: response.status, code: typeof code === 'string' ? code : '', message: detail, body: read };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a Data API; the status says what it is.
    return null;
  }
}

/** Node puts the real error into the cause. */
function describeNetworkFault(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause ?? error;
  const first = cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause;
  const { code, message, name } = first as { code?: string; message?: string; name?: string };
  const what = oneLine(message || code || name || String(first));
  return isCertificateFault(code)
    ? `The Data API of SUPABASE_URL cannot be used (${what}). Give the certificate of its authority with NODE_EXTRA_CA_CERTS=/path/to/ca.crt.`
    : `The Data API of SUPABASE_URL cannot be reached (${what}). Check the address, and that the project runs.`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
