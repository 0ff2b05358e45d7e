import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readRetryAfter } from '../../sync-service/src/calendar/retry-after.ts';
import { errorOfResponse as errorOfDav } from '../../sync-service/src/providers/caldav/transport.ts';
import { errorOfResponse as errorOfGoogle } from '../../sync-service/src/providers/google/errors.ts';
import { errorOfStatus } from '../../sync-service/src/providers/http-status.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 4, 4, 12, 0, 0);
const later = (ms: number) => new Date(now + ms).toUTCString();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    [' 3 ', 3_000],
    ['1.5', 1_500],
    ['0.0004', 1],
  ])('in seconds: %j', (header, ms) => expect(readRetryAfter(header)).toBe(ms));

  test.each([
    ['an HTTP date', 'Mon, 04 May 2026 12:00:30 GMT'],
    ['the date of RFC 850', 'Monday, 04-May-26 12:00:30 GMT'],
    ['the date of asctime', 'Mon May  4 12:00:30 2026'],
  ])('as %s', (_, header) => expect(readRetryAfter(header)).toBe(30_000));

  test('as a date counts from the clock of the server where it tells that', () => {
    expect(readRetryAfter(later(3_600_000), later(3_590_000))).toBe(10_000);
    expect(readRetryAfter(later(-3_590_000), later(-3_600_000))).toBe(10_000);
    expect(readRetryAfter(later(30_000), 'half past nine')).toBe(30_000);
  });

  test.each(['86401', '999999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'of more than a day is a day: %s',
    (header) => expect(readRetryAfter(header)).toBe(day),
  );

  test.each([
    undefined,
    null,
    '',
    '0',
    '0.0',
    '-1',
    '-86400',
    'Mon, 04 May 2026 11:59:59 GMT',
    'soon',
    '10 seconds',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '10, 20',
    '2026-05-04T12:01:00Z',
    'Mon, 99 Xyz 2026 12:00:30 GMT',
  ])('that asks for nothing, or cannot be read, is none: %j', (header) => expect(readRetryAfter(header)).toBeNull());
});

describe('every adapter', () => {
  const headers = { 'retry-after': '7' };
  test.each([429, 500, 502, 503, 504, 403])('takes it over from an answer with %i', (status) => {
    const limit = { error: { errors: [{ reason: 'rateLimitExceeded' }] } };
    const google = errorOfGoogle({ status, data: limit, headers: new Headers(headers) }, false);
    for (const error of [errorOfStatus({ status, headers }), errorOfDav({ status, headers }), google]) {
      expect(error).toMatchObject({ retryAfterMs: 7_000, retryable: true, needsReconnect: false });
    }
  });

  test.each([429])('calls an answer with %i a limit, also without it', (status) => {
    const google = errorOfGoogle({ status, data: null, headers: new Headers() }, false);
    for (const error of [errorOfStatus({ status, headers: {} }), errorOfDav({ status, headers: {} }), google]) {
      expect(error).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: undefined });
    }
  });
});
