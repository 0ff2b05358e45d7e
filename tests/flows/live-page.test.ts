import type { Browser, Page, WebSocket } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createCalendar, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { chooseDay, createVisitor, focused, openBookingPage, seedDemo, timeAt, type Visitor } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;
let calendarId: string;

beforeAll(async () => {
  await seedDemo(stack.sql);
  const { rows } = await stack.sql.query(`select * from public.hosts where slug = 'demo'`);
  calendarId = (await createCalendar(stack.sql, rows[0], { sync_status: 'synced' })).id;
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
});

/** A visitor on the page, with the times of a day before them. */
async function visit(context: { skip: (note: string) => never }) {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin' });
  visitors.push(visitor);
  const { page, faults } = visitor;
  const sockets: WebSocket[] = [];
  page.on('websocket', (socket) => sockets.push(socket));
  await openBookingPage(page, stack.url);
  const starts = await chooseDay(page);
  const open = () => sockets.filter((socket) => !socket.isClosed()).length;
  await expect.poll(open).toBe(1);
  return { page, faults, starts, sockets, open };
}

/** An event of the host's calendar, as a pull writes it; the first half hour from a start on. */
const addEvent = (start: string) =>
  insert(stack.sql, 'synced_events', {
    calendar_id: calendarId,
    provider_event_id: `event-${Math.random()}`,
    title: 'Dentist',
    starts_at: start,
    ends_at: new Date(Date.parse(start) + 1_800_000),
  });
const removeEvent = ({ id }: { id: string }) =>
  stack.sql.query('update public.synced_events set deleted_at = now() where id = $1', [id]);
const isShown = (page: Page, start: string) => async () => (await timeAt(page, start).count()) === 1;

const slowly = { timeout: 5_000 };

/** Which time has the focus, if any. */
const focusedTime = async (page: Page) => (await focused(page)).start;

describe('an open booking page', () => {
  it('loses a time when an event takes it, without reload, and gets it back; the focus stays', async (context) => {
    const { page, starts, faults } = await visit(context);
    const [, second = '', third = ''] = starts;
    await timeAt(page, third).focus();
    const loads: string[] = [];
    page.on('framenavigated', (frame) => loads.push(frame.url()));

    const event = await addEvent(second);
    await expect.poll(isShown(page, second), slowly).toBe(false);
    expect(await focusedTime(page)).toBe(third);
    expect(await page.content()).not.toContain('Dentist');

    await removeEvent(event);
    await expect.poll(isShown(page, second), slowly).toBe(true);
    expect(await focusedTime(page)).toBe(third);
    expect(loads).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('moves the focus to the next time when the one under it goes', async (context) => {
    const { page, starts } = await visit(context);
    const [, second = '', third = ''] = starts;
    await timeAt(page, second).focus();
    const event = await addEvent(second);
    await expect.poll(isShown(page, second), slowly).toBe(false);
    expect(await focusedTime(page)).toBe(third);
    await removeEvent(event);
  });

  it('goes back from the form to the times when the chosen one is taken; what was typed stays', async (context) => {
    const { page, starts } = await visit(context);
    const [first = ''] = starts;
    await page.evaluate(() => {
      document.addEventListener('booking:slot-lost', (lost) => {
        document.body.dataset.lost = (lost as CustomEvent<{ start: string }>).detail.start;
      });
    });
    // Without a hold nothing keeps the time.
    await page.route('**/holds', (route) => route.fulfill({ status: 429, body: '{}' }));
    await timeAt(page, first).click();
    await page.getByLabel('Name').fill('Ada Lovelace');

    const event = await addEvent(first);
    await page.getByText('was just taken').waitFor();
    await expect.poll(isShown(page, first), slowly).toBe(false);
    expect(await page.evaluate(() => document.body.dataset.lost)).toBe(first);

    const [, next = ''] = starts;
    await timeAt(page, next).click();
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
    await removeEvent(event);
  });

  it('is connected only while it is on screen, and sees afterwards what it missed', async (context) => {
    const { page, starts, open } = await visit(context);
    const [, second = ''] = starts;
    await page.evaluate(() => {
      const spacer = document.createElement('div');
      spacer.id = 'spacer';
      spacer.style.height = '5000px';
      document.querySelector('#page')?.before(spacer);
      scrollTo(0, 0);
    });
    await expect.poll(open).toBe(0);
    const event = await addEvent(second);
    await page.evaluate(() => document.querySelector('#spacer')?.remove());
    await expect.poll(open).toBe(1);
    await expect.poll(isShown(page, second), slowly).toBe(false);
    await removeEvent(event);
  });

  it('connects again after the service was away, and sees what it missed', async (context) => {
    const { page, starts } = await visit(context);
    const [, second = ''] = starts;
    await stack.restart();
    const event = await addEvent(second);
    // After three tries in vain, while a busy machine still starts, the page asks once a minute.
    await expect.poll(isShown(page, second), { timeout: 90_000 }).toBe(false);
    await removeEvent(event);
  }, 120_000);
});
