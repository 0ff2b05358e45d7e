import { beforeEach, describe, expect, it, test } from 'vitest';
import { addEvent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import {
  anna,
  ben,
  clientId,
  type GraphCaller,
  hourOf,
  openGraph,
  startsOf,
  weeklyOf,
  window,
} from './graph-caller.ts';

let graph: GraphCaller;
beforeEach(() => {
  graph = openGraph();
});

const oid = () => graph.world.addUser(anna).oid;
const tokenOf = (address: string) => graph.world.accessTokens.get(address) as { scopes: string[]; expiresAt: number };

describe('A token', () => {
  it.each([
    ['none', undefined, 'Access token is empty.'],
    ['an unknown one', 'Bearer unknown', 'IDX14100: JWT is not well formed.'],
    ['two of them', `Bearer ${anna}, Bearer ${anna}`, 'IDX14100: JWT is not well formed.'],
  ])('is needed: %s', async (_name, authorization, message) => {
    const response = await graph.app.request('/v1.0/me', { headers: authorization ? { authorization } : {} });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken', message } });
    if (authorization?.includes(','))
      expect(graph.violations).toEqual([expect.stringContaining('more than one token')]);
  });

  it('ends', async () => {
    tokenOf(anna).expiresAt = graph.world.now().getTime();
    expect((await graph.call('GET', '/me')).body.error).toMatchObject({
      code: 'InvalidAuthenticationToken',
      message: 'Lifetime validation failed, the token is expired.',
    });
  });

  it.each([
    ['/me', 'User.Read'],
    ['/me/mailboxSettings/timeZone', 'MailboxSettings.Read'],
    ['/me/calendars', 'Calendars.ReadWrite'],
    ['/me/events', 'Calendars.Read'],
  ])('opens %s with %s only', async (path, scope) => {
    tokenOf(anna).scopes = [scope];
    expect((await graph.call('GET', path)).status).toBe(200);
    tokenOf(anna).scopes = ['openid'];
    expect((await graph.call('GET', path)).body.error.code).toBe('ErrorAccessDenied');
  });

  it('that may read only does not write', async () => {
    tokenOf(anna).scopes = ['Calendars.Read'];
    expect((await graph.call('POST', '/me/events', { body: hourOf(3, 10) })).status).toBe(403);
  });
});

describe('A response', () => {
  it('names its request and the time of the sandbox', async () => {
    const { headers } = await graph.call('GET', '/me', { headers: { 'client-request-id': 'mine' } });
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('client-request-id')).toBe('mine');
    expect(headers.get('date')).toBe(graph.world.now().toUTCString());
  });

  it('that is an error has the envelope', async () => {
    expect((await graph.call('GET', '/me/events/AAkAgoneAAA=')).body).toEqual({
      error: {
        code: 'ErrorItemNotFound',
        message: 'The specified object was not found in the store.',
        innerError: {
          date: expect.any(String),
          'request-id': expect.any(String),
          'client-request-id': expect.any(String),
        },
      },
    });
  });

  it('at an address that does not exist is 404, and a violation', async () => {
    expect((await graph.call('GET', '/me/contacts')).status).toBe(404);
    expect(graph.violations).toHaveLength(1);
  });
});

describe('An account', () => {
  it('says who it is', async () => {
    expect((await graph.call('GET', '/me')).body).toMatchObject({ mail: anna, userPrincipalName: anna, id: oid() });
    expect((await graph.call('GET', '/me/mailboxSettings/timeZone')).body.value).toBe('W. Europe Standard Time');
  });

  it('that is personal has no mail', async () => {
    const { oid: personal } = graph.world.addUser('eva@outlook.example', { kind: 'personal' });
    graph.world.accessTokens.set('eva', {
      token: 'eva',
      oid: personal,
      clientId,
      scopes: ['User.Read'],
      expiresAt: Infinity,
    });
    expect((await graph.call('GET', '/me', { as: 'eva' })).body).toMatchObject({
      mail: null,
      userPrincipalName: 'eva@outlook.example',
    });
  });

  it('without a mailbox has a profile and nothing else', async () => {
    graph.world.addUser(anna).hasMailbox = false;
    expect((await graph.call('GET', '/me')).status).toBe(200);
    for (const path of ['/me/calendars', '/me/events', '/me/mailboxSettings/timeZone', `/me/calendarView?${window}`]) {
      const { status, body } = await graph.call('GET', path);
      expect([status, body.error.code], path).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
    }
  });
});

describe('Calendars', () => {
  it('are told with what one may do with them, ten at a time', async () => {
    for (let count = 0; count < 12; count += 1)
      graph.world.addCalendar(anna, { name: `Calendar ${count}`, canEdit: false });
    const { body } = await graph.call('GET', '/me/calendars', { headers: { prefer: '' } });
    expect(body.value).toHaveLength(10);
    expect(body.value[0]).toMatchObject({ isDefaultCalendar: true, canEdit: true, owner: { address: anna } });
    expect(body['@odata.nextLink']).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/me\/calendars\?\$skip=10$/);
    const next = await graph.call('GET', body['@odata.nextLink'], { headers: { prefer: '' } });
    expect(next.body.value).toHaveLength(3);
    expect(next.body['@odata.nextLink']).toBeUndefined();
    expect((await graph.call('GET', '/me/calendars?$top=100', { headers: { prefer: '' } })).body.value).toHaveLength(
      13,
    );
  });

  it('of somebody else are not there', async () => {
    const { status, body } = await graph.call('GET', `/me/calendars/${graph.calendar}/events`, { as: ben });
    expect([status, body.error.code]).toEqual([404, 'ErrorItemNotFound']);
  });

  it('that were removed are not there either', async () => {
    const { id } = graph.world.addCalendar(anna, { name: 'Other' });
    graph.world.removeCalendar(id);
    expect((await graph.call('GET', `/me/calendars/${id}/calendarView/delta?${window}`)).status).toBe(404);
    expect((await graph.call('GET', '/me/calendars')).body.value).toHaveLength(1);
  });

  it('that are shared may hide what is private in them', async () => {
    const shared = graph.world.addCalendar(anna, { name: 'Team', canViewPrivateItems: false });
    addEvent(graph.world, shared.id, hourOf(3, 10, { subject: 'Secret', sensitivity: 'private' }));
    expect(JSON.stringify((await graph.call('GET', `/me/calendars/${shared.id}/events`)).body)).not.toContain('Secret');
  });
});

describe('A calendar view', () => {
  it('holds whole occurrences and no masters', async () => {
    addEvent(graph.world, graph.calendar, weeklyOf(4, 12, { showAs: 'oof' }));
    const { body } = await graph.call('GET', `/me/calendars/${graph.calendar}/calendarView?${window}`);
    expect(startsOf(body.value)).toEqual(['04', '11', '18', '25'].map((day) => `2026-11-${day}T12:00`));
    expect(
      body.value.every((row: Record<string, unknown>) => row['type'] === 'occurrence' && row['showAs'] === 'oof'),
    ).toBe(true);
  });

  it('has pages of ten, selects and orders', async () => {
    for (let day = 2; day < 14; day += 1) addEvent(graph.world, graph.calendar, hourOf(day, 10));
    const path = `/me/calendarView?${window}&$select=start&$orderby=start/dateTime desc`;
    const { body } = await graph.call('GET', path, { headers: { prefer: '' } });
    expect(body.value).toHaveLength(10);
    expect(Object.keys(body.value[0]).sort()).toEqual(['@odata.etag', 'id', 'start']);
    expect(body.value[0].start.dateTime).toBe('2026-11-13T10:00:00.0000000');
    expect((await graph.call('GET', body['@odata.nextLink'], { headers: { prefer: '' } })).body.value).toHaveLength(2);
  });

  it.each(['$top=1001', '$top=0', '$filter=subject eq 1', '$orderby=subject', '$unknown=1'])(
    'refuses %s',
    async (option) => {
      const { status, body } = await graph.call('GET', `/me/calendarView?${window}&${option}`);
      expect([status, body.error.code]).toEqual([400, 'ErrorInvalidUrlQuery']);
    },
  );

  it('knows no zone that does not exist', async () => {
    const headers = { prefer: 'outlook.timezone="Mars Standard Time"' };
    expect((await graph.call('GET', '/me/events', { headers })).body.error.code).toBe('TimeZoneNotSupportedException');
  });
});

test.each([
  ['daily', { type: 'daily', interval: 10 }, ['04', '14', '24']],
  [
    'weekly on two days',
    { type: 'weekly', interval: 2, daysOfWeek: ['wednesday', 'friday'] },
    ['04', '06', '18', '20'],
  ],
  ['monthly by date', { type: 'absoluteMonthly', interval: 1, dayOfMonth: 4 }, ['04']],
  ['monthly by weekday', { type: 'relativeMonthly', interval: 1, daysOfWeek: ['wednesday'], index: 'first' }, ['04']],
  ['yearly by date', { type: 'absoluteYearly', interval: 1, dayOfMonth: 4, month: 11 }, ['04']],
  [
    'yearly by weekday',
    { type: 'relativeYearly', interval: 1, daysOfWeek: ['wednesday'], index: 'first', month: 11 },
    ['04'],
  ],
])('a series can be %s', async (_name, pattern, days) => {
  const recurrence = { pattern, range: { type: 'endDate', startDate: '2026-11-04', endDate: '2026-11-28' } };
  addEvent(graph.world, graph.calendar, hourOf(4, 12, { recurrence }));
  const { body } = await graph.call('GET', `/me/calendarView?${window}`);
  expect(startsOf(body.value)).toEqual(days.map((day) => `2026-11-${day}T12:00`));
});

test('a series keeps the clock of its zone when clocks change', async () => {
  const at = (hour: number) => ({ dateTime: `2027-03-24T${hour}:00:00`, timeZone: 'W. Europe Standard Time' });
  const range = { type: 'numbered', startDate: '2027-03-24', numberOfOccurrences: 2 };
  const recurrence = { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['wednesday'] }, range };
  addEvent(graph.world, graph.calendar, { start: at(10), end: at(11), recurrence });
  const { body } = await graph.call(
    'GET',
    '/me/calendarView?startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-05-01T00:00:00Z',
  );
  expect(startsOf(body.value)).toEqual(['2027-03-24T09:00', '2027-03-31T08:00']);
});
