import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { addEvent } from '../../sync-service/sandbox/microsoft/controls.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { openMicrosoftSandbox } from '../support/microsoft-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

const email = 'anna@contoso.example';
const microsoft = await openMicrosoftSandbox();
const { world, requests } = microsoft.sandbox;
afterAll(async () => {
  await microsoft.stop();
  microsoft.expectNoViolations();
});
// No poll finds what push does not.
const stack = useStack({ config: { microsoft: microsoft.client, pollIntervalSeconds: 86_400 }, rateLimit: null });

/** An owner and the mailbox. */
interface Owner {
  scene: DavScene;
  connectionId: string;
  calendarId: string;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

async function createOwner(): Promise<Owner> {
  const scene = await setScene(stack);
  const db = createDb(stack.client('secret'));
  const owner: Owner = {
    scene,
    connectionId: '',
    calendarId: '',
    async connect() {
      // As their own consent gives them: tokens of the same mailbox, others for each.
      const credentials = microsoft.connectUser(email);
      const account = { owner_id: scene.owner.id, provider: 'microsoft', account_key: credentials.subject };
      const { connection } = await db.call('save_connection', {
        ...account,
        account_email: email,
        host_id: scene.host.id,
        secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
        calendars: [
          {
            provider_calendar_id: world.calendarOf(email).id,
            name: 'Calendar',
            time_zone: 'UTC',
            access: 'write',
            is_own: true,
            is_primary: true,
          },
        ],
      });
      owner.connectionId = connection.id;
      owner.calendarId = connection.calendars[0]?.id ?? '';
      await scene.settle(connection.id);
    },
    async disconnect() {
      const response = await scene.asOwner('DELETE', `/calendar/connections/${owner.connectionId}`);
      expect(response.status, response.text).toBe(200);
      await scene.settle(owner.connectionId);
    },
  };
  return owner;
}

let anna: Owner;
let bert: Owner;
/** How many subscriptions there were after each change of their number. */
const counts: number[] = [];
beforeAll(async () => {
  anna = await createOwner();
  bert = await createOwner();
  const { subscriptions } = world;
  const { set, delete: remove } = subscriptions;
  const isGone = remove.bind(subscriptions);
  subscriptions.set = (id, subscription) => {
    set.call(subscriptions, id, subscription);
    counts.push(subscriptions.size);
    return subscriptions;
  };
  subscriptions.delete = (id) => {
    const result = isGone(id);
    counts.push(subscriptions.size);
    return result;
  };
});

/** Draws the conclusions for channels that the next tick would draw, and has done what follows. */
async function maintain(): Promise<void> {
  await stack.sql.query('update private.connection_sync set maintain_at = now()');
  await createDb(stack.client('secret')).call('enqueue_due_channels', {
    providers: ['microsoft'],
    max_count: 200,
    account_providers: ['microsoft'],
  });
  for (const owner of [anna, bert]) if (owner.connectionId !== '') await owner.scene.settle(owner.connectionId);
}
const subscriptions = () => [...world.subscriptions.keys()];
const asked = (method: string) =>
  requests.filter((request) => request.method === method && request.path.includes('/subscriptions')).length;
let hour = 0;
/** A person adds an event; returns its id. */
function add(): string {
  hour += 30;
  const time = (minutes: number) => ({ dateTime: at(5, minutes).slice(0, 19), timeZone: 'UTC' });
  const event = { subject: 'Dentist', start: time(hour), end: time(hour + 15) };
  return addEvent(world, world.calendarOf(email).id, event).key;
}
const knows = async ({ scene, calendarId }: Owner, id: string): Promise<boolean> =>
  (
    await scene.rows('select 1 from public.synced_events where calendar_id = $1 and provider_event_id = $2', [
      calendarId,
      id,
    ])
  ).length > 0;
const learns = (owner: Owner, id: string) =>
  vi.waitFor(async () => expect(await knows(owner, id)).toBe(true), { timeout: 10_000, interval: 50 });

describe('a mailbox that two owners connect', () => {
  afterEach(() => expect(Math.max(0, ...counts), 'never two subscriptions').toBeLessThanOrEqual(1));

  test('has one subscription, whoever comes first, and nobody fights for it', async () => {
    await Promise.all([anna.connect(), bert.connect()]);
    for (let i = 0; i < 3; i += 1) await maintain();
    expect(subscriptions()).toHaveLength(1);
    expect(asked('POST')).toBe(1);
    expect(asked('DELETE')).toBe(0);
  });

  test('tells both of changes', async () => {
    const id = add();
    await Promise.all([learns(anna, id), learns(bert, id)]);
  });

  test('goes on telling one when the other one is disconnected, whichever had it opened', async () => {
    const [subscription] = subscriptions();
    const { rows } = await stack.sql.query('select connection_id from private.channels');
    const [leaver, other] = rows[0].connection_id === anna.connectionId ? [anna, bert] : [bert, anna];
    await leaver.disconnect();
    await maintain();
    expect(subscriptions()).toEqual([subscription]);
    const id = add();
    await learns(other, id);
    expect(await knows(leaver, id)).toBe(false);
    const { body } = await other.scene.asOwner('GET', '/calendar/connections');
    expect(body.connections).toHaveLength(1);
    expect(body.connections[0].calendars[0]).toMatchObject({ push_error: null, push_error_code: null });
    expect(body.connections[0].calendars[0].push_expires_at).not.toBeNull();

    await stack.sql.query('update private.channels set renew_at = now()');
    await maintain();
    expect(asked('PATCH'), 'prolonged with the credentials of the other one').toBe(1);
    expect(subscriptions()).toEqual([subscription]);
  });

  test('tells an owner who comes back, with the same subscription', async () => {
    const before = subscriptions();
    await Promise.all([anna.connect(), bert.connect()]);
    await maintain();
    expect(subscriptions()).toEqual(before);
    const id = add();
    await Promise.all([learns(anna, id), learns(bert, id)]);
  });

  test('has it prolonged by the other one when the credentials of one are dead', async () => {
    const { rows } = await stack.sql.query('select connection_id from private.channels');
    const [dead, other] = rows[0].connection_id === anna.connectionId ? [anna, bert] : [bert, anna];
    await stack.sql.query(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [
      dead.connectionId,
    ]);
    await maintain();
    await stack.sql.query('update private.channels set renew_at = now()');
    await maintain();
    expect(asked('PATCH')).toBe(2);
    await learns(other, add());
  });

  test('gets another one by either when Microsoft removes it', async () => {
    const [before] = subscriptions();
    await microsoft.sandbox.push.tell(world.userByAddress(email)?.oid ?? '', 'subscriptionRemoved');
    await maintain();
    expect(subscriptions()).toHaveLength(1);
    expect(subscriptions()).not.toEqual([before]);
    expect(asked('POST')).toBe(2);
  });

  test('has none when both are disconnected', async () => {
    await Promise.all([anna.disconnect(), bert.disconnect()]);
    await maintain();
    expect(subscriptions()).toEqual([]);
    expect((await stack.sql.query('select from private.channels')).rows).toEqual([]);
  });
});
