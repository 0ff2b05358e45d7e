import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createPersonControls as googlePerson } from '../../sync-service/sandbox/google/person.ts';
import { createPersonControls as microsoftPerson } from '../../sync-service/sandbox/microsoft/person.ts';
import type { Controls } from '../../sync-service/sandbox/shared/controls.ts';
import type { Credentials } from '../../sync-service/src/calendar/provider.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { type BreakableProxy, startBreakableProxy } from '../providers/caldav/breakable-proxy.ts';
import {
  type DavServer,
  deleteObject,
  hasRadicale,
  putObject,
  startRadicale,
  writeEvent,
} from '../support/dav-servers.ts';
import { grantAccount as grantGoogle } from '../support/google-account.ts';
import { grantAccount as grantMicrosoft } from '../support/microsoft-account.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

/** A connected account with one calendar, and what its owner does in it with another program. */
interface Connected {
  connectionId: string;
  /** Half an hour from an instant on is taken. */
  put(name: string, start: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** From now on nothing of it can be read: each request is answered with a page, and that status. */
  breakWith(status: number): void;
  mend(): void;
}

const kinds = ['google', 'microsoft', 'caldav'] as const;
type Kind = (typeof kinds)[number];

const stack = useStack({ withSandbox: true, config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const accounts = {} as Record<Kind, Connected>;
let scene: DavScene;
let radicale: DavServer;
let proxy: BreakableProxy;

describe.skipIf(!hasRadicale)('Calendars of Google, Microsoft and a CalDAV server, of one host', () => {
  beforeAll(async () => {
    scene = await setScene(stack);
    radicale = await startRadicale();
    proxy = await startBreakableProxy(radicale.url);
    accounts.google = await connectGoogle();
    accounts.microsoft = await connectMicrosoft();
    accounts.caldav = await connectCaldav();
  }, 60_000);
  afterEach(() => {
    for (const kind of kinds) accounts[kind].mend();
  });
  afterAll(async () => {
    await proxy?.stop();
    await radicale?.stop();
  });

  async function save(provider: string, email: string, credentials: Credentials, calendarId: string): Promise<string> {
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
    return connection.id;
  }

  function person(controls: Controls, calendarId: string): Pick<Connected, 'put' | 'remove'> {
    const ids = new Map<string, string>();
    return {
      async put(name, start) {
        const times = { date: start.slice(0, 10), time: start.slice(11, 16), minutes: 30, time_zone: 'UTC' };
        ids.set(name, controls.add(calendarId, { title: name, busy: true, weekly: false, ...times }).id);
      },
      remove: async (name) => controls.remove(calendarId, ids.get(name) ?? ''),
    };
  }

  async function connectGoogle(): Promise<Connected> {
    if (stack.sandbox === null) throw new Error('the stack has a sandbox');
    const { client, sandbox } = stack.sandbox;
    const email = 'merged@example.com';
    const registered = sandbox.world.clients.get(client.clientId);
    if (registered === undefined) throw new Error('the sandbox knows the service');
    const connectionId = await save('google', email, grantGoogle(sandbox.world, registered, email), email);
    const effect = (status: number) => ({ kind: 'html', status }) as const;
    return {
      connectionId,
      ...person(googlePerson(sandbox.world), email),
      breakWith: (status) => void sandbox.faults.add({ path: /./, times: 1000, effect: effect(status) }),
      mend: () => sandbox.faults.clear(),
    };
  }

  async function connectMicrosoft(): Promise<Connected> {
    if (stack.microsoftSandbox === null) throw new Error('the stack has a sandbox');
    const { client, sandbox } = stack.microsoftSandbox;
    const email = 'merged@contoso.example';
    const granted = grantMicrosoft(sandbox.world, client.clientId, email, { account: { timeZone: 'UTC' } });
    const { id } = sandbox.world.calendarOf(email);
    const connectionId = await save('microsoft', email, granted, id);
    const effect = (status: number) => ({ kind: 'html', status }) as const;
    return {
      connectionId,
      ...person(microsoftPerson(sandbox.world), id),
      breakWith: (status) => void sandbox.faults.add({ path: /./, times: 1000, effect: effect(status) }),
      mend: () => sandbox.faults.clear(),
    };
  }

  async function connectCaldav(): Promise<Connected> {
    const { id } = await scene.connect({ ...radicale, url: proxy.url });
    return {
      connectionId: id,
      put: (name, start) =>
        putObject(
          radicale,
          `${name}.ics`,
          writeEvent({ uid: name, start, end: new Date(Date.parse(start) + 1_800_000).toISOString(), summary: name }),
        ),
      remove: (name) => deleteObject(radicale, `${name}.ics`),
      breakWith: (status) => proxy.setBroken(true, status),
      mend: () => proxy.setBroken(false),
    };
  }

  const syncAll = async () => {
    for (const kind of kinds) await scene.sync(accounts[kind].connectionId);
  };
  const calendarOf = async (kind: Kind) => (await scene.connection(accounts[kind].connectionId)).calendars[0];
  /** When each was last read, in microseconds. */
  const readAt = async (): Promise<Record<Kind, number>> => {
    const rows = await scene.rows(
      `select k.provider, (extract(epoch from c.last_synced_at) * 1000000)::float8 as at
       from public.calendars as c join public.calendar_connections as k on k.id = c.connection_id where k.owner_id = $1`,
      [scene.owner.id],
    );
    return Object.fromEntries(rows.map(({ provider, at: micros }) => [provider, micros]));
  };

  test('are merged: what any of them has takes its slot, which is free again when none of them has it', async () => {
    const names = kinds.map((kind, index) => ({ kind, own: at(3, index * 30) }));
    for (const { kind, own } of names) {
      await accounts[kind].put(`own-${kind}`, own);
      await accounts[kind].put(`common-${kind}`, at(4));
    }
    await syncAll();
    for (const { own } of names) expect(await scene.offered(3)).not.toContain(own);
    expect(await scene.isOffered(3, 90)).toBe(true);
    for (const { kind, own } of names) {
      expect(await scene.isOffered(4)).toBe(false);
      await accounts[kind].remove(`own-${kind}`);
      await accounts[kind].remove(`common-${kind}`);
      await scene.sync(accounts[kind].connectionId);
      expect(await scene.offered(3)).toContain(own);
    }
    expect(await scene.isOffered(4)).toBe(true);
  });

  describe.each(kinds)('while the one at %s cannot be read', (failing) => {
    const others = kinds.filter((kind) => kind !== failing);

    test.each([502, 404])(
      'but answers with a page (%i), it is not taken for empty, and the others stay fresh',
      async (status) => {
        const day = 10 + kinds.indexOf(failing) * 2 + (status === 404 ? 1 : 0);
        await accounts[failing].put(`known-${day}`, at(day));
        await syncAll();
        expect(await scene.isOffered(day)).toBe(false);
        const known = await readAt();

        accounts[failing].breakWith(status);
        await accounts[failing].remove(`known-${day}`);
        await accounts[failing].put(`new-${day}`, at(day, 120));
        for (const [index, kind] of others.entries())
          await accounts[kind].put(`other-${day}`, at(day, 30 + index * 30));
        await syncAll();

        // Of this one no more is known than before; of the others all of it.
        const offered = await scene.offered(day);
        expect(offered).not.toContain(at(day));
        expect(offered).toContain(at(day, 120));
        for (const [index, kind] of others.entries()) {
          expect(offered).not.toContain(at(day, 30 + index * 30));
          expect(await calendarOf(kind)).toMatchObject({ sync_status: 'synced', sync_error: null });
          expect((await readAt())[kind]).toBeGreaterThan(known[kind]);
        }
        expect((await readAt())[failing]).toBe(known[failing]);
        const { status: state, last_error: error, calendars } = await scene.connection(accounts[failing].connectionId);
        expect(state).toBe('active');
        expect(error ?? calendars[0].sync_error).toEqual(expect.any(String));
        expect(error ?? calendars[0].sync_error).not.toMatch(/no longer/);

        accounts[failing].mend();
        await syncAll();
        const mended = await scene.offered(day);
        expect(mended).toContain(at(day));
        expect(mended).not.toContain(at(day, 120));
        expect(await calendarOf(failing)).toMatchObject({ sync_status: 'synced', sync_error: null });
      },
      60_000,
    );
  });
});
