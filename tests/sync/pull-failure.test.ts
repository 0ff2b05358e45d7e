import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CalendarProblem } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError, type ProviderErrorCode } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf } from '../../sync-service/src/credentials/seal.ts';
import { useStack } from '../support/stack.ts';
import { lastPage, pages, sealer, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);

describe('what cannot be read', () => {
  const problem = (series: string | null, severity: CalendarProblem['severity'] = 'error'): CalendarProblem => ({
    code: 'endless_rule',
    series,
    severity,
    message: 'A rule never ends.',
  });

  beforeEach(async () => {
    scene.list = pages(
      lastPage([upsert('s#1', 2, 's'), upsert('s#2', 3, 's'), upsert('single'), upsert('other'), upsert('rest')], 'c1'),
    );
    await scene.pull();
  });

  it('stays as it was, and the calendar says so', async () => {
    scene.list = pages(
      lastPage([upsert('other'), upsert('rest')], 'c2', {
        unreadable: ['s', 'single'],
        problems: [problem('s'), problem('single')],
      }),
    );
    await scene.pull();
    expect(await scene.stored()).toEqual(['other', 'rest', 's#1', 's#2', 'single']);
    expect(await scene.state()).toMatchObject({
      sync_status: 'synced',
      sync_error: expect.stringContaining('2 events'),
    });
  });

  it('is counted also where there is more of it than is named', async () => {
    scene.list = pages(
      lastPage([upsert('other')], 'c2', { unreadable: ['s'], problems: [problem('s')], moreErrors: 36 }),
    );
    await scene.pull();
    expect((await scene.state()).sync_error).toContain('37 events ');
  });

  it('is still said when nothing changed since', async () => {
    scene.list = pages(
      lastPage([upsert('other'), upsert('rest')], 'c2', { unreadable: ['s', 'single'], problems: [problem('s')] }),
    );
    await scene.pull();
    scene.list = pages(lastPage([], 'c2', { isFull: false }));
    await scene.pull();
    expect((await scene.state()).sync_error).toContain('1 event ');
  });

  it('is no longer said once everything can be read', async () => {
    scene.list = pages(
      lastPage([upsert('other'), upsert('rest')], 'c2', { unreadable: ['s', 'single'], problems: [problem('s')] }),
    );
    await scene.pull();
    scene.list = pages(lastPage([upsert('other'), upsert('rest'), upsert('single')], 'c3'));
    await scene.pull();
    expect((await scene.state()).sync_error).toBeNull();
    expect(await scene.stored()).toEqual(['other', 'rest', 'single']);
  });

  it('and could be any event keeps all of them', async () => {
    scene.list = pages(lastPage([upsert('other'), upsert('new')], 'c2', { problems: [problem(null)] }));
    await scene.pull();
    expect(await scene.stored()).toEqual(['new', 'other', 'rest', 's#1', 's#2', 'single']);
  });

  it('but could be guessed does not count as unreadable; the calendar says what was guessed, once', async () => {
    const guessed = ['single', 'other'].map((id) => ({
      ...problem(id, 'warning'),
      message: 'Events are in the time zone "Nowhere".',
    }));
    scene.list = pages(lastPage([upsert('other'), upsert('rest'), upsert('single')], 'c2', { problems: guessed }));
    await scene.pull();
    expect(await scene.stored()).toEqual(['other', 'rest', 'single']);
    expect(await scene.state()).toMatchObject({
      sync_status: 'synced',
      sync_error: 'Events are in the time zone "Nowhere".',
    });
  });

  it('is told before what was guessed', async () => {
    const problems = [problem('single', 'warning'), { ...problem('s'), message: 'Unreadable.' }];
    scene.list = pages(lastPage([upsert('other'), upsert('rest')], 'c2', { unreadable: ['s'], problems }));
    await scene.pull();
    expect((await scene.state()).sync_error).toMatch(/^1 event .*Unreadable\. A rule never ends\.$/);
  });
});

describe('a pull that fails', () => {
  it.each([
    ['without an answer', new ProviderError('timeout', 'Too slow.', { retryable: true }), 'failed'],
    [
      'by a fault of the server',
      new ProviderError('http_status', 'Broken.', { retryable: true, status: 500 }),
      'failed',
    ],
    ['for this calendar alone', new ProviderError('gone', 'There is no such calendar.'), 'failed'],
    ['by a limit', new ProviderError('rate_limited', 'Too often.', { retryable: true }), 'account_failed'],
    [
      'with a time to wait',
      new ProviderError('http_status', 'Busy.', { retryable: true, retryAfterMs: 5000 }),
      'account_failed',
    ],
    [
      'before it began',
      new ProviderError('unreachable', 'No token.', { retryable: true, concernsAccount: true }),
      'account_failed',
    ],
  ])('%s says so on the calendar and keeps the connection', async (_name, error, result) => {
    scene.list = pages(error);
    expect(await scene.pull()).toBe(result);
    expect(await scene.state()).toMatchObject({ sync_status: 'error', sync_error: error.message, status: 'active' });
  });

  it.each<[string, ProviderErrorCode, () => Promise<number>]>([
    ['the calendar', 'unreachable', () => scene.secondsToRetry()],
    ['the account', 'rate_limited', () => scene.secondsToNextPoll()],
  ])('leaves %s alone for longer each time, and a success ends that: %s', async (_what, code, secondsLeft) => {
    const waits: number[] = [];
    const failure = new ProviderError(code, 'Not there.', { retryable: true });
    scene.list = pages(failure);
    for (let round = 0; round < 5; round += 1) {
      await scene.pull();
      waits.push(await secondsLeft());
    }
    for (const [failure, wait] of waits.entries()) {
      expect(wait).toBeGreaterThan(2 ** (failure + 1) - 1);
      expect(wait).toBeLessThanOrEqual(2 ** (failure + 1) * 1.5);
    }
    scene.list = pages(lastPage([], 'c1'));
    await scene.pull();
    scene.list = pages(failure);
    await scene.pull();
    expect(await secondsLeft()).toBeLessThanOrEqual(3);
  });

  // caldav.md 26
  it('waits at least two seconds when the server asks for one, and as long as it asks for more', async () => {
    scene.list = pages(new ProviderError('rate_limited', 'Busy.', { retryable: true, retryAfterMs: 1000 }));
    await scene.pull();
    expect(await scene.secondsToNextPoll()).toBeGreaterThan(1.5);
    await scene.letTimePass(3);
    scene.list = pages(new ProviderError('rate_limited', 'Busy.', { retryable: true, retryAfterMs: 600_000 }));
    await scene.pull();
    expect(await scene.secondsToNextPoll()).toBeGreaterThan(590);
  });

  // caldav.md 7
  it('because of a refusal that may be a mistake asks for a reconnect when it is seen again a minute later', async () => {
    const refusal = { needsReconnect: true, retryable: true };
    scene.list = pages(new ProviderError('unauthorized', 'The password is not accepted.', refusal));
    await scene.pull();
    await scene.pull();
    expect(await scene.state()).toMatchObject({ status: 'active', sync_status: 'error' });
    await scene.letTimePass(61);
    await scene.pull();
    await scene.pull();
    expect(await scene.state()).toMatchObject({ status: 'needs_reconnect' });
    expect(await scene.mails('connection_needs_reconnect'), 'told once').toBe(1);
  });

  it('because of its credentials asks for a reconnect, and a success takes that back', async () => {
    scene.list = pages(new ProviderError('unauthorized', 'The password is not accepted.', { needsReconnect: true }));
    await scene.pull();
    expect(await scene.state()).toMatchObject({
      status: 'needs_reconnect',
      last_error: 'The password is not accepted.',
    });
    scene.list = pages(lastPage([], 'c1'));
    expect(await scene.pull(), 'nothing but a look asks it any more').toBe('gone');
    await scene.sync();
    expect(await scene.state()).toMatchObject({ status: 'active', last_error: null });
  });

  it('because the credentials were sealed for another connection asks for a reconnect and never uses them', async () => {
    let isAsked = false;
    scene.list = (cursor, states) => {
      isAsked = true;
      return pages(lastPage([], 'c1'))(cursor, states);
    };
    const foreign = await sealer.seal(
      { url: 'x' },
      bindingOf({ owner_id: randomUUID(), provider: 'microsoft', account_key: 'k' }),
    );
    await scene.replaceSecret(foreign);
    expect(await scene.pull()).toBe('account_failed');
    expect(isAsked).toBe(false);
    expect(await scene.state()).toMatchObject({ sync_status: 'error', status: 'needs_reconnect' });
  });

  it('by a fault of this service says no more than that', async () => {
    scene.list = pages(new TypeError('cannot read https://secret.example of undefined'));
    expect(await scene.pull()).toBe('failed');
    expect((await scene.state()).sync_error).not.toContain('secret');
  });

  it('by a fault of the database says nothing about the calendar', async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    scene.list = pages(lastPage([upsert('b')], 'c2'));
    await stack.sql.query('revoke execute on function public.apply_calendar_changes from service_role');
    try {
      await expect(scene.pull()).rejects.toMatchObject({ name: 'ServiceError' });
    } finally {
      await stack.sql.query('grant execute on function public.apply_calendar_changes to service_role');
    }
    expect((await scene.state()).sync_error).toBeNull();
    expect(await scene.stored()).toEqual(['a']);
  });
});
