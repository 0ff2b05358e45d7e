import { beforeEach, describe, expect, test } from 'vitest';
import { shareCalendar } from '../../../sync-service/sandbox/google/controls.ts';
import { addSampleAccounts, samplePersons } from '../../../sync-service/sandbox/google/samples.ts';
import { createGoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';
import { type ApiCaller, anna, ben, openApi, reasonOf, type SandboxResponse } from './api-caller.ts';

let api: ApiCaller;
beforeEach(() => {
  api = openApi();
});

const path = '/users/me/calendarList';
const list = (params: Record<string, string> = {}): Promise<SandboxResponse> => api.call('GET', path, { params });
const ids = (response: SandboxResponse): string[] =>
  response.body.items.map((entry: SandboxResponse['body']) => entry.id).sort();

describe('the list of calendars', () => {
  test('names each calendar, and says only what is true', async () => {
    shareCalendar(api.world, ben, anna, 'reader');
    const { body } = await list();
    expect(body).toMatchObject({ kind: 'calendar#calendarList', nextSyncToken: expect.any(String) });
    const own = body.items.find((entry: SandboxResponse['body']) => entry.id === anna);
    const shared = body.items.find((entry: SandboxResponse['body']) => entry.id === ben);
    expect(own).toMatchObject({ primary: true, selected: true, accessRole: 'owner', timeZone: 'Europe/Berlin' });
    expect(shared).toMatchObject({ accessRole: 'reader', selected: true });
    for (const name of ['primary', 'hidden', 'deleted']) expect(shared).not.toHaveProperty(name);
  });

  test('can be asked for what may be written', async () => {
    shareCalendar(api.world, ben, anna, 'freeBusyReader');
    expect(ids(await list({ minAccessRole: 'writer' }))).toEqual([anna]);
    expect(ids(await list({ minAccessRole: 'freeBusyReader' }))).toEqual([anna, ben]);
  });

  test('leaves hidden and deleted calendars out unless asked for', async () => {
    const { id, listings } = api.world.addCalendar(anna, { summary: 'Hidden' });
    for (const listing of Object.values(listings)) listing.hidden = true;
    const gone = api.world.addCalendar(anna, { summary: 'Gone' });
    api.world.removeCalendar(gone.id);
    expect(ids(await list())).toEqual([anna]);
    expect(ids(await list({ showHidden: 'true' }))).toEqual([anna, id].sort());
    const deleted = (await list({ showDeleted: 'true' })).body.items.find(
      (entry: SandboxResponse['body']) => entry.id === gone.id,
    );
    expect(deleted.deleted).toBe(true);
  });

  test('comes in pages', async () => {
    for (const summary of ['1', '2']) api.world.addCalendar(anna, { summary });
    const first = await list({ maxResults: '2' });
    expect(first.body).not.toHaveProperty('nextSyncToken');
    const second = await list({ maxResults: '2', pageToken: first.body.nextPageToken });
    expect([first.body.items.length, second.body.items.length]).toEqual([2, 1]);
    expect(second.body.nextSyncToken).toEqual(expect.any(String));
  });

  test('one entry can be read, the own calendar by its alias', async () => {
    expect((await api.call('GET', `${path}/primary`)).body).toMatchObject({ id: anna, primary: true });
    expect(reasonOf(await api.call('GET', `${path}/${ben}`))).toEqual([404, 'notFound']);
  });
});

describe('the list since the last time', () => {
  test('tells of calendars that were added and taken away', async () => {
    const gone = api.world.addCalendar(anna, { summary: 'Gone' });
    const { nextSyncToken: syncToken } = (await list()).body;
    const added = api.world.addCalendar(anna, { summary: 'Added' });
    api.world.removeCalendar(gone.id);
    const { body } = await list({ syncToken });
    expect(body.items.map((entry: SandboxResponse['body']) => [entry.id, entry.deleted])).toEqual([
      [gone.id, true],
      [added.id, undefined],
    ]);
  });

  test('does not tell of another role or zone', async () => {
    shareCalendar(api.world, ben, anna, 'reader');
    const { nextSyncToken: syncToken } = (await list()).body;
    shareCalendar(api.world, ben, anna, 'writer');
    const calendar = api.world.calendars.get(anna);
    if (calendar) calendar.timeZone = 'Asia/Tokyo';
    expect((await list({ syncToken })).body.items).toEqual([]);
    const full = (await list()).body.items.find((entry: SandboxResponse['body']) => entry.id === ben);
    expect(full.accessRole).toBe('writer');
  });

  test('does not go with a least role, nor with leaving out what is hidden', async () => {
    const { nextSyncToken: syncToken } = (await list()).body;
    for (const params of [{ minAccessRole: 'writer' }, { showHidden: 'false' }, { showDeleted: 'false' }]) {
      expect(reasonOf(await list({ syncToken, ...params } as Record<string, string>))[0]).toBe(400);
    }
  });

  test('needs a full list once the token has expired', async () => {
    const { nextSyncToken: syncToken } = (await list()).body;
    api.world.expireSyncTokens();
    expect(reasonOf(await list({ syncToken }))).toEqual([410, 'fullSyncRequired']);
  });
});

describe('the accounts of the demo', () => {
  test('have three calendars each, one of them holidays that cannot be watched', () => {
    const { world, stop } = createGoogleSandbox();
    addSampleAccounts(world);
    addSampleAccounts(world);
    for (const { email } of samplePersons) {
      const { sub = '' } = world.userByEmail(email) ?? {};
      const theirs = [...world.calendars.values()].filter((calendar) => calendar.listings[sub]);
      expect(theirs.map((calendar) => calendar.watchable).sort()).toEqual([false, true, true]);
      expect(theirs.every((calendar) => calendar.events.size > 0)).toBe(true);
      expect(theirs.find((calendar) => !calendar.watchable)?.listings[sub]?.role).toBe('reader');
    }
    stop();
  });
});
