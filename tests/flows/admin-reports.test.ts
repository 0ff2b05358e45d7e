import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createEventType, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { useBrowsers } from './connected-host.ts';
import { createBookable } from './host-page.ts';
import { expectAccessible, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visit = useBrowsers();
type Skippable = Parameters<typeof visit>[0];

const dayMs = 86_400_000;
/** 10:00 UTC, so many days ago. */
const daysAgo = (days: number) => new Date(Math.floor(Date.now() / dayMs) * dayMs - days * dayMs + 10 * 3_600_000);

/** A host with three confirmed bookings (one did not come), one that was cancelled, and one of a time long ago. */
async function open(context: Skippable, options: VisitorOptions = {}, query = '') {
  const page = await visit(context, options);
  const { owner, host, eventType } = await createBookable(stack);
  const other = await createEventType(stack.sql, host.id, { title: 'Workshop', durations_minutes: [60] });
  const book = (days: number, columns: Record<string, unknown> = {}) =>
    insert(stack.sql, 'bookings', {
      host_id: host.id,
      event_type_id: eventType.id,
      status: 'confirmed',
      starts_at: daysAgo(days),
      ends_at: new Date(+daysAgo(days) + 1_800_000),
      created_at: new Date(+daysAgo(days) - 3 * dayMs),
      ...columns,
    });
  await book(2);
  await book(3, { no_show: true });
  await book(9, { event_type_id: other.id });
  await book(10, { status: 'cancelled', cancelled_by: 'visitor' });
  await book(200);
  await openAdmin(page, stack.url, owner, `reports${query}`, 'Reports');
  await page.getByRole('heading', { name: 'Offered and booked, by week', exact: true }).waitFor();
  return { page, owner, host };
}
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const figure = (page: Page, name: string) =>
  page
    .locator('.rep-figures > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('.rep-number');

it('the last four weeks are shown in figures and charts, each of which is also a table', async (context) => {
  const { page } = await open(context);
  expect(await figure(page, 'Confirmed').textContent()).toBe('3');
  expect(await figure(page, 'Did not come').textContent()).toBe('1');
  expect(await figure(page, 'Cancelled').textContent()).toBe('1');
  expect(await figure(page, 'Booked ahead').textContent()).toBe('3 days');
  await expectAccessible(page, 'charts');

  const outcomes = panel(page, 'What became of bookings and requests');
  await outcomes.getByRole('img').waitFor();
  await outcomes.getByRole('button', { name: 'As a table' }).focus();
  await page.keyboard.press('Space');
  const row = outcomes.getByRole('row', { name: /^Cancelled by visitors/ });
  expect(await row.getByRole('cell').allTextContents()).toEqual(['1', '25%']);
  for (const title of ['Offered and booked, by weekday', 'Offered and booked, by event type'])
    await panel(page, title).getByRole('button', { name: 'As a table' }).click();
  expect(
    await panel(page, 'Offered and booked, by event type')
      .getByRole('row', { name: /^Workshop/ })
      .getByRole('cell')
      .first()
      .textContent(),
  ).toBe('0.5 h');
  await expectAccessible(page, 'tables');
  await page.keyboard.press('Space');
});

it('without colour the two series of a chart differ: one is filled, the other hatched', async (context) => {
  const { page } = await open(context);
  const fills = await panel(page, 'Offered and booked, by week')
    .locator('.rep-chart .rep-bar')
    .evaluateAll((bars) => bars.map((bar) => `${bar.getAttribute('data-series')} ${bar.getAttribute('fill')}`));
  expect(new Set(fills.map((fill) => fill.replace(/#.*/, '')))).toEqual(new Set(['0 null', '1 url(']));
});

it('another time is a click, and in the address', async (context) => {
  const { page } = await open(context);
  await page.getByRole('button', { name: 'Other days' }).click();
  const first = daysAgo(210).toISOString().slice(0, 10);
  const last = daysAgo(190).toISOString().slice(0, 10);
  await page.getByLabel('First day').fill(first);
  await page.getByLabel('First day').blur();
  await page.getByLabel('Last day').fill(last);
  await page.getByLabel('Last day').blur();
  await expect.poll(() => figure(page, 'Confirmed').textContent()).toBe('1');
  await page.reload();
  await expect.poll(() => figure(page, 'Confirmed').textContent()).toBe('1');
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ from: first, to: last });

  await page.getByLabel('Last day').fill('2020-01-01');
  await page.getByLabel('Last day').blur();
  await page.getByText('The last day is before the first one.').waitFor();
  await expectAccessible(page, 'a time that makes no sense');
  await page.getByRole('button', { name: 'Last 4 weeks' }).click();
  await expect.poll(() => figure(page, 'Confirmed').textContent()).toBe('3');
});

it('the report is saved as a table, named after its days', async (context) => {
  const { page, host } = await open(context);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(
    new RegExp(`^report-${host.slug}-\\d{4}-\\d\\d-\\d\\d-\\d{4}-\\d\\d-\\d\\d\\.csv$`),
  );
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(lines[0]).toMatch(/^part,key,name,offered_hours/);
  expect(lines.filter((line) => line.startsWith('week,')).length).toBeGreaterThanOrEqual(4);
});

it('where nothing was offered the next step is said', async (context) => {
  const page = await visit(context);
  const { owner, host } = await createBookable(stack);
  await stack.sql.query('delete from public.availability_rules where host_id = $1', [host.id]);
  await openAdmin(page, stack.url, owner, 'reports', 'Reports');
  await page.getByRole('heading', { name: 'Nothing was offered or booked in this time' }).waitFor();
  await expectAccessible(page, 'nothing');
});

it.for<VisitorOptions>([
  { width: 375, height: 812 },
  { width: 375, height: 812, colorScheme: 'dark' },
])('on a phone nothing is cut off (%j)', async (options, context) => {
  const { page } = await open(context, options);
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'phone');
});
