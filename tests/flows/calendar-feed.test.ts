import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DateTime } from 'luxon';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { chooseDay, createVisitor, openBookingPage, seedDemo, timeAt } from './visitor.ts';

const stack = useStack({ rateLimit: null });
let browser: Browser | null = null;
let feed: Server;
let events: string[] = [];

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
  feed = createServer((_request, response) => {
    const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//Feed//EN', ...events, 'END:VCALENDAR', ''];
    response.writeHead(200, { 'content-type': 'text/calendar; charset=utf-8' });
    response.end(lines.join('\r\n'));
  });
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await closePages();
  await new Promise((resolve) => feed.close(resolve));
});

/** The lines of one event of half an hour. */
function eventAt(uid: string, start: string): string[] {
  const stamp = (minutes: number) => DateTime.fromISO(start).plus({ minutes }).toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'");
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${stamp(0)}`,
    `DTSTART:${stamp(0)}`,
    `DTEND:${stamp(30)}`,
    'SUMMARY:Dentist',
    'END:VEVENT',
  ];
}

describe('an event in the host’s calendar feed', () => {
  it('takes its time off the booking page after a pull, and gives it back when it goes', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), {
      timeZone: 'Europe/Berlin',
    });
    const { page, faults } = visitor;
    // Some nightly events stay in the feed: one that is suddenly empty would rightly not be believed.
    const night = DateTime.utc().plus({ days: 10 }).startOf('day');
    events = [1, 2, 3].flatMap((day) => eventAt(`night-${day}`, night.plus({ days: day }).toISO()));

    const owner = stack.client('publishable');
    const { data } = await owner.auth.signInWithPassword({ email: 'demo@example.com', password: 'demo-password' });
    const headers = {
      authorization: `Bearer ${data.session?.access_token}`,
      'content-type': 'application/json',
    };
    const { port } = feed.address() as AddressInfo;
    const connected = await fetch(`${stack.url}/calendar/connections/ics`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ url: `http://127.0.0.1:${port}/feed.ics` }),
    });
    expect(connected.status).toBe(201);
    const { connection } = (await connected.json()) as { connection: { id: string } };

    const pull = async () => {
      const before = await completedPulls();
      // What the polling tick does once a minute.
      await stack.sql.query(
        'select private.enqueue_pull(c.id, c.connection_id) from public.calendars as c where c.connection_id = $1',
        [connection.id],
      );
      await expect.poll(completedPulls, { timeout: 15_000 }).toBeGreaterThan(before);
    };
    const completedPulls = async () => {
      const { rows } = await stack.sql.query(
        `select count(*)::int as pulls from public.sync_logs where connection_id = $1 and status = 'completed'`,
        [connection.id],
      );
      return rows[0].pulls as number;
    };

    await expect.poll(completedPulls, { timeout: 15_000 }).toBeGreaterThan(0);
    await openBookingPage(page, stack.url);
    const [, start = '', next = ''] = await chooseDay(page);
    expect(await timeAt(page, start).count()).toBe(1);

    events = [...events, ...eventAt('dentist', start)];
    await pull();
    await openBookingPage(page, stack.url);
    await chooseDay(page);
    expect(await timeAt(page, start).count()).toBe(0);
    expect(await timeAt(page, next).count()).toBe(1);
    expect(await page.content()).not.toContain('Dentist');

    events = events.slice(0, -7);
    await pull();
    await openBookingPage(page, stack.url);
    await chooseDay(page);
    expect(await timeAt(page, start).count()).toBe(1);
    expect(faults).toEqual([]);
    await visitor.close();
  });
});
