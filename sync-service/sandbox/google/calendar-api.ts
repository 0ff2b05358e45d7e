import { type Context, Hono } from 'hono';
import type { Violations } from '../shared/violations.ts';
import { ApiError, apiErrors } from './api-errors.ts';
import { type ApiRight, authorize } from './bearer.ts';
import { getCalendar, listCalendars } from './calendar-list.ts';
import { settleConference } from './conferences.ts';
import { viewEvent } from './event-view.ts';
import { findEvent } from './events.ts';
import { masked, parseFields } from './field-mask.ts';
import { queryFreeBusy } from './free-busy.ts';
import { listEvents, listInstances } from './list-events.ts';
import { count } from './list-query.ts';
import { checkParameters, type ListContext } from './listing.ts';
import type { StoredEvent } from './stored-event.ts';
import { createPages } from './sync-tokens.ts';
import type { World } from './world.ts';
import { insert, patch, remove, update, type Write, writeParameters } from './write-events.ts';

/** A JSON object from the body. @throws ApiError 400 parseError. */
async function bodyOf(context: Context): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => null);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new ApiError(400, 'parseError', 'Parse Error');
}

/** The methods of the Calendar API, below `/calendar/v3`. */
export function createCalendarApi(world: World, violations: Violations): Hono {
  const lists: ListContext = { world, violations, pages: createPages(), refused: new Set() };
  const api = new Hono();

  /** Lets the caller in, and gives what every method needs. */
  function enter(context: Context, right: ApiRight) {
    const { user } = authorize(world, violations, context.req, right);
    const params = new URL(context.req.url).searchParams;
    return { user, params, where: `${context.req.method} ${context.req.path}` };
  }

  /** The calendar and event named in the address. @throws ApiError 404. */
  function open(context: Context, right: ApiRight): Write & { eventId: string } {
    const entered = enter(context, right);
    const found = world.calendarFor(entered.user, context.req.param('calendarId') ?? '');
    if (!found) throw apiErrors.notFound();
    const ifMatch = context.req.header('if-match');
    return { ...entered, ...found, world, violations, ifMatch, eventId: context.req.param('eventId') ?? '' };
  }

  function reported(context: Context, write: Write, event: StoredEvent): Response {
    const { calendar, role, params } = write;
    const maxAttendees = count(params, 'maxAttendees');
    const zone = params.get('timeZone') ?? calendar.timeZone;
    const view = viewEvent(calendar, event, { zone, role, maxAttendees, deletedDetails: true });
    const fields = params.get('fields');
    return context.json((fields === null ? view : masked(view, parseFields(fields))) as object);
  }

  api.get('/users/me/calendarList', (context) => {
    const { user, params, where } = enter(context, 'calendarList.read');
    return context.json(listCalendars(lists, user, params, where) as object);
  });
  api.get('/users/me/calendarList/:calendarId', (context) => {
    const { user, params, where } = enter(context, 'calendarList.read');
    checkParameters(violations, where, params, []);
    return context.json(getCalendar(lists, user, context.req.param('calendarId')) as object);
  });
  api.post('/freeBusy', async (context) => {
    const { user, params, where } = enter(context, 'freebusy.query');
    checkParameters(violations, where, params, []);
    return context.json(queryFreeBusy(world, violations, user, await bodyOf(context), where) as object);
  });

  const events = '/calendars/:calendarId/events';
  api.get(events, (context) => {
    const { user, calendar, role, params, where } = open(context, 'events.read');
    return context.json(listEvents(lists, user, calendar, role, params, where) as object);
  });
  api.post(events, async (context) => {
    const write = open(context, 'events.write');
    checkParameters(violations, write.where, write.params, writeParameters);
    return reported(context, write, insert(write, await bodyOf(context)));
  });
  api.get(`${events}/:eventId/instances`, (context) => {
    const { user, calendar, role, params, where, eventId } = open(context, 'events.read');
    return context.json(listInstances(lists, user, calendar, role, eventId, params, where) as object);
  });
  api.get(`${events}/:eventId`, (context) => {
    const read = open(context, 'events.read');
    checkParameters(violations, read.where, read.params, ['maxAttendees', 'timeZone', 'alwaysIncludeEmail']);
    settleConference(world, read.calendar, read.eventId);
    const event = findEvent(read.calendar, read.eventId);
    if (!event) throw apiErrors.notFound();
    return reported(context, read, event);
  });
  api.patch(`${events}/:eventId`, async (context) => {
    const write = open(context, 'events.write');
    checkParameters(violations, write.where, write.params, writeParameters);
    return reported(context, write, patch(write, write.eventId, await bodyOf(context)));
  });
  api.put(`${events}/:eventId`, async (context) => {
    const write = open(context, 'events.write');
    checkParameters(violations, write.where, write.params, writeParameters);
    return reported(context, write, update(write, write.eventId, await bodyOf(context)));
  });
  api.delete(`${events}/:eventId`, (context) => {
    const write = open(context, 'events.write');
    checkParameters(violations, write.where, write.params, ['sendUpdates', 'sendNotifications']);
    remove(write, write.eventId);
    return context.body(null, 204);
  });
  return api;
}
