import { describe, expect, test } from 'vitest';
import { ServiceError, unavailable } from '../../sync-service/src/errors.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createErrorHandler, refuseUnknownRoute } from '../../sync-service/src/routes/errors.ts';
import { createRouter } from '../../sync-service/src/routes/router.ts';

/** An app with one route that throws. */
function throwing(error: Error) {
  const lines: string[] = [];
  const app = createRouter();
  app.onError(createErrorHandler(createLogger({ level: 'debug', write: (line) => lines.push(line) })));
  app.notFound(refuseUnknownRoute);
  app.use(async (c, next) => {
    c.set('requestId', 'request-7');
    await next();
  });
  app.get('/', () => {
    throw error;
  });
  return { lines, ask: () => app.request('/?token=abc') };
}

describe('errors of routes', () => {
  test('an unexpected error is answered without its words, and logged with the id that the caller gets', async () => {
    const { ask, lines } = throwing(new Error('select secret from vault'));
    const response = await ask();
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text).error).toMatchObject({ code: 'internal', details: { request_id: 'request-7' } });
    expect(text).not.toMatch(/secret|vault|errors\.test/);
    expect(lines.join()).toContain('select secret from vault');
    expect(lines.join()).toContain('request-7');
    expect(lines.join()).not.toContain('abc');
  });

  test('a thrown error of ours is answered as it is and not logged', async () => {
    const { ask, lines } = throwing(
      new ServiceError('slot_taken', 'Choose another time.', { details: { start: 'x' } }),
    );
    const response = await ask();
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      error: { code: 'slot_taken', message: 'Choose another time.', details: { start: 'x' } },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(lines).toEqual([]);
  });

  test('an outage says when to come back, and is logged with its cause', async () => {
    const { ask, lines } = throwing(unavailable(new Error('connection refused')));
    const response = await ask();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(lines.join()).toContain('connection refused');
  });

  test('without credentials the answer names the way to sign in', async () => {
    const { ask } = throwing(new ServiceError('unauthorized', 'Sign in.'));
    expect((await ask()).headers.get('www-authenticate')).toBe('Bearer');
  });
});
