import { beforeEach, describe, expect, test } from 'vitest';
import { ProviderError, type ProviderErrorCode } from '../../sync-service/src/calendar/provider-error.ts';
import type { TokenFault } from '../support/oauth-stand-in.ts';
import { resultOf, useConsent } from './oauth-scene.ts';
import { send } from './scene.ts';

const owner = await useConsent();
const { standIn, google, stack } = owner;
let connectionId: string;

/** What works, as the database has it: all that decides how the account is read, and whether it takes time. */
async function working(): Promise<unknown> {
  const { rows } = await stack.sql.query(
    `select k.status, k.last_error, x.sealed, x.revoking_since, s.failures, s.refused_at, s.backoff_until,
       (select json_agg(json_build_array(c.name, c.access, c.sync_status, c.sync_error, l.blocks_availability, l.is_booking_target))
        from public.calendars as c join public.calendar_links as l on l.calendar_id = c.id where c.connection_id = k.id) as calendars
     from public.calendar_connections as k
     join private.connection_secrets as x on x.connection_id = k.id
     join private.connection_sync as s on s.connection_id = k.id
     where k.id = $1`,
    [connectionId],
  );
  return rows[0];
}

/** Waits until nothing is to be done for the account. */
async function settle(): Promise<void> {
  const isBusy = async () =>
    (
      await stack.sql.query('select 1 from graphile_worker.jobs where queue_name = $1 and run_at <= now()', [
        `connection:${connectionId}`,
      ])
    ).rowCount;
  await expect.poll(isBusy, { timeout: 10_000, interval: 25 }).toBe(0);
}

beforeEach(async () => {
  expect(await owner.connect()).toBe('connected');
  [{ id: connectionId }] = await owner.listed();
  await settle();
});

/** The owner presses "connect" once more, and something goes wrong. */
const failing: [string, string, () => Promise<string>][] = [
  [
    'access is denied',
    'denied',
    async () => {
      const state = new URL(await owner.consentUrl()).searchParams.get('state');
      return resultOf(await owner.arrive(`?error=access_denied&state=${state}`));
    },
  ],
  ['boxes are unticked', 'missing_scope', () => owner.connect({ scope: 'openid email' })],
  [
    'boxes are unticked, of another account',
    'missing_scope',
    () => owner.connect({ subject: 'other', scope: 'openid' }),
  ],
  ...(
    [
      ['an outage at the exchange', 'failed', { status: 503, body: '{"error":"internal_failure"}' }],
      ['a limit at the exchange', 'failed', { status: 429, body: '{}', headers: { 'retry-after': '3600' } }],
      ['a code that is over', 'expired', { status: 400, body: '{"error":"invalid_grant"}' }],
      ['a client that is refused', 'misconfigured', { status: 401, body: '{"error":"invalid_client"}' }],
      ['an answer that is cut', 'failed', 'cut'],
    ] satisfies [string, string, TokenFault][]
  ).map(([what, result, fault]): [string, string, () => Promise<string>] => [
    what,
    result,
    async () => {
      const back = standIn.permit(await owner.consentUrl());
      standIn.fault = fault;
      const end = resultOf(await owner.arrive(back));
      standIn.fault = null;
      return end;
    },
  ]),
  ...(
    [
      ['unreachable', 'failed', { retryable: true }],
      ['http_status', 'failed', { retryable: true, status: 503 }],
      ['forbidden', 'failed', {}],
      ['unauthorized', 'failed', { retryable: true, needsReconnect: true }],
      ['missing_scope', 'missing_scope', { needsReconnect: true }],
      ['no_calendar', 'no_calendar', { needsReconnect: true, retryable: true }],
    ] satisfies [ProviderErrorCode, string, object][]
  ).flatMap(([code, result, options]) =>
    ['subject-1', 'other'].map((subject): [string, string, () => Promise<string>] => [
      `the list of calendars fails with ${code}, of ${subject === 'other' ? 'another' : 'the same'} account`,
      result,
      async () => {
        google.failure = new ProviderError(code, 'It did not work.', options);
        const end = await owner.connect({ subject });
        google.failure = null;
        return end;
      },
    ]),
  ),
];

describe('A second consent that fails', () => {
  test.each(failing)(
    'because of this changes nothing about the account that works: %s',
    async (_why, result, attempt) => {
      const before = await working();
      expect(await attempt()).toBe(result);
      await settle();
      expect(await working()).toEqual(before);
      expect(await owner.listed()).toMatchObject([{ id: connectionId, status: 'active', last_error: null }]);
    },
  );

  test('that leads to another account than the one that works adds that one, and changes nothing about the first', async () => {
    const before = await working();
    expect(await owner.connect({ subject: 'other', email: 'other@example.com' })).toBe('connected');
    await settle();
    expect(await working()).toEqual(before);
    expect(await owner.listed()).toMatchObject([{ id: connectionId }, { account_email: 'other@example.com' }]);
  });

  test('because boxes were unticked has the account looked at once, with what was permitted before', async () => {
    const { reads } = google;
    await owner.connect({ scope: 'openid email' });
    await expect.poll(() => google.reads, { timeout: 10_000 }).toBeGreaterThan(reads);
  });

  test('because boxes were unticked asks for a reconnect if that look says so', async () => {
    standIn.accessTokens.clear();
    standIn.refreshTokens.clear();
    expect(await owner.connect({ scope: 'openid email' })).toBe('missing_scope');
    const status = async () => (await owner.listed())[0].status;
    await expect.poll(status, { timeout: 10_000 }).toBe('needs_reconnect');
  });

  test('leaves an account in peace that needs a reconnect anyway', async () => {
    standIn.accessTokens.clear();
    standIn.refreshTokens.clear();
    await owner.readNow();
    const status = async () => (await owner.listed())[0].status;
    await expect.poll(status, { timeout: 10_000 }).toBe('needs_reconnect');
    const asked = standIn.count('refresh_token');
    expect(await owner.connect({ scope: 'openid email' })).toBe('missing_scope');
    await settle();
    expect([await status(), standIn.count('refresh_token')]).toEqual(['needs_reconnect', asked]);
  });

  test('because the provider asks us to wait has the account left alone, which stays as it is otherwise', async () => {
    google.failure = new ProviderError('rate_limited', 'Too often.', { retryable: true, retryAfterMs: 600_000 });
    const { reads } = google;
    expect(await owner.connect()).toBe('failed');
    google.failure = null;
    const [connection] = await owner.listed();
    expect(connection).toMatchObject({ status: 'active', last_error: null, blocked_until: expect.any(String) });
    const response = await send(stack.url, 'POST', `/calendar/connections/${connectionId}/sync`, {
      token: owner.user().accessToken,
    });
    expect(response.status).toBe(202);
    expect(response.body).toMatchObject({ queued: true, reason: 'rate_limited', not_before: connection.blocked_until });
    await settle();
    expect(google.reads).toBe(reads);
  });
});
