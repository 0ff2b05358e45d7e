import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { OpenGoogleSandbox } from '../support/google-sandbox.ts';
import type { TestStack } from '../support/stack.ts';
import { setScene } from './dav-scene.ts';

export type GooglePushScene = Awaited<ReturnType<typeof connectGoogle>>;

/** An account of the stand-in, a new one unless named, that is connected to a new owner, read once, and watched. */
export async function connectGoogle(
  stack: TestStack,
  google: OpenGoogleSandbox,
  email: string = `${randomUUID()}@example.com`,
) {
  const scene = await setScene(stack);
  const credentials = google.connectUser(email);
  const account = { owner_id: scene.owner.id, provider: 'google', account_key: credentials.subject };
  const db = createDb(stack.client('secret'));
  const connect = async () =>
    (
      await db.call('save_connection', {
        owner_id: scene.owner.id,
        provider: 'google',
        account_key: credentials.subject,
        account_email: email,
        host_id: scene.host.id,
        secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
        calendars: [
          {
            provider_calendar_id: email,
            name: 'Mine',
            time_zone: 'UTC',
            access: 'write',
            is_own: true,
            is_primary: true,
          },
        ],
      })
    ).connection;
  const connection = await connect();
  const calendarId = connection.calendars[0]?.id ?? '';
  /** Waits for all that is to be done, also for readings that gather notices for a second. */
  async function settle(): Promise<void> {
    const isDone = async () =>
      (
        await scene.rows(`select 1 from graphile_worker.jobs where key = $1 and run_at < now() + interval '1500 ms'`, [
          `pull:${calendarId}`,
        ])
      ).length === 0;
    await vi.waitFor(async () => expect(await isDone()).toBe(true), { timeout: 10_000, interval: 25 });
    await scene.settle(connection.id);
  }
  await settle();

  const channel = async () =>
    (
      await scene.rows('select * from private.channels where calendar_id = $1 order by opened_at desc limit 1', [
        calendarId,
      ])
    )[0];
  /** Draws conclusions for the channels, and has done what follows from them. */
  async function maintain(): Promise<void> {
    await db.call('enqueue_due_channels', { providers: ['google'], max_count: 200 });
    await settle();
    await google.sandbox.push.settled();
    await settle();
  }
  await maintain();
  await vi.waitFor(async () => expect((await channel())?.verified_at ?? null).not.toBeNull(), { timeout: 10_000 });
  await settle();

  return {
    ...scene,
    connectionId: connection.id,
    calendarId,
    email,
    credentials,
    /** Connects it once more. */
    connect,
    db,
    maintain,
    settle,
    channel,
    /** The channel as the stand-in has it, with its token. */
    atGoogle: async () => {
      const found = google.sandbox.world.channels.get((await channel()).id);
      if (found === undefined) throw new Error('the stand-in has no such channel');
      return found;
    },
    /** Somebody puts an event into the calendar with another program. */
    async person(start: string, end: string): Promise<string> {
      const response = await fetch(`${google.url}/calendar/v3/calendars/${encodeURIComponent(email)}/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${credentials.access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          id: randomUUID().replaceAll('-', ''),
          start: { dateTime: start, timeZone: 'UTC' },
          end: { dateTime: end, timeZone: 'UTC' },
        }),
      });
      expect(response.status, await response.clone().text()).toBe(200);
      return ((await response.json()) as { id: string }).id;
    },
    /** The events that are known. */
    stored: async (): Promise<string[]> =>
      (await scene.rows('select provider_event_id from public.synced_events where calendar_id = $1', [calendarId])).map(
        (row) => row.provider_event_id,
      ),
    /** How often the calendar was listed. */
    listings: () =>
      google.sandbox.requests.filter(
        ({ method, path }) => method === 'GET' && path.endsWith(`/calendars/${encodeURIComponent(email)}/events`),
      ).length,
  };
}
