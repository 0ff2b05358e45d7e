import { beforeEach, describe, expect, test } from 'vitest';
import { type ApiCaller, anna, hourOf, openApi, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const events = `/calendars/${encodeURIComponent(anna)}/events`;
const post = (body: Record<string, unknown>, params = {}): Promise<SandboxResponse> =>
  api.call('POST', events, { body, params: { sendUpdates: 'none', ...params } });
const get = (id: string): Promise<SandboxResponse> => api.call('GET', `${events}/${id}`);

describe('conferences', () => {
  const ask = (requestId: string) => ({
    conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type: 'hangoutsMeet' } } },
  });

  test('are pending at first, and there later, as a change', async () => {
    const { body } = await post(hourOf(3, 9, { id: 'a1b2c3', ...ask('one') }), { conferenceDataVersion: '1' });
    expect(body.conferenceData.createRequest.status).toEqual({ statusCode: 'pending' });
    expect(body).not.toHaveProperty('hangoutLink');
    const { token } = await api.listAll();
    api.world.clock.advance(2000);
    const [changed] = (await api.listAll({ syncToken: token })).items;
    expect(changed.conferenceData.createRequest.status).toEqual({ statusCode: 'success' });
    expect(changed.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\//);
    expect(changed.etag).not.toBe(body.etag);
  });

  test('may fail', async () => {
    api.world.settings.conferences = 'failure';
    await post(hourOf(3, 9, { id: 'a1b2c3', ...ask('one') }), { conferenceDataVersion: '1' });
    api.world.clock.advance(2000);
    expect((await get('a1b2c3')).body.conferenceData.createRequest.status).toEqual({ statusCode: 'failure' });
  });

  test('are refused where the calendar has none of that kind, and its list says which it has', async () => {
    const calendar = api.world.calendars.get(anna);
    if (calendar) calendar.conferenceSolutions = [];
    const refused = await post(hourOf(3, 9, { id: 'a1b2c3', ...ask('one') }), { conferenceDataVersion: '1' });
    expect([refused.status, refused.body.error.message]).toEqual([400, 'Invalid conference type value.']);
    const { body } = await api.call('GET', `/users/me/calendarList/${encodeURIComponent(anna)}`);
    expect(body.conferenceProperties).toEqual({ allowedConferenceSolutionTypes: [] });
    expect((await get('a1b2c3')).status).toBe(404);
  });

  test('are ignored without the version, and kept', async () => {
    expect((await post(hourOf(3, 9, { id: 'without', ...ask('one') }))).body).not.toHaveProperty('conferenceData');
    await post(hourOf(3, 9, { id: 'kept1', ...ask('one') }), { conferenceDataVersion: '1' });
    await get('kept1');
    const { body } = await api.call('PUT', `${events}/kept1`, { body: hourOf(3, 10) });
    expect(body.hangoutLink).toEqual(expect.any(String));
  });
});
