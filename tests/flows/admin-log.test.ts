import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createCalendar, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { useBrowsers } from './connected-host.ts';
import { createBookable } from './host-page.ts';
import { expectAccessible, focused, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visit = useBrowsers();
type Skippable = Parameters<typeof visit>[0];

/** An owner with an account of two calendars, and lines of their log: so many completed ones, and a failed one that is the newest. */
async function open(context: Skippable, count: number, options: VisitorOptions = {}) {
  const page = await visit(context, options);
  const { owner, host } = await createBookable(stack);
  const work = await createCalendar(
    stack.sql,
    host,
    { name: 'Work' },
    { provider: 'caldav', account_email: 'ann@example.com' },
  );
  const write = (index: number, columns: Record<string, unknown> = {}) =>
    insert(stack.sql, 'sync_logs', {
      owner_id: owner.id,
      connection_id: work.connection_id,
      calendar_id: work.id,
      operation: 'pull',
      status: 'completed',
      events_created: index,
      events_processed: index,
      duration_ms: 84,
      created_at: new Date(Date.now() - (index + 1) * 60_000),
      ...columns,
    });
  for (let index = 1; index <= count; index += 1) await write(index);
  await write(0, {
    operation: 'poll',
    status: 'failed',
    calendar_id: null,
    error_message: 'unavailable: The server answered 503.',
  });
  await openAdmin(page, stack.url, owner, 'log', 'Sync log');
  await rows(page).first().waitFor();
  return { page, owner, host, write, work };
}
const rows = (page: Page) => page.locator('.log-table tbody tr');
const filter = (page: Page, name: string) => page.getByLabel(name, { exact: true });

it('the newest lines are shown, older ones on demand, and each opens its details by keyboard alone', async (context) => {
  const { page } = await open(context, 60);
  expect(await rows(page).count()).toBe(50);
  await expectAccessible(page, 'the log');
  const first = rows(page).first();
  expect(await first.textContent()).toContain('The server answered 503.');
  await first.getByRole('button').focus();
  await page.keyboard.press('Enter');
  const details = page.getByRole('dialog', { name: 'Reach an account' });
  await details.getByText('CalDAV, ann@example.com').waitFor();
  await expectAccessible(page, 'details');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await expect.poll(async () => (await focused(page)).name).toMatch(/: details$/);

  await page.getByRole('button', { name: 'Show older lines' }).click();
  await expect.poll(() => rows(page).count()).toBe(61);
  await page.getByText('These are all lines there are.').waitFor();
});

it('filters are in the address, and outlive loading the page again', async (context) => {
  const { page, work } = await open(context, 3);
  await filter(page, 'Result').selectOption('Failed');
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(new URL(page.url()).searchParams.get('status')).toBe('failed');
  await page.reload();
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(await filter(page, 'Result').inputValue()).toBe('failed');

  await filter(page, 'Result').selectOption('All results');
  await filter(page, 'Account').selectOption('CalDAV, ann@example.com');
  await filter(page, 'Calendar').selectOption('Work');
  await expect.poll(() => rows(page).count()).toBe(3);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    account: work.connection_id,
    calendar: work.id,
  });
  await filter(page, 'Operation').selectOption('Reach an account');
  await page.getByRole('heading', { name: 'No line matches' }).waitFor();
  await expectAccessible(page, 'nothing found');
  await page.getByRole('link', { name: 'Show all lines' }).click();
  await expect.poll(() => rows(page).count()).toBe(4);
});

it('what the filters find is saved as a table or as JSON', async (context) => {
  const { page } = await open(context, 60);
  await filter(page, 'Result').selectOption('Completed');
  await expect.poll(() => rows(page).count()).toBe(50);
  const save = async (kind: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: kind, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^sync-log-\\d{4}-\\d\\d-\\d\\d\\.${kind.toLowerCase()}$`));
    return readFile(await download.path(), 'utf8');
  };
  const csv = (await save('CSV')).trim().split('\r\n');
  expect(csv).toHaveLength(61);
  expect(csv[1]).toMatch(/,"CalDAV, ann@example\.com",Work,pull,completed,1,0,0,84,$/);
  await page.getByText('60 lines were saved.').waitFor();
  expect(JSON.parse(await save('JSON'))).toHaveLength(60);
});

it('new lines come by themselves, unless somebody pauses to read', async (context) => {
  const { page, write } = await open(context, 2);
  await write(0, { events_created: 7, created_at: new Date() });
  await expect.poll(() => rows(page).count()).toBe(4);
  await rows(page).first().getByText('7 added').first().waitFor({ state: 'attached' });

  await page.getByRole('button', { name: 'Live: pause' }).click();
  await write(0, { events_created: 8, created_at: new Date() });
  await page.getByRole('button', { name: 'There are new lines' }).waitFor();
  expect(await rows(page).count()).toBe(4);
  await page.getByRole('button', { name: 'Paused: show new lines' }).click();
  await expect.poll(() => rows(page).count()).toBe(5);
});

it('nobody sees the log of somebody else', async (context) => {
  const { owner } = await open(context, 2);
  const stranger = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, stranger.owner, 'log', 'Sync log');
  await page.getByRole('heading', { name: 'No calendar is connected' }).waitFor();
  await expectAccessible(page, 'no calendar');
  const { data } = await stranger.owner.client.from('sync_logs').select('id').eq('owner_id', owner.id);
  expect(data).toEqual([]);
});

it.for<VisitorOptions>([
  { width: 375, height: 812 },
  { width: 375, height: 812, colorScheme: 'dark' },
])('on a phone nothing is cut off (%j)', async (options, context) => {
  const { page } = await open(context, 5, options);
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'phone');
  await rows(page).first().getByRole('button').click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'details on a phone');
  expect(await overhang(page)).toBe(0);
});
