import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { deleteObject, hasRadicale, putObject, startRadicale, writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { chooseDay, createVisitor, openBookingPage, seedDemo, timeAt } from './visitor.ts';

const stack = useStack({ rateLimit: null, config: { pollIntervalSeconds: 2 } });
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
afterAll(async () => {
  await closePages();
});

/** Half an hour at a start. */
const eventAt = (uid: string, start: string): string =>
  writeEvent({ uid, start, end: new Date(Date.parse(start) + 1_800_000).toISOString(), summary: 'Dentist' });

describe.skipIf(!hasRadicale)('an open booking page', () => {
  it('loses a time without reload when an event appears in Radicale, and gets it back', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin' });
    const { page, faults } = visitor;
    const server = await startRadicale();
    const { data } = await stack
      .client()
      .auth.signInWithPassword({ email: 'demo@example.com', password: 'demo-password' });
    const connected = await fetch(`${stack.url}/calendar/connections/caldav`, {
      method: 'POST',
      headers: { authorization: `Bearer ${data.session?.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: server.url, username: server.username, password: server.password }),
    });
    expect(connected.status).toBe(201);
    await expect
      .poll(async () => (await stack.sql.query('select 1 from public.calendars where last_synced_at is not null')).rows)
      .toHaveLength(1);

    await openBookingPage(page, stack.url);
    const [, start = '', next = ''] = await chooseDay(page);
    expect(await timeAt(page, start).count()).toBe(1);
    await timeAt(page, next).focus();
    const loads: string[] = [];
    page.on('framenavigated', (frame) => loads.push(frame.url()));

    await putObject(server, 'dentist.ics', eventAt('dentist', start));
    // What the poll does once a minute.
    const poll = () => stack.sql.query('select private.enqueue_sync(k.id, true) from public.calendar_connections as k');
    await poll();
    await expect.poll(() => timeAt(page, start).count(), { timeout: 10_000 }).toBe(0);
    expect(
      await timeAt(page, next).evaluate((element) => element === (element.getRootNode() as ShadowRoot).activeElement),
      'focus stays',
    ).toBe(true);
    expect(await page.content()).not.toContain('Dentist');

    await deleteObject(server, 'dentist.ics');
    await poll();
    await expect.poll(() => timeAt(page, start).count(), { timeout: 10_000 }).toBe(1);
    expect(loads, 'nothing was loaded anew').toEqual([]);
    expect(faults).toEqual([]);
    await visitor.close();
    await server.stop();
  }, 60_000);
});
