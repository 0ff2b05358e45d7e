import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { ApiError } from '../google/api-errors.ts';
import { addEvent, changeEvent, type EventBody, removeEvent } from '../google/controls.ts';
import { listWindow } from '../google/event-listing.ts';
import { type EventTime, instantOf, isZone } from '../google/event-times.ts';
import { allows, blocksTime } from '../google/event-view.ts';
import { findEvent } from '../google/events.ts';
import type { SandboxCalendar } from '../google/state.ts';
import type { StoredEvent } from '../google/stored-event.ts';
import type { World } from '../google/world.ts';

const zone = z.string().refine(isZone, 'There is no such time zone.');
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

/** Start and end as the API takes them. What is null takes away what was there before. */
function timesOf({ date, time, minutes, time_zone: timeZone }: z.infer<typeof when>): EventBody {
  if (time === null) {
    const end = DateTime.fromISO(date, { zone: 'utc' }).plus({ days: Math.ceil(minutes / 1440) });
    const day = (value: string | null): EventBody => ({ date: value, dateTime: null, timeZone: null });
    return { start: day(date), end: day(end.toISODate()) };
  }
  const start = DateTime.fromISO(`${date}T${time}`, { zone: timeZone });
  const at = (moment: DateTime): EventBody => ({ date: null, dateTime: moment.toISO(), timeZone });
  return { start: at(start), end: at(start.plus({ minutes })) };
}

/** What the calendars' owner sees, and what they may do: nothing here passes through the API. */
export function createControlRoutes(world: World, origins: readonly string[]): Hono {
  const routes = new Hono();

  const isWritable = (calendar: SandboxCalendar): boolean =>
    allows(calendar.listings[calendar.ownerSub]?.role ?? 'reader', 'writer');

  function calendarOf(id: string): SandboxCalendar {
    const calendar = world.calendars.get(id);
    if (!calendar || calendar.deleted) throw new Refusal(404, 'not_found', 'There is no such calendar.');
    return calendar;
  }

  function writable(id: string): SandboxCalendar {
    const calendar = calendarOf(id);
    if (!isWritable(calendar)) throw new Refusal(403, 'forbidden', 'This calendar can only be read.');
    return calendar;
  }

  function eventOf(calendar: SandboxCalendar, id: string): StoredEvent {
    const event = findEvent(calendar, id);
    if (!event || event.status === 'cancelled') throw new Refusal(404, 'not_found', 'This event is no longer there.');
    return event;
  }

  function view(calendar: SandboxCalendar, event: StoredEvent) {
    const ownerEmail = world.users.get(calendar.ownerSub)?.email ?? calendar.id;
    const reported = ({ date, dateTime }: EventTime): string | undefined => date ?? dateTime;
    return {
      id: event.id,
      series: event.recurringEventId ?? null,
      title: event.content['summary'] ?? '(No title)',
      busy: blocksTime(event, ownerEmail),
      all_day: event.start.date !== undefined,
      start: reported(event.start),
      end: reported(event.end),
    };
  }

  routes.onError((error, context) => {
    if (error instanceof Refusal)
      return context.json({ error: { code: error.code, message: error.message } }, error.status);
    // What the calendar itself refuses, such as an event of an impossible kind.
    if (error instanceof ApiError)
      return context.json({ error: { code: 'invalid_request', message: error.message } }, 422);
    throw error;
  });
  routes.use('*', onlyFrom(origins), bodyLimit({ maxSize: 16 * 1024 }));

  routes.get('/accounts', (context) => {
    const accounts = [...world.users.values()].map(({ sub, email, name }) => ({
      email,
      name,
      connected: [...world.refreshTokens.values()].some((token) => token.sub === sub && !token.dead),
      calendars: [...world.calendars.values()].flatMap((calendar) => {
        const listing = calendar.listings[sub];
        if (calendar.deleted || !listing || listing.deleted) return [];
        const { id, summary, timeZone, primary } = calendar;
        const writes = allows(listing.role, 'writer') && isWritable(calendar);
        return [{ id, name: primary ? name : summary, time_zone: timeZone, primary, writable: writes }];
      }),
    }));
    return context.json({ accounts });
  });

  routes.get('/events', async (context) => {
    const asked = await read(listed, context.req.query());
    const calendar = calendarOf(asked.calendar);
    const at = (date: string): number => DateTime.fromISO(date, { zone: asked.time_zone }).toMillis();
    const window = { singleEvents: true, showDeleted: false, timeMin: at(asked.from), timeMax: at(asked.until) };
    const events = listWindow(world, calendar, window)
      .sort((one, other) => instantOf(one.start, asked.time_zone) - instantOf(other.start, asked.time_zone))
      .map((event) => view(calendar, event));
    return context.json({ events });
  });

  routes.post('/events', async (context) => {
    const asked = await read(
      added,
      context.req.json().catch(() => null),
    );
    const calendar = writable(asked.calendar);
    const event = addEvent(world, calendar.id, {
      summary: asked.title,
      ...timesOf(asked),
      transparency: asked.busy ? 'opaque' : 'transparent',
      ...(asked.weekly ? { recurrence: ['RRULE:FREQ=WEEKLY'] } : {}),
    });
    return context.json({ event: view(calendar, event) }, 201);
  });

  routes.post('/events/:event/move', async (context) => {
    const asked = await read(
      moved,
      context.req.json().catch(() => null),
    );
    const calendar = writable(asked.calendar);
    const { id } = eventOf(calendar, context.req.param('event'));
    return context.json({ event: view(calendar, changeEvent(world, calendar.id, id, timesOf(asked))) });
  });

  routes.delete('/events/:event', (context) => {
    const calendar = writable(context.req.query('calendar') ?? '');
    removeEvent(world, calendar.id, eventOf(calendar, context.req.param('event')).id);
    return context.body(null, 204);
  });

  return routes;
}
