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
  const { listCalendars } = createAccountStub('caldav');
  Object.assign(provider, { calendars: [calendarInfo('home', { isPrimary: true })], failure: null, listCalendars });
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
const letDayPass = () =>
  scene.rows(
    `update private.connection_sync set relist_at = relist_at - interval '29 hours' where connection_id = $1`,
    [id],
  );

describe('the list of calendars of an account that can not be surveyed', () => {
  it('is read once a day: new calendars appear, names follow', async () => {
    provider.calendars = [calendarInfo('home', { name: 'Home' }), calendarInfo('new')];
    await scene.sync(id);
    expect([await names(), lists]).toEqual([['home'], 0]);
    await letDayPass();
    await scene.sync(id);
    expect([await names(), lists]).toEqual([['Home', 'new'], 1]);
    await scene.sync(id);
    expect(lists).toBe(1);
  });

  it('that can not be read is a failure of the account, and is tried again', async () => {
    await letDayPass();
    provider.failure = new ProviderError('http_status', 'Not now.');
    await scene.sync(id);
    expect(await scene.connection(id)).toMatchObject({ last_error: 'Not now.' });
    provider.failure = null;
    provider.calendars = [calendarInfo('home'), calendarInfo('new')];
    await scene.sync(id);
    expect(await names()).toEqual(['home', 'new']);
  });
});
