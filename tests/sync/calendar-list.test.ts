import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { useStack } from '../support/stack.ts';
import { type DavScene, setScene } from './dav-scene.ts';

/** It has no way to tell with one look what has changed. */
const provider = createAccountStub('caldav');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null, providers: [provider] });
let scene: DavScene;
let id: string;
let lists: number;

beforeEach(async () => {
  const { listCalendars, listChanges } = createAccountStub('caldav');
  const calendars = [calendarInfo('home', { isPrimary: true })];
  Object.assign(provider, { calendars, failure: null, listCalendars, listChanges });
  provider.listCalendars = async () => {
    lists += 1;
    if (provider.failure !== null) throw provider.failure;
    return provider.calendars;
  };
  scene = await setScene(stack);
  id = (await scene.connect({ url: 'https://dav.example.com/', username: scene.owner.email, password: 'app-password' }))
    .id;
  lists = 0;
});

const names = async () => (await scene.connection(id)).calendars.map(({ name }: { name: string }) => name).sort();
/** A sync of the account that nobody asked for. */
async function poll(): Promise<void> {
  await scene.rows('select private.enqueue_sync($1)', [id]);
  await scene.settle(id);
}
const letDayPass = () =>
  scene.rows(
    `update private.connection_sync set relist_at = relist_at - interval '29 hours' where connection_id = $1`,
    [id],
  );

async function letMinutePass(): Promise<void> {
  const ids = 'select c.id from public.calendars as c where c.connection_id = $1';
  for (const change of [
    `private.connection_sync set listed_at = listed_at - interval '61 s', relist_at = relist_at - interval '61 s' where connection_id = $1`,
    `private.calendar_sync set missing_since = missing_since - interval '61 s' where calendar_id in (${ids})`,
    `public.calendars set last_synced_at = last_synced_at - interval '61 s' where connection_id = $1`,
  ]) {
    await scene.rows(`update ${change}`, [id]);
  }
}

describe('the list of calendars of an account that cannot be surveyed', () => {
  it('is read once a day: new calendars appear, names follow', async () => {
    provider.calendars = [calendarInfo('home', { name: 'Home' }), calendarInfo('new')];
    await poll();
    expect([await names(), lists]).toEqual([['home'], 0]);
    await letDayPass();
    await poll();
    expect([await names(), lists]).toEqual([['Home', 'new'], 1]);
    await poll();
    expect(lists).toBe(1);
  });

  it('that cannot be read is a failure of the account, and is tried again', async () => {
    await letDayPass();
    provider.failure = new ProviderError('http_status', 'Not now.');
    await poll();
    expect(await scene.connection(id)).toMatchObject({ last_error: 'Not now.' });
    provider.failure = null;
    provider.calendars = [calendarInfo('home'), calendarInfo('new')];
    await poll();
    expect(await names()).toEqual(['home', 'new']);
  });

  it('is read again a minute later if it does not name a calendar that is gone: that has vanished then', async () => {
    const { listChanges } = provider;
    provider.calendars = [calendarInfo('other')];
    provider.listChanges = (account, calendar, ...rest) => {
      if (calendar.providerCalendarId === 'home') throw new ProviderError('gone', 'There is no such calendar.');
      return listChanges(account, calendar, ...rest);
    };
    const blocking = async () =>
      (await scene.connection(id)).calendars
        .filter(({ links }: { links: { blocks_availability: boolean }[] }) => links[0]?.blocks_availability)
        .map(({ name }: { name: string }) => name)
        .sort();
    await letDayPass();
    await poll();
    expect([lists, await blocking()]).toEqual([1, ['home', 'other']]);
    await poll();
    expect([lists, await blocking()]).toEqual([1, ['home', 'other']]);

    await letMinutePass();
    await poll();
    expect([lists, await blocking()]).toEqual([2, ['other']]);
  });
});
