import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { overhang } from './admin-page.ts';
import { createBookable, keepSession } from './host-page.ts';
import {
  chooseDay,
  createVisitor,
  expectAccessible,
  fillDetails,
  openBookingPage,
  type Visitor,
  type VisitorOptions,
} from './visitor.ts';

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
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin', ...options });
  visitors.push(visitor);
  visitor.page.setDefaultTimeout(8000);
  return visitor.page;
}

/** Creates an account, as somebody does who was never here. */
async function signUp(page: Page, email: string): Promise<void> {
  await page.goto(`${stack.url}/admin`);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('a long password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'You and your time zone');
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** What an owner has. */
async function belongings(email: string) {
  const { rows } = await stack.sql.query(
    `select h.slug, h.display_name, h.time_zone,
       (select count(*)::int from public.event_types as e where e.host_id = h.id) as types,
       (select count(*)::int from public.availability_rules as r where r.host_id = h.id) as rules
     from public.hosts as h join auth.users as u on u.id = h.owner_id where u.email = $1`,
    [email],
  );
  return rows;
}

it('a new owner comes from creating an account to a visitor’s booking, with each step in the address', async (context) => {
  const page = await visit(context);
  const slug = `ann-${randomUUID().slice(0, 8)}`;
  const email = `${slug}@example.com`;
  await signUp(page, email);
  await expectAccessible(page, 'you');
  await page.getByLabel('Your name, or that of your business').fill('Ann Example');
  await expect.poll(() => page.getByLabel('Address of your page').inputValue()).toBe('ann-example');
  await page.getByLabel('Address of your page').fill(slug);
  await press(page, 'Continue');

  await heading(page, 'Your hours');
  expect(new URL(page.url()).search).toBe('?step=2');
  await page.getByLabel('Until').fill('18:00');
  await page.getByRole('checkbox', { name: 'Saturday' }).check();
  await expectAccessible(page, 'hours');
  await press(page, 'Continue');

  await heading(page, 'What people book');
  await page.getByRole('button', { name: '45 minutes' }).click();
  await page.getByLabel('Where?').selectOption('phone_visitor_calls');
  await press(page, 'Continue');
  await page.getByText('needs the details').waitFor();
  await page.getByLabel('Your number').fill('+49 30 123456');
  await expectAccessible(page, 'event type');
  await press(page, 'Continue');

  await heading(page, 'Your calendar');
  await page.getByRole('link', { name: 'Connect a calendar' }).waitFor();
  await expectAccessible(page, 'calendar');
  await press(page, 'Skip');

  await heading(page, 'Your page');
  await page.getByText('Your page can be booked.').waitFor();
  await page.getByRole('img', { name: /^QR code of / }).waitFor();
  await expectAccessible(page, 'share');
  expect(await page.locator('.ad-code').textContent()).toBe(`${stack.url}/book/${slug}/introductory-call`);

  const visitor = await visit(context);
  await openBookingPage(visitor, stack.url, 'introductory-call', slug);
  const [start] = await chooseDay(visitor);
  await visitor.locator(`button[data-start="${start}"]`).click();
  await fillDetails(visitor, 'Bob Visitor', 'bob@example.com');
  await visitor.getByRole('button', { name: /^(Book|Confirm)/ }).click();
  await visitor.getByText('bob@example.com').first().waitFor();
  const booked = async () => {
    const { rows } = await stack.sql.query(
      'select b.status from public.bookings as b join public.hosts as h on h.id = b.host_id where h.slug = $1',
      [slug],
    );
    return rows;
  };
  await expect.poll(booked).toEqual([{ status: 'confirmed' }]);
  expect(await belongings(email)).toEqual([
    { slug, display_name: 'Ann Example', time_zone: 'Europe/Berlin', types: 1, rules: 6 },
  ]);
});

it('every step can be skipped, and the page can be booked all the same', async (context) => {
  const page = await visit(context, { width: 375, height: 740 });
  const email = `bo.example-${randomUUID()}@example.com`;
  await signUp(page, email);
  expect(await overhang(page)).toBe(0);
  for (const title of ['Your hours', 'What people book', 'Your calendar', 'Your page']) {
    await press(page, 'Skip');
    await heading(page, title);
    expect(await overhang(page)).toBe(0);
  }
  await page.getByText('Your page can be booked.').waitFor();
  await expectAccessible(page, 'share on a phone');
  expect(await belongings(email)).toMatchObject([{ time_zone: 'Europe/Berlin', types: 1, rules: 5 }]);
});

it('whoever goes back or comes again changes what is there, and makes nothing twice', async (context) => {
  const page = await visit(context);
  const slug = `cy-${randomUUID().slice(0, 8)}`;
  const email = `${slug}@example.com`;
  await signUp(page, email);
  const titles = ['Your hours', 'What people book', 'Your calendar'];
  for (const title of titles) {
    await press(page, 'Continue');
    await heading(page, title);
  }
  await page.goBack();
  await heading(page, 'What people book');
  await page.getByLabel('What is it called?').fill('First meeting');
  await press(page, 'Back');
  await heading(page, 'Your hours');

  await page.goto(`${stack.url}/admin/welcome`);
  await heading(page, 'You and your time zone');
  await page.getByLabel('Your name, or that of your business').fill('Cy Example');
  await press(page, 'Continue');
  await heading(page, 'Your hours');
  await page.getByRole('checkbox', { name: 'Friday' }).uncheck();
  await press(page, 'Continue');
  await heading(page, 'What people book');
  await page.getByLabel('What is it called?').fill('First meeting');
  await press(page, 'Continue');
  await heading(page, 'Your calendar');
  expect(await belongings(email)).toEqual([
    { slug, display_name: 'Cy Example', time_zone: 'Europe/Berlin', types: 1, rules: 4 },
  ]);
  const { rows } = await stack.sql.query(
    'select e.title from public.event_types as e join public.hosts as h on h.id = e.host_id where h.slug = $1',
    [slug],
  );
  expect(rows).toEqual([{ title: 'First meeting' }]);
});

it('the steps are walked with the keyboard alone, and the focus is at the title of each', async (context) => {
  const page = await visit(context);
  await signUp(page, `di-${randomUUID().slice(0, 8)}@example.com`);
  const focus = () => page.evaluate(() => document.activeElement?.textContent);
  await page.getByLabel('Your name, or that of your business').focus();
  await page.keyboard.press('Enter');
  await expect.poll(focus).toBe('Your hours');
  await page.getByLabel('From').focus();
  await page.keyboard.press('Enter');
  await expect.poll(focus).toBe('What people book');
});

it('an address that is taken is told; whoever connects a calendar finds back', async (context) => {
  const page = await visit(context);
  const { slug: taken } = await createBookable(stack);
  await signUp(page, `ed-${randomUUID().slice(0, 8)}@example.com`);
  await page.getByLabel('Address of your page').fill(taken);
  await press(page, 'Continue');
  await page.getByText('This address is taken already.').waitFor();
  await expectAccessible(page, 'taken');
  await press(page, 'Skip');
  await heading(page, 'Your hours');
  await page.goto(`${stack.url}/admin/welcome?step=4`);
  await page.getByRole('link', { name: 'Connect a calendar' }).click();
  await page.getByRole('link', { name: 'Go on with step 4 of 5' }).click();
  await heading(page, 'Your calendar');
  expect(await page.getByText('You are setting up your page.').count()).toBe(0);
});

it('finer hours are left alone', async (context) => {
  const page = await visit(context);
  const { owner, host } = await createBookable(stack);
  await stack.sql.query(
    `update public.availability_rules set end_time = '12:00' where host_id = $1 and day_of_week = 1`,
    [host.id],
  );
  await keepSession(page, stack.url, owner.session);
  await page.goto(`${stack.url}/admin/welcome?step=2`);
  await page.getByText('You have hours of your own already').waitFor();
  const count = async () => (await belongings(owner.email))[0]?.rules;
  const before = await count();
  await press(page, 'Continue');
  await heading(page, 'What people book');
  expect(await count()).toBe(before);
});
