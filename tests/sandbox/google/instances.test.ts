import { beforeEach, describe, expect, test } from 'vitest';
import { addEvent, changeEvent, listBusy, removeEvent } from '../../../sync-service/sandbox/google/controls.ts';
import { type ApiCaller, anna, hourOf, openApi, reasonOf, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const events = `/calendars/${anna}/events`;
const single = { singleEvents: 'true', timeMin: '2026-10-01T00:00:00Z', timeMax: '2026-12-31T00:00:00Z' };
const weekly = (more = {}) => hourOf(3, 9, { id: 'weekly', recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'], ...more });
const starts = (items: SandboxResponse['body'][]): string[] =>
  items.map((item) => item.start.dateTime ?? item.start.date).sort();
const listed = async (params: Record<string, string> = single): Promise<SandboxResponse['body'][]> =>
  (await api.listAll(params)).items;

describe('expansion', () => {
  test('instances are events of their own, named after their start in UTC', async () => {
    addEvent(api.world, anna, weekly());
    const items = await listed();
    expect(items.map((item) => item.id).sort()).toEqual([
      'weekly_20261103T090000Z',
      'weekly_20261110T090000Z',
      'weekly_20261117T090000Z',
    ]);
    expect(items[0]).toMatchObject({ recurringEventId: 'weekly', iCalUID: 'weekly@google.com', summary: '3 at 9' });
    expect(items[0]).not.toHaveProperty('recurrence');
    expect(items[0].originalStartTime.timeZone).toBe('Europe/Berlin');
  });

  test('keeps the time of day over a change of clocks', async () => {
    const at = (hour: number) => ({ dateTime: `2026-10-22T${hour}:00:00`, timeZone: 'Europe/Berlin' });
    addEvent(api.world, anna, { id: 'clocks', start: at(10), end: at(11), recurrence: ['RRULE:FREQ=WEEKLY;COUNT=2'] });
    expect(starts(await listed())).toEqual(['2026-10-22T10:00:00+02:00', '2026-10-29T10:00:00+01:00']);
  });

  test('follows EXDATE and RDATE', async () => {
    const recurrence = [
      'RRULE:FREQ=WEEKLY;COUNT=3',
      'EXDATE;TZID=Europe/Berlin:20261110T100000',
      'RDATE:20261112T120000Z',
    ];
    addEvent(api.world, anna, weekly({ recurrence }));
    expect(starts(await listed())).toEqual([
      '2026-11-03T10:00:00+01:00',
      '2026-11-12T13:00:00+01:00',
      '2026-11-17T10:00:00+01:00',
    ]);
  });

  test('days have ids without a time, and an end that is not included', async () => {
    const recurrence = ['RRULE:FREQ=WEEKLY;UNTIL=20261114'];
    addEvent(api.world, anna, { id: 'daily', start: { date: '2026-11-07' }, end: { date: '2026-11-09' }, recurrence });
    const items = await listed();
    expect(items.map((item) => item.id).sort()).toEqual(['daily_20261107', 'daily_20261114']);
    expect(items.find((item) => item.id === 'daily_20261114')).toMatchObject({
      start: { date: '2026-11-14' },
      end: { date: '2026-11-16' },
      originalStartTime: { date: '2026-11-14' },
    });
  });

  test('without singleEvents the series is listed if one of its instances lies in the window', async () => {
    addEvent(api.world, anna, weekly());
    const { singleEvents: _single, ...window } = single;
    expect((await listed(window)).map((item) => item.id)).toEqual(['weekly']);
    expect(await listed({ timeMin: '2026-11-18T00:00:00Z', timeMax: '2026-12-01T00:00:00Z' })).toEqual([]);
  });
});

describe('exceptions', () => {
  beforeEach(() => {
    addEvent(api.world, anna, weekly());
  });

  test('an instance can be read before it was ever written', async () => {
    const { body } = await api.call('GET', `${events}/weekly_20261110T090000Z`);
    expect(body).toMatchObject({ recurringEventId: 'weekly', start: { dateTime: '2026-11-10T10:00:00+01:00' } });
    expect(reasonOf(await api.call('GET', `${events}/weekly_20261111T090000Z`))).toEqual([404, 'notFound']);
  });

  test('a moved instance keeps its id and its original start', async () => {
    const { start, end } = hourOf(12, 14);
    const moved = await api.call('PATCH', `${events}/weekly_20261110T090000Z`, { body: { start, end } });
    expect(moved.body).toMatchObject({
      id: 'weekly_20261110T090000Z',
      start: { dateTime: '2026-11-12T15:00:00+01:00' },
      originalStartTime: { dateTime: '2026-11-10T10:00:00+01:00' },
    });
    expect(starts(await listed())).toEqual([
      '2026-11-03T10:00:00+01:00',
      '2026-11-12T15:00:00+01:00',
      '2026-11-17T10:00:00+01:00',
    ]);
  });

  test('a moved instance is listed where it is, not where it was', async () => {
    const { start, end } = hourOf(25, 14);
    changeEvent(api.world, anna, 'weekly_20261110T090000Z', { start, end });
    const at = async (day: number): Promise<number> => {
      const window = { timeMin: `2026-11-${day}T00:00:00Z`, timeMax: `2026-11-${day}T23:00:00Z` };
      return (await listed({ ...single, ...window })).length;
    };
    expect([await at(10), await at(25)]).toEqual([0, 1]);
  });

  test('a deleted instance is cancelled, the others stay', async () => {
    expect((await api.call('DELETE', `${events}/weekly_20261110T090000Z`)).status).toBe(204);
    expect(starts(await listed())).toEqual(['2026-11-03T10:00:00+01:00', '2026-11-17T10:00:00+01:00']);
    const gone = (await listed({ ...single, showDeleted: 'true' })).find((item) => item.status === 'cancelled');
    expect(gone).toEqual({
      kind: 'calendar#event',
      etag: expect.any(String),
      id: 'weekly_20261110T090000Z',
      status: 'cancelled',
      recurringEventId: 'weekly',
      originalStartTime: { dateTime: '2026-11-10T10:00:00+01:00', timeZone: 'Europe/Berlin' },
    });
    expect((await api.call('DELETE', `${events}/weekly_20261110T090000Z`)).status).toBe(410);
  });

  test('next to its series an instance that is left out is always told', async () => {
    removeEvent(api.world, anna, 'weekly_20261110T090000Z');
    const { singleEvents: _single, ...window } = single;
    const reported = (await listed(window)).map((item) => `${item.id} ${item.status}`).sort();
    expect(reported).toEqual(['weekly confirmed', 'weekly_20261110T090000Z cancelled']);
  });

  test('the end of a series is the end of its exceptions', async () => {
    changeEvent(api.world, anna, 'weekly_20261110T090000Z', { summary: 'Special' });
    removeEvent(api.world, anna, 'weekly');
    expect(await listed()).toEqual([]);
    const { body } = await api.call('GET', `${events}/weekly_20261117T090000Z`);
    expect(body.status).toBe('cancelled');
  });

  test('an instance cannot have a rule', async () => {
    const body = { recurrence: ['RRULE:FREQ=DAILY'] };
    expect((await api.call('PATCH', `${events}/weekly_20261110T090000Z`, { body })).status).toBe(400);
  });
});

describe('events.instances', () => {
  test('lists a series in a window, cancelled ones on request', async () => {
    addEvent(api.world, anna, weekly());
    removeEvent(api.world, anna, 'weekly_20261110T090000Z');
    const window = { timeMin: '2026-11-04T00:00:00Z', timeMax: '2026-12-01T00:00:00Z' };
    const path = `${events}/weekly/instances`;
    const live = await api.call('GET', path, { params: window });
    const all = await api.call('GET', path, { params: { ...window, showDeleted: 'true' } });
    expect([live.body.kind, live.body.items.length, all.body.items.length]).toEqual(['calendar#events', 1, 2]);
  });

  test('tells that a series is gone, or never was', async () => {
    addEvent(api.world, anna, weekly());
    removeEvent(api.world, anna, 'weekly');
    expect(reasonOf(await api.call('GET', `${events}/weekly/instances`))).toEqual([410, 'deleted']);
    expect(reasonOf(await api.call('GET', `${events}/never1/instances`))).toEqual([404, 'notFound']);
  });
});

describe('the truth about busy time', () => {
  const busy = (): string[] =>
    listBusy(api.world, anna, new Date('2026-11-01T00:00:00Z'), new Date('2026-12-01T00:00:00Z')).map(
      (span) => `${span.eventId} ${span.from.toISOString().slice(0, 13)}`,
    );

  test('holds instances, moved ones where they are', () => {
    addEvent(api.world, anna, weekly());
    removeEvent(api.world, anna, 'weekly_20261117T090000Z');
    const { start, end } = hourOf(12, 14);
    changeEvent(api.world, anna, 'weekly_20261110T090000Z', { start, end });
    expect(busy()).toEqual(['weekly_20261103T090000Z 2026-11-03T09', 'weekly_20261110T090000Z 2026-11-12T14']);
  });

  test('leaves out what does not block', () => {
    const transparent = { transparency: 'transparent' };
    addEvent(api.world, anna, hourOf(3, 1, { id: 'transparent', ...transparent }));
    addEvent(
      api.world,
      anna,
      hourOf(3, 2, { id: 'declined', attendees: [{ email: anna, responseStatus: 'declined' }] }),
    );
    addEvent(api.world, anna, hourOf(3, 3, { id: 'office', eventType: 'workingLocation', ...transparent }));
    const days = { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } };
    addEvent(api.world, anna, { id: 'birthday', ...days, eventType: 'birthday', ...transparent });
    addEvent(api.world, anna, hourOf(3, 4, { id: 'maybe', status: 'tentative' }));
    addEvent(api.world, anna, hourOf(3, 5, { id: 'invited', attendees: [{ email: anna }] }));
    addEvent(api.world, anna, hourOf(3, 6, { id: 'focus', eventType: 'focusTime' }));
    addEvent(api.world, anna, hourOf(3, 7, { id: 'away1', eventType: 'outOfOffice' }));
    expect(busy().map((line) => line.split(' ')[0])).toEqual(['maybe', 'invited', 'focus', 'away1']);
  });
});
