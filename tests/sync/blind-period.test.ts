import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

const provider = createAccountStub('caldav');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null, providers: [provider] });
let scene: DavScene;
let id: string;
let calendarId: string;
const sql = async (text: string, ...values: unknown[]) => (await stack.sql.query(text, values)).rows;
const account = () => ({ url: 'https://dav.example.com/', username: scene.owner.email, password: 'app-password' });

const event = (id: string, days: number) => ({ id, start: at(days), end: at(days, 30) });
/** It tells only what has changed: once all was read, nothing. */
function tellChangesOnly(): void {
  const { listChanges } = provider;
  provider.listChanges = async function* (given, calendar, cursor, ...rest) {
    const current = JSON.stringify(provider.events);
    for await (const page of listChanges(given, calendar, cursor, ...rest)) {
      yield { ...page, nextCursor: current, ...(cursor === current && { changes: [], isFull: false }) };
    }
  };
}
tellChangesOnly();

beforeEach(async () => {
  Object.assign(provider, { calendars: [calendarInfo('home', { isPrimary: true })], failure: null, events: {} });
  provider.events = { home: [event('busy', 3), event('later', 6)] };
  scene = await setScene(stack);
  const connection = await scene.connect(account());
  id = connection.id;
  calendarId = connection.calendars[0].id;
});

/** What the job that checks a calendar leaves behind. */
async function checked(): Promise<void> {
  const jobs = () => sql(`select from graphile_worker.jobs where key = 'check_blind_period:' || $1`, calendarId);
  while ((await jobs()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
const logs = () =>
  sql(
    `select events_processed, error_message from public.sync_logs where calendar_id = $1 and operation = 'blind_period'`,
    calendarId,
  );
const mailsOf = async (bookingId: string) =>
  (await scene.ownersMails(bookingId)).filter((kind) => kind === 'booking_conflict');

describe('What was booked while an account could not be read', () => {
  it('is compared with its calendars when it is connected again, though no pull names their events anew', async () => {
    await scene.asOwner('DELETE', `/calendar/connections/${id}?pushed_events=keep`);
    await scene.settle(id);
    const { booking } = await scene.book(at(3));
    const { booking: free } = await scene.book(at(4));
    await scene.connect(account());
    await checked();
    expect(await scene.conflicts(booking.id)).toMatchObject([{ kind: 'overlap', resolved_at: null }]);
    expect(await mailsOf(booking.id)).toHaveLength(1);
    expect(await scene.conflicts(free.id)).toEqual([]);
    expect((await scene.booking(booking.id)).status).toBe('confirmed');
  });

  it('is reported in the log, with how many of them clash, when a stale calendar is read again', async () => {
    await sql(`update public.hosts set stale_policy = 'open' where id = $1`, scene.host.id);
    await sql(`update public.calendars set last_synced_at = now() - interval '2 hours' where id = $1`, calendarId);
    provider.failure = new ProviderError('unreachable', 'Not there.', { retryable: true });
    const { booking } = await scene.book(at(4));
    provider.failure = null;
    provider.events = { home: [...(provider.events['home'] ?? []), event('new', 4)] };
    await sql(`update public.calendars set last_synced_at = now() - interval '2 hours' where id = $1`, calendarId);
    await sql('update private.calendar_sync set retry_at = null where calendar_id = $1', calendarId);
    await sql(
      'update private.connection_sync set backoff_until = null, blocked_until = null where connection_id = $1',
      id,
    );
    await scene.sync(id);
    await checked();
    expect(await mailsOf(booking.id)).toHaveLength(1);
    expect(await logs()).toEqual([
      {
        events_processed: 1,
        error_message: 'Bookings taken while this calendar could not be read: 1. At the time of its events: 1.',
      },
    ]);
    await scene.sync(id);
    await checked();
    expect([await mailsOf(booking.id), await logs()].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('is compared without waiting for another job of the account', async () => {
    const link = (blocks: boolean) =>
      sql('update public.calendar_links set blocks_availability = $1 where calendar_id = $2', blocks, calendarId);
    await link(false);
    await checked();
    const { booking } = await scene.book(at(6));
    const response = Promise.withResolvers<void>();
    const { listChanges } = provider;
    let isAsked = false;
    provider.listChanges = async function* (...args) {
      isAsked = true;
      await response.promise;
      yield* listChanges(...args);
    };
    try {
      await sql('select private.enqueue_pull($1, $2)', calendarId, id);
      await expect.poll(() => isAsked, { timeout: 10_000 }).toBe(true);
      await link(true);
      await checked();
      expect(await mailsOf(booking.id)).toHaveLength(1);
    } finally {
      provider.listChanges = listChanges;
      response.resolve();
    }
  });

  it('is not looked through when a calendar was only read a little later than usual', async () => {
    await scene.book(at(5));
    await sql(`update public.calendars set last_synced_at = now() - interval '10 minutes' where id = $1`, calendarId);
    await scene.sync(id);
    await checked();
    expect(await logs()).toEqual([]);
  });
});

it('A calendar that begins to take time is compared with what is booked already', async () => {
  const link = (blocks: boolean) =>
    sql('update public.calendar_links set blocks_availability = $1 where calendar_id = $2', blocks, calendarId);
  await link(false);
  await checked();
  const { booking } = await scene.book(at(6));
  await link(true);
  await checked();
  expect(await scene.conflicts(booking.id)).toMatchObject([{ kind: 'overlap', resolved_at: null }]);
  expect(await mailsOf(booking.id)).toHaveLength(1);
});
