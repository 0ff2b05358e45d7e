import { ProviderError } from '../../calendar/provider-error.ts';
import { type DavResponse, errorOfResponse } from './transport.ts';

/** Responses about one object are short; only this much of a longer one is searched. */
const maxSearched = 10_000;

/** Whether the write succeeded. A 207 contains a failure; a 200 with a page comes from a sign-in form. */
export function isSuccess({ status, headers }: Pick<DavResponse, 'status' | 'headers'>): boolean {
  return status === 201 || status === 204 || (status === 200 && !/html/i.test(headers['content-type'] ?? ''));
}

export function isAbsent({ status }: Pick<DavResponse, 'status'>): boolean {
  return status === 404 || status === 410;
}

/** The version in an ETag, as the server wrote it; null if there is none. */
export function versionOf(etag: string | null | undefined): string | null {
  return etag?.trim() || null;
}

/** Whether a version can be used in If-Match, which compares strongly. */
export function isStrong(version: string | null): version is string {
  return version !== null && !version.startsWith('W/');
}

/**
 * Returns the forms that a version may need in If-Match. Proxies that compress responses make strong ETags weak, and
 * some servers accept only what they wrote: weak, or without quotes.
 */
function spellingsOf(version: string): string[] {
  const opaque = version.replace(/^W\//, '');
  const quoted = /^".*"$/s.test(opaque) ? opaque : `"${opaque}"`;
  return [...new Set([quoted, version])];
}

/** Sends a conditional write with each form of the version until the server accepts one; returns the last response. */
export async function writeIn(
  version: string,
  send: (condition: { 'if-match': string }) => Promise<DavResponse>,
): Promise<DavResponse> {
  const [first = version, ...others] = spellingsOf(version);
  let response = await send({ 'if-match': first });
  for (const spelling of others) if (response.status === 412) response = await send({ 'if-match': spelling });
  return response;
}

/**
 * Returns the object that already has the UID, if the server names it (RFC 4791 5.3.2.1, RFC 6638 3.2.4.1); null if it
 * does not, or the refusal has another reason.
 */
export function readUidConflict(response: DavResponse): string | null {
  if (response.status !== 403 && response.status !== 409) return null;
  const inner =
    /<(?:[\w-]+:)?(no-uid-conflict|unique-scheduling-object-resource)\b[^>]*>(.*?)<\/(?:[\w-]+:)?\1\s*>/s.exec(
      headOf(response),
    )?.[2];
  const href = /<(?:[\w-]+:)?href\b[^>]*>\s*([^<]*?)\s*</.exec(inner ?? '')?.[1];
  return href ? href.replaceAll('&amp;', '&') : null;
}

/** Whether a refusal is about an existing UID, even if it names no object. Xandikos says so in a 207. */
export function isUidConflict(response: DavResponse): boolean {
  const { status } = response;
  return (
    (status === 403 || status === 409 || status === 207) &&
    /<(?:[\w-]+:)?(no-uid-conflict|unique-scheduling-object-resource)\b/.test(headOf(response))
  );
}

/** The error for an unsuccessful write; the caller has handled 404 and 412. */
export function errorOfWrite(response: DavResponse): ProviderError {
  const { status } = response;
  if (status === 405 || (status === 403 && !namesFault(headOf(response)))) {
    return new ProviderError('not_writable', 'The server does not allow us to write to this calendar.', { status });
  }
  if ([207, 400, 403, 404, 409, 410, 412, 413, 415, 422].includes(status)) {
    return new ProviderError('rejected', 'The server rejects this event.', { status });
  }
  if (status === 423) return changing(status);
  return errorOfResponse(response);
}

/** Elements of an error besides its reason: SabreDAV's text, and missing rights of the account. */
const besides = new Set(
  'error exception message sabredav-version remote-address request-id need-privileges resource href privilege'.split(
    ' ',
  ),
);

/** Whether a refusal says what is wrong with the event (RFC 4791 5.3.2.1). */
function namesFault(text: string): boolean {
  const inner = /<(?:[\w-]+:)?error\b[^>]*>(.*)<\/(?:[\w-]+:)?error\s*>/s.exec(text)?.[1] ?? '';
  if (/<(?:[\w-]+:)?need-privileges\b/.test(inner)) return false;
  return [...inner.matchAll(/<(?:[\w-]+:)?([\w-]+)/g)].some(([, name = '']) => !besides.has(name));
}

/** The error after losing the race for an event twice. */
export function changing(status?: number): ProviderError {
  return new ProviderError('conflict', 'Somebody else is changing the event. We will retry.', {
    retryable: true,
    ...(status === undefined ? {} : { status }),
  });
}

function headOf({ text }: DavResponse): string {
  return text.slice(0, maxSearched);
}
