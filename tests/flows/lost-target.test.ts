import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { createBookable, openCalendars } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor } from './visitor.ts';

const old = createAccountStub('caldav');
const next = createAccountStub('apple');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, providers: [old, next], rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(() => {
  old.calendars = [calendarInfo('home', { name: 'Old', isPrimary: true })];
  next.calendars = [calendarInfo('home', { name: 'New', isPrimary: true })];
});
afterEach(async () => {
  for (const visitor of visitors.splice(0)) {
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  }
});
afterAll(closePages);

async function open(context: { skip: (note: string) => never }) {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { width: 390, height: 844 });
  visitors.push(visitor);
  const scene = await createBookable(stack);
  const connect = async (kind: 'caldav' | 'apple', hostId: string = scene.host.id) => {
    const response = await fetch(`${stack.url}/calendar/connections/${kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.owner.accessToken}` },
      body: JSON.stringify({
        url: 'https://dav.example.com/',
        username: scene.owner.email,
        password: 'app-password',
        host_id: hostId,
      }),
    });
    expect(response.status, await response.text()).toBe(201);
  };
  return { ...scene, page: visitor.page, connect };
}
async function disconnect(page: Page): Promise<void> {
  await page
    .getByRole('listitem', { name: 'CalDAV' })
    .getByRole('button', { name: /^Disconnect/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
}

it('a host whose calendar for bookings was disconnected sees which one is next, until they keep it', async (context) => {
  const { page, owner, connect } = await open(context);
  await connect('caldav');
  await connect('apple');
  await openCalendars(page, stack.url, owner);
  await page.getByText('New bookings are written to Old.').waitFor();
  await disconnect(page);
  await page.getByText('New bookings are now written to New, because Old was disconnected.').first().waitFor();
  await page.getByText('New bookings are written to New.').waitFor();
  expect(await page.locator('.ad > [role=status]').last().textContent()).toContain(
    'New bookings are now written to New',
  );
  await expectAccessible(page, 'another calendar');

  await page.getByRole('button', { name: 'Keep New' }).click();
  await expect.poll(() => page.locator('.cal-change').count(), { timeout: 10_000 }).toBe(0);
  // The page shows it before it is written.
  const changes = () =>
    stack.sql.query(
      'select from private.booking_target_changes as t join public.hosts as h on h.id = t.host_id where h.owner_id = $1',
      [owner.id],
    );
  await expect.poll(async () => (await changes()).rowCount, { timeout: 10_000 }).toBe(0);
  await page.reload();
  await page.getByText('New bookings are written to New.').waitFor();
  expect(await page.locator('.cal-change').count()).toBe(0);
});

it('a host whose last calendar was disconnected sees that bookings reach none, until one is connected', async (context) => {
  const { page, owner, connect } = await open(context);
  await connect('caldav');
  await openCalendars(page, stack.url, owner);
  await disconnect(page);
  const note = page.locator('.cal-change');
  await note.getByText(/^New bookings are not written to any calendar, because Old was disconnected\./).waitFor();
  await expectAccessible(page, 'no calendar');
  await connect('apple');
  await page.reload();
  await page.getByText('New bookings are written to New.').waitFor();
  expect(await note.count()).toBe(0);
});

it('a host whose only calendar for bookings can only be read sees what to do', async (context) => {
  const { page, owner, connect } = await open(context);
  await connect('caldav');
  await stack.sql.query(`update public.calendars set access = 'read' where owner_id = $1`, [owner.id]);
  await openCalendars(page, stack.url, owner);
  await page.getByText(/^Old is now read-only, so bookings are not written to it\. Give the account/).waitFor();
  await page.getByText('New bookings wait until Old can be written to.').waitFor();
  await expectAccessible(page, 'read-only');
});

it('an owner of several hosts sees of each that lost its calendar, and is led there', async (context) => {
  const { page, owner, connect } = await open(context);
  const room = await createHost(stack.sql, { owner_id: owner.id, display_name: 'Room', kind: 'room' });
  await connect('caldav', room.id);
  await openCalendars(page, stack.url, owner);
  await disconnect(page);
  const note = page.locator('.cal-change');
  await note.getByText('New bookings of Room are not written to any calendar, because Old was disconnected.').waitFor();
  await note.getByRole('button', { name: 'Show Room' }).click();
  expect(await page.getByLabel('Whose time the calendars block').inputValue()).toBe(room.id);
  await note.getByText(/Connect one below\.$/).waitFor();
});
