import type { Context } from 'hono';
import type { Callers } from '../routes/callers.ts';
import type { AppEnv } from '../routes/router.ts';
import type { SharedBuckets } from '../routes/shared-buckets.ts';
import { authFailure } from './auth-request.ts';

/** What tries a password or a code, or sends a mail, by whichever method. */
const limited = new Set(['signup', 'token', 'otp', 'magiclink', 'verify', 'recover', 'resend', 'reauthenticate']);
/** An office that signs in after lunch. */
const perAddress = { perMinute: 6, burst: 30 };
/** From wherever it is tried: of the million codes of six digits seventy, while one is valid. */
const perAccount = { perMinute: 1, burst: 10 };

/** Returns the refusal of a request to Auth, or null. */
export type LimitSignIns = (c: Context<AppEnv>, request: Request) => Promise<Response | null>;

/**
 * Slows down who tries passwords and codes, as GoTrue does: by address, and by account, in all processes together. An account that
 * somebody tries is slow for its owner, too, until they stop; who is signed in notices nothing.
 */
export function createSignInLimits(
  sharedBuckets: SharedBuckets,
  callers: Pick<Callers, 'limitedGroupOf'>,
): LimitSignIns {
  const addresses = sharedBuckets('sign-in address', perAddress);
  const accounts = sharedBuckets('sign-in account', perAccount);

  return async (c, request) => {
    const group = callers.limitedGroupOf(c);
    if (group === null || !isLimited(request)) return null;
    const account = await accountOf(request);
    const waitSeconds = (await addresses.take(group)) || (account === null ? 0 : await accounts.take(account));
    if (waitSeconds === 0) return null;
    const refusal = authFailure(429, 'over_request_rate_limit', `Too many attempts. Try again in ${waitSeconds} s.`);
    refusal.headers.set('retry-after', String(waitSeconds));
    return refusal;
  };
}

function isLimited({ method, url }: Request): boolean {
  const { pathname, search } = new URL(url);
  const path = pathname.replace(/^\/auth\/v1\//, '');
  // To change an address sends mails; to read who one is does not.
  if (path === 'user') return method !== 'GET' && method !== 'HEAD';
  // To renew a session tries nothing: who is signed in stays so. Letter by letter, because Auth may read another query otherwise
  // than it is read here (`grant%5Ftype=refresh_token&grant_type=password` is a password for it).
  return limited.has(path) && !(path === 'token' && search === '?grant_type=refresh_token');
}

/** Whom a request is about, however it is spelled; null: it does not say. */
async function accountOf(request: Request): Promise<string | null> {
  const text = request.body === null ? '' : await request.clone().text();
  // Checked before: it is a JSON object, or nothing.
  const { email, phone } = text.startsWith('{') ? (JSON.parse(text) as { email?: string; phone?: string }) : {};
  return (email ?? phone)?.trim().toLowerCase() ?? null;
}
