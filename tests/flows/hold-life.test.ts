import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { chooseDay, createVisitor, fillDetails, openBookingPage, seedDemo, timeAt, type Visitor } from './visitor.ts';

// With the limits that visitors meet; all of them come from one address.
const stack = useStack();
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
});

async function visit(context: { skip: (note: string) => never }) {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
  visitors.push(visitor);
  return visitor;
}

const kept = 'This time is kept for you';
const over = 'This time is no longer kept for you';

it('A hold is renewed while the visitor types; then they are told of its end, and book all the same', async (context) => {
  const { page, faults } = await visit(context);
  await page.clock.install();
  await openBookingPage(page, stack.url);
  const [, start = ''] = await chooseDay(page);
  await timeAt(page, start).click();
  await page.getByText(kept).waitFor();
  await page.clock.fastForward('04:00');
  const renewed = page.waitForResponse((response) => response.url().endsWith('/renew'));
  await page.getByLabel('Name').fill('Vera');
  await page.clock.fastForward('00:30');
  expect((await renewed).status()).toBe(200);
  // The page has it as well: by its clock the request would be given up in the next minutes.
  await (await renewed).finished();
  await page.evaluate(async () => void (await (await fetch('/healthz')).text()));
  await page.clock.fastForward('05:00');
  await page.getByText(kept).waitFor();
  // The database goes by another clock than the page.
  await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where status = 'held'`);
  await page.clock.fastForward('01:00');
  await page.getByText(over).waitFor();
  expect(await page.getByText(kept).count()).toBe(0);
  expect(await page.getByLabel('Name').inputValue()).toBe('Vera');

  await fillDetails(page, 'Vera Visitor', 'vera@example.com');
  await page.getByRole('button', { name: 'Book this time' }).click();
  await page.getByRole('heading', { name: 'You are booked' }).waitFor();
  expect(faults).toEqual([]);
}, 90_000);

it('The fourth visitor from one address fills in the form without a hold, and books', async (context) => {
  const people = [];
  for (let n = 0; n < 4; n += 1) people.push(await visit(context));
  for (const [n, { page }] of people.entries()) {
    await openBookingPage(page, stack.url);
    const starts = await chooseDay(page);
    const result = page.waitForResponse((response) => response.url().endsWith('/holds'));
    await timeAt(page, starts[2] ?? '').click();
    expect((await result).status()).toBe(n < 3 ? 201 : 429);
  }
  const last = people[3]?.page;
  expect(await last?.getByText(kept).count()).toBe(0);
  if (last) await fillDetails(last, 'Fay Fourth', 'fay@example.com');
  await last?.getByRole('button', { name: 'Book this time' }).click();
  await last?.getByRole('heading', { name: 'You are booked' }).waitFor();
}, 90_000);
