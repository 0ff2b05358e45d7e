import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { at } from './dav-scene.ts';
import { connectGoogle, type GooglePushScene } from './google-push-scene.ts';

const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });
let scene: GooglePushScene;
beforeEach(async () => {
  google.sandbox.faults.clear();
  scene = await connectGoogle(stack, google);
  google.sandbox.requests.length = 0;
});

const secret = async () =>
  (await scene.rows('select * from private.connection_secrets where connection_id = $1', [scene.connectionId]))[0];
/** Disconnects and waits until the account is left. */
async function disconnect(query = '') {
  const response = await scene.asOwner('DELETE', `/calendar/connections/${scene.connectionId}${query}`);
  expect(response.status, response.text).toBe(200);
  await vi.waitFor(async () => expect((await secret()).sealed).toBeNull(), { timeout: 10_000, interval: 25 });
  return response.body.connection;
}
const asked = () =>
  google.sandbox.requests
    .map(({ path }) => path.split('/').at(-1))
    .filter((path) => path === 'stop' || path === 'revoke');

/** When the provider is told again. */
async function nextAttempt(): Promise<number> {
  const [job] = await scene.rows(
    'select run_at from graphile_worker.jobs where key = $1 and attempts = 0 and run_at > now()',
    [`finish_disconnect:${scene.connectionId}`],
  );
  if (job === undefined) throw new Error('it is not planned yet');
  return job.run_at.getTime();
}
/** Not sooner than a second after it failed, or it would count as having hammered. */
const attemptNow = () =>
  scene.rows(`update graphile_worker._private_jobs set run_at = now() + interval '1 second' where key = $1`, [
    `finish_disconnect:${scene.connectionId}`,
  ]);

describe('an account that is disconnected', () => {
  // google.md 12
  it('closes its channel, then takes back the consent, then forgets everything', async () => {
    const { status } = await disconnect();
    expect(status).toBe('disconnected');
    expect(asked()).toEqual(['stop', 'revoke']);
    expect(google.sandbox.world.refreshTokens.get(scene.credentials.refresh_token)?.dead ?? true).toBe(true);
    expect(await scene.channel()).toBeUndefined();
  });

  it("takes nobody's time any more from the moment on in which it is left", async () => {
    await scene.person(at(5), at(5, 30));
    await vi.waitFor(async () => expect(await scene.stored()).toHaveLength(1), { timeout: 10_000 });
    google.sandbox.faults.add({ path: /stop$/, effect: { kind: 'delay', milliseconds: 1_000 } });
    const response = await scene.asOwner('DELETE', `/calendar/connections/${scene.connectionId}`);
    expect(response.body.connection.status).toBe('disconnected');
    expect((await secret()).sealed).not.toBeNull();
    expect(await scene.offered(5)).toContain(at(5));
    await vi.waitFor(async () => expect((await secret()).sealed).toBeNull(), { timeout: 10_000 });
  });

  // google.md 12
  it('tells a provider that fails again a minute later, first of the channel', async () => {
    google.sandbox.faults.add({ path: /stop$/, times: 50, effect: { kind: 'html', status: 502 } });
    await scene.asOwner('DELETE', `/calendar/connections/${scene.connectionId}`);
    const runAt = await vi.waitFor(nextAttempt, { timeout: 10_000, interval: 25 });
    expect(runAt - Date.now()).toBeGreaterThan(45_000);
    expect(runAt - Date.now()).toBeLessThanOrEqual(60_000);
    expect(new Set(asked())).toEqual(new Set(['stop']));
    expect((await secret()).sealed).not.toBeNull();
    google.sandbox.faults.clear();
    await attemptNow();
    await vi.waitFor(async () => expect((await secret()).sealed).toBeNull(), { timeout: 10_000, interval: 25 });
    expect(asked().slice(-2)).toEqual(['stop', 'revoke']);
    expect(google.sandbox.world.refreshTokens.get(scene.credentials.refresh_token)?.dead ?? true).toBe(true);
  });

  // google.md 12
  it('forgets its secret even if the provider cannot be told for an hour', async () => {
    google.sandbox.faults.add({ path: /(stop|revoke)$/, times: 50, effect: { kind: 'html', status: 502 } });
    await scene.asOwner('DELETE', `/calendar/connections/${scene.connectionId}`);
    await vi.waitFor(nextAttempt, { timeout: 10_000, interval: 25 });
    await scene.rows(
      `update private.connection_secrets set revoking_since = now() - interval '61 minutes' where connection_id = $1`,
      [scene.connectionId],
    );
    await attemptNow();
    await vi.waitFor(async () => expect((await secret()).sealed).toBeNull(), { timeout: 10_000, interval: 25 });
    expect(new Set(asked())).toEqual(new Set(['stop', 'revoke']));
    expect(await scene.channel()).toBeUndefined();
  });

  // google.md 12
  it('is left in the same way if its consent is over already', async () => {
    google.sandbox.world.endGrants(scene.email);
    await disconnect();
    expect(asked()).toContain('revoke');
  });

  it('does not listen to late notices', async () => {
    const channel = await scene.atGoogle();
    await disconnect();
    const response = await fetch(`${stack.url}/webhooks/google-calendar`, {
      method: 'POST',
      headers: {
        'x-goog-channel-id': channel.id,
        'x-goog-channel-token': channel.token ?? '',
        'x-goog-resource-id': channel.resourceId,
        'x-goog-resource-state': 'exists',
      },
    });
    expect(response.status).toBe(404);
    expect(
      await scene.rows('select 1 from graphile_worker.jobs where queue_name = $1', [
        `connection:${scene.connectionId}`,
      ]),
    ).toEqual([]);
  });

  it('has the events of bookings removed first, where its owner wants that', async () => {
    await scene.book(at(6));
    await scene.settle();
    await disconnect('?pushed_events=remove');
    const removed = google.sandbox.requests.findIndex(({ method }) => method === 'DELETE');
    const stopped = google.sandbox.requests.findIndex(({ path }) => path.endsWith('/stop'));
    expect(removed).toBeGreaterThan(-1);
    expect(stopped).toBeGreaterThan(removed);
    expect(asked()).toEqual(['stop', 'revoke']);
  });

  describe('and that others use, too', () => {
    const isAlive = ({ credentials }: GooglePushScene) =>
      google.sandbox.world.refreshTokens.get(credentials.refresh_token)?.dead === false;

    it('keeps the consent, which is one for the account, until the last of them leaves', async () => {
      const other = await connectGoogle(stack, google, scene.email);
      await disconnect();
      expect(asked()).toEqual(['stop']);
      expect(isAlive(other)).toBe(true);
      scene = other;
      await disconnect();
      expect(asked()).toEqual(['stop', 'stop', 'revoke']);
      expect(isAlive(other)).toBe(false);
    });

    it('keeps it for one who comes while the channel is being closed', async () => {
      google.sandbox.faults.add({ path: /stop$/, effect: { kind: 'delay', milliseconds: 3_000 } });
      const left = disconnect();
      await vi.waitFor(() => expect(asked()).toEqual(['stop']), { timeout: 10_000, interval: 25 });
      const other = await connectGoogle(stack, google, scene.email);
      await left;
      expect(asked()).toEqual(['stop']);
      expect(isAlive(other)).toBe(true);
    });

    it('keeps it for its owner, if they connect it again while the channel is being closed', async () => {
      google.sandbox.faults.add({ path: /stop$/, effect: { kind: 'delay', milliseconds: 1_000 } });
      await scene.asOwner('DELETE', `/calendar/connections/${scene.connectionId}`);
      await vi.waitFor(() => expect(asked()).toEqual(['stop']), { timeout: 10_000, interval: 25 });
      await scene.connect();
      await scene.settle();
      expect(asked()).toEqual(['stop']);
      expect(isAlive(scene)).toBe(true);
      expect((await secret()).sealed).not.toBeNull();
    });

    it('keeps it while the other one still removes events of bookings', async () => {
      const other = await connectGoogle(stack, google, scene.email);
      await other.book(at(6));
      await other.settle();
      google.sandbox.faults.add({ method: 'DELETE', path: /events/, times: 50, effect: { kind: 'html', status: 502 } });
      await other.asOwner('DELETE', `/calendar/connections/${other.connectionId}?pushed_events=remove`);
      await disconnect();
      expect(asked()).toEqual(['stop']);
      expect(isAlive(other)).toBe(true);
    });
  });
});
