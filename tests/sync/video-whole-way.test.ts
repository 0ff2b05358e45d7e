import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../sync-service/src/calendar/provider.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { send } from '../http/scene.ts';
import { startRealSmtp } from '../mail/real-smtp.ts';
import { grantAccount as grantGoogle } from '../support/google-account.ts';
import { grantAccount as grantMicrosoft } from '../support/microsoft-account.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

const smtp = await startRealSmtp();
const stack = useStack({
  withSandbox: true,
  rateLimit: null,
  config: { pollIntervalSeconds: 86_400, smtpUrl: smtp.url, mailFrom: 'Openslot <no-reply@example.com>' },
});
const slowly = { timeout: 15_000, interval: 50 };
afterAll(() => smtp.stop());

/** An account whose main calendar gets the bookings by video of a host of its own. */
interface VideoHost {
  scene: DavScene;
  /** How links of the provider begin. */
  links: RegExp;
  /** From now on nothing of the account can be reached, or everything again. */
  setAway(isAway: boolean): void;
  violations(): string[];
}

async function videoHost(provider: string, email: string, calendarId: string, credentials: Credentials) {
  const scene = await setScene(stack);
  const locations = [{ kind: 'video' }];
  await stack.sql.query('update public.event_types set locations = $1 where id = $2', [
    JSON.stringify(locations),
    scene.eventType.id,
  ]);
  const account = { owner_id: scene.owner.id, provider, account_key: credentials['subject'] ?? '' };
  const { connection } = await createDb(stack.client('secret')).call('save_connection', {
    ...account,
    account_email: email,
    host_id: scene.host.id,
    secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
    calendars: [
      {
        ...{ provider_calendar_id: calendarId, name: 'Mine', time_zone: 'UTC' },
        ...{ access: 'write', is_own: true, is_primary: true },
      },
    ],
  });
  await scene.settle(connection.id);
  return scene;
}

const open: Record<'google' | 'microsoft', () => Promise<VideoHost>> = {
  async google() {
    if (stack.sandbox === null) throw new Error('the stack has a sandbox');
    const { client, sandbox } = stack.sandbox;
    const registered = sandbox.world.clients.get(client.clientId);
    if (registered === undefined) throw new Error('the sandbox knows the service');
    const email = 'video@example.com';
    return {
      scene: await videoHost('google', email, email, grantGoogle(sandbox.world, registered, email)),
      links: /^https:\/\/meet\.google\.com\//,
      setAway: (isAway) => setFaults(sandbox.faults, isAway),
      violations: () => sandbox.violations,
    };
  },
  async microsoft() {
    if (stack.microsoftSandbox === null) throw new Error('the stack has a sandbox');
    const { client, sandbox } = stack.microsoftSandbox;
    const email = 'video@contoso.example';
    const granted = grantMicrosoft(sandbox.world, client.clientId, email, { account: { timeZone: 'UTC' } });
    return {
      scene: await videoHost('microsoft', email, sandbox.world.calendarOf(email).id, granted),
      links: /^https:\/\/teams\.microsoft\.com\//,
      setAway: (isAway) => setFaults(sandbox.faults, isAway),
      violations: () => sandbox.violations,
    };
  },
};

interface Faults {
  add(fault: { path: RegExp; times: number; effect: { kind: 'html'; status: number } }): unknown;
  clear(): void;
}

function setFaults(faults: Faults, isAway: boolean): void {
  faults.clear();
  if (isAway) faults.add({ path: /./, times: 1000, effect: { kind: 'html', status: 503 } });
}

/** What waits for its time is due now, and what failed is tried again. */
async function hasten(task: 'send_notification' | 'push_event'): Promise<void> {
  await stack.sql.query('update private.connection_sync set backoff_until = null, blocked_until = null, failures = 0');
  await stack.sql.query(
    `update graphile_worker._private_jobs as j set run_at = now(), attempts = 0
     from graphile_worker._private_tasks as t where t.id = j.task_id and t.identifier = $1 and j.locked_at is null`,
    [task],
  );
}

let visitors = 0;
async function book({ eventType }: DavScene, day: number) {
  visitors += 1;
  const email = `video-visitor-${visitors}@example.com`;
  const { status, body, text } = await send(stack.url, 'POST', '/bookings', {
    body: {
      event_type_id: eventType.id,
      start: at(day),
      duration_minutes: 30,
      answers: {},
      attendee: { name: 'Bob', email, time_zone: 'UTC', locale: 'en' },
    },
  });
  expect(status, text).toBe(201);
  const id: string = body.booking.id;
  const token: string = body.manage_token;
  return {
    id,
    email,
    move: async (to: number) =>
      expect(
        (await send(stack.url, 'POST', `/bookings/${id}/reschedule`, { token, body: { start: at(to) } })).status,
      ).toBe(200),
    link: async (): Promise<string | undefined> =>
      (await send(stack.url, 'GET', `/bookings/${id}`, { token })).body.booking.location.join_url,
    event: async () =>
      (await stack.sql.query('select * from public.booking_calendar_events where booking_id = $1', [id])).rows[0],
  };
}

/** The mails to the address so far, by their subjects: what they say, and what their invitation does. */
function mailsTo(email: string) {
  return smtp.delivered
    .filter(({ recipients }) => recipients.includes(email))
    .map(({ mail, raw }) => {
      const [, file] = /application\/ics[\s\S]*?base64\r\n\r\n([\w+/=\r\n]+)\r\n--/.exec(raw) ?? [];
      const calendar = new ICAL.Component(ICAL.parse(Buffer.from(file ?? '', 'base64').toString()));
      const value = (name: string) => calendar.getFirstSubcomponent('vevent')?.getFirstPropertyValue(name)?.toString();
      const [uid, sequence] = [value('uid'), value('sequence')];
      const places = { location: value('location'), url: value('url'), conference: value('conference') };
      return {
        subject: mail.subject?.replace(/:.*/, ''),
        text: mail.text ?? '',
        html: mail.html ?? '',
        uid,
        sequence,
        ...places,
      };
    });
}

const subjectsTo = (email: string) => mailsTo(email).map(({ subject }) => subject);
const withLink = (link: string) => ({
  text: expect.stringContaining(link),
  html: expect.stringContaining(link),
  ...{ location: link, url: link, conference: link },
});

describe.each(['google', 'microsoft'] as const)('A booking by video in a calendar of %s', (kind) => {
  let host: VideoHost;
  let day = kind === 'google' ? 2 : 20;
  beforeAll(async () => {
    host = await open[kind]();
  });
  beforeEach(() => {
    day += 3;
  });
  afterAll(() => expect(host.violations()).toEqual([]));

  test('has one mail, with the link, and keeps it when it moves', async () => {
    const booking = await book(host.scene, day);
    if (kind === 'google') {
      // Google makes it after it has responded: it is asked again some seconds later.
      await expect.poll(async () => (await booking.event()).link_waits, slowly).toBe(1);
      expect(mailsTo(booking.email)).toEqual([]);
      await hasten('push_event');
    }
    await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed']);
    const link = (await booking.link()) ?? '';
    expect(link).toMatch(host.links);
    expect(mailsTo(booking.email)[0]).toMatchObject({ uid: booking.id, sequence: '0', ...withLink(link) });

    await booking.move(day + 1);
    await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed', 'New time']);
    expect(mailsTo(booking.email)[1]).toMatchObject({ uid: booking.id, sequence: '1', ...withLink(link) });
    await expect.poll(async () => (await booking.event()).state, slowly).toBe('pushed');
    expect(await booking.link()).toBe(link);
    expect(await booking.event()).toMatchObject({ join_url: link });
  });

  test('while the account is away has a mail without the link, and another one with it when it is there', async () => {
    host.setAway(true);
    const booking = await book(host.scene, day);
    await expect.poll(async () => (await booking.event()).attempts, slowly).toBeGreaterThan(0);
    await hasten('send_notification');
    await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed']);
    const [before] = mailsTo(booking.email);
    expect(before).toMatchObject({ text: expect.stringMatching(/Where: Video call\n.*You get the link/) });
    expect([before?.location, before?.url, before?.conference]).toEqual([undefined, undefined, undefined]);

    host.setAway(false);
    await expect
      .poll(async () => {
        await hasten('push_event');
        return (await booking.link()) ?? '';
      }, slowly)
      .toMatch(host.links);
    await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed', 'Link to join']);
    const link = (await booking.link()) ?? '';
    expect(mailsTo(booking.email)[1]).toMatchObject({ uid: booking.id, sequence: '0', ...withLink(link) });
  });
});

test('A link that Google is slow to make comes with a mail of its own, once', async () => {
  const { scene } = await open.google();
  const settings = stack.sandbox?.sandbox.world.settings;
  if (settings === undefined) throw new Error('the stack has a sandbox');
  settings.conferences = 'pending';
  const booking = await book(scene, 3);
  for (const waits of [1, 2]) {
    await expect.poll(async () => (await booking.event()).link_waits, slowly).toBe(waits);
    if (waits === 1) await hasten('push_event');
  }
  await hasten('send_notification');
  await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed']);
  expect(mailsTo(booking.email)[0]?.text).toContain('You get the link by email as soon as it is there.');

  settings.conferences = 'success';
  await hasten('push_event');
  await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed', 'Link to join']);
  await expect.poll(async () => (await booking.event()).state, slowly).toBe('pushed');
  await booking.move(4);
  await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed', 'Link to join', 'New time']);
  const link = (await booking.link()) ?? '';
  expect(mailsTo(booking.email)[2]).toMatchObject({ sequence: '1', ...withLink(link) });
});

test('A calendar whose account offers no links holds no booking up, and no mail promises one', async () => {
  const { scene } = await open.google();
  const calendar = stack.sandbox?.sandbox.world.calendars.get('video@example.com');
  if (calendar === undefined) throw new Error('the sandbox has the calendar');
  calendar.conferenceSolutions = [];
  const booking = await book(scene, 40);
  await expect.poll(async () => (await booking.event()).state, slowly).toBe('pushed');
  await hasten('send_notification');
  await expect.poll(() => subjectsTo(booking.email), slowly).toEqual(['Confirmed']);
  expect(mailsTo(booking.email)[0]?.text).toMatch(/Where: Video call\n\n/);
  expect(await booking.link()).toBeUndefined();
});
