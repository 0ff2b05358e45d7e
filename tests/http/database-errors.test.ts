import { describe, expect, test } from 'vitest';
import { createDatabaseClient } from '../../sync-service/src/db/client.ts';
import type { DataApiError } from '../../sync-service/src/db/errors.ts';
import { toServiceError } from '../../sync-service/src/db/errors.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';

const raised = (code: string, details: string | null = null): DataApiError => ({
  code,
  message: 'secret words of the database',
  details,
  hint: null,
});

/** A Data API that gives these answers one after the other. */
function answering(...answers: (DataApiError | null)[]) {
  const calls: string[] = [];
  const rpc = async (name: string) => {
    calls.push(name);
    const error = answers.shift() ?? null;
    return { data: error === null ? { expired: 1 } : null, error, status: error === null ? 200 : 500 };
  };
  return { calls, db: createDb({ rpc }) };
}

describe('errors of the database', () => {
  test('what a function raises keeps its code, and says what to do', () => {
    const error = toServiceError(
      { code: 'PT409', details: 'slot_taken', message: 'Taken.', hint: 'Choose another time.' },
      409,
    );
    expect(error).toMatchObject({
      code: 'slot_taken',
      status: 409,
      message: 'Taken. Choose another time.',
    });
  });

  test.each([
    ['22P05', 400, 'invalid_request'],
    ['22008', 400, 'invalid_request'],
    ['08006', 503, 'unavailable'],
    ['53300', 503, 'unavailable'],
    ['25006', 405, 'unavailable'],
    ['53100', 503, 'unavailable'],
    ['57P01', 500, 'unavailable'],
    ['57014', 500, 'unavailable'],
    ['PGRST000', 503, 'unavailable'],
    ['', 0, 'unavailable'],
    ['', 502, 'unavailable'],
    ['23505', 409, 'internal'],
    ['42883', 404, 'internal'],
    ['PT500', 500, 'internal'],
    ['PT409', 409, 'internal'],
  ])('%s (HTTP %i) is %s, and its words stay inside', (code, status, expected) => {
    const error = toServiceError(raised(code, 'unknown detail'), status);
    expect(error.code).toBe(expected);
    expect(JSON.stringify(error.toBody())).not.toContain('secret words');
  });

  test.each(['40P01', '55P03', '40001'])('a call that lost a race (%s) is repeated once', async (code) => {
    const { db, calls } = answering(raised(code));
    expect(await db.call('expire_bookings')).toEqual({ expired: 1 });
    expect(calls).toEqual(['expire_bookings', 'expire_bookings']);
  });

  test('a call that loses twice is for the caller to repeat, and no fault of the service', async () => {
    const { db, calls } = answering(raised('40P01'), raised('40P01'));
    await expect(db.call('expire_bookings')).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
      retryAfterSeconds: 2,
    });
    expect(calls).toHaveLength(2);
  });

  test('other errors are not repeated', async () => {
    const { db, calls } = answering(raised('PT409', 'slot_taken'));
    await expect(db.call('expire_bookings')).rejects.toMatchObject({ code: 'slot_taken' });
    expect(calls).toHaveLength(1);
  });

  test('a Data API that is not there is an outage', async () => {
    const db = createDb(createDatabaseClient({ url: 'http://127.0.0.1:1', secretKey: 'sb_secret_x' }));
    await expect(db.call('expire_bookings')).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
      retryAfterSeconds: 5,
    });
  });
});
