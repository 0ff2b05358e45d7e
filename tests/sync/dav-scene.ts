import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { send } from '../http/scene.ts';
import { type DavServer, getObject, putObject } from '../support/dav-servers.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import type { TestStack } from '../support/stack.ts';

export type DavScene = Awaited<ReturnType<typeof setScene>>;

// One day for the whole run, also past midnight.
const today = Date.now();

/** An instant with whole seconds, `minutes` after 10:00 UTC, `days` days from now. */
export function at(days: number, minutes = 0): string {
  const start = new Date(today + days * 86_400_000);
  start.setUTCHours(10, minutes, 0, 0);
  return `${start.toISOString().slice(0, 19)}Z`;
}

/** Half an hour at that instant. */
export function slotAt(days: number, minutes = 0): { start: string; end: string } {
  return { start: at(days, minutes), end: at(days, minutes + 30) };
}

/** An instant as a calendar object spells it. */
export function inCalendar(instant: string): string {
  return instant.replace(/[-:]|\.\d+/g, '');
}

/** Lines of a stored object, unfolded. */
export async function linesOf(server: DavServer, name: string): Promise<string[]> {
  const text = await getObject(server, name);
  if (text === null) throw new Error(`${name} is not in the calendar`);
  return text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
}

/** The value of a property without parameters. */
export function propertyIn(lines: readonly string[], property: string): string | undefined {
  return lines.find((line) => line.startsWith(`${property}:`))?.slice(property.length + 1);
}

/** What another program does with the event: moves it and adds a property of its own. */
export async function moveOnServer(server: DavServer, name: string, to: { start: string; end: string }): Promise<void> {
  const text = (await linesOf(server, name))
    .map((line) => line.replace(/^DTSTART[:;].*/, `DTSTART:${inCalendar(to.start)}`))
    .map((line) => line.replace(/^DTEND[:;].*/, `DTEND:${inCalendar(to.end)}`))
    .filter((line) => !line.startsWith('X-OTHER-PROGRAM'))
    .flatMap((line) => (line === 'END:VEVENT' ? ['X-OTHER-PROGRAM;X-P="a:b":kept', line] : [line]))
    .join('\r\n');
  await putObject(server, name, text);
}

/** Everything that an owner and a visitor can do; the host is open from 10:00 to 14:00 UTC every day. */
export async function setScene(stack: TestStack) {
  const owner = await stack.signUp(`owner-${randomUUID()}@example.com`);
  const host = await createHost(stack.sql, { owner_id: owner.id, time_zone: 'UTC', stale_policy: 'closed' });
  const eventType = await createEventType(stack.sql, host.id, {
    title: 'Consulting',
    min_notice_minutes: 0,
    horizon_days: 60,
  });
  await createHours(stack.sql, host.id, '10:00', '14:00');
  const asOwner = (method: string, path: string, body?: unknown) =>
    send(stack.url, method, path, { token: owner.accessToken, ...(body === undefined ? {} : { body }) });
  const rows = async (text: string, values: unknown[]) => (await stack.sql.query(text, values)).rows;

  /** Waits until the worker has nothing left to do for the account, but for what is planned for later. */
  async function settle(connectionId: string): Promise<void> {
    const jobs = async () =>
      (
        await rows('select task_identifier from graphile_worker.jobs where queue_name = $1 and run_at <= now()', [
          `connection:${connectionId}`,
        ])
      ).length;
    await vi.waitFor(async () => expect(await jobs()).toBe(0), { timeout: 20_000, interval: 25 });
  }

  /** Waits until no calendar of the account is to be pulled once more either. */
  async function rest(connectionId: string): Promise<void> {
    const pulls = `select 1 from graphile_worker.jobs where queue_name = $1 and task_identifier = 'pull'`;
    const jobs = async () => (await rows(pulls, [`connection:${connectionId}`])).length;
    await vi.waitFor(async () => expect(await jobs()).toBe(0), { timeout: 20_000, interval: 100 });
  }

  /** Connects the account; answers the connection after its first pull. */
  async function connect({ url, username, password }: Pick<DavServer, 'url' | 'username' | 'password'>) {
    const response = await asOwner('POST', '/calendar/connections/caldav', { url, username, password });
    expect(response.status, response.text).toBe(201);
    await settle(response.body.connection.id);
    return connection(response.body.connection.id);
  }

  async function connection(id: string) {
    const { body } = await asOwner('GET', '/calendar/connections');
    return body.connections.find((one: { id: string }) => one.id === id);
  }

  /** Has the account read, with all that follows from it. */
  async function sync(connectionId: string): Promise<void> {
    await settle(connectionId);
    const response = await asOwner('POST', `/calendar/connections/${connectionId}/sync`);
    expect(response.status, response.text).toBe(202);
    await settle(connectionId);
  }

  /** Starts that visitors are offered on the day. */
  async function offered(days: number): Promise<string[]> {
    const day = at(days).slice(0, 10);
    const { data, error } = await stack.client().rpc('get_available_slots', {
      event_type_id: eventType.id,
      range_start: `${day}T00:00:00Z`,
      range_end: `${day}T23:59:59Z`,
    });
    if (error !== null) throw new Error(error.message);
    return data.slots.map(({ start }: { start: string }) => `${new Date(start).toISOString().slice(0, 19)}Z`);
  }

  const tryToBook = (start: string) =>
    send(stack.url, 'POST', '/bookings', {
      body: {
        event_type_id: eventType.id,
        start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      },
    });

  /** A visitor books; the answer with the booking and their token. */
  async function book(start: string) {
    const response = await tryToBook(start);
    expect(response.status, response.text).toBe(201);
    return response.body as { booking: { id: string; start: string; sequence: number }; manage_token: string };
  }

  async function conflicts(bookingId: string) {
    const response = await asOwner('GET', `/bookings/${bookingId}/conflicts`);
    expect(response.status, response.text).toBe(200);
    return response.body.conflicts;
  }

  async function booking(id: string) {
    const response = await asOwner('GET', `/bookings/${id}`);
    expect(response.status, response.text).toBe(200);
    return response.body.booking;
  }

  /** Kinds of the mails about a booking to its owner. */
  const ownersMails = async (bookingId: string): Promise<string[]> =>
    (
      await rows('select kind from public.notifications where booking_id = $1 and recipient = $2 order by created_at', [
        bookingId,
        owner.email,
      ])
    ).map(({ kind }) => kind);

  return {
    stack,
    owner,
    host,
    eventType,
    asOwner,
    asVisitor: (token: string, method: string, path: string, body?: unknown) =>
      send(stack.url, method, path, { token, ...(body === undefined ? {} : { body }) }),
    rows,
    settle,
    rest,
    connect,
    connection,
    sync,
    offered,
    isOffered: async (days: number, minutes = 0) => (await offered(days)).includes(at(days, minutes)),
    tryToBook,
    book,
    booking,
    conflicts,
    decide: (bookingId: string, conflictId: string, decision: string) =>
      asOwner('POST', `/bookings/${bookingId}/conflicts/${conflictId}`, { decision }),
    ownersMails,
  };
}
