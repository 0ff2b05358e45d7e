import { beforeEach, describe, expect, test } from 'vitest';
import { addEvent, changeEvent, removeEvent, shareCalendar } from '../../../sync-service/sandbox/google/controls.ts';
import { type ApiCaller, anna, ben, hourOf, openApi, reasonOf, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const events = `/calendars/${encodeURIComponent(anna)}/events`;
const post = (body: Record<string, unknown>, params = {}): Promise<SandboxResponse> =>
  api.call('POST', events, { body, params: { sendUpdates: 'none', ...params } });
const get = (id: string): Promise<SandboxResponse> => api.call('GET', `${events}/${id}`);
const patch = (id: string, body: unknown, headers = {}): Promise<SandboxResponse> =>
  api.call('PATCH', `${events}/${id}`, { body, headers });

describe('adding', () => {
  test('an event is answered with what Google adds to it', async () => {
    const { status, body } = await post(hourOf(3, 9, { id: 'a1b2c3' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'a1b2c3',
      status: 'confirmed',
      sequence: 0,
      creator: { email: anna, self: true },
      created: api.world.now().toISOString(),
    });
    expect(api.violations).toEqual([]);
  });

  test('the same id again is a duplicate, also after the event was deleted', async () => {
    await post(hourOf(3, 9, { id: 'a1b2c3' }));
    const again = await post(hourOf(3, 9, { id: 'a1b2c3' }));
    expect(again.body).toEqual({
      error: {
        errors: [{ domain: 'global', reason: 'duplicate', message: 'The requested identifier already exists.' }],
        code: 409,
        message: 'The requested identifier already exists.',
      },
    });
    await api.call('DELETE', `${events}/a1b2c3`);
    expect(reasonOf(await post(hourOf(3, 9, { id: 'a1b2c3' })))).toEqual([409, 'duplicate']);
    expect((await get('a1b2c3')).body).toMatchObject({ id: 'a1b2c3', status: 'cancelled' });
  });

  test.each(['wxyz12', 'ABCDE', 'abcd', 'a-b-c-d'])('the id "%s" is invalid', async (id) => {
    const response = await post(hourOf(3, 9, { id }));
    expect([...reasonOf(response), response.body.error.message]).toEqual([
      400,
      'invalid',
      'Invalid resource id value.',
    ]);
  });

  test('without an id of the client it works, but is a violation', async () => {
    expect((await post(hourOf(3, 9))).body.id).toMatch(/^[a-v0-9]{5,}$/);
    expect(api.violations).toEqual([expect.stringContaining('without an id of the client')]);
  });

  test('fields that no event has are violations', async () => {
    await post(hourOf(3, 9, { id: 'a1b2c3', title: 'Wrong' }), { sendMails: 'no' });
    expect(api.violations.map((violation) => violation.split(': ')[1])).toEqual([
      'unknown name "sendMails"',
      'unknown name "title"',
    ]);
  });

  const at = (time: string) => ({ dateTime: time });
  test.each([
    ['no end', { start: at('2026-11-03T09:00:00Z') }, 'required', 'Missing end time.'],
    [
      'a day and a moment',
      { start: { date: '2026-11-03' }, end: at('2026-11-03T09:00:00Z') },
      'invalid',
      'Start and end times must either both be date or both be dateTime.',
    ],
    [
      'an end before its start',
      { start: at('2026-11-03T10:00:00Z'), end: at('2026-11-03T09:00:00Z') },
      'timeRangeEmpty',
      'The specified time range is empty.',
    ],
    [
      'a series without a zone',
      { start: at('2026-11-03T09:00:00Z'), end: at('2026-11-03T10:00:00Z'), recurrence: ['RRULE:FREQ=DAILY'] },
      'required',
      'Missing time zone definition for start time.',
    ],
    [
      'a rule that is none',
      { start: { date: '2026-11-03' }, end: { date: '2026-11-04' }, recurrence: ['RRULE:FREQ=OFTEN'] },
      'invalid',
      'Invalid recurrence rule.',
    ],
  ])('%s is refused', async (_name, body, reason, message) => {
    const response = await post({ id: 'a1b2c3', ...body });
    expect([...reasonOf(response), response.body.error.message]).toEqual([400, reason, message]);
  });

  test('time for focus is opaque, timed, and in the own calendar only', async () => {
    const days = { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } };
    const focus = { eventType: 'focusTime' };
    const second = api.world.addCalendar(anna, { summary: 'Second' });
    expect((await post({ id: 'focus1', ...days, ...focus })).status).toBe(400);
    expect((await post(hourOf(3, 9, { id: 'focus2', ...focus, transparency: 'transparent' }))).status).toBe(400);
    const body = hourOf(3, 9, { id: 'focus3', ...focus });
    expect((await api.call('POST', `/calendars/${second.id}/events`, { body })).status).toBe(400);
    expect((await post(body)).status).toBe(200);
  });

  test('a body that is no JSON is refused', async () => {
    expect(reasonOf(await api.call('POST', events, { body: '{' }))).toEqual([400, 'parseError']);
  });
});

describe('changing', () => {
  test('a patch merges objects, replaces lists, and deletes what is null', async () => {
    const properties = (entries: Record<string, string | null>) => ({ extendedProperties: { private: entries } });
    await post(
      hourOf(3, 9, { id: 'a1b2c3', location: 'Here', attendees: [{ email: ben }], ...properties({ a: '1', b: '2' }) }),
    );
    const { body } = await patch('a1b2c3', {
      location: null,
      attendees: [{ email: 'c@example.com', responseStatus: 'accepted' }],
      ...properties({ b: null, c: '3' }),
    });
    expect(body).not.toHaveProperty('location');
    expect(body.attendees).toEqual([{ email: 'c@example.com', responseStatus: 'accepted' }]);
    expect(body.extendedProperties).toEqual({ private: { a: '1', c: '3' } });
    expect(body.summary).toBe('3 at 9');
  });

  test('each write gives a new etag, and new times a new sequence', async () => {
    const first = (await post(hourOf(3, 9, { id: 'a1b2c3' }))).body;
    api.world.clock.advance(5);
    const second = (await patch('a1b2c3', { summary: 'Other' })).body;
    const { start, end } = hourOf(3, 10);
    const third = (await patch('a1b2c3', { start, end })).body;
    expect(new Set([first.etag, second.etag, third.etag]).size).toBe(3);
    expect([first.sequence, second.sequence, third.sequence]).toEqual([0, 0, 1]);
    expect(Date.parse(second.updated) - Date.parse(first.updated)).toBe(5);
  });

  test('a change of reminders alone changes neither etag nor time of change', async () => {
    const first = (await post(hourOf(3, 9, { id: 'a1b2c3' }))).body;
    api.world.clock.advance(5);
    const reminders = { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] };
    const { body } = await patch('a1b2c3', { reminders });
    expect([body.etag, body.updated, body.reminders]).toEqual([first.etag, first.updated, reminders]);
  });

  test('put replaces the whole event', async () => {
    await post(hourOf(3, 9, { id: 'a1b2c3', location: 'Here', transparency: 'transparent' }));
    const { summary: _summary, ...body } = hourOf(3, 10);
    const response = await api.call('PUT', `${events}/a1b2c3`, { body });
    expect(response.status).toBe(200);
    for (const name of ['summary', 'location', 'transparency']) expect(response.body).not.toHaveProperty(name);
    expect(response.body.start.dateTime).toBe('2026-11-03T11:00:00+01:00');
  });

  test('an old etag in If-Match is refused, the present one is not', async () => {
    const { etag } = (await post(hourOf(3, 9, { id: 'a1b2c3' }))).body;
    changeEvent(api.world, anna, 'a1b2c3', { summary: 'By hand' });
    const stale = await patch('a1b2c3', { location: 'There' }, { 'if-match': etag });
    expect(stale.body.error).toEqual({
      errors: [
        {
          domain: 'global',
          reason: 'conditionNotMet',
          message: 'Precondition Failed',
          locationType: 'header',
          location: 'If-Match',
        },
      ],
      code: 412,
      message: 'Precondition Failed',
    });
    const fresh = (await get('a1b2c3')).body.etag;
    const { status, body } = await patch('a1b2c3', { location: 'There' }, { 'if-match': fresh });
    expect([status, body.summary]).toEqual([200, 'By hand']);
    const headers = { 'if-match': etag };
    expect((await api.call('DELETE', `${events}/a1b2c3`, { headers })).status).toBe(412);
  });

  test('a deleted event cannot be changed', async () => {
    await post(hourOf(3, 9, { id: 'a1b2c3' }));
    removeEvent(api.world, anna, 'a1b2c3');
    expect(reasonOf(await patch('a1b2c3', { summary: 'Back' }))).toEqual([403, 'forbidden']);
    expect(reasonOf(await api.call('PUT', `${events}/a1b2c3`, { body: hourOf(3, 9) }))).toEqual([403, 'forbidden']);
  });

  test('an invitation can be patched, but not put', async () => {
    addEvent(api.world, anna, hourOf(3, 9, { id: 'invited', attendees: [{ email: anna }] }), {
      organizer: { email: ben },
    });
    const put = await api.call('PUT', `${events}/invited`, { body: hourOf(3, 9) });
    expect(reasonOf(put)).toEqual([403, 'forbiddenForNonOrganizer']);
    const { status, body } = await patch('invited', { attendees: [{ email: anna, responseStatus: 'declined' }] });
    expect([status, body.organizer, body.attendees[0].self]).toEqual([200, { email: ben }, true]);
  });
});

describe('deleting', () => {
  test('has no body, is refused the second time, and not found if there was nothing', async () => {
    await post(hourOf(3, 9, { id: 'a1b2c3' }));
    const remove = (id: string) => api.call('DELETE', `${events}/${id}`, { params: { sendUpdates: 'all' } });
    expect(await remove('a1b2c3')).toEqual({ status: 204, body: null });
    const again = await remove('a1b2c3');
    expect([...reasonOf(again), again.body.error.message]).toEqual([410, 'deleted', 'Resource has been deleted']);
    expect(reasonOf(await remove('never1'))).toEqual([404, 'notFound']);
    expect(reasonOf(await get('never1'))).toEqual([404, 'notFound']);
  });
});

describe('calendars of others', () => {
  test.each(['freeBusyReader', 'reader'] as const)('a %s cannot write', async (role) => {
    shareCalendar(api.world, ben, anna, role);
    const response = await api.call('POST', `/calendars/${ben}/events`, { body: hourOf(3, 9, { id: 'a1b2c3' }) });
    expect([...reasonOf(response), response.body.error.message]).toEqual([
      403,
      'requiredAccessLevel',
      'You need to have writer access to this calendar.',
    ]);
  });

  test('a writer can, in the name of the calendar', async () => {
    shareCalendar(api.world, ben, anna, 'writer');
    const body = await api.insert(hourOf(3, 9, { id: 'a1b2c3' }), ben);
    expect([body.creator, body.organizer]).toEqual([{ email: anna }, { email: ben, self: true }]);
  });
});
