import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createVisitor } from '../flows/visitor.ts';
import { closePages, launchBrowser } from '../support/browser.ts';
import { chance } from '../support/chance.ts';
import { type EditedColumn, editedColumns, makeEditedRows, valuesFor } from '../support/owner-values.ts';
import { cases } from '../support/scale.ts';
import { type TestUser, useStack } from '../support/stack.ts';
import { type SandboxResponse, send } from './scene.ts';

const stack = useStack({ rateLimit: null });
let owner: TestUser;
let columns: EditedColumn[];
const browser: Browser | null = await launchBrowser();

beforeAll(async () => {
  columns = await editedColumns(stack.sql);
});
// Lite says every refused statement on stderr; here many are refused.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());
afterAll(closePages);

/** Writes as the owner does, over the Data API; whether it was accepted. */
async function write(table: string, row: Record<string, string>, changes: Record<string, unknown>): Promise<boolean> {
  const filter = Object.entries(row)
    .map(([column, value]) => `${column}=eq.${value}`)
    .join('&');
  const response = await fetch(`${stack.url}/rest/v1/${table}?${filter}`, {
    method: 'PATCH',
    headers: {
      apikey: stack.config.supabase.publishableKey,
      authorization: `Bearer ${owner.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(changes),
  });
  await response.text();
  return response.ok;
}

const rpc = (name: string, body: object) =>
  send(stack.url, 'POST', `/rest/v1/rpc/${name}`, { body, headers: { apikey: stack.config.supabase.publishableKey } });

/** What a visitor's request must never end with; that calendars cannot be read is no fault. */
function faultOf(what: string, { status, text, body }: SandboxResponse): string | null {
  return status < 500 || (body?.details ?? body?.error?.code) === 'calendar_unavailable'
    ? null
    : `${what}: ${status} ${text}`;
}

// biome-ignore lint/suspicious/noExplicitAny: a page as the Data API gives it
function answersTo(page: any): Record<string, unknown> {
  const respond = ({ type, options }: { type: string; options?: string[] }) =>
    type === 'checkbox' ? true : type === 'select' ? options?.[0] : '+49 30 1234';
  return Object.fromEntries(
    (page.event_type.questions as { id: string; type: string }[]).map((one) => [one.id, respond(one)]),
  );
}

const ahead = (days: number): [number, number] => [Date.now(), days];

/** Asks for times of today and of the ends of the calendar; the first one of the next weeks, and the faults. */
async function askSlots(eventTypeId: string, minutes: number | null, spans: [from: number, days: number][]) {
  const faults: (string | null)[] = [];
  let start: string | undefined;
  for (const [from, days] of spans) {
    const respond = await rpc('get_available_slots', {
      event_type_id: eventTypeId,
      range_start: new Date(from).toISOString(),
      range_end: new Date(from + days * 86_400_000).toISOString(),
      duration_minutes: minutes,
    });
    faults.push(faultOf(`times of ${minutes} minutes, ${days} days from ${new Date(from).toISOString()}`, respond));
    if (respond.status === 200) start ??= respond.body.slots[0]?.start;
  }
  return { faults, start };
}

/** Everything that a visitor does with the event type of a host; the faults, and the address of its page if it is shown. */
async function visit(hostId: string): Promise<{ faults: string[]; address: string | null }> {
  const { rows } = await stack.sql.query(
    `select h.slug as host, e.slug as event, e.id from public.event_types as e join public.hosts as h on h.id = e.host_id where h.id = $1`,
    [hostId],
  );
  const { host, event, id } = rows[0];
  const address = `/book/${host}/${event}`;
  const page = await rpc('get_booking_page', { host_slug: host, event_slug: event });
  const isShown = page.status === 200;
  const faults = [faultOf('get_booking_page', page), faultOf('the page', await send(stack.url, 'GET', address))];
  const [first = null, ...others]: (number | null)[] = isShown ? page.body.event_type.durations_minutes : [];
  const found = await askSlots(id, first, [ahead(35), ahead(99), [Date.UTC(8990, 0), 90], [Date.UTC(1900, 0), 90]]);
  faults.push(...found.faults, ...(await askSlots(id, null, [ahead(35)])).faults);
  for (const minutes of others.slice(0, 2)) faults.push(...(await askSlots(id, minutes, [ahead(35)])).faults);

  const start = found.start ?? new Date(Date.now() + 3 * 86_400_000).toISOString();
  const slot = { event_type_id: id, start, duration_minutes: first ?? 30 };
  faults.push(faultOf('a hold', await send(stack.url, 'POST', '/holds', { body: slot })));
  await stack.sql.query(`delete from public.bookings where host_id = $1 and status = 'held'`, [hostId]);
  const attendee = { name: 'Vera', email: 'vera@example.com', time_zone: 'UTC', locale: 'en' };
  for (const answers of isShown ? [{}, answersTo(page.body)] : [{}]) {
    const body = { ...slot, attendee, answers };
    faults.push(faultOf('a booking', await send(stack.url, 'POST', '/bookings', { body })));
  }
  return { faults: faults.filter((fault) => fault !== null), address: isShown ? address : null };
}

/** Opens the booking page in a browser and waits for its months; the faults. */
async function check(address: string): Promise<string[]> {
  if (browser === null) return [];
  const visitor = await createVisitor(browser);
  try {
    await visitor.page.goto(`${stack.url}${address}`);
    const shown = visitor.page.locator('[role=gridcell]').first();
    const isShown = await shown.waitFor({ timeout: 15_000 }).then(
      () => true,
      () => false,
    );
    return isShown
      ? visitor.faults
      : [...visitor.faults, `the booking page shows no month: ${await visitor.page.textContent('body')}`];
  } finally {
    await visitor.close();
  }
}

describe('Whatever an owner writes and the API accepts', () => {
  const seed = Number(process.env['OWNER_SEED'] ?? Date.now() % 1_000_000);
  const rounds = Array.from({ length: cases(5, 6) }, (_, round) => seed + round);

  test.each(rounds)(
    'no request of a visitor fails and the page is shown (seed %i)',
    { timeout: 60_000 },
    async (from) => {
      const random = chance(from);
      const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      // A new one each time: how many webhook endpoints an owner has is limited.
      owner = await stack.signUp();
      const { rows, hostId } = await makeEditedRows(stack.sql, owner.id);
      const accepted: string[] = [];
      // One by one: a value that is refused must not hide the others. The one that is tried first is not always the same.
      const turn = Math.floor(random() * columns.length);
      for (const { table, column, type } of [...columns.slice(turn), ...columns.slice(0, turn)]) {
        const value = one(valuesFor(column, type));
        if (await write(table, rows[table] ?? {}, { [column]: value }))
          accepted.push(`${table}.${column} = ${JSON.stringify(value)?.slice(0, 200)}`);
      }
      // What is switched off is shown to nobody.
      await stack.sql.query('update public.hosts set is_active = true where id = $1', [hostId]);
      await stack.sql.query('update public.event_types set is_active = true where host_id = $1', [hostId]);
      const { faults, address } = await visit(hostId);
      expect(faults, accepted.join('\n')).toEqual([]);
      // Slow, so not each time.
      if (address !== null && from % cases(3, 2) === 0) expect(await check(address), accepted.join('\n')).toEqual([]);
    },
  );
});
