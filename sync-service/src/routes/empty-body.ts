import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './router.ts';

/**
 * Accepts an empty body as `{}` where every field is optional: many clients send `content-type: application/json`
 * without a body.
 */
export const readEmptyAsObject: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.header('content-type') !== undefined && (await c.req.text()) === '') {
    // Where Hono caches a body that was read.
    Object.assign(c.req.bodyCache, { text: Promise.resolve('{}') });
  }
  await next();
};
