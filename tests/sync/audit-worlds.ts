import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { addEvent as addToGoogle } from '../../sync-service/sandbox/google/controls.ts';
import { addEvent as addToMicrosoft } from '../../sync-service/sandbox/microsoft/controls.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { hasRadicale, putObject, startRadicale, writeEvent } from '../support/dav-servers.ts';
import type { OpenGoogleSandbox } from '../support/google-sandbox.ts';
import type { OpenMicrosoftSandbox } from '../support/microsoft-sandbox.ts';
import type { TestStack } from '../support/stack.ts';
import { type DavScene, slotAt } from './dav-scene.ts';
import { type FeedEvent, startFeed } from './feed-stand-in.ts';

/** A calendar at a provider, and what somebody does in it. */
export interface AuditWorld {
  /** Connects it for the host; the connection's id. */
  connect(scene: DavScene): Promise<string>;
  /** An event of half an hour, so many days from now. */
  add(days: number): Promise<unknown> | unknown;
  /** All events are gone, and no list of changes says so; until they are put back. */
  empty(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

interface Account {
  provider: 'google' | 'microsoft';
  email: string;
  calendarId: string;
  credentials: { subject: string };
}

/** What a consent in the browser stores. */
async function store(stack: TestStack, scene: DavScene, account: Account): Promise<string> {
  const binding = { owner_id: scene.owner.id, provider: account.provider, account_key: account.credentials.subject };
  const { connection } = await createDb(stack.client('secret')).call('save_connection', {
    ...{ ...binding, account_email: account.email, host_id: scene.host.id },
    secret: await createSealer(stack.config.tokenKeys).seal(account.credentials, bindingOf(binding)),
    calendars: [
      {
        ...{ provider_calendar_id: account.calendarId, name: 'Mine', time_zone: 'UTC', access: 'write' },
        ...{ is_own: true, is_primary: true },
      },
    ],
  });
  await scene.settle(connection.id);
  return connection.id;
}

/** Takes the events out of a map without a trace; the way back. */
async function emptied<K, V>(events: Map<K, V>): Promise<() => Promise<void>> {
  const kept = [...events];
  events.clear();
  return async () => {
    for (const [id, event] of kept) events.set(id, event);
  };
}

function openGoogle(stack: TestStack, google: OpenGoogleSandbox): AuditWorld {
  const { world } = google.sandbox;
  const email = `ann-${randomUUID()}@example.com`;
  return {
    connect: (scene) =>
      store(stack, scene, { provider: 'google', email, calendarId: email, credentials: google.connectUser(email) }),
    add(days) {
      const { start, end } = slotAt(days);
      addToGoogle(world, email, { summary: 'Lunch', start: { dateTime: start }, end: { dateTime: end } });
    },
    empty: () => emptied(world.calendars.get(email)?.events ?? new Map()),
    stop: async () => {},
  };
}

function openMicrosoft(stack: TestStack, microsoft: OpenMicrosoftSandbox): AuditWorld {
  const { world } = microsoft.sandbox;
  const email = `ann-${randomUUID()}@contoso.example`;
  return {
    connect(scene) {
      const credentials = microsoft.connectUser(email);
      return store(stack, scene, { provider: 'microsoft', email, calendarId: world.calendarOf(email).id, credentials });
    },
    add(days) {
      const [start, end] = Object.values(slotAt(days)).map((at) => ({
        dateTime: at.replace('Z', ''),
        timeZone: 'UTC',
      }));
      addToMicrosoft(world, world.calendarOf(email).id, { subject: 'Lunch', start, end });
    },
    empty: () => emptied(world.calendarOf(email).events),
    stop: async () => {},
  };
}

async function openCaldav(): Promise<AuditWorld> {
  const server = await startRadicale();
  const kept = new Map<string, string>();
  const put = (name: string, text: string) => putObject(server, name, text);
  return {
    connect: async (scene) => (await scene.connect(server)).id,
    add(days) {
      const text = writeEvent({ uid: `lunch-${days}`, ...slotAt(days) });
      kept.set(`${days}.ics`, text);
      return put(`${days}.ics`, text);
    },
    async empty() {
      // In its folder, with all that the server remembers of changes: it cannot say what was deleted.
      const folder = path.join(server.folder, 'data/collection-root/user1/cal');
      for (const name of fs.readdirSync(folder)) {
        if (name.endsWith('.ics') || name === '.Radicale.cache')
          fs.rmSync(path.join(folder, name), { recursive: true });
      }
      return async () => {
        for (const [name, text] of kept) await put(name, text);
      };
    },
    stop: () => server.stop(),
  };
}

async function openFeed(): Promise<AuditWorld> {
  const feed = await startFeed();
  const events: FeedEvent[] = [];
  return {
    async connect(scene) {
      const { body } = await scene.asOwner('POST', '/calendar/connections/ics', { url: feed.url });
      await scene.settle(body.connection.id);
      return body.connection.id;
    },
    add(days) {
      events.push({ uid: `lunch-${days}`, ...slotAt(days) });
      feed.response({ events });
    },
    async empty() {
      feed.response({ events: [] });
      return async () => feed.response({ events });
    },
    stop: () => feed.stop(),
  };
}

/** Every kind of calendar, by name; null: its server is not installed. */
export function auditWorlds(
  google: OpenGoogleSandbox,
  microsoft: OpenMicrosoftSandbox,
): [name: string, open: ((stack: TestStack) => Promise<AuditWorld> | AuditWorld) | null][] {
  return [
    ['at Google', (stack) => openGoogle(stack, google)],
    ['at Microsoft', (stack) => openMicrosoft(stack, microsoft)],
    ['on a CalDAV server', hasRadicale ? openCaldav : null],
    ['of a feed', openFeed],
  ];
}
