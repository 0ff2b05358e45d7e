import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Controls } from './controls.ts';

const zone = z
  .string()
  .refine((name) => DateTime.local({ zone: name }).isValid && !/^[+-]/.test(name), 'There is no such time zone.');
/** When an event is to be: with `time` null whole days, so many as `minutes` make. */
const when = z.object({
  date: z.iso.date(),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
  minutes: z.int().min(5).max(20_160),
  time_zone: zone,
});
const added = when.extend({
  calendar: z.string(),
  title: z.string().trim().min(1).max(200),
  busy: z.boolean(),
  weekly: z.boolean(),
});
const moved = when.extend({ calendar: z.string() });
const listed = z.object({ calendar: z.string(), from: z.iso.date(), until: z.iso.date(), time_zone: zone });

class Refusal extends Error {
  readonly status: 403 | 404 | 422;
  readonly code: string;
  constructor(status: 403 | 404 | 422, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A browser names the page that asks; every other page on the web may reach a loopback address, too. */
function onlyFrom(origins: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    if (method !== 'GET' && !origins.includes(context.req.header('origin') ?? ''))
      throw new Refusal(403, 'forbidden', 'Only the page of the sandbox may do this.');
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
  };
}

async function read<Schema extends z.ZodType>(schema: Schema, sent: unknown): Promise<z.infer<Schema>> {
  const result = schema.safeParse(await sent);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal(422, 'invalid_request', `Check ${issue?.path.join('.') || 'the body'}: ${issue?.message}`);
}

/** The controls over HTTP, for the page of the sandbox. @param origins of that page. */
export function createControlRoutes(controls: Controls, origins: readonly string[]): Hono {
  const routes = new Hono();

  function requireCalendar(id: string, wanted: 'read' | 'write'): string {
    const access = controls.access(id);
    if (access === 'none') throw new Refusal(404, 'not_found', 'There is no such calendar.');
    if (wanted === 'write' && access !== 'write')
      throw new Refusal(403, 'forbidden', 'This calendar can only be read.');
    return id;
  }

  function requireEvent(calendar: string, id: string): string {
    if (!controls.has(calendar, id)) throw new Refusal(404, 'not_found', 'This event is no longer there.');
    return id;
  }

  routes.onError((error, context) => {
    if (error instanceof Refusal)
      return context.json({ error: { code: error.code, message: error.message } }, error.status);
    if (controls.isRefusal(error))
      return context.json({ error: { code: 'invalid_request', message: error.message } }, 422);
    throw error;
  });
  routes.use('*', onlyFrom(origins), bodyLimit({ maxSize: 16 * 1024 }));

  routes.get('/accounts', (context) => context.json({ accounts: controls.accounts() }));

  routes.get('/events', async (context) => {
    const asked = await read(listed, context.req.query());
    const calendar = requireCalendar(asked.calendar, 'read');
    const at = (date: string): number => DateTime.fromISO(date, { zone: asked.time_zone }).toMillis();
    return context.json({ events: controls.events(calendar, at(asked.from), at(asked.until)) });
  });

  routes.post('/events', async (context) => {
    const { calendar, ...event } = await read(
      added,
      context.req.json().catch(() => null),
    );
    return context.json({ event: controls.add(requireCalendar(calendar, 'write'), event) }, 201);
  });

  routes.post('/events/:event/move', async (context) => {
    const { calendar, ...times } = await read(
      moved,
      context.req.json().catch(() => null),
    );
    const id = requireEvent(requireCalendar(calendar, 'write'), context.req.param('event'));
    return context.json({ event: controls.move(calendar, id, times) });
  });

  routes.delete('/events/:event', (context) => {
    const calendar = requireCalendar(context.req.query('calendar') ?? '', 'write');
    controls.remove(calendar, requireEvent(calendar, context.req.param('event')));
    return context.body(null, 204);
  });

  return routes;
}
