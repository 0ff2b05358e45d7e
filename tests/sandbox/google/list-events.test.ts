import { beforeEach, describe, expect, test } from 'vitest';
import { addEvent, changeEvent, removeEvent, shareCalendar } from '../../../sync-service/sandbox/google/controls.ts';
import { type ApiCaller, anna, ben, hourOf, openApi, reasonOf, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const ids = (items: SandboxResponse['body'][]): string[] => items.map((item) => item.id).sort();

describe('what a list holds', () => {
  test('an event is told without what equals its default, with offsets in the zone of the calendar', async () => {
    addEvent(api.world, anna, hourOf(3, 9, { id: 'plain1', transparency: 'opaque', visibility: 'default' }));
    const { body } = await api.list();
    expect(body).toMatchObject({
      kind: 'calendar#events',
      summary: anna,
      timeZone: 'Europe/Berlin',
      accessRole: 'owner',
    });
    const [event] = body.items;
    expect(event).not.toHaveProperty('transparency');
    expect(event).not.toHaveProperty('visibility');
    expect(event).toMatchObject({
      kind: 'calendar#event',
      id: 'plain1',
      status: 'confirmed',
      start: { dateTime: '2026-11-03T10:00:00+01:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-11-03T11:00:00+01:00' },
      organizer: { email: anna, self: true },
      iCalUID: 'plain1@google.com',
      eventType: 'default',
    });
    expect(event.updated).toMatch(/\.\d{3}Z$/);
  });

  test('timeZone changes the zone of the answer only', async () => {
    addEvent(api.world, anna, hourOf(3, 9));
    const { body } = await api.list({ timeZone: 'America/New_York' });
    expect(body.items[0].start.dateTime).toBe('2026-11-03T04:00:00-05:00');
  });

  test('the window is compared with end and start, both exclusive', async () => {
    addEvent(api.world, anna, hourOf(3, 8, { id: 'before' }));
    addEvent(api.world, anna, hourOf(3, 9, { id: 'inside' }));
    addEvent(api.world, anna, hourOf(3, 11, { id: 'after' }));
    const { body } = await api.list({ timeMin: '2026-11-03T09:00:00Z', timeMax: '2026-11-03T12:00:00+01:00' });
    expect(ids(body.items)).toEqual(['inside']);
  });

  test('days begin at midnight of the calendar', async () => {
    addEvent(api.world, anna, { id: 'alldays', start: { date: '2026-11-03' }, end: { date: '2026-11-04' } });
    const early = await api.list({ timeMin: '2026-11-02T22:00:00Z', timeMax: '2026-11-02T23:00:00Z' });
    const within = await api.list({ timeMin: '2026-11-02T23:00:00Z', timeMax: '2026-11-02T23:30:00Z' });
    expect([early.body.items.length, within.body.items.length]).toEqual([0, 1]);
    expect(within.body.items[0]).toMatchObject({ start: { date: '2026-11-03' }, end: { date: '2026-11-04' } });
  });

  test('deleted events are left out unless they are asked for, and then only their id is sure', async () => {
    addEvent(api.world, anna, hourOf(3, 9, { id: 'gone5' }));
    removeEvent(api.world, anna, 'gone5');
    expect((await api.list()).body.items).toEqual([]);
    const [event] = (await api.list({ showDeleted: 'true' })).body.items;
    expect(Object.keys(event).sort()).toEqual(['etag', 'id', 'kind', 'status']);
    expect(event.status).toBe('cancelled');
  });

  test('properties, types and words select', async () => {
    const mine = { extendedProperties: { private: { booking: '7', app: 'x' } } };
    addEvent(api.world, anna, hourOf(3, 9, { id: 'marked', ...mine }));
    addEvent(api.world, anna, hourOf(3, 10, { id: 'focus', eventType: 'focusTime', summary: 'Deep work' }));
    const properties = await api.list({ privateExtendedProperty: ['booking=7', 'app=x'] });
    const none = await api.list({ privateExtendedProperty: ['booking=7', 'app=y'] });
    const types = await api.list({ eventTypes: ['focusTime', 'outOfOffice'] });
    const words = await api.list({ q: 'deep' });
    const uid = await api.list({ iCalUID: 'marked@google.com' });
    const found = [properties, none, types, words, uid].map((response) => ids(response.body.items));
    expect(found).toEqual([['marked'], [], ['focus'], ['focus'], ['marked']]);
  });

  test('with maxAttendees only oneself is told of more', async () => {
    const attendees = [{ email: anna, responseStatus: 'accepted' }, { email: 'c@example.com' }];
    addEvent(api.world, anna, hourOf(3, 9, { attendees }));
    const [event] = (await api.list({ maxAttendees: '1' })).body.items;
    expect(event).toMatchObject({ attendeesOmitted: true, attendees: [{ email: anna, self: true }] });
    expect(event.attendees).toHaveLength(1);
  });

  test('fields leaves out all else', async () => {
    addEvent(api.world, anna, hourOf(3, 9, { id: 'event' }));
    const { body } = await api.list({ fields: 'nextPageToken,nextSyncToken,items(id,start/dateTime)' });
    expect(body).toEqual({
      nextSyncToken: expect.any(String),
      items: [{ id: 'event', start: { dateTime: '2026-11-03T10:00:00+01:00' } }],
    });
    expect(api.violations).toEqual([]);
  });
});

describe('pages', () => {
  beforeEach(() => {
    for (let hour = 0; hour < 9; hour += 1) addEvent(api.world, anna, hourOf(3, hour, { id: `event${hour}` }));
  });

  test('each page has one token: of the next page, or at last for the next sync', async () => {
    const first = await api.list({ maxResults: '5' });
    expect([first.body.items.length, first.body.nextSyncToken]).toEqual([5, undefined]);
    const second = await api.list({ maxResults: '5', pageToken: first.body.nextPageToken });
    expect([second.body.items.length, second.body.nextPageToken]).toEqual([4, undefined]);
    expect(second.body.nextSyncToken).toEqual(expect.any(String));
  });

  test('pages may be short or empty, yet all is told', async () => {
    api.world.settings.shortPages = true;
    const first = await api.list({ maxResults: '4' });
    const second = await api.list({ maxResults: '4', pageToken: first.body.nextPageToken });
    expect([first.body.items.length, second.body.items.length]).toEqual([2, 0]);
    expect(second.body.nextPageToken).toEqual(expect.any(String));
    expect((await api.listAll({ maxResults: '4' })).items).toHaveLength(9);
  });

  test('pages may be cut short whatever is asked for, yet all is told', async () => {
    api.world.settings.longestPage = 2;
    expect((await api.list({ maxResults: '2500' })).body.items).toHaveLength(2);
    expect((await api.listAll({ maxResults: '2500' })).items).toHaveLength(9);
  });

  test('what changes between two pages is told by the next sync, not by later pages', async () => {
    const first = await api.list({ maxResults: '5' });
    const seen = new Set(ids(first.body.items));
    const later = [...(api.world.calendars.get(anna)?.events.keys() ?? [])].find((id) => !seen.has(id)) ?? '';
    changeEvent(api.world, anna, later, { summary: 'changed' });
    const second = await api.list({ maxResults: '5', pageToken: first.body.nextPageToken });
    expect(second.body.items.map((event: SandboxResponse['body']) => event.summary)).not.toContain('changed');
    const delta = await api.list({ maxResults: '5', syncToken: second.body.nextSyncToken });
    expect(delta.body.items).toMatchObject([{ id: later, summary: 'changed' }]);
    expect(api.violations).toEqual([]);
  });

  test('items have no order unless one is asked for, and then there is no sync token', async () => {
    const byStart = [...Array(9).keys()].map((hour) => `event${hour}`);
    const ordered = await api.list({ singleEvents: 'true', orderBy: 'startTime' });
    expect(ordered.body.items.map((event: SandboxResponse['body']) => event.id)).toEqual(byStart);
    expect(ordered.body).not.toHaveProperty('nextSyncToken');
    const plain = await api.list();
    expect(plain.body.items.map((event: SandboxResponse['body']) => event.id)).not.toEqual(byStart);
  });

  test('a page asked for with other parameters is a violation', async () => {
    const { body } = await api.list({ maxResults: '5' });
    await api.list({ maxResults: '5', singleEvents: 'true', pageToken: body.nextPageToken });
    expect(api.violations).toEqual([expect.stringContaining('page asked for with other parameters')]);
  });

  test('a page token that is none is refused', async () => {
    expect(reasonOf(await api.list({ pageToken: 'abc' }))).toEqual([400, 'invalid']);
  });
});

describe('what is refused', () => {
  test.each([
    ['an empty window', { timeMin: '2026-11-03T00:00:00Z', timeMax: '2026-11-03T00:00:00Z' }, 400, 'timeRangeEmpty'],
    ['a time without an offset', { timeMin: '2026-11-03T00:00:00' }, 400, 'badRequest'],
    ['an order by start of series', { orderBy: 'startTime' }, 400, 'badRequest'],
    ['no results', { maxResults: '0' }, 400, 'invalid'],
    ['a type of event that does not exist', { eventTypes: 'party' }, 400, 'invalid'],
    ['changes since long ago', { updatedMin: '2026-01-01T00:00:00Z' }, 410, 'updatedMinTooLongAgo'],
    ['a field that does not exist', { fields: 'items(colour),nextPageToken,nextSyncToken' }, 400, 'invalidParameter'],
  ])('%s', async (_name, params, status, reason) => {
    expect(reasonOf(await api.list(params as Record<string, string>))).toEqual([status, reason]);
  });

  test('a calendar that the caller cannot see is not found', async () => {
    expect(reasonOf(await api.list({}, ben))).toEqual([404, 'notFound']);
  });

  test('a calendar is found by its encoded id, and the own one by its alias', async () => {
    const { id } = api.world.addCalendar(anna, { id: 'a/b#c@group.calendar.google.com', summary: 'Odd' });
    expect((await api.list({}, id)).body.summary).toBe('Odd');
    expect((await api.list({}, 'primary')).body.summary).toBe(anna);
  });

  test('unknown parameters and fields without tokens are answered, but violations', async () => {
    const { status } = await api.list({ singleEvent: 'true', fields: 'items' });
    expect(status).toBe(200);
    expect(api.violations.map((violation) => violation.split(': ')[1])).toEqual([
      'unknown name "singleEvent"',
      'fields without nextPageToken',
      'fields without nextSyncToken',
    ]);
  });
});

describe('calendars of others', () => {
  beforeEach(() => {
    addEvent(api.world, ben, hourOf(3, 9, { id: 'secret', summary: 'Doctor', visibility: 'private' }));
    addEvent(api.world, ben, hourOf(3, 12, { id: 'lunch', summary: 'Lunch', transparency: 'transparent' }));
  });

  test.each(['reader', 'writerWithoutPrivateAccess'] as const)(
    'a %s sees no details of private events',
    async (role) => {
      shareCalendar(api.world, ben, anna, role);
      const { body } = await api.list({}, ben);
      const secret = body.items.find((event: SandboxResponse['body']) => event.id === 'secret');
      expect([body.accessRole, secret.visibility, 'summary' in secret]).toEqual([role, 'private', false]);
      expect(secret.start.dateTime).toBe('2026-11-03T10:00:00+01:00');
      expect(body.items.find((event: SandboxResponse['body']) => event.id === 'lunch').summary).toBe('Lunch');
    },
  );

  test('who sees free and busy only gets single events that are busy, without details', async () => {
    shareCalendar(api.world, ben, anna, 'freeBusyReader');
    addEvent(api.world, ben, hourOf(4, 9, { id: 'series', recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] }));
    const { body } = await api.list({}, ben);
    expect(ids(body.items)).toEqual(['secret', 'series_20261104T090000Z', 'series_20261105T090000Z']);
    expect(body.items.some((event: SandboxResponse['body']) => 'summary' in event)).toBe(false);
  });
});
