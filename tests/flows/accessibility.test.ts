import { DateTime } from 'luxon';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { oneOf } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import {
  chooseDay,
  createVisitor,
  enterNextMonth,
  expectAccessible,
  fillDetails,
  focused,
  openBookingPage,
  seedDemo,
  times,
  turnMonth,
  type VisitorOptions,
} from './visitor.ts';

const stack = useStack({ rateLimit: null });
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
afterAll(closePages);

const nameOf = async (page: Page) => (await focused(page)).name;

async function pressUntil(page: Page, key: string, name: RegExp): Promise<void> {
  for (let press = 0; press < 40; press += 1) {
    if (name.test(await nameOf(page))) return;
    await page.keyboard.press(key);
  }
  expect(await nameOf(page)).toMatch(name);
}

describe('with the keyboard alone', () => {
  it.for(['booking', 'form'])(
    'the focus waits for the details, also where their part “%s” comes last',
    async (part, context) => {
      const { page, close } = await createVisitor(browser ?? context.skip(NO_BROWSER));
      const { promise: arrival, resolve: arrive } = Promise.withResolvers<void>();
      await page.route(`**/booking-widget-${part}-*.js`, async (route) => {
        await arrival;
        await route.continue();
      });
      const others = ['booking', 'form', 'outcome', 'more'].filter((name) => name !== part);
      const theirs = others.map((name) => page.waitForResponse((response) => response.url().includes(`-${name}-`)));
      await openBookingPage(page, stack.url);
      await chooseDay(page);
      await times(page).first().press('Enter');
      await Promise.all(theirs);
      await page.locator('[data-step="form"]').waitFor();
      // What has come is rendered within the same frame.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
      arrive();
      await expect.poll(() => nameOf(page)).toBe('Your details');
      await close();
    },
  );

  it('a visitor finds a day, a time and the form, and books', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const { page } = visitor;
    await openBookingPage(page, stack.url);

    await pressUntil(page, 'Tab', /^Next month$/);
    await page.keyboard.press('Tab');
    expect(await nameOf(page)).toMatch(/\d{1,2} \w+/);
    await pressUntil(page, 'ArrowRight', /available$/);
    await pressUntil(page, 'ArrowRight', /\d times available$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => nameOf(page)).toMatch(/^Times on /);
    await page.keyboard.press('Tab');
    expect(await nameOf(page)).toMatch(/^\d\d:\d\d/);
    await page.keyboard.press('Enter');
    await expect.poll(() => nameOf(page)).toBe('Your details');

    await page.keyboard.press('Tab');
    expect(await nameOf(page)).toMatch(/^Name/);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('Name is required.').first().isVisible()).toBe(true);
    expect(await nameOf(page)).toMatch(/^Name/);
    await page.keyboard.type('Kay Board');
    await page.keyboard.press('Tab');
    await page.keyboard.type('kay@example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await expect.poll(() => nameOf(page)).toBe('You are booked');

    const { rowCount } = await stack.sql.query(
      `select from public.booking_attendees a join public.bookings b on b.id = a.booking_id
        where a.email = 'kay@example.com' and b.status = 'confirmed'`,
    );
    expect(rowCount).toBe(1);
    await visitor.close();
  });

  it('the grid moves by days, weeks and months and stays on one tab stop', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const { page } = visitor;
    await openBookingPage(page, stack.url);
    const first = DateTime.fromISO(await enterNextMonth(page));
    const date = () =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('data-date'));
    const walk: [key: string, day: DateTime][] = [
      ['ArrowRight', first.plus({ days: 1 })],
      ['ArrowDown', first.plus({ days: 8 })],
      ['ArrowLeft', first.plus({ days: 7 })],
      ['ArrowUp', first],
      ['PageDown', first.plus({ months: 1 })],
      ['PageUp', first],
    ];
    for (const [key, day] of walk) {
      await page.keyboard.press(key);
      await expect.poll(date, { message: key }).toBe(day.toISODate());
    }
    expect(await page.locator('[role=grid] button[tabindex="0"]').count()).toBe(1);
    expect(await page.locator('[role=grid] tbody tr').count()).toBe(6);
    await visitor.close();
  });
});

const variants: [string, VisitorOptions][] = [
  ['on a desktop in light colours', { colorScheme: 'light' }],
  ['on a phone in dark colours', { colorScheme: 'dark', width: 390, height: 844 }],
  ['at 320 pixels', { width: 320, height: 640 }],
];

describe.each(oneOf(variants))('%s', (_name, options) => {
  it('no step breaks a rule of accessibility, the policy or the console', async (context) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), options);
    const { page, faults } = visitor;
    await page.goto(stack.url);
    await page
      .getByRole('link', { name: /Choose a time/ })
      .first()
      .waitFor();
    await expectAccessible(page, 'demo index');

    await openBookingPage(page, stack.url, 'consulting');
    await expectAccessible(page, 'month');
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('radio', { name: '90 min' }).check();
    await turnMonth(page);
    await chooseDay(page, 0);
    await expectAccessible(page, 'times');
    expect(await overflow()).toBeLessThanOrEqual(0);

    await times(page).first().click();
    await page.getByText('This time is kept for you').waitFor();
    await expectAccessible(page, 'form');
    await page.getByRole('button', { name: /Book this time|Send request/ }).click();
    await page.getByText('Name is required.').first().waitFor();
    await expectAccessible(page, 'form with faults');
    expect(await overflow()).toBeLessThanOrEqual(0);

    await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where status = 'held'`);
    await page.route('**/bookings', (route) =>
      route.fulfill({ status: 409, json: { error: { code: 'slot_taken', message: 'Taken' } } }),
    );
    await fillDetails(page, 'Ada', 'ada@example.com');
    await page.getByRole('button', { name: /Book this time|Send request/ }).click();
    await page.getByText('was just taken').waitFor();
    await expectAccessible(page, 'lost slot');
    await page.unroute('**/bookings');

    await times(page).first().click();
    await page.getByRole('button', { name: /Book this time|Send request/ }).click();
    await page.getByRole('heading', { name: /You are booked|Request sent/ }).waitFor();
    await expectAccessible(page, 'confirmation');

    await page.goto(`${stack.url}/book/demo/no-such-event`);
    await page.getByRole('heading', { name: 'This booking page does not exist' }).waitFor();
    await expectAccessible(page, 'missing page');
    expect(faults).toEqual([]);
    await visitor.close();
  });
});
