import { beforeEach, describe, expect, test } from 'vitest';
import {
  addEvent,
  changeEvent,
  changeFollowing,
  removeEvent,
  shareCalendar,
} from '../../../sync-service/sandbox/google/controls.ts';
import { createGoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';
import { type ApiCaller, anna, ben, hourOf, openApi, reasonOf, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const single = { singleEvents: 'true' };
const window = { timeMin: '2026-11-02T00:00:00Z', timeMax: '2026-11-20T00:00:00Z' };
const ids = (items: SandboxResponse['body'][]): string[] => items.map((item) => item.id).sort();

describe('a delta', () => {
  test('without a change holds nothing but a token', async () => {
    const { token } = await api.listAll(single);
    const { body } = await api.list({ ...single, syncToken: token });
    expect([body.items, body.nextSyncToken !== undefined]).toEqual([[], true]);
  });

  test('holds what was added, changed and deleted, once each', async () => {
    for (const id of ['stays', 'changes', 'leaves']) addEvent(api.world, anna, hourOf(3, 9, { id }));
    const { token } = await api.listAll(single);
    addEvent(api.world, anna, hourOf(4, 9, { id: 'added' }));
    changeEvent(api.world, anna, 'changes', { summary: 'Other' });
    changeEvent(api.world, anna, 'changes', { summary: 'Another' });
    removeEvent(api.world, anna, 'leaves');
    const delta = await api.listAll({ ...single, syncToken: token });
    expect(ids(delta.items)).toEqual(['added', 'changes', 'leaves']);
    expect(delta.items.find((item) => item.id === 'leaves')?.status).toBe('cancelled');
    expect((await api.listAll({ ...single, syncToken: delta.token })).items).toEqual([]);
  });

  test('of an older token tells everything once more', async () => {
    const { token } = await api.listAll(single);
    addEvent(api.world, anna, hourOf(4, 9, { id: 'added' }));
    for (const _ of [1, 2]) expect(ids((await api.listAll({ ...single, syncToken: token })).items)).toEqual(['added']);
  });

  test('forgets the window of the first list', async () => {
    const { token } = await api.listAll({ ...single, ...window });
    addEvent(api.world, anna, { id: 'faraway', start: { date: '2031-01-01' }, end: { date: '2031-01-02' } });
    expect(ids((await api.listAll({ ...single, syncToken: token })).items)).toEqual(['faraway']);
    expect(api.violations).toEqual([]);
  });

  test('never tells what only comes into the window as time passes', async () => {
    addEvent(api.world, anna, hourOf(25, 9, { id: 'later' }));
    const { token, items } = await api.listAll({ ...single, ...window });
    api.world.clock.advance(30 * 86_400_000);
    expect([items, (await api.listAll({ ...single, syncToken: token })).items]).toEqual([[], []]);
  });

  test('survives a restart of the sandbox', async () => {
    const { token } = await api.listAll(single);
    addEvent(api.world, anna, hourOf(4, 9, { id: 'added' }));
    const again = createGoogleSandbox({ state: JSON.parse(JSON.stringify(api.world.save())) });
    const response = await again.app.request(
      `/calendar/v3/calendars/primary/events?singleEvents=true&syncToken=${token}`,
      {
        headers: { authorization: `Bearer ${anna}` },
      },
    );
    expect(await response.json()).toMatchObject({ items: [{ id: 'added' }] });
    again.stop();
  });
});

describe('series in deltas of single events', () => {
  const weekly = hourOf(3, 9, { id: 'weekly', recurrence: ['RRULE:FREQ=WEEKLY'] });

  test('a touched series tells all its instances, far beyond the window', async () => {
    addEvent(api.world, anna, weekly);
    const { token, items } = await api.listAll({ ...single, ...window });
    expect(items).toHaveLength(3);
    changeEvent(api.world, anna, 'weekly', { summary: 'Renamed' });
    expect((await api.listAll({ ...single, syncToken: token })).items).toHaveLength(105);
  });

  test('the number of instances goes up to what the settings say', async () => {
    Object.assign(api.world.settings, { seriesDeltaDays: 20_000, seriesDeltaLimit: 700 });
    const { token } = await api.listAll({ ...single, ...window });
    addEvent(api.world, anna, weekly);
    const { items, pages } = await api.listAll({ ...single, syncToken: token, maxResults: '100' });
    expect([items.length, pages]).toEqual([700, 7]);
  });

  test('a deleted series is told for half a year only', async () => {
    addEvent(api.world, anna, weekly);
    const { token } = await api.listAll({ ...single, ...window });
    removeEvent(api.world, anna, 'weekly');
    const { items } = await api.listAll({ ...single, syncToken: token });
    expect(items).toHaveLength(26);
    expect(items[0]).toMatchObject({ status: 'cancelled', recurringEventId: 'weekly' });
    expect(items[0].originalStartTime.dateTime).toEqual(expect.any(String));
    api.world.settings.deletedSeriesDays = null;
    expect((await api.listAll({ ...single, syncToken: token })).items).toHaveLength(105);
  });

  test('a touched exception comes alone', async () => {
    addEvent(api.world, anna, weekly);
    const { token } = await api.listAll(single);
    changeEvent(api.world, anna, 'weekly_20261110T090000Z', { summary: 'Special' });
    const { items } = await api.listAll({ ...single, syncToken: token });
    expect(items).toMatchObject([{ id: 'weekly_20261110T090000Z', summary: 'Special', recurringEventId: 'weekly' }]);
  });

  test('a series that moves cancels its former instances', async () => {
    addEvent(api.world, anna, { ...weekly, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=2'] });
    const { token } = await api.listAll(single);
    const { start, end } = hourOf(4, 9);
    changeEvent(api.world, anna, 'weekly', { start, end });
    const { items } = await api.listAll({ ...single, syncToken: token });
    const reported = items.map((item) => `${item.id} ${item.status}`).sort();
    expect(reported).toEqual([
      'weekly_20261103T090000Z cancelled',
      'weekly_20261104T090000Z confirmed',
      'weekly_20261110T090000Z cancelled',
      'weekly_20261111T090000Z confirmed',
    ]);
  });

  test('"this and following" ends one series and begins another', async () => {
    addEvent(api.world, anna, { ...weekly, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'] });
    const { token } = await api.listAll(single);
    const at = { dateTime: '2026-11-17T09:00:00Z' };
    const next = changeFollowing(api.world, anna, 'weekly', at, { summary: 'Renamed' });
    expect(next.recurrence).toEqual(['RRULE:FREQ=WEEKLY;COUNT=2']);
    const { items } = await api.listAll({ ...single, syncToken: token });
    expect(items.filter((item) => item.status === 'cancelled')).toHaveLength(2);
    const live = (await api.listAll(single)).items;
    expect(live.map((item) => item.recurringEventId === next.id).filter(Boolean)).toHaveLength(2);
    expect(live).toHaveLength(4);
  });

  test('an event that becomes a series is gone as a single one', async () => {
    addEvent(api.world, anna, hourOf(3, 9, { id: 'grows' }));
    const { token } = await api.listAll(single);
    changeEvent(api.world, anna, 'grows', { recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
    const { items } = await api.listAll({ ...single, syncToken: token });
    expect(items.map((item) => `${item.id} ${item.status}`).sort()).toEqual([
      'grows cancelled',
      'grows_20261103T090000Z confirmed',
      'grows_20261104T090000Z confirmed',
    ]);
  });

  test('without singleEvents the series itself is told', async () => {
    const { token } = await api.listAll();
    addEvent(api.world, anna, weekly);
    const { items } = await api.listAll({ syncToken: token });
    expect(items).toMatchObject([{ id: 'weekly', recurrence: ['RRULE:FREQ=WEEKLY'] }]);
  });
});

describe('a token that does not work', () => {
  test.each(['iCalUID', 'orderBy', 'privateExtendedProperty', 'q', 'sharedExtendedProperty', 'timeMin', 'updatedMin'])(
    'does not go with %s',
    async (name) => {
      const { token } = await api.listAll(single);
      const values: Record<string, string> = {
        orderBy: 'updated',
        privateExtendedProperty: 'a=b',
        sharedExtendedProperty: 'a=b',
      };
      const value = values[name] ?? '2026-11-01T00:00:00Z';
      const response = await api.list({ ...single, syncToken: token, [name]: value });
      expect(reasonOf(response)).toEqual([400, 'syncTokenWithRequestRestrictions']);
      expect(response.body.error.message).toBe('Sync token cannot be used with other request restrictions.');
      expect(api.violations).toHaveLength(1);
    },
  );

  test('does not go with showDeleted=false, but with true', async () => {
    const { token } = await api.listAll(single);
    expect((await api.list({ ...single, syncToken: token, showDeleted: 'false' })).status).toBe(400);
    expect((await api.list({ ...single, syncToken: token, showDeleted: 'true' })).status).toBe(200);
  });

  test('has expired: a full sync is required, and it must not be sent again', async () => {
    const { token } = await api.listAll(single);
    api.world.expireSyncTokens(anna);
    const response = await api.list({ ...single, syncToken: token });
    const message = 'Sync token is no longer valid, a full sync is required.';
    expect(response.body).toEqual({
      error: {
        errors: [
          { domain: 'calendar', reason: 'fullSyncRequired', message, locationType: 'parameter', location: 'syncToken' },
        ],
        code: 410,
        message,
      },
    });
    expect(api.violations).toEqual([]);
    await api.list({ ...single, syncToken: token });
    expect(api.violations).toEqual([expect.stringContaining('sent again after it was refused')]);
  });

  test('dies with a change of who may see the calendar', async () => {
    const { token } = await api.listAll(single);
    shareCalendar(api.world, anna, ben, 'reader');
    expect(reasonOf(await api.list({ ...single, syncToken: token }))).toEqual([410, 'fullSyncRequired']);
  });

  test('dies between two pages', async () => {
    const { token } = await api.listAll(single);
    for (const hour of [1, 2, 3]) addEvent(api.world, anna, hourOf(3, hour));
    const params = { ...single, maxResults: '2', syncToken: token };
    const { body } = await api.list(params);
    api.world.expireSyncTokens();
    expect(reasonOf(await api.list({ ...params, pageToken: body.nextPageToken }))).toEqual([410, 'fullSyncRequired']);
  });

  test('is garbled', async () => {
    const response = await api.list({ ...single, syncToken: 'null' });
    expect(reasonOf(response)).toEqual([400, 'invalid']);
    expect(response.body.error.message).toBe('Invalid sync token value.');
  });

  test('is of another calendar', async () => {
    const other = api.world.addCalendar(anna, { summary: 'Other' });
    const { token } = await api.listAll(single, other.id);
    expect(reasonOf(await api.list({ ...single, syncToken: token }))).toEqual([400, 'invalid']);
  });

  test('is the token of a page: a violation', async () => {
    for (const hour of [1, 2, 3]) addEvent(api.world, anna, hourOf(3, hour));
    const { body } = await api.list({ maxResults: '2' });
    expect(reasonOf(await api.list({ maxResults: '2', syncToken: body.nextPageToken }))).toEqual([400, 'invalid']);
    expect(api.violations).toEqual([expect.stringContaining('page token sent as sync token')]);
  });

  test('comes with other parameters than the first list: answered, but a violation', async () => {
    const { token } = await api.listAll({ ...single, ...window });
    expect((await api.list({ syncToken: token })).status).toBe(200);
    expect(api.violations).toEqual([expect.stringContaining('parameters differ')]);
  });
});
