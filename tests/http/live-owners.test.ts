import { beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { visitor } from '../sql/booking/support.ts';
import { createCalendar, createEventType, createHost, createHours, insert } from '../support/fixtures.ts';
import { type TestUser, useStack } from '../support/stack.ts';

const stack = useStack();

/** Somebody with a host, an event type and a calendar. */
interface Owner {
  user: TestUser;
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  rows: Record<'host' | 'type' | 'calendar', any>;
}
const topics = ['bookings', 'conflicts', 'connections', 'log', 'schedule'];
let [ann, ben]: [Owner, Owner] = [] as never;

async function createOwner(): Promise<Owner> {
  const user = await stack.signUp();
  const host = await createHost(stack.sql, { time_zone: 'UTC', owner_id: user.id });
  const type = await createEventType(stack.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(stack.sql, host.id);
  return { user, rows: { host, type, calendar: await createCalendar(stack.sql, host) } };
}
beforeEach(async () => {
  [ann, ben] = [await createOwner(), await createOwner()];
});

interface Page {
  messages: string[];
  /** The versions that it was told last. */
  versions(): Record<string, number>;
  socket: WebSocket;
  closed: Promise<number>;
}

async function open(token: string): Promise<Page> {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/live`);
  const messages: string[] = [];
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => messages.push(String(data)));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ type: 'authenticate', token }));
  return { socket, messages, closed, versions: () => JSON.parse(messages.at(-1) ?? '{}').versions };
}

/** The page of an owner that was told the first versions. */
async function openFor({ user }: Owner): Promise<Page> {
  const page = await open(user.accessToken);
  await expect.poll(() => page.messages).toHaveLength(1);
  return page;
}

const slot = (n: number): Date => new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + n * 1_800_000);
const book = ({ rows }: Owner, n = 0) =>
  stack.sql.query('select public.create_booking($1, $2, 30, $3)', [rows.type.id, slot(n), visitor()]);
const run = (text: string, ...values: unknown[]) => stack.sql.query(text, values);

describe('the page of an owner', () => {
  test('is told nothing but versions', async () => {
    const page = await openFor(ann);
    await book(ann);
    await expect.poll(() => page.messages.length).toBeGreaterThan(1);
    for (const message of page.messages) {
      const { type, versions, ...rest } = JSON.parse(message);
      expect([type, rest, Object.keys(versions).sort()]).toEqual(['owner_changed', {}, topics]);
      expect(Object.values(versions).every(Number.isInteger)).toBe(true);
    }
    page.socket.close();
  });

  test.each<[string, (owner: Owner) => Promise<unknown>]>([
    ['bookings', (owner) => book(owner)],
    [
      'connections',
      ({ rows }) => run(`update public.calendars set sync_error = 'Not there.' where id = $1`, rows.calendar.id),
    ],
    [
      'conflicts',
      async ({ rows }) => {
        const booking = await insert(stack.sql, 'bookings', {
          ...{ host_id: rows.host.id, event_type_id: rows.type.id, status: 'confirmed' },
          ...{ starts_at: slot(0), ends_at: slot(1) },
        });
        await insert(stack.sql, 'booking_conflicts', { booking_id: booking.id, event_title: 'Dentist' });
      },
    ],
    ['log', ({ user }) => insert(stack.sql, 'sync_logs', { owner_id: user.id, operation: 'pull' })],
    ['schedule', ({ rows }) => createHours(stack.sql, rows.host.id, '10:00', '12:00')],
  ])('hears of the topic %s, and another owner hears nothing', async (topic, change) => {
    const [page, other] = [await openFor(ann), await openFor(ben)];
    const first = page.versions()[topic];
    await change(ann);
    await expect.poll(() => page.versions()[topic]).not.toBe(first);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(other.messages).toHaveLength(1);
    for (const { socket } of [page, other]) socket.close();
  });

  test('hears of a request to the Data API, in another tab', async () => {
    const page = await openFor(ann);
    const first = page.versions().schedule;
    const { error } = await ann.user.client.from('hosts').update({ display_name: 'Ann' }).eq('id', ann.rows.host.id);
    expect(error).toBeNull();
    await expect.poll(() => page.versions().schedule).not.toBe(first);
    page.socket.close();
  });

  test('hears of many changes in few messages, the newest versions last', async () => {
    const page = await openFor(ann);
    for (let n = 0; n < 100; n += 1) {
      await insert(stack.sql, 'blocked_periods', {
        ...{ host_id: ann.rows.host.id, kind: 'block', starts_at: slot(n), ends_at: slot(n + 1) },
      });
    }
    const { rows } = await run('select public.owner_versions(array[$1]::uuid[]) as versions', ann.user.id);
    await expect.poll(() => page.versions()).toEqual(rows[0].versions[ann.user.id]);
    expect(page.messages.length).toBeLessThan(60);
    page.socket.close();
  });

  test('hears of an account without anything, too', async () => {
    const user = await stack.signUp();
    const page = await open(user.accessToken);
    await expect.poll(() => page.messages).toHaveLength(1);
    await createHost(stack.sql, { owner_id: user.id });
    await expect.poll(() => page.versions().schedule).toBe(1);
    page.socket.close();
  });

  test('is closed when the service stops, and may come back', async () => {
    const page = await openFor(ann);
    await stack.restart();
    expect(await page.closed).toBe(1001);
    (await openFor(ann)).socket.close();
  });
});

test('No token of another kind opens the page of an owner', async () => {
  const { publishableKey, secretKey } = stack.config.supabase;
  const key = await fetch(`${stack.url}/api-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ann.user.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Program', scopes: ['read'] }),
  });
  const { secret } = (await key.json()) as { secret: string };
  for (const token of ['', 'x', `${ann.user.accessToken}x`, secret, publishableKey, secretKey]) {
    const page = await open(token);
    expect(await page.closed).toBe(4401);
    expect(page.messages).toEqual([]);
  }
  // Nothing of it is written anywhere.
  expect(stack.logs.join('')).not.toContain(secret);
});
