import { beforeEach, expect, test } from 'vitest';
import { addEvent, shareCalendar } from '../../../sync-service/sandbox/google/controls.ts';
import { type ApiCaller, anna, ben, hourOf, openApi, reasonOf, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const window = { timeMin: '2026-11-03T00:00:00Z', timeMax: '2026-11-04T00:00:00Z' };
const ask = (body: Record<string, unknown>): Promise<SandboxResponse> =>
  api.call('POST', '/freeBusy', { body: { ...window, items: [{ id: anna }], ...body } });

test('busy time is merged, without ids or titles', async () => {
  for (const hour of [9, 10, 14]) addEvent(api.world, anna, hourOf(3, hour));
  addEvent(api.world, anna, hourOf(3, 17, { transparency: 'transparent' }));
  const { status, body } = await ask({});
  expect(status).toBe(200);
  expect(body).toEqual({
    kind: 'calendar#freeBusy',
    ...window,
    calendars: {
      [anna]: {
        busy: [
          { start: '2026-11-03T09:00:00Z', end: '2026-11-03T11:00:00Z' },
          { start: '2026-11-03T14:00:00Z', end: '2026-11-03T15:00:00Z' },
        ],
      },
    },
  });
});

test('times come in the zone that was asked for', async () => {
  addEvent(api.world, anna, hourOf(3, 9));
  const { body } = await ask({ timeZone: 'Europe/Berlin' });
  expect(body.calendars[anna].busy[0].start).toBe('2026-11-03T10:00:00+01:00');
});

test('a calendar that cannot be read is an error inside a success', async () => {
  const { status, body } = await ask({ items: [{ id: anna }, { id: ben }] });
  expect([status, body.calendars[ben].errors]).toEqual([200, [{ domain: 'global', reason: 'notFound' }]]);
  expect(body.calendars[anna]).not.toHaveProperty('errors');
});

test('free and busy is enough to be told', async () => {
  shareCalendar(api.world, ben, anna, 'freeBusyReader');
  addEvent(api.world, ben, hourOf(3, 9));
  expect((await ask({ items: [{ id: ben }] })).body.calendars[ben].busy).toHaveLength(1);
});

test('at most fifty calendars are read at once', async () => {
  const items = [...Array(51)].map((_, index) => ({ id: index === 0 ? anna : `calendar${index}@example.com` }));
  const { body } = await ask({ items });
  expect(body.calendars['calendar50@example.com'].errors[0].reason).toBe('tooManyCalendarsRequested');
});

test.each([
  ['no beginning', { timeMin: undefined }, 'required'],
  ['a span that is empty', { timeMax: window.timeMin }, 'timeRangeEmpty'],
  ['a span that is too long', { timeMax: '2027-03-01T00:00:00Z' }, 'timeRangeTooLong'],
  ['a zone that does not exist', { timeZone: 'Mars/Base' }, 'invalid'],
])('%s is refused', async (_name, body, reason) => {
  expect(reasonOf(await ask(body))).toEqual([400, reason]);
});

test('the scope of events is not enough', async () => {
  const token = api.world.accessTokens.get(anna);
  if (token) token.scopes = ['https://www.googleapis.com/auth/calendar.events'];
  expect(reasonOf(await ask({}))).toEqual([403, 'insufficientPermissions']);
});

test('unknown names are violations', async () => {
  await ask({ timezone: 'UTC' });
  expect(api.violations).toEqual([expect.stringContaining('unknown name "timezone"')]);
});
