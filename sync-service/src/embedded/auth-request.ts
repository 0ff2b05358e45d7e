import { decodeBody, readBody, withBody } from './request-body.ts';

/** The Auth routes of Supabase Lite; GoTrue has more. */
const ADDRESSES = new Set([
  ...['signup', 'token', 'otp', 'magiclink', 'verify', 'recover', 'resend', 'authorize', 'callback'],
  ...['logout', 'user', 'reauthenticate', 'health', 'settings'],
  ...['.well-known/jwks.json', '.well-known/openid-configuration'],
]);
const TEXTS = new Set([
  ...['email', 'phone', 'password', 'current_password', 'nonce', 'type', 'token', 'token_hash', 'scope'],
  ...['refresh_token', 'auth_code', 'code_verifier', 'code_challenge', 'code_challenge_method', 'redirect_to'],
]);
const OBJECTS = new Set(['data', 'options', 'gotrue_meta_security']);
const maxDepth = 64;
const maxEmail = 255;

/** The body of a failed request to Auth, as GoTrue writes it. */
export function authFailure(status: number, code: string, message: string): Response {
  return new Response(JSON.stringify({ code: status, error_code: code, msg: message }), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-sb-error-code': code },
  });
}

/**
 * Checks a request before Supabase Lite gets it, which fails at bodies and addresses that GoTrue refuses.
 * @returns The request to go on with, or the refusal.
 */
export async function checkAuthRequest(request: Request): Promise<Request | Response> {
  const path = new URL(request.url).pathname.replace(/^\/auth\/v1\//, '');
  if (!ADDRESSES.has(path)) return authFailure(404, 'not_found', 'There is nothing at this address of Auth.');
  if (request.body === null) return request;
  // Browsers redirected by a sign-in provider send a form.
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '');
  if (path === 'callback' && !isForm) return withoutBody(request);
  const bytes = await readBody(request);
  if (path === 'callback') return bytes === null ? withoutBody(request) : withBody(request, bytes);
  if (bytes?.length === 0) return withoutBody(request);
  const text = bytes && decodeBody(bytes);
  const body = text === null ? null : readObject(text);
  if (body === null) return badJson('it is not a JSON object');
  const fault = faultOf(body);
  if (fault !== null) return badJson(fault);
  if (typeof body['email'] === 'string' && body['email'].length > maxEmail) {
    return authFailure(400, 'validation_failed', 'Unable to validate email address: invalid format');
  }
  // As for GoTrue, null is the same as nothing.
  const given = Object.entries(body).filter(([, value]) => value !== null);
  return withBody(request, JSON.stringify(Object.fromEntries(given)));
}

function withoutBody(request: Request): Request {
  const bare = withBody(request, undefined);
  bare.headers.delete('content-type');
  return bare;
}

const badJson = (why: string) => authFailure(400, 'bad_json', `Could not parse request body as JSON: ${why}`);

function readObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function faultOf(body: Record<string, unknown>): string | null {
  for (const [name, value] of Object.entries(body)) {
    if (value === null) continue;
    if (TEXTS.has(name) && typeof value !== 'string') return `${name} is no text`;
    if (OBJECTS.has(name) && (typeof value !== 'object' || Array.isArray(value))) return `${name} is no object`;
  }
  return isStorable(body, 0) ? null : 'it holds what no database can hold, or is nested too deeply';
}

/** Whether all texts in a value are valid Unicode without NUL, and it is not nested too deep. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  if (depth > maxDepth) return false;
  return Object.entries(value).every(([name, inner]) => isStorable(name, depth) && isStorable(inner, depth + 1));
}
