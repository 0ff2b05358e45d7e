import { describe, expect, test } from 'vitest';
import type { CalendarPolicy, EventUpsert } from '../../../sync-service/src/calendar/event.ts';
import { readChange, readEvent } from '../../../sync-service/src/providers/microsoft/events.ts';

const key = '0b9f0d7e-4c1a-4b3e-8a55-2d6f1c7e9a01';
const at = (start: string, end: string, timeZone = 'UTC') => ({
  start: { dateTime: `${start}.0000000`, timeZone },
  end: { dateTime: `${end}.0000000`, timeZone },
});
const meeting = {
  '@odata.type': '#microsoft.graph.event',
  '@odata.etag': 'W/"abc"',
  id: 'AAMk_-1',
  type: 'singleInstance',
  subject: 'Meeting',
  iCalUId: '040000008200E00074C5B7101A82E008',
  lastModifiedDateTime: '2026-05-01T08:00:00.1234567Z',
  ...at('2026-05-04T08:00:00', '2026-05-04T09:00:00'),
  isAllDay: false,
  isCancelled: false,
  showAs: 'busy',
  sensitivity: 'normal',
  responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
  transactionId: null,
  body: { contentType: 'html', content: '' },
};

function read(item: object, policy: Partial<CalendarPolicy> = {}): EventUpsert {
  const result = readEvent(item, policy);
  if (result.kind !== 'event') throw new Error(`read as ${result.kind}`);
  return result.event;
}

const isBusy = (fields: object, policy: Partial<CalendarPolicy> = {}): boolean =>
  read({ ...meeting, ...fields }, policy).isBusy;

describe('an event of Microsoft', () => {
  test('has instants, a title, its UID and its last change', () => {
    expect(read(meeting)).toEqual({
      kind: 'upsert',
      providerEventId: 'AAMk_-1',
      seriesId: null,
      icalUid: '040000008200E00074C5B7101A82E008',
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

  test('has times in the zone that they come with, if UTC was not heard', () => {
    const here = at('2026-05-04T10:00:00', '2026-05-04T11:00:00', 'W. Europe Standard Time');
    expect(read({ ...meeting, ...here })).toMatchObject({
      startsAt: '2026-05-04T08:00:00.000Z',
      endsAt: '2026-05-04T09:00:00.000Z',
    });
  });

  // microsoft.md 28
  test.each([
    ['2026-06-13', '2026-06-14'],
    ['2026-03-08', '2026-03-09'],
    ['2026-11-01', '2026-11-02'],
  ])('of whole days keeps its dates, whatever zone they are labelled with: %s', (from, until) => {
    for (const zone of ['UTC', 'Pacific Standard Time', 'tzone://Microsoft/Custom']) {
      const days = { ...at(`${from}T00:00:00`, `${until}T00:00:00`, zone), isAllDay: true };
      expect(read({ ...meeting, ...days })).toMatchObject({
        isAllDay: true,
        startsAt: null,
        endsAt: null,
        startDate: from,
        endDate: until,
        isBusy: true,
      });
    }
  });

  test('of whole days that does not end at midnight takes its last day as well', () => {
    const days = { ...at('2026-06-13T00:00:00', '2026-06-14T05:00:00'), isAllDay: true };
    expect(read({ ...meeting, ...days })).toMatchObject({ startDate: '2026-06-13', endDate: '2026-06-15' });
  });

  // microsoft.md 27
  test.each([
    ['free', false],
    ['workingElsewhere', false],
    ['tentative', true],
    ['busy', true],
    ['oof', true],
    ['unknown', true],
    ['something new', true],
    [null, true],
    [undefined, true],
  ])('shown as %s is busy: %s', (showAs, expected) => {
    expect(isBusy({ showAs })).toBe(expected);
  });

  // microsoft.md 27
  test('counts as its owner says: tentative, working elsewhere, unanswered', () => {
    expect(isBusy({ showAs: 'tentative' }, { tentative: 'free' })).toBe(false);
    expect(isBusy({ responseStatus: { response: 'tentativelyAccepted' } }, { tentative: 'free' })).toBe(false);
    expect(isBusy({ showAs: 'workingElsewhere' }, { working_location: 'busy' })).toBe(true);
    expect(isBusy({ responseStatus: { response: 'notResponded' } })).toBe(true);
    expect(isBusy({ responseStatus: { response: 'notResponded' } }, { needs_action: 'free' })).toBe(false);
  });

  // microsoft.md 27
  test('is free if it was cancelled, declined, or takes no time', () => {
    expect(isBusy({ isCancelled: true })).toBe(false);
    expect(isBusy({ responseStatus: { response: 'declined' } })).toBe(false);
    expect(isBusy(at('2026-05-04T08:00:00', '2026-05-04T08:00:00'))).toBe(false);
  });

  test.each(['accepted', 'organizer', 'none', 'something new', null])('answered with %s is busy', (response) => {
    expect(isBusy({ responseStatus: { response } })).toBe(true);
    expect(isBusy({ responseStatus: null })).toBe(true);
  });

  // microsoft.md 29
  test.each(['private', 'confidential', 'something new', null, undefined])(
    'with the sensitivity %s is its time and nothing else',
    (sensitivity) => {
      const secret = { ...meeting, sensitivity, location: { displayName: 'Clinic' }, subject: 'Doctor' };
      const row = read(secret);
      expect(row).toMatchObject({ title: null, isBusy: true });
      expect(JSON.stringify(row)).not.toMatch(/Doctor|Clinic/);
    },
  );

  test('of ours is known by the id of its creation', () => {
    expect(read({ ...meeting, transactionId: `${key}:0` }).ownKey).toBe(key);
    expect(read({ ...meeting, transactionId: `${key}:3` }).ownKey).toBe(key);
    expect(read({ ...meeting, transactionId: key }).ownKey).toBeNull();
    expect(read({ ...meeting, transactionId: 'localevent:1' }).ownKey).toBeNull();
  });

  test('tells the bookings that its text links to', () => {
    const content = `<html><body><a href="https://openslot.example/admin/bookings/${key}">Booking</a></body></html>`;
    expect(read({ ...meeting, body: { contentType: 'html', content } }).links).toEqual([key]);
  });

  test.each([
    ['no times', { start: null, end: null }],
    ['an end before its begin', at('2026-05-04T09:00:00', '2026-05-04T08:00:00')],
    ['a day that there is not', at('2026-02-30T09:00:00', '2026-03-01T08:00:00')],
    ['a zone that nobody knows', at('2026-05-04T08:00:00', '2026-05-04T09:00:00', 'tzone://Microsoft/Custom')],
  ])('with %s is a problem, not nothing', (_, times) => {
    expect(readEvent({ ...meeting, ...times }, {})).toMatchObject({
      kind: 'problem',
      id: 'AAMk_-1',
      problem: { code: 'malformed_times', fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/) },
    });
  });

  test('without an id is a problem of unknown name', () => {
    expect(readEvent({ ...meeting, id: '' }, {})).toMatchObject({ kind: 'problem', id: null });
  });
});

describe('a row of the change feed', () => {
  // microsoft.md 23
  test('for a bare occurrence only says that its series changed', () => {
    const bare = {
      id: 'O1',
      type: 'occurrence',
      seriesMasterId: 'S',
      ...at('2026-05-04T08:00:00', '2026-05-04T09:00:00'),
    };
    expect(readChange(bare, {})).toEqual({ kind: 'touched', id: 'O1', seriesId: 'S' });
  });

  // microsoft.md 24
  test('for a series makes no event of its first occurrence', () => {
    const master = { ...meeting, id: 'S', type: 'seriesMaster', ...at('2019-05-04T08:00:00', '2019-05-04T09:00:00') };
    expect(readChange(master, {})).toEqual({ kind: 'touched', id: 'S', seriesId: 'S' });
    expect(readEvent(master, {}).kind).toBe('touched');
  });

  test('for an exception says that its series changed', () => {
    expect(readChange({ ...meeting, type: 'exception', seriesMasterId: 'S' }, {}).kind).toBe('touched');
  });

  test('for an occurrence of a series that is not named is a problem, not free time', () => {
    expect(readChange({ ...meeting, type: 'occurrence', showAs: undefined }, {}).kind).toBe('problem');
  });

  test.each(['deleted', 'changed'])('removed with the reason %s is gone', (reason) => {
    expect(readChange({ id: 'X', '@removed': { reason } }, {})).toEqual({ kind: 'gone', id: 'X' });
  });
});
