import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consentResults } from '../../sync-service/src/accounts/finish-consent.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createHost } from '../support/fixtures.ts';
import { full, oneOf } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { startFeed } from '../sync/feed-stand-in.ts';
import { createBookable, openCalendars, signIn } from './host-page.ts';
import { createVisitor, expectAccessible, seedDemo, type Visitor, type VisitorOptions } from './visitor.ts';

const source = createAccountStub('caldav');
const google = {
  clientId: 'id',
  clientSecret: 'secret',
  redirectUri: 'http://127.0.0.1:9/',
  baseUrl: 'http://127.0.0.1:9',
};
const stack = useStack({ config: { google }, providers: [source], rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
beforeEach(() => {
  source.failure = null;
  source.password = 'app-password';
  source.calendars = [
    calendarInfo('work', { name: 'Work', isPrimary: true }),
    calendarInfo('club', { name: 'Club', isOwn: false }),
    calendarInfo('days', { name: 'Holidays', access: 'read', isOwn: false }),
  ];
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
  return visitor.page;
}

/** Connects the stand-in of a CalDAV server by the form and waits for its first pull. */
async function connect(page: Page, password = 'app-password'): Promise<void> {
  await page.getByRole('button', { name: 'Connect CalDAV' }).click();
  await page.getByLabel('Server address').fill('https://dav.example.com/');
  await page.getByLabel('User name').fill('ann@example.com');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}
const card = (page: Page) => page.getByRole('listitem', { name: 'CalDAV' });
const isConnected = (page: Page) =>
  page
    .getByRole('paragraph')
    .filter({ hasText: /^Connected$/ })
    .waitFor();
const row = (page: Page, name: string) => page.getByRole('group', { name });
const linksOf = async (hostId: string) =>
  (
    await stack.sql.query(
      `select c.name, l.blocks_availability as blocks, l.is_booking_target as target
         from public.calendar_links l join public.calendars c on c.id = l.calendar_id where l.host_id = $1 order by 1`,
      [hostId],
    )
  ).rows;

describe('how a consent ended', () => {
  it('is said in words, for every code there is, and once', async (context) => {
    const page = await visit(context);
    const titles: string[] = [];
    for (const result of consentResults) {
      await page.goto(`${stack.url}/admin/calendars?result=${result}&connection=7`);
      await page.getByLabel('Email').waitFor();
      titles.push((await page.locator('#outcome').textContent()) ?? '');
      // They differ in their words.
      if (full || titles.length === 1) await expectAccessible(page, result);
    }
    expect(titles[0]).toBe('The calendar is connected');
    expect(new Set(titles).size).toBe(consentResults.length);
    await page.reload();
    await page.getByLabel('Email').waitFor();
    expect(await page.locator('#outcome').count()).toBe(0);
  });

  it('shows nothing that an address says', async (context) => {
    const page = await visit(context);
    await page.goto(`${stack.url}/admin/calendars?result=%3Cb%3Eyour%20account%3C/b%3E&message=call%20555`);
    await page.getByLabel('Email').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
    expect(await page.textContent('body')).not.toMatch(/your account|555/);
  });
});

describe('signing in', () => {
  it('is one click for the demo, and outlives loading the page again', async (context) => {
    const page = await visit(context);
    await page.goto(`${stack.url}/admin/calendars`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();
    await page.reload();
    await page.getByText('demo@example.com').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('with a wrong password says so and keeps the email', async (context) => {
    const page = await visit(context);
    await page.goto(`${stack.url}/admin/calendars`);
    await signIn(page, 'somebody@example.com', 'wrong password');
    await page.getByText('Email and password do not match.').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('somebody@example.com');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('password');
    await expectAccessible(page, 'wrong password');
  });

  it('is renewed with the refresh token when the access token is about to end', async (context) => {
    const page = await visit(context);
    const { owner } = await createBookable(stack);
    await openCalendars(page, stack.url, owner);
    const before = await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('openslot-session') ?? '{}');
      localStorage.setItem('openslot-session', JSON.stringify({ ...kept, expires_at: 1 }));
      return kept.refresh_token;
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('openslot-session') ?? '{}'));
    expect(kept.refresh_token).not.toBe(before);
  });

  it('is asked for again when the session has ended', async (context) => {
    const page = await visit(context);
    await page.goto(`${stack.url}/admin/calendars`);
    const ended = { access_token: 'a', refresh_token: 'b', expires_at: 1, email: 'a@example.com' };
    await page.evaluate((text) => localStorage.setItem('openslot-session', text), JSON.stringify(ended));
    await page.reload();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });
});

describe('an account', () => {
  it('is connected by a form, read, and its calendars are given their roles', async (context) => {
    const page = await visit(context);
    const { owner, host } = await createBookable(stack);
    await openCalendars(page, stack.url, owner);
    await connect(page);
    await isConnected(page);
    await card(page).getByText('Last synced just now').waitFor();
    await page.getByText('New bookings are written to Work.').waitFor();
    expect(await row(page, 'Work').getByRole('switch').isChecked()).toBe(true);
    expect(await row(page, 'Holidays').getByRole('radio').count()).toBe(0);

    await row(page, 'Work').getByRole('switch').uncheck();
    await row(page, 'Holidays').getByRole('switch').check();
    await row(page, 'Club').getByRole('radio').check();
    await page.getByText('New bookings are written to Club.').waitFor();
    await expect
      .poll(() => linksOf(host.id))
      .toEqual([
        { name: 'Club', blocks: false, target: true },
        { name: 'Holidays', blocks: true, target: false },
        { name: 'Work', blocks: false, target: false },
      ]);
    await page.reload();
    await page.getByText('New bookings are written to Club.').waitFor();
    expect(await row(page, 'Work').getByRole('switch').isChecked()).toBe(false);

    await page.getByRole('button', { name: 'Don’t write them anywhere' }).click();
    await page.getByText('New bookings are not written to any calendar.').waitFor();
    await expect.poll(async () => (await linksOf(host.id)).some(({ target }) => target)).toBe(false);
    await expectAccessible(page, 'connected');
  });

  it('whose password is wrong is not kept, and the form says what to do with the rest still in it', async (context) => {
    const page = await visit(context);
    const { owner } = await createBookable(stack);
    await openCalendars(page, stack.url, owner);
    await connect(page, 'wrong');
    await page.getByText('The password is not accepted. Check the user name and the password.').waitFor();
    expect(await page.getByLabel('User name').inputValue()).toBe('ann@example.com');
    await expectAccessible(page, 'form with a fault');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await card(page).count()).toBe(0);
  });

  it('can be an address of a feed, which takes time and gets no bookings', async (context) => {
    const page = await visit(context);
    const { owner } = await createBookable(stack);
    const feed = await startFeed();
    feed.response({ events: [{ uid: 'one', ...slotIn(2) }] });
    try {
      await openCalendars(page, stack.url, owner);
      await page.getByRole('button', { name: 'Add a feed' }).click();
      await page.getByLabel('Feed address').fill(feed.url);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('Last synced just now').waitFor();
      expect(await row(page, 'Team calendar').getByRole('switch').isChecked()).toBe(true);
      expect(await page.getByRole('radio').count()).toBe(0);
      expect(await page.textContent('body')).not.toContain(feed.secret);

      const before = feed.requests.length;
      await page.getByRole('button', { name: /^Sync now/ }).click();
      await expect.poll(() => feed.requests.length).toBeGreaterThan(before);
      await isConnected(page);
    } finally {
      await feed.stop();
    }
  });

  it('that no longer lets us in says so and is let in again by its form', async (context) => {
    const page = await visit(context);
    const { owner } = await createBookable(stack);
    await openCalendars(page, stack.url, owner);
    await connect(page);
    await isConnected(page);
    await stack.sql.query(
      `update public.calendar_connections set status = 'needs_reconnect', last_error = 'The password was refused.'
        where owner_id = $1`,
      [owner.id],
    );
    await page.reload();
    await card(page).getByText('Access has ended').waitFor();
    await card(page)
      .getByText(/The password was refused\. Times we know stay busy/)
      .waitFor();
    await expectAccessible(page, 'needs reconnect');
    await card(page).getByRole('button', { name: 'Reconnect' }).click();
    expect(await page.getByLabel('User name').inputValue()).toBe('ann@example.com');
    await page.getByLabel('Server address').fill('https://dav.example.com/');
    await page.getByLabel('Password').fill('app-password');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await isConnected(page);
  });
});

describe('disconnecting', () => {
  it('is asked first, can be left with Esc, and happens', async (context) => {
    const page = await visit(context);
    const { owner } = await createBookable(stack);
    await openCalendars(page, stack.url, owner);
    await connect(page);
    await isConnected(page);
    const opener = card(page).getByRole('button', { name: /^Disconnect/ });
    await opener.click();
    await page.getByRole('dialog', { name: 'Disconnect CalDAV? ann@example.com' }).waitFor();
    await expectAccessible(page, 'dialog');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Disconnect/);

    await opener.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();
    expect(await card(page).count()).toBe(0);
  });

  it('asks what becomes of events of bookings to come, and removes them', async (context) => {
    const page = await visit(context);
    const { owner, eventType } = await createBookable(stack);
    source.written.clear();
    await openCalendars(page, stack.url, owner);
    await connect(page);
    await isConnected(page);
    const response = await fetch(`${stack.url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event_type_id: eventType.id,
        start: slotIn(3).start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      }),
    });
    expect(response.status, await response.text()).toBe(201);
    await expect.poll(() => source.written.size, { timeout: 10_000 }).toBe(1);

    await card(page)
      .getByRole('button', { name: /^Disconnect/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await dialog.getByText('The event of an upcoming booking is in it.').waitFor();
    await expectAccessible(page, 'dialog with a question');
    await dialog.getByRole('radio', { name: /^Remove the event/ }).check();
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await expect.poll(() => card(page).count(), { timeout: 10_000 }).toBe(0);
    expect(source.written.size).toBe(0);
  });
});

it('a choice that cannot be written is taken back and told', async (context) => {
  const page = await visit(context);
  const { owner, host } = await createBookable(stack);
  await openCalendars(page, stack.url, owner);
  await connect(page);
  await isConnected(page);
  await page.route('**/rest/v1/calendar_links*', (route) => route.abort());
  const choice = row(page, 'Work').getByRole('switch');
  visitors[0]?.faults.splice(0);
  await choice.click();
  await page.getByRole('alert').getByText('Your choice was not saved.').waitFor();
  expect(await choice.isChecked()).toBe(true);
  expect(await linksOf(host.id)).toContainEqual({ name: 'Work', blocks: true, target: true });
  visitors[0]?.faults.splice(0);
});

it('an owner of several hosts chooses whose time the calendars take', async (context) => {
  const page = await visit(context);
  const { owner, host } = await createBookable(stack);
  const room = await createHost(stack.sql, { owner_id: owner.id, display_name: 'Room', kind: 'room' });
  await openCalendars(page, stack.url, owner);
  await page.getByLabel('Whose time the calendars block').selectOption('Room');
  await connect(page);
  await isConnected(page);
  expect(await linksOf(host.id)).toEqual([]);
  expect(await linksOf(room.id)).toContainEqual({ name: 'Work', blocks: true, target: true });
  await page.getByLabel('Whose time the calendars block').selectOption('Hanna Host');
  expect(await row(page, 'Work').getByRole('switch').isChecked()).toBe(false);
  await row(page, 'Work').getByRole('switch').check();
  await expect.poll(() => linksOf(host.id)).toEqual([{ name: 'Work', blocks: true, target: false }]);
});

it('on another origin than the public one a consent is started there', async (context) => {
  const page = await visit(context);
  const { owner } = await createBookable(stack);
  await openCalendars(page, stack.url.replace('127.0.0.1', 'localhost'), owner);
  const link = page.getByRole('link', { name: /^Connect Google at 127\.0\.0\.1/ });
  expect(await link.getAttribute('href')).toBe(`${stack.url}/admin/calendars`);
  await page.getByText(/You opened this page at localhost/).waitFor();
  await expectAccessible(page, 'another origin');
});

const variants: [string, VisitorOptions][] = [
  ['on a phone in light colours', { width: 390, height: 844 }],
  ['at 320 pixels in dark colours', { colorScheme: 'dark', width: 320, height: 640 }],
];

it.each(oneOf(variants))('%s no rule of accessibility is broken and nothing is cut off', async (_name, options) => {
  if (browser === null) return;
  const visitor = await createVisitor(browser, options);
  visitors.push(visitor);
  const { page } = visitor;
  const { owner } = await createBookable(stack);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.goto(`${stack.url}/admin/calendars`);
  await page.getByLabel('Email').waitFor();
  await expectAccessible(page, 'sign-in');
  await signIn(page, owner.email);
  await expectAccessible(page, 'empty');
  await connect(page);
  await isConnected(page);
  await page.getByRole('button', { name: 'Connect Apple' }).click();
  await expectAccessible(page, 'connected, with a form');
  expect(await overflow()).toBeLessThanOrEqual(0);
});
