import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createAccountStub } from '../support/account-stub.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ providers: [createAccountStub('caldav')], rateLimit: null });
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
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Asia/Tokyo', ...options });
  visitors.push(visitor);
  visitor.page.setDefaultTimeout(8000);
  return visitor.page;
}

async function hostBy(column: 'slug' | 'id', value: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await stack.sql.query(`select * from public.hosts where ${column} = $1`, [value]);
  return rows[0];
}

it('a room is made with the keyboard alone: its address follows its name, its zone is where one is', async (context) => {
  const page = await visit(context);
  const { owner } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, 'resources', 'Resources');
  await page.getByText('Hanna Host').first().waitFor();
  await expectAccessible(page, 'the list');
  await page.getByRole('link', { name: 'New resource' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'New resource' }).waitFor();

  await page.getByRole('radio', { name: /^Person/ }).focus();
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: /^Room/ }).isChecked()).toBe(true);
  await page.keyboard.press('Tab');
  const name = `Room ${randomUUID().slice(0, 8)}`;
  await page.keyboard.type(name);
  const slug = name.toLowerCase().replace(' ', '-');
  await expect.poll(() => page.getByLabel('Address').inputValue()).toBe(slug);
  const zone = page.getByLabel('Time zone');
  expect(await zone.inputValue()).toMatch(/^Tokyo/);
  await zone.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('lisb');
  await page.getByRole('option', { name: /^Lisbon/ }).waitFor();
  await expectAccessible(page, 'choosing a zone');
  await page.keyboard.press('Enter');
  await expect.poll(() => zone.inputValue()).toMatch(/^Lisbon/);
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { level: 1, name }).waitFor();
  expect(await hostBy('slug', slug)).toMatchObject({
    display_name: name,
    kind: 'room',
    time_zone: 'Europe/Lisbon',
    owner_id: owner.id,
  });
  const { rows } = await stack.sql.query(
    'select r.day_of_week from public.availability_rules as r join public.hosts as h on h.id = r.host_id where h.slug = $1 order by 1',
    [slug],
  );
  expect(rows.map((row) => row.day_of_week)).toEqual([1, 2, 3, 4, 5]);
  // It is among those that screens can be about.
  await expect.poll(() => page.getByLabel('Resource', { exact: true }).inputValue()).toBe(slug);
  await expectAccessible(page, 'one resource');
});

it('an address that is faulty is told while it is typed, one that is taken when it is saved', async (context) => {
  const page = await visit(context);
  const { slug: taken } = await createBookable(stack);
  const { owner, host } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, `resources/${host.id}`, 'Hanna Host');
  const address = page.getByLabel('Address');
  await address.fill('a b');
  await page.getByText('Only small letters a to z').waitFor();
  await address.fill(taken);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This address is taken already. Choose another one.').waitFor();
  await expect.poll(() => address.evaluate((element) => element === document.activeElement)).toBe(true);
  await expectAccessible(page, 'taken');

  const free = `own-${randomUUID()}`;
  await address.fill(free);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').first().waitFor();
  expect(await hostBy('id', String(host.id))).toMatchObject({ slug: free });
  expect((await fetch(`${stack.url}/book/${free}`)).status).toBe(200);
});

it('a second tab is told, and nothing of the first is overwritten unseen', async (context) => {
  const page = await visit(context);
  const { owner, host } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, `resources/${host.id}`, 'Hanna Host');
  await page.getByLabel('Name').fill('Mine');
  await stack.sql.query(`update public.hosts set time_zone = 'Asia/Tokyo' where id = $1`, [host.id]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was changed elsewhere meanwhile').waitFor();
  await expectAccessible(page, 'changed elsewhere');
  expect(await hostBy('id', String(host.id))).toMatchObject({ display_name: 'Hanna Host' });
  await page.getByRole('button', { name: 'Keep my changes on top' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').first().waitFor();
  expect(await hostBy('id', String(host.id))).toMatchObject({ display_name: 'Mine', time_zone: 'Asia/Tokyo' });
});

it('which calendars take its time, and which one gets its bookings, is chosen', async (context) => {
  const page = await visit(context);
  const { owner, host } = await createBookable(stack);
  const connected = await fetch(`${stack.url}/calendar/connections/caldav`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.accessToken}` },
    body: JSON.stringify({
      url: 'https://dav.example.com/',
      username: 'h@example.com',
      password: 'app-password',
      host_id: host.id,
    }),
  });
  expect(connected.status).toBe(201);
  const links = async () => {
    const { rows } = await stack.sql.query(
      'select blocks_availability, is_booking_target from public.calendar_links where host_id = $1',
      [host.id],
    );
    return rows;
  };
  expect(await links()).toEqual([{ blocks_availability: true, is_booking_target: true }]);
  await openAdmin(page, stack.url, owner, `resources/${host.id}`, 'Hanna Host');
  const panel = page.getByRole('region', { name: 'Calendars', exact: true });
  await panel.getByRole('checkbox').uncheck();
  await expect.poll(links).toEqual([{ blocks_availability: false, is_booking_target: true }]);
  await panel.getByLabel('Bookings are written to').selectOption('');
  await expect.poll(links).toEqual([{ blocks_availability: false, is_booking_target: false }]);
  await panel.getByRole('checkbox').check();
  await panel.getByLabel('Bookings are written to').selectOption({ index: 1 });
  await expect.poll(links).toEqual([{ blocks_availability: true, is_booking_target: true }]);
  await expectAccessible(page, 'with calendars');
});

it('one is archived, which can be undone, and restored later, on a phone', async (context) => {
  const page = await visit(context, { width: 375, height: 740 });
  const { owner, host, slug } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, 'resources', 'Resources');
  const status = async () => (await fetch(`${stack.url}/book/${slug}`)).status;
  await page.getByRole('button', { name: 'Archive Hanna Host' }).click();
  await page.getByText('Hanna Host is archived').first().waitFor();
  expect(await status()).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(status).toBe(200);
  await page.getByRole('button', { name: 'Archive Hanna Host' }).click();
  await page.getByRole('heading', { name: 'Archived' }).waitFor();
  await expectAccessible(page, 'archived');
  expect(await overhang(page)).toBe(0);
  await page.getByRole('link', { name: 'Hanna Host' }).click();
  // What was just said is over the end of the screen for a moment.
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect.poll(status).toBe(200);
  expect(await overhang(page)).toBe(0);
  expect(await hostBy('id', String(host.id))).toMatchObject({ is_active: true });
});

it('nobody sees or changes a resource of somebody else', async (context) => {
  const page = await visit(context);
  const { host } = await createBookable(stack);
  const { owner: stranger } = await createBookable(stack);
  await openAdmin(page, stack.url, stranger, `resources/${host.id}`, 'Resource');
  await page.getByText('It is no longer there.').waitFor();
  const { data } = await stranger.client.from('hosts').update({ display_name: 'Mine' }).eq('id', host.id).select();
  expect(data).toEqual([]);
});
