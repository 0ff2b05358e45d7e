import { describe, expect, test } from 'vitest';
import {
  errorOfConnection,
  errorOfResponse,
  isTokenRefused,
  isTransient,
} from '../../../sync-service/src/providers/google/errors.ts';

function response(status: number, reason = '', headers: Record<string, string> = {}) {
  const data = { error: { errors: [{ domain: 'global', reason, message: 'Secret words' }], code: status } };
  return { status, data, headers: new Headers(headers) };
}

describe('what a refusal of Google means', () => {
  test.each([
    [401, 'authError', false, { code: 'unauthorized', needsReconnect: true, retryable: true }],
    [403, 'userRateLimitExceeded', false, { code: 'rate_limited', retryable: true }],
    [403, 'rateLimitExceeded', true, { code: 'rate_limited', retryable: true }],
    [429, 'rateLimitExceeded', false, { code: 'rate_limited', retryable: true }],
    // Of writes alone.
    [
      403,
      'quotaExceeded',
      true,
      { code: 'rate_limited', retryable: true, pauseMs: 3_600_000, retryAfterMs: undefined },
    ],
    [
      403,
      'quotaExceeded',
      false,
      { code: 'rate_limited', retryable: true, pauseMs: undefined, retryAfterMs: undefined },
    ],
    [403, 'insufficientPermissions', false, { code: 'missing_scope', needsReconnect: true, retryable: false }],
    [403, 'accessNotConfigured', false, { code: 'misconfigured', needsReconnect: false }],
    [403, 'notACalendarUser', false, { code: 'no_calendar', retryable: true, needsReconnect: true }],
    [403, 'requiredAccessLevel', true, { code: 'not_writable', retryable: false }],
    [403, 'forbidden', false, { code: 'forbidden', retryable: false }],
    [404, 'notFound', false, { code: 'gone', retryable: false }],
    [410, 'updatedMinTooLongAgo', false, { code: 'http_status', retryable: true }],
    [412, 'conditionNotMet', true, { code: 'conflict', retryable: true }],
    [400, 'invalid', true, { code: 'rejected', retryable: false }],
    [400, 'timeRangeEmpty', false, { code: 'http_status', retryable: false }],
    [500, 'backendError', false, { code: 'http_status', retryable: true }],
    [302, '', false, { code: 'http_status', retryable: false }],
  ])('%i %s', (status, reason, isWrite, expected) => {
    expect(errorOfResponse(response(status, reason), isWrite)).toMatchObject({ status, ...expected });
  });

  test('is read where newer front ends put it', () => {
    const data = {
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
      },
    };
    expect(errorOfResponse({ ...response(403), data }, false).code).toBe('missing_scope');
  });

  test('is known by its status where a page comes instead', () => {
    expect(errorOfResponse({ ...response(502), data: '<html>' }, false)).toMatchObject({
      retryable: true,
      status: 502,
    });
  });

  test('says how long Google wants to be left alone', () => {
    expect(errorOfResponse(response(429, 'rateLimitExceeded', { 'retry-after': '120' }), false).retryAfterMs).toBe(
      120_000,
    );
  });

  test('is told in words of ours', () => {
    for (const status of [400, 401, 403, 404, 409, 410, 412, 429, 500]) {
      expect(errorOfResponse(response(status, 'Secret'), true).message).not.toContain('Secret');
    }
  });

  test('is waited out only if it passes', () => {
    for (const passing of [response(403, 'rateLimitExceeded'), response(429), response(503)])
      expect(isTransient(passing)).toBe(true);
    for (const lasting of [response(403, 'insufficientPermissions'), response(403, 'quotaExceeded'), response(400)])
      expect(isTransient(lasting)).toBe(false);
  });

  test('concerns the token unless it is about our webhook', () => {
    expect(isTokenRefused(response(401, 'authError'))).toBe(true);
    expect(isTokenRefused(response(401, 'push.webhookUrlUnauthorized'))).toBe(false);
  });
});

test('what breaks below HTTP is told without what the library says', () => {
  const cases = [
    ['The operation was aborted.', 'timeout'],
    ['request to http://127.0.0.1/?syncToken=secret failed, reason: ECONNREFUSED', 'unreachable'],
    ['content size at https://x over limit: 5', 'too_large'],
  ] as const;
  for (const [message, code] of cases) {
    const error = errorOfConnection(new Error(message));
    expect(error).toMatchObject({ code, retryable: true });
    expect(error.message).not.toMatch(/http|secret/);
  }
});
