import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGoogleSandbox } from '../../support/google-sandbox.ts';
import { useStack } from '../../support/stack.ts';
import { at } from '../../sync/dav-scene.ts';
import { connectGoogle, type GooglePushScene } from '../../sync/google-push-scene.ts';

const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });
const { world } = google.sandbox;
let scene: GooglePushScene;

beforeEach(async () => {
  scene = await connectGoogle(stack, google);
  await scene.sync(scene.connectionId);
  await letPass();
});
afterEach(async () => {
  await scene.settle();
});

/** As if the list had been read a minute earlier. */
const letPass = () =>
  scene.rows(
    `update private.connection_sync set listed_at = listed_at - interval '1 minute' where connection_id = $1`,
    [scene.connectionId],
  );
/** A sync of the account that nobody asked for. */
async function poll(): Promise<void> {
  await scene.rows('update public.calendars set push_expires_at = null where id = $1', [scene.calendarId]);
  await scene.rows('select private.enqueue_pull($1, $2)', [scene.calendarId, scene.connectionId]);
  await scene.settle();
}
const calendar = async () => (await scene.connection(scene.connectionId)).calendars[0];
const state = async (bookingId: string) =>
  (await scene.rows('select state from public.booking_calendar_events where booking_id = $1', [bookingId]))[0].state;

describe('a calendar at Google', () => {
  it('that gets another zone has it with its next pull', async () => {
    Object.assign(world.calendars.get(scene.email) ?? {}, { timeZone: 'America/New_York' });
    await poll();
    expect(await calendar()).toMatchObject({ time_zone: 'America/New_York' });
  });

  it('whose write access is lost and regained says so with its readings; bookings of that time are written', async () => {
    world.changeAccess(scene.email, scene.email, 'reader');
    await poll();
    expect(await calendar()).toMatchObject({ access: 'read', sync_error: expect.stringContaining('read-only') });
    const { booking } = await scene.book(at(3));
    await scene.settle();
    expect(await state(booking.id)).toBe('failed');
    world.changeAccess(scene.email, scene.email, 'owner');
    await letPass();
    await poll();
    expect(await calendar()).toMatchObject({ access: 'write', sync_error: null });
    await expect.poll(() => state(booking.id), { timeout: 10_000 }).toBe('pushed');
  });

  it('that refuses a booking can only be read from then on, before any pull says so', async () => {
    world.changeAccess(scene.email, scene.email, 'reader');
    const { booking } = await scene.book(at(3));
    await scene.settle();
    expect([await state(booking.id), (await calendar()).access]).toEqual(['failed', 'read']);
  });

  it('that its account lost the sight of is looked for in the list at once', async () => {
    const lists = () => google.sandbox.requests.filter(({ path }) => path.endsWith('/users/me/calendarList')).length;
    const before = lists();
    world.changeAccess(scene.email, scene.email, null);
    await poll();
    expect(lists()).toBe(before + 1);
    await letPass();
    await poll();
    expect(lists()).toBe(before + 1);
    world.changeAccess(scene.email, scene.email, 'owner');
  });
});
