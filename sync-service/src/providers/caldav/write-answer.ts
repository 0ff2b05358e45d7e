import { ProviderError } from '../../calendar/provider-error.ts';
import { errorOfStatus } from '../http.ts';

/** What writing needs of the way to a server. Throws `ProviderError` for what goes wrong below HTTP. */
export interface WriteSession {
  request(request: {
    method: string;
    /** A path, or a URL of the account's server. */
    url: string;
    depth?: '0';
    headers?: Record<string, string>;
    body?: string;
  }): Promise<DavAnswer>;
}

/** An answer, whatever its status. */
export interface DavAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** Answers about one object are short; of anything longer only so much is searched. */
const maxSearched = 10_000;

/** Whether it was done. A 207 says that something in it was not. */
export function isSuccess({ status }: Pick<DavAnswer, 'status'>): boolean {
  return status === 200 || status === 201 || status === 202 || status === 204;
}

export function isAbsent({ status }: Pick<DavAnswer, 'status'>): boolean {
  return status === 404 || status === 410;
}

/** Whether the answer to a PROPFIND of one thing says that it is not there; Xandikos says so within a multistatus. */
export function saysAbsent(answer: DavAnswer): boolean {
  if (isAbsent(answer)) return true;
  const isBare = answer.status === 207 && !/<(?:[\w-]+:)?propstat\b/.test(headOf(answer));
  return isBare && /^HTTP\/\S+ 4(04|10)\b/.test(elementText(headOf(answer), 'status') ?? '');
}

/** A version that can stand in If-Match, which compares strongly; null if there is none. */
export function strongVersion(etag: string | string[] | null | undefined): string | null {
  const text = typeof etag === 'string' ? etag.trim() : '';
  return text === '' || text.startsWith('W/') ? null : text;
}

/** `getetag` in the answer to a PROPFIND for it. */
export function readVersion(answer: DavAnswer): string | null {
  return strongVersion(elementText(headOf(answer), 'getetag'));
}

/**
 * The object that already has the UID, if the server names it (RFC 4791 5.3.2.1, RFC 6638 3.2.4.1); null if this is not
 * the reason of a refusal or it does not say.
 */
export function readUidConflict(answer: DavAnswer): string | null {
  if (answer.status !== 403 && answer.status !== 409) return null;
  const inner =
    /<(?:[\w-]+:)?(no-uid-conflict|unique-scheduling-object-resource)\b[^>]*>(.*?)<\/(?:[\w-]+:)?\1\s*>/s.exec(
      headOf(answer),
    )?.[2];
  return inner === undefined ? null : elementText(inner, 'href');
}

/** What an answer other than success to a write means; 404 and 412 have been dealt with by who asked. */
export function errorOfWrite(answer: DavAnswer): ProviderError {
  const { status } = answer;
  const text = headOf(answer);
  const hasReason = /<(?:[\w-]+:)?error\b/.test(text) && !/<(?:[\w-]+:)?need-privileges\b/.test(text);
  if (status === 401) {
    const message = 'The server no longer accepts the password.';
    return new ProviderError('unauthorized', message, { needsReconnect: true, retryable: true, status });
  }
  if (status === 405 || (status === 403 && !hasReason)) {
    return new ProviderError('forbidden', 'The server does not let us write to this calendar.', { status });
  }
  if ([207, 400, 403, 404, 409, 410, 412, 413, 415, 422].includes(status)) {
    return new ProviderError('rejected', 'The server refuses the event.', { status });
  }
  if (status === 423) return changing(status);
  return errorOfStatus({ status, headers: { 'retry-after': headerOf(answer, 'retry-after') } });
}

/** Somebody else was faster, and again. */
export function changing(status?: number): ProviderError {
  return new ProviderError('conflict', 'The event is being changed by somebody else.', {
    retryable: true,
    ...(status === undefined ? {} : { status }),
  });
}

export function headerOf({ headers }: Pick<DavAnswer, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function headOf({ text }: DavAnswer): string {
  return text.slice(0, maxSearched);
}

function elementText(xml: string, name: string): string | null {
  const match = new RegExp(`<(?:[\\w-]+:)?${name}\\b[^>]*>\\s*(?:<!\\[CDATA\\[(.*?)\\]\\]>|([^<]*))`, 's').exec(xml);
  const text = match?.[1] ?? match?.[2]?.replace(/&(#x?[\da-f]+|\w+);/gi, (all, entity: string) => decode(all, entity));
  return text?.trim() || null;
}

function decode(all: string, entity: string): string {
  if (entity.startsWith('#')) {
    const code = Number(entity.replace(/^#x/i, '0x').replace(/^#/, ''));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  }
  return { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>' }[entity] ?? all;
}
