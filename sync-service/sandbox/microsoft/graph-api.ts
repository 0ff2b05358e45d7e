import { type Context, Hono } from 'hono';
import { pathOf } from '../shared/request-log.ts';
import type { Violations } from '../shared/violations.ts';
import { authorize, type Caller, type GraphRight } from './bearer.ts';
import { calendarAt, calendarsOf, viewCalendar } from './calendars.ts';
import { createDelta } from './delta.ts';
import { type Row, viewEvent } from './event-view.ts';
import { findEvent } from './events.ts';
import { graphErrors } from './graph-errors.ts';
import { type ListRequest, listEvents, listInstances, listPage, listView, oneEvent } from './graph-lists.ts';
import { isItemId } from './ids.ts';
import { readQuery } from './odata.ts';
import { readPreferences } from './preferences.ts';
import { readBody } from './request-body.ts';
import type { StoredEvent } from './stored-event.ts';
import { createSyncStates } from './sync-states.ts';
import type { World } from './world.ts';
import { cancel, create, patch, remove, type Write } from './write-events.ts';

const origin = 'https://graph.microsoft.com/v1.0';

interface Entered extends Caller, ListRequest {
  where: string;
}

/** The methods of Graph on profiles, calendars and events, below `/v1.0`. @param prefix that the sandbox is mounted at. */
export function createGraphApi(world: World, violations: Violations, prefix: string): Hono {
  const api = new Hono();
  const delta = createDelta(world, violations, createSyncStates(world));
  /** Who has been given immutable ids: with default ones among them, events are not found again. */
  const immutable = new Set<string>();

  /** Lets the caller in, and gives what every method needs. */
  function enter(context: Context, right: GraphRight): Entered {
    const caller = authorize(world, context.req, right);
    const url = new URL(context.req.url);
    const path = pathOf(context, prefix).slice('/v1.0'.length);
    const prefer = readPreferences(context.req.header('prefer'));
    const where = `${context.req.method} /v1.0${path}`;
    const key = `${caller.client.clientId} ${caller.user.oid}`;
    if (right === 'read' || right === 'write') {
      if (prefer.immutableIds) immutable.add(key);
      else if (immutable.has(key)) violations.add(`${where}: default ids among immutable ones`);
    }
    return { ...caller, prefer, where, link: origin + path, params: url.searchParams };
  }

  function writeOf(context: Context, entered: Entered): Write {
    return { world, violations, user: entered.user, where: entered.where, ifMatch: context.req.header('if-match') };
  }

  /** The event of the address. @throws GraphError 400, 404. */
  function eventOf(context: Context, { user }: Entered): StoredEvent {
    const id = context.req.param('event') ?? '';
    if (!isItemId(id)) throw graphErrors.malformedId();
    const event = findEvent(world, user.oid, id);
    if (!event) throw graphErrors.notFound();
    return event;
  }

  function respond(context: Context, { prefer }: Entered, body: Row, status: 200 | 201 = 200): Response {
    if (prefer.applied.length > 0) context.header('preference-applied', prefer.applied.join(', '));
    return context.json(body, status);
  }

  api.get('/me', (context) => {
    const { user, params } = enter(context, 'profile');
    const { oid, name, mail, upn } = user;
    const all: Row = { displayName: name, mail, userPrincipalName: upn, id: oid };
    const { select } = readQuery(params);
    const chosen = Object.entries(all).filter(([field]) => select === null || select.includes(field));
    return context.json({ '@odata.context': `${origin}/$metadata#users/$entity`, ...Object.fromEntries(chosen) });
  });

  api.get('/me/mailboxSettings/timeZone', (context) => {
    const { user } = enter(context, 'settings');
    const about = `${origin}/$metadata#users('${user.oid}')/mailboxSettings/timeZone`;
    return context.json({ '@odata.context': about, value: user.timeZone });
  });
  api.get('/me/mailboxSettings', (context) => {
    const { user } = enter(context, 'settings');
    return context.json({ timeZone: user.timeZone, dateFormat: 'dd.MM.yyyy', timeFormat: 'HH:mm' });
  });

  api.get('/me/calendars', (context) => {
    const entered = enter(context, 'list');
    const calendars = calendarsOf(world, entered.user);
    const about = `${origin}/$metadata#users('${entered.user.oid}')/calendars`;
    return context.json({
      '@odata.context': about,
      ...listPage(entered, readQuery(entered.params), calendars, viewCalendar),
    });
  });
  api.get('/me/events', (context) => {
    const entered = enter(context, 'read');
    return respond(context, entered, listEvents(world, calendarsOf(world, entered.user), entered));
  });
  api.post('/me/events', async (context) => {
    const entered = enter(context, 'write');
    const event = create(writeOf(context, entered), calendarAt(world, entered.user, null), await readBody(context));
    return respond(context, entered, viewEvent(world, event, entered.prefer), 201);
  });

  for (const base of ['/me/calendar', '/me/calendars/:calendar', '/me']) {
    const calendarOf = (context: Context, { user }: Entered) =>
      calendarAt(world, user, context.req.param('calendar') ?? null);
    if (base !== '/me') {
      api.get(base, (context) => context.json(viewCalendar(calendarOf(context, enter(context, 'list')))));
      api.get(`${base}/events`, (context) => {
        const entered = enter(context, 'read');
        return respond(context, entered, listEvents(world, [calendarOf(context, entered)], entered));
      });
      api.post(`${base}/events`, async (context) => {
        const entered = enter(context, 'write');
        const event = create(writeOf(context, entered), calendarOf(context, entered), await readBody(context));
        return respond(context, entered, viewEvent(world, event, entered.prefer), 201);
      });
    }
    api.get(`${base}/calendarView/delta`, (context) => {
      const entered = enter(context, 'read');
      const calendar = calendarOf(context, entered);
      return delta({ ...entered, calendar, search: new URL(context.req.url).search });
    });
    api.get(`${base}/calendarView`, (context) => {
      const entered = enter(context, 'read');
      return respond(context, entered, listView(world, calendarOf(context, entered), entered));
    });
  }

  for (const base of ['/me/events/:event', '/me/calendars/:calendar/events/:event', '/me/calendar/events/:event']) {
    api.get(`${base}/instances`, (context) => {
      const entered = enter(context, 'read');
      return respond(context, entered, listInstances(world, eventOf(context, entered), entered));
    });
    api.get(base, (context) => {
      const entered = enter(context, 'read');
      return respond(context, entered, oneEvent(world, eventOf(context, entered), entered));
    });
    api.patch(base, async (context) => {
      const entered = enter(context, 'write');
      const event = patch(writeOf(context, entered), eventOf(context, entered).key, await readBody(context));
      return respond(context, entered, viewEvent(world, event, entered.prefer));
    });
    api.delete(base, (context) => {
      const entered = enter(context, 'write');
      remove(writeOf(context, entered), eventOf(context, entered).key);
      return context.body(null, 204);
    });
    api.post(`${base}/cancel`, (context) => {
      const entered = enter(context, 'write');
      cancel(writeOf(context, entered), eventOf(context, entered).key);
      return context.body(null, 202);
    });
  }
  return api;
}
