import { beforeEach, describe, expect, it, test } from 'vitest';
import { addEvent, moveToCalendar, touchEvent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import { anna, type GraphCaller, hourOf, occurrenceOn, openGraph, startsOf, weeklyOf, window } from './graph-caller.ts';

let graph: GraphCaller;
beforeEach(() => {
  graph = openGraph();
});

const property = 'String {66f5a359-4659-4638-81a3-d1d2b2f5c5b4} Name BookingId';
const booking = (more: Record<string, unknown> = {}) =>
  hourOf(3, 10, { transactionId: 't1', singleValueExtendedProperties: [{ id: property, value: 'b1' }], ...more });
const patch = (id: string, body: object, headers = {}) => graph.call('PATCH', `/me/events/${id}`, { body, headers });

describe('A create', () => {
  it('gives the whole event, without its extended properties', async () => {
    const event = await graph.create(booking({ location: { displayName: 'Phone' } }));
    expect(event).toMatchObject({
      '@odata.etag': `W/"${event.changeKey}"`,
      subject: 'Event',
      type: 'singleInstance',
      transactionId: 't1',
      start: { dateTime: '2026-11-03T10:00:00.0000000', timeZone: 'UTC' },
      locations: [{ displayName: 'Phone' }],
      showAs: 'busy',
      onlineMeeting: null,
    });
    expect(event.singleValueExtendedProperties).toBeUndefined();
    expect(graph.violations).toEqual([]);
  });

  it('repeated with its transactionId gives the first event, as it is', async () => {
    const { id } = await graph.create(booking());
    expect(await graph.create(booking({ subject: 'Other' }))).toMatchObject({ id, subject: 'Event' });
    graph.world.settings.refuseRepeatedTransaction = true;
    expect((await graph.call('POST', '/me/events', { body: booking() })).status).toBe(409);
  });

  it('repeated after the event was deleted makes no second one', async () => {
    const { id } = await graph.create(booking());
    await graph.call('DELETE', `/me/events/${id}`);
    expect((await graph.create(booking())).id).toBe(id);
    expect((await graph.call('GET', `/me/events/${id}`)).status).toBe(404);
  });

  it('without a transactionId is a violation', async () => {
    await graph.create(hourOf(3, 10));
    expect(graph.violations).toEqual([expect.stringContaining('without a transactionId')]);
  });

  it.each([
    ['a property that does not exist', { summary: 'x' }, 'RequestBodyRead'],
    [
      'a zone that does not exist',
      { start: { dateTime: '2026-11-03T10:00:00', timeZone: 'Mars' } },
      'TimeZoneNotSupportedException',
    ],
    ['a value that is none', { showAs: 'gone' }, 'ErrorPropertyValidationFailure'],
    [
      'an end before its start',
      { end: { dateTime: '2026-11-02T10:00:00', timeZone: 'UTC' } },
      'ErrorPropertyValidationFailure',
    ],
    [
      'an extended property without a namespace',
      { singleValueExtendedProperties: [{ id: 'x', value: 'y' }] },
      'ErrorPropertyValidationFailure',
    ],
    ['all day at ten', { isAllDay: true }, 'ErrorInvalidRequest'],
  ])('is refused with %s', async (_name, change, code) => {
    const { status, body } = await graph.call('POST', '/me/events', { body: booking(change) });
    expect([status, body.error.code]).toEqual([400, code]);
    expect(graph.world.calendarOf(anna).events.size).toBe(0);
  });

  it('is refused where the calendar can only be read', async () => {
    const { id } = graph.world.addCalendar(anna, { name: 'Team', canEdit: false });
    const { status, body } = await graph.call('POST', `/me/calendars/${id}/events`, { body: booking() });
    expect([status, body.error.code]).toEqual([403, 'ErrorAccessDenied']);
  });

  it('mails each attendee', async () => {
    const attendees = [{ emailAddress: { address: 'guest@example.com' }, type: 'required' }];
    const { id } = await graph.create(booking({ attendees }));
    await patch(id, { subject: 'Other' });
    await graph.call('DELETE', `/me/events/${id}`);
    expect(graph.world.mails.map(({ kind, to }) => [kind, to])).toEqual(
      ['invitation', 'update', 'cancellation'].map((kind) => [kind, 'guest@example.com']),
    );
  });

  it('takes Windows and IANA names of zones', async () => {
    for (const timeZone of ['W. Europe Standard Time', 'Europe/Berlin']) {
      const at = (hour: string) => ({ dateTime: `2026-11-03T${hour}:00:00`, timeZone });
      const event = await graph.create({ ...booking({ transactionId: timeZone }), start: at('10'), end: at('11') });
      expect(event.start.dateTime).toBe('2026-11-03T09:00:00.0000000');
      expect(event.originalStartTimeZone).toBe(timeZone);
    }
  });
});

describe('All-day events', () => {
  const midnight = (day: number) => ({ dateTime: `2026-11-0${day}T00:00:00`, timeZone: 'Europe/Berlin' });

  it('are dates in whatever zone they are asked for', async () => {
    const { id, showAs } = await graph.create({
      transactionId: 'a',
      isAllDay: true,
      start: midnight(3),
      end: midnight(4),
    });
    expect(showAs).toBe('free');
    const headers = { prefer: 'outlook.timezone="Pacific Standard Time", IdType="ImmutableId"' };
    const { body, headers: told } = await graph.call('GET', `/me/events/${id}`, { headers });
    expect(body.start).toEqual({ dateTime: '2026-11-03T00:00:00.0000000', timeZone: 'Pacific Standard Time' });
    expect(told.get('preference-applied')).toContain('outlook.timezone="Pacific Standard Time"');
  });

  it('lie in the clock of their owner', async () => {
    await graph.create({ transactionId: 'a', isAllDay: true, start: midnight(3), end: midnight(4) });
    const query = 'startDateTime=2026-11-02T22:00:00Z&endDateTime=2026-11-02T23:30:00Z';
    expect((await graph.call('GET', `/me/calendarView?${query}`)).body.value).toHaveLength(1);
  });
});

describe('A change', () => {
  it('replaces what was sent only', async () => {
    const { id } = await graph.create(booking({ location: { displayName: 'Phone' } }));
    const { status, body } = await patch(id, { location: { displayName: 'Room' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ subject: 'Event', locations: [{ displayName: 'Room' }] });
  });

  it.each([412, 409] as const)('of a stale version is refused with %i', async (status) => {
    graph.world.settings.conflictStatus = status;
    const event = await graph.create(booking());
    await patch(event.id, { subject: 'Other' });
    const stale = { 'if-match': event['@odata.etag'] };
    const refused = await patch(event.id, { subject: 'Third' }, stale);
    expect([refused.status, refused.body.error.code]).toEqual([status, 'ErrorIrresolvableConflict']);
    expect((await graph.call('DELETE', `/me/events/${event.id}`, { headers: stale })).status).toBe(status);
    const { body } = await graph.call('GET', `/me/events/${event.id}`);
    expect((await patch(event.id, { subject: 'Third' }, { 'if-match': body['@odata.etag'] })).status).toBe(200);
  });

  it('of an occurrence makes an exception with the same id', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const id = await occurrenceOn(graph, series, 11);
    const { body } = await patch(id, hourOf(12, 15));
    expect(body).toMatchObject({
      id,
      type: 'exception',
      seriesMasterId: series.key,
      originalStart: '2026-11-11T12:00:00Z',
    });
    const { body: listed } = await graph.call('GET', `/me/events/${series.key}/instances?${window}`);
    expect(startsOf(listed.value)).toEqual(['04T12', '12T15', '18T12', '25T12'].map((at) => `2026-11-${at}:00`));
  });

  it('that moves an occurrence past its neighbour is refused', async () => {
    const id = await occurrenceOn(graph, addEvent(graph.world, graph.calendar, weeklyOf(4, 12)), 11);
    expect((await patch(id, hourOf(19, 15))).body.error.code).toBe('ErrorOccurrenceCrossingBoundary');
  });

  it('of a series that is gone, or of an id that is none, is refused', async () => {
    expect((await patch('AAkAgoneAAA=', { subject: 'x' })).body.error.code).toBe('ErrorItemNotFound');
    expect((await patch('nonsense', { subject: 'x' })).body.error.code).toBe('ErrorInvalidIdMalformed');
  });
});

describe('A delete', () => {
  it('takes the event away for good', async () => {
    const { id } = await graph.create(booking());
    expect((await graph.call('DELETE', `/me/events/${id}`)).status).toBe(204);
    expect((await graph.call('DELETE', `/me/events/${id}`)).body.error.code).toBe('ErrorItemNotFound');
  });

  it('of an occurrence leaves the others, and is told to those who select it', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const id = await occurrenceOn(graph, series, 11);
    await graph.call('DELETE', `/me/events/${id}`);
    expect((await graph.call('GET', `/me/events/${id}`)).status).toBe(404);
    const plain = await graph.call('GET', `/me/events/${series.key}`);
    expect(plain.body.cancelledOccurrences).toBeUndefined();
    const { body } = await graph.call('GET', `/me/events/${series.key}?$select=cancelledOccurrences`);
    expect(body.cancelledOccurrences).toEqual([`OID.${series.key}.2026-11-11`]);
  });

  it('of a series deletes all of it', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const id = await occurrenceOn(graph, series, 11);
    await patch(id, { subject: 'Exception' });
    await graph.call('DELETE', `/me/events/${series.key}`);
    expect((await graph.call('GET', `/me/events/${id}`)).status).toBe(404);
    expect((await graph.call('GET', `/me/calendarView?${window}`)).body.value).toEqual([]);
  });
});

describe('Extended properties', () => {
  const find = (value: string, id = property) =>
    graph.call(
      'GET',
      `/me/events?$filter=${encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ep/value eq '${value}')`)}`,
    );

  it('are found by their value', async () => {
    const { id } = await graph.create(booking());
    expect((await find('b1')).body.value.map((event: { id: string }) => event.id)).toEqual([id]);
    expect((await find('b2')).body.value).toEqual([]);
    expect((await find('b1', property.replace('BookingId', 'bookingid'))).body.value).toEqual([]);
  });

  it('are told to those who expand them', async () => {
    const { id } = await graph.create(booking());
    const expand = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`);
    const { body } = await graph.call('GET', `/me/events/${id}?$expand=${expand}`);
    expect(body.singleValueExtendedProperties).toEqual([{ id: property, value: 'b1' }]);
  });

  it('are never in a delta', async () => {
    await graph.create(booking());
    const { rows } = await graph.round();
    expect(rows[0].transactionId).toBe('t1');
    expect(JSON.stringify(rows)).not.toContain('BookingId');
  });
});

describe('Ids', () => {
  it('in their default form change when an event moves, immutable ones stay', async () => {
    const other = graph.world.addCalendar(anna, { name: 'Other' });
    const event = addEvent(graph.world, graph.calendar, hourOf(3, 10));
    moveToCalendar(graph.world, graph.calendar, event.key, other.id);
    expect((await graph.call('GET', `/me/events/${event.id}`)).status).toBe(404);
    expect((await graph.call('GET', `/me/events/${event.key}`)).body.id).toBe(event.key);
    const { body } = await graph.call('GET', `/me/calendars/${other.id}/events`);
    expect(body.value).toHaveLength(1);
  });

  it('are told apart by case', async () => {
    const { key } = addEvent(graph.world, graph.calendar, hourOf(3, 10));
    expect((await graph.call('GET', `/me/events/AAkA${key.slice(4).toUpperCase()}`)).status).not.toBe(200);
  });

  it('of both forms mixed are a violation', async () => {
    await graph.call('GET', '/me/events');
    await graph.call('GET', '/me/events', { headers: { prefer: '' } });
    expect(graph.violations).toEqual([expect.stringContaining('default ids among immutable ones')]);
  });
});

describe('An online meeting', () => {
  const meeting = booking({
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    body: { contentType: 'text', content: 'Hi' },
  });

  it('has its link in the event and in its body', async () => {
    const event = await graph.create(meeting);
    expect(event.onlineMeeting.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect(event.onlineMeetingUrl).toBeNull();
    expect(event.body.content).toContain(event.onlineMeeting.joinUrl);
    expect(event.body.content).toMatch(/^<html>/);
  });

  it('is lost with the body that held it', async () => {
    const { id } = await graph.create(meeting);
    expect((await patch(id, { subject: 'Other' })).body.isOnlineMeeting).toBe(true);
    const { body } = await patch(id, { body: { contentType: 'html', content: 'New' } });
    expect([body.isOnlineMeeting, body.onlineMeeting]).toEqual([false, null]);
  });

  it('is left out where the calendar has no such provider', async () => {
    graph.world.calendarOf(anna).onlineMeetingProviders = [];
    expect(await graph.create(meeting)).toMatchObject({ isOnlineMeeting: false, onlineMeeting: null });
  });
});

test('something that nobody did gives an event another version, and leaves it as it is', async () => {
  const before = await graph.create(booking());
  touchEvent(graph.world, graph.calendar, before.id);
  const { body } = await graph.call('GET', `/me/events/${before.id}`);
  const { '@odata.etag': _etag, changeKey: _key, '@odata.context': _context, ...rest } = body;
  expect(before).toMatchObject(rest);
  expect(body['@odata.etag']).not.toBe(before['@odata.etag']);
});
