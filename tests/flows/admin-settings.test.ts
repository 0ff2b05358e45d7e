import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const visitor of visitors.splice(0)) {
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  }
});
afterAll(closePages);

async function visit(context: { skip: (note: string) => never }, options: VisitorOptions = {}): Promise<Page> {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), options);
  visitors.push(visitor);
  visitor.page.setDefaultTimeout(8000);
  return visitor.page;
}

const hostRow = async (id: string) =>
  (await stack.sql.query('select * from public.hosts where id = $1', [id])).rows[0] as Record<string, unknown>;
const saved = (page: Page) => page.getByText('Saved.', { exact: true }).first().waitFor();

it('name, zone and language are saved together, and can be taken back', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context, { timeZone: 'America/New_York' });
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  await page.getByLabel('Name').fill('Hanna Harbour');
  await page.getByRole('combobox', { name: 'Time zone' }).click();
  await page.getByRole('option', { name: /New York.*where you are now/ }).click();
  await page.getByLabel('Language of mails to you').selectOption('de-CH');
  await expectAccessible(page, 'profile');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  expect(await hostRow(host.id)).toMatchObject({
    display_name: 'Hanna Harbour',
    time_zone: 'America/New_York',
    locale: 'de-CH',
  });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await hostRow(host.id))['display_name']).toBe('Hanna Host');
  expect(await hostRow(host.id)).toMatchObject({ time_zone: 'UTC', locale: null });
  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Hanna Host');
});

it('what another tab has changed is told and never overwritten', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  await page.getByLabel('Name').fill('Mine');
  await stack.sql.query(`update public.hosts set display_name = 'Theirs', reply_to = 'a@example.com' where id = $1`, [
    host.id,
  ]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This was changed elsewhere meanwhile').waitFor();
  expect(await hostRow(host.id)).toMatchObject({ display_name: 'Theirs' });
  await page.getByRole('button', { name: 'Take over the other changes' }).click();
  await expect.poll(() => page.getByLabel('Answers of visitors go to').inputValue()).toBe('a@example.com');
  expect(await page.getByLabel('Name').inputValue()).toBe('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  expect(await hostRow(host.id)).toMatchObject({ display_name: 'Mine', reply_to: 'a@example.com' });
});

it('what the database refuses is told, and stays typed', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  await page.getByLabel('Answers of visitors go to').fill('nonsense');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').filter({ hasText: 'reply_to' }).waitFor();
  expect(await page.getByLabel('Answers of visitors go to').inputValue()).toBe('nonsense');
  expect(await hostRow(host.id)).toMatchObject({ reply_to: null });
});

it('each choice for calendars that can’t be read says what follows from it', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context, { width: 375, height: 700 });
  await openAdmin(page, stack.url, owner, 'settings?part=safety', 'Settings');
  await page.getByRole('radio', { name: /Offer nothing.*looks fully booked/ }).check();
  await expectAccessible(page, 'calendars that cannot be read');
  expect(await overhang(page)).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  expect(await hostRow(host.id)).toMatchObject({ stale_policy: 'closed' });
});

it('privacy and protection are set by keyboard alone', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings?part=privacy', 'Settings');
  await page.getByLabel('What bookings say in your calendar').selectOption('busy_only');
  await page.getByRole('switch', { name: 'Search engines may list the booking pages' }).press('Space');
  await page.getByLabel('Open bookings for one email address').fill('3');
  await page.getByLabel('Forget visitors after (days)').fill('365');
  await expectAccessible(page, 'privacy');
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await saved(page);
  expect(await hostRow(host.id)).toMatchObject({
    calendar_privacy: 'busy_only',
    is_indexed: false,
    max_bookings_per_email: 3,
    retention_days: 365,
  });
});

it('a new password is the one that signs in from then on', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings?part=account', 'Settings');
  await page.getByLabel('New password').fill('another long password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your new password is saved.').waitFor();
  await expectAccessible(page, 'account');
  const { error } = await owner.client.auth.signInWithPassword({
    email: owner.email,
    password: 'another long password',
  });
  expect(error).toBeNull();
});

it('all data come as one file', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings?part=account', 'Settings');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const file = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toContain(host.id);
});

it('everything is deleted only by whoever types the address of the account', async (context) => {
  const { owner, host, slug } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings?part=account', 'Settings');
  await page.getByRole('button', { name: 'Delete everything…' }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page, 'deletion');
  await dialog.getByLabel(/^To confirm/).fill('somebody@example.com');
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await dialog.getByText('This is not the address of your account.').waitFor();
  expect(await hostRow(host.id)).toBeDefined();
  await dialog.getByLabel(/^To confirm/).fill(owner.email);
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await fetch(`${stack.url}/book/${slug}`)).status).toBe(404);
  await expect.poll(() => hostRow(host.id), { timeout: 20_000 }).toBeUndefined();
});
