import { describe, expect, test } from 'vitest';
import type { CalendarPolicy, EventUpsert } from '../../../sync-service/src/calendar/event.ts';
import { readItem } from '../../../sync-service/src/providers/google/events.ts';
import { isInWindow } from '../../../sync-service/src/providers/in-window.ts';

const meeting = {
  kind: 'calendar#event',
  id: 'abc',
  etag: '"1"',
  status: 'confirmed',
  summary: 'Meeting',
  iCalUID: 'abc@google.com',
  updated: '2026-05-01T08:00:00.123Z',
  start: { dateTime: '2026-05-04T10:00:00+02:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2026-05-04T11:00:00+02:00', timeZone: 'Europe/Berlin' },
};

function read(item: object, policy: Partial<CalendarPolicy> = {}): EventUpsert {
  const result = readItem(item, policy);
  if (result.kind !== 'event') throw new Error(`read as ${result.kind}`);
  return result.event;
}

const isBusy = (fields: object, policy: Partial<CalendarPolicy> = {}): boolean =>
  read({ ...meeting, ...fields }, policy).isBusy;

describe('an event of Google', () => {
  test('has instants, a title, its UID and its last change', () => {
    expect(read(meeting)).toEqual({
      kind: 'upsert',
      providerEventId: 'abc',
      seriesId: null,
      icalUid: 'abc@google.com',
      title: 'Meeting',
      isAllDay: false,
      startsAt: '2026-05-04T08:00:00.000Z',
      endsAt: '2026-05-04T09:00:00.000Z',
      startDate: null,
      endDate: null,
      status: 'confirmed',
      transparency: 'opaque',
      isBusy: true,
      providerUpdatedAt: '2026-05-01T08:00:00.123Z',
      ownKey: null,
    });
  });

  // google.md 28
  test('of whole days keeps its dates, which are days of the calendar’s zone, the end excluded', () => {
    const days = { start: { date: '2026-03-07' }, end: { date: '2026-03-10' } };
    expect(read({ ...meeting, ...days })).toMatchObject({
      isAllDay: true,
      startsAt: null,
      endsAt: null,
      startDate: '2026-03-07',
      endDate: '2026-03-10',
      isBusy: true,
    });
  });

  test('of whole days that ends where it begins takes that day', () => {
    const days = { start: { date: '2026-03-31' }, end: { date: '2026-03-31' } };
    expect(read({ ...meeting, ...days })).toMatchObject({ startDate: '2026-03-31', endDate: '2026-04-01' });
  });

  test('that is an occurrence names its series', () => {
    expect(read({ ...meeting, id: 'abc_20260504T080000Z', recurringEventId: 'abc' }).seriesId).toBe('abc');
  });

  // google.md 29
  test('that is private blocks and shows nothing', () => {
    const { summary: _, ...bare } = meeting;
    expect(read({ ...bare, visibility: 'private' })).toMatchObject({ title: null, isBusy: true });
    expect(read({ ...meeting, visibility: 'confidential' })).toMatchObject({ title: null, isBusy: true });
  });

  test('has a title of one line without control characters', () => {
    expect(read({ ...meeting, summary: 'Lunch\r\nwith\u0007 \u202eAnna' }).title).toBe('Lunch with Anna');
  });
});

describe('what blocks', () => {
  const self = (responseStatus: string) => ({
    attendees: [
      { email: 'other@example.com', responseStatus: 'declined' },
      { email: 'me@example.com', self: true, responseStatus },
    ],
  });

  // google.md 27
  test.each([
    ['an event', {}, true],
    ['a transparent event', { transparency: 'transparent' }, false],
    ['an invitation that was declined', self('declined'), false],
    ['an invitation that was accepted, though others declined', self('accepted'), true],
    ['an invitation with maybe', self('tentative'), true],
    ['an invitation without an answer', self('needsAction'), true],
    ['a tentative event', { status: 'tentative' }, true],
    ['a place of work', { eventType: 'workingLocation', transparency: 'transparent', visibility: 'public' }, false],
    ['a place of work that does not say that it is transparent', { eventType: 'workingLocation' }, false],
    ['a birthday', { eventType: 'birthday' }, false],
    ['focus time', { eventType: 'focusTime' }, true],
    ['absence', { eventType: 'outOfOffice' }, true],
    ['an event out of a mail', { eventType: 'fromGmail' }, true],
    ['an event of a kind that is new', { eventType: 'siesta' }, true],
    ['an event with a status that is new', { status: 'likely' }, true],
    ['an event without length', { end: meeting.start }, false],
  ])('%s', (_, fields, expected) => {
    expect(isBusy(fields)).toBe(expected);
  });

  test('is up to the owner where it is a matter of taste', () => {
    expect(isBusy({ status: 'tentative' }, { tentative: 'free' })).toBe(false);
    expect(isBusy(self('needsAction'), { needs_action: 'free' })).toBe(false);
    const office = { eventType: 'workingLocation', transparency: 'transparent' };
    expect(isBusy(office, { working_location: 'busy' })).toBe(true);
    expect(isBusy({ eventType: 'birthday' }, { all_day: 'busy' })).toBe(false);
  });
});

describe('what is gone', () => {
  // google.md 22
  test('may have nothing but an id', () => {
    expect(readItem({ id: 'abc', status: 'cancelled' }, {})).toEqual({ kind: 'gone', id: 'abc', seriesId: null });
  });

  test('is gone though all its details are there', () => {
    expect(readItem({ ...meeting, status: 'cancelled' }, {}).kind).toBe('gone');
  });

  test('names the series that it was an occurrence of', () => {
    const item = { id: 'abc_1', status: 'cancelled', recurringEventId: 'abc' };
    expect(readItem(item, {})).toEqual({ kind: 'gone', id: 'abc_1', seriesId: 'abc' });
  });
});

describe('what cannot be read is a problem, not nothing', () => {
  test.each([
    ['no times', { start: undefined, end: undefined }],
    ['no end', { end: undefined }],
    ['an end before the start', { end: { dateTime: '2026-05-04T09:00:00+02:00' } }],
    ['a time without an offset', { start: { dateTime: '2026-05-04T10:00:00' } }],
    ['a day that does not exist', { start: { date: '2026-02-30' }, end: { date: '2026-03-02' } }],
    ['a day and a time', { start: { date: '2026-05-04' } }],
  ])('%s', (_, fields) => {
    const result = readItem({ ...meeting, ...fields }, {});
    expect(result).toMatchObject({ kind: 'problem', id: 'abc', problem: { code: 'malformed_times' } });
  });

  test.each([[null], ['text'], [{}], [{ id: 5 }]])('%j', (item) => {
    expect(readItem(item, {})).toMatchObject({ kind: 'problem', id: null, problem: { code: 'unreadable' } });
  });
});

describe('an event of ours', () => {
  const key = '3f2b8c1e-0d4a-4b6f-9a51-7c2e9d10ab34';
  const id = '3f2b8c1e0d4a4b6f9a517c2e9d10ab34';
  const marked = { ...meeting, extendedProperties: { private: { openslotEvent: key } } };

  test('is known by its marker together with its id', () => {
    expect(read({ ...marked, id }).ownKey).toBe(key);
    expect(read({ ...marked, id: `${id}g2` }).ownKey).toBe(key);
  });

  test('is not its copy, which has the marker too', () => {
    expect(read(marked).ownKey).toBeNull();
  });

  test('is not what has our id only', () => {
    expect(read({ ...meeting, id }).ownKey).toBeNull();
  });
});

describe('the window', () => {
  const window = { from: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-08-01T00:00:00Z') };
  const timed = (startsAt: string, endsAt: string) =>
    isInWindow({ isAllDay: false, startsAt, endsAt, startDate: null, endDate: null }, window);
  const days = (startDate: string, endDate: string) =>
    isInWindow({ isAllDay: true, startsAt: null, endsAt: null, startDate, endDate }, window);

  test('has what overlaps it', () => {
    expect(timed('2026-04-30T23:00:00.000Z', '2026-05-01T00:30:00.000Z')).toBe(true);
    expect(timed('2026-07-31T23:59:00.000Z', '2026-08-02T00:00:00.000Z')).toBe(true);
  });

  test('has neither what ends where it begins nor what begins where it ends', () => {
    expect(timed('2026-04-30T23:00:00.000Z', '2026-05-01T00:00:00.000Z')).toBe(false);
    expect(timed('2026-08-01T00:00:00.000Z', '2026-08-01T01:00:00.000Z')).toBe(false);
  });

  test('has days that touch it in any zone', () => {
    expect(days('2026-04-30', '2026-05-01')).toBe(true);
    expect(days('2026-04-28', '2026-04-30')).toBe(false);
  });
});
