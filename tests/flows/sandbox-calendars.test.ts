import { DateTime } from 'luxon';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { oneOf } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { createVisitor, expectAccessible, seedDemo, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null, withSandbox: true });
const zone = 'Europe/Berlin';
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
afterAll(closePages);

async function visit(context: { skip: (note: string) => never }, options: VisitorOptions = {}): Promise<Visitor> {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: zone, ...options });
  await visitor.page.goto(`${stack.url}/sandbox/calendars`);
  await visitor.page.locator('.sc-slot').first().waitFor();
  return visitor;
}

/** A working day that nothing of the samples is on, but the stand-up at nine. */
const quietDay = (): string => {
  let date = DateTime.now().setZone(zone).plus({ days: 12 });
  while (date.weekday !== 3) date = date.plus({ days: 1 });
  return date.toISODate() as string;
};

async function openDay(page: Page, date: string): Promise<void> {
  while ((await page.locator(`[data-date="${date}"]`).count()) === 0) {
    const first = await page.locator('[data-date]').first().getAttribute('data-date');
    await page.getByRole('button', { name: 'Later days' }).click();
    await expect.poll(() => page.locator('[data-date]').first().getAttribute('data-date')).not.toBe(first);
  }
  await page.locator(`[data-date="${date}"]`).click();
}

const at = (date: string, time: string) => DateTime.fromISO(`${date}T${time}`, { zone }).toUTC().toISO();
const free = (page: Page, date: string, time: string) =>
  page.locator(`.sc-slot[data-start="${at(date, time)}"]:not([data-state="gone"])`);

async function add(page: Page, title: string, date: string, time: string): Promise<void> {
  await page.getByRole('button', { name: 'Add event' }).click();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Day', { exact: true }).fill(date);
  await page.getByLabel('Start').fill(time);
  await page.getByRole('dialog').getByRole('button', { name: 'Add event' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Does at once what the next pull would do. */
async function syncNow(): Promise<void> {
  const { data } = await stack
    .client()
    .auth.signInWithPassword({ email: 'demo@example.com', password: 'demo-password' });
  const headers = { authorization: `Bearer ${data.session?.access_token}` };
  const { rows } = await stack.sql.query<{ id: string }>('select id from public.calendar_connections');
  const response = await fetch(`${stack.url}/calendar/connections/${rows[0]?.id}/sync`, { method: 'POST', headers });
  expect(response.status).toBe(202);
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe('/sandbox/calendars', () => {
  it('adds an event, moves it and deletes it', async (context) => {
    const { page, faults, close } = await visit(context);
    const day = quietDay();
    await openDay(page, day);
    await add(page, 'Dentist', day, '11:00');
    const event = page.getByRole('button', { name: /^Dentist/ });
    await expect.poll(() => event.textContent()).toMatch(/11:00 – 12:00/);

    await event.click();
    await page.getByLabel('Start').fill('15:30');
    await page.getByLabel('Length').selectOption('30');
    await page.getByRole('button', { name: 'Move' }).click();
    await expect.poll(() => event.textContent()).toMatch(/15:30 – 16:00/);

    await event.click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await event.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await close();
  });

  it('deletes one of a weekly series, or all of it', async (context) => {
    const { page, close } = await visit(context);
    const [day, next] = [0, 7].map((days) => DateTime.fromISO(quietDay()).plus({ days }).toISODate() as string);
    await openDay(page, day as string);
    await page.getByRole('button', { name: 'Add event' }).click();
    await page.getByLabel('Title').fill('Choir');
    await page.getByLabel('Every week').check();
    await page.getByLabel('All day').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add event' }).click();
    const event = page.getByRole('button', { name: /^Choir/ });
    await event.click();
    await page.getByRole('button', { name: 'Delete this one' }).click();
    await event.waitFor({ state: 'detached' });
    await openDay(page, next as string);
    await event.click();
    await page.getByRole('button', { name: 'Delete the series' }).click();
    await event.waitFor({ state: 'detached' });
    await close();
  });

  it('connects an account, and shows the free times follow its calendar', async (context) => {
    const { page, faults, close } = await visit(context);
    await page.getByRole('button', { name: 'Connect Anna Berg' }).click();
    expect(await page.getByRole('radio', { name: /Anna Berg/ }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'The calendar is connected' }).waitFor();
    await page.goto(`${stack.url}/sandbox/calendars`);
    await page.getByText('Connected', { exact: true }).waitFor();

    const day = quietDay();
    await openDay(page, day);
    await expect.poll(() => free(page, day, '11:00').count()).toBe(1);
    await add(page, 'Dentist', day, '11:00');
    await syncNow();
    await expect.poll(() => free(page, day, '11:00').count(), { timeout: 10_000 }).toBe(0);
    expect(await free(page, day, '12:00').count()).toBe(1);

    await page.getByRole('button', { name: /^Dentist/ }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await syncNow();
    await expect.poll(() => free(page, day, '11:00').count(), { timeout: 10_000 }).toBe(1);
    expect(faults).toEqual([]);
    expect(stack.sandbox?.sandbox.violations).toEqual([]);
    await close();
  });

  it('offers no change of a calendar that can only be read', async (context) => {
    const { page, close } = await visit(context);
    await page.getByRole('radio', { name: 'Holidays in Germany' }).first().check({ force: true });
    await page.getByText('This calendar is read-only.').waitFor();
    expect(await page.getByRole('button', { name: 'Add event' }).count()).toBe(0);
    await close();
  });

  it('is found from the demo index', async (context) => {
    const { page, close } = await visit(context);
    await page.goto(stack.url);
    await page.getByRole('link', { name: 'Sandbox calendars' }).click();
    await page.getByRole('heading', { name: 'Sandbox calendars' }).waitFor();
    await close();
  });
});

const variants: [string, VisitorOptions][] = [
  ['on a desktop in light colours', { colorScheme: 'light' }],
  ['on a phone in dark colours', { colorScheme: 'dark', width: 390, height: 844 }],
  ['at 320 pixels', { width: 320, height: 640 }],
];

describe.each(oneOf(variants))('%s', (_name, options) => {
  it('breaks no rule of accessibility, the policy or the console', async (context) => {
    const { page, faults, close } = await visit(context, options);
    await expectAccessible(page, 'day');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Add event' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'new event');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await openDay(page, quietDay());
    await page.getByRole('button', { name: /^Stand-up/ }).click();
    await expectAccessible(page, 'an event of a series');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const hidden = await page.getByRole('dialog').evaluate((dialog) => {
      const inside = dialog.getBoundingClientRect();
      const isCut = (box: DOMRect) => box.left < inside.left || box.right > inside.right;
      return [...dialog.querySelectorAll('button')]
        .filter((button) => isCut(button.getBoundingClientRect()))
        .map((button) => button.textContent);
    });
    expect(hidden, 'buttons that are cut off').toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
