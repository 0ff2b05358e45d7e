import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEvent, changeEvent, removeEvent } from '../../sync-service/sandbox/google/controls.ts';
import { send } from '../http/scene.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { createBookable, openCalendars } from './host-page.ts';
import {
  chooseDay,
  createVisitor,
  expectAccessible,
  fillDetails,
  openBookingPage,
  timeAt,
  type Visitor,
} from './visitor.ts';

const google = await openGoogleSandbox();
const { world, push } = google.sandbox;
const stack = useStack({
  // A poll a day: what is seen here was told by notifications.
  config: (publicUrl) => {
    const redirectUri = `${publicUrl}/calendar/connections/google/callback`;
    world.clients.get(google.client.clientId)?.redirectUris.push(redirectUri);
    return { google: { ...google.client, redirectUri }, pollIntervalSeconds: 86_400 };
  },
  rateLimit: null,
});
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
  await google.stop();
  expect(visitors.flatMap(({ faults }) => faults)).toEqual([]);
  google.expectNoViolations();
});

const slowly = { timeout: 10_000, interval: 50 };
const within = { timeout: 15_000 };

async function visit(context: { skip: (note: string) => never }): Promise<Page> {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
  visitors.push(visitor);
  return visitor.page;
}

/** A host on their page of calendars, and a person with an account at Google. */
async function setScene(page: Page) {
  const bookable = await createBookable(stack);
  const email = `ann-${randomUUID()}@example.com`;
  world.addUser(email, { name: 'Ann Host' });
  const club = world.addCalendar(email, { summary: 'Club' });
  await openCalendars(page, stack.url, bookable.owner);
  return { ...bookable, email, club };
}

/** From the page of calendars to that of the sandbox, with the account chosen. */
async function goToConsent(page: Page, email: string, by = 'Connect Google'): Promise<void> {
  await page.getByRole('button', { name: by }).click();
  await page.getByRole('heading', { name: /wants to use your calendar/ }).waitFor();
  await page.getByRole('radio', { name: email }).check();
}

/** Connects the account, and waits until Google tells of changes. */
async function connect(page: Page, email: string): Promise<void> {
  await goToConsent(page, email);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('heading', { name: 'The calendar is connected' }).waitFor();
  await page.getByText('Last synced just now').waitFor(within);
  const isWatched = async () => {
    await stack.sql.query(`select graphile_worker.add_job('channels')`);
    await push.settled();
    const { rows } = await stack.sql.query(
      `select 1 from private.channels as n join public.calendars as c on c.id = n.calendar_id
        where c.provider_calendar_id = $1 and n.verified_at is not null`,
      [email],
    );
    return rows.length;
  };
  await expect.poll(isWatched, { timeout: 15_000, interval: 250 }).toBe(1);
}

/** What is in the calendar for that guest. */
const eventsOf = (calendarId: string, guest: string) =>
  [...(world.calendars.get(calendarId)?.events.values() ?? [])].filter(
    ({ status, content }) => status !== 'cancelled' && String(content['summary']).includes(guest),
  );
const timed = (start: string, end: string) => ({
  start: { dateTime: start, timeZone: 'UTC' },
  end: { dateTime: end, timeZone: 'UTC' },
});
const later = (instant: string, minutes: number) => new Date(Date.parse(instant) + minutes * 60_000).toISOString();

describe('a host with a Google account', () => {
  it('connects it in the browser; its events take times from open booking pages', async (context) => {
    const page = await visit(context);
    const { email, slug } = await setScene(page);
    await goToConsent(page, email);
    await expectAccessible(page, 'consent');
    await page.goBack();
    await connect(page, email);
    await page.getByRole('listitem', { name: 'Google Calendar' }).getByText('Connected', { exact: true }).waitFor();
    await page.getByText(`New bookings are written to ${email}.`).waitFor();
    await page.reload();
    await page.getByText('changes arrive instantly').waitFor();
    await expectAccessible(page, 'connected');

    const visitor = await visit(context);
    await openBookingPage(visitor, stack.url, 'call', slug);
    const [, first = '', second = ''] = await chooseDay(visitor);
    const loads: string[] = [];
    visitor.on('framenavigated', (frame) => loads.push(frame.url()));
    const isShown = (start: string) => async () => (await timeAt(visitor, start).count()) === 1;

    const { id } = addEvent(world, email, { summary: 'Dentist', ...timed(first, later(first, 30)) });
    await expect.poll(isShown(first), slowly).toBe(false);
    changeEvent(world, email, id, timed(second, later(second, 30)));
    await expect.poll(isShown(first), slowly).toBe(true);
    expect(await isShown(second)()).toBe(false);
    removeEvent(world, email, id);
    await expect.poll(isShown(second), slowly).toBe(true);
    expect(loads).toEqual([]);
    expect(await visitor.content()).not.toContain('Dentist');
  }, 90_000);

  it('finds a booking there once, with who comes, and both sides can move and cancel it', async (context) => {
    const page = await visit(context);
    const { owner, email, club, slug } = await setScene(page);
    await connect(page, email);
    await page.getByRole('group', { name: 'Club' }).getByRole('radio').check();
    await page.getByText('New bookings are written to Club.').waitFor();

    const visitor = await visit(context);
    await openBookingPage(visitor, stack.url, 'call', slug);
    const [, start = '', , , free = ''] = await chooseDay(visitor);
    await timeAt(visitor, start).click();
    await fillDetails(visitor, 'Vera Visitor', 'vera@example.com');
    const response = visitor.waitForResponse((one) => one.url().endsWith('/bookings') && one.status() === 201);
    await visitor.getByRole('button', { name: 'Book this time' }).click();
    await visitor.getByRole('heading', { name: 'You are booked' }).waitFor();
    const { booking, manage_token: token } = await (await response).json();
    const guests = () => eventsOf(club.id, 'Vera Visitor');
    const starts = () => guests().map((event) => new Date(event.start.dateTime ?? 0).toISOString());
    await expect.poll(starts, slowly).toEqual([new Date(start).toISOString()]);
    expect(guests()[0]?.content).toMatchObject({ summary: 'Call: Vera Visitor' });
    expect(guests()[0]?.content['description']).toContain('Vera Visitor <vera@example.com>');
    expect(eventsOf(email, 'Vera Visitor')).toEqual([]);

    // Here: the visitor moves it.
    const moved = await send(stack.url, 'POST', `/bookings/${booking.id}/reschedule`, { token, body: { start: free } });
    expect(moved.status, moved.text).toBe(200);
    await expect.poll(starts, slowly).toEqual([new Date(free).toISOString()]);

    // There: the host moves it; their decision makes it so.
    const asHost = (method: string, path: string, body?: unknown) =>
      send(stack.url, method, path, { token: owner.accessToken, ...(body === undefined ? {} : { body }) });
    changeEvent(world, club.id, guests()[0]?.id ?? '', timed(start, later(start, 30)));
    const conflicts = async () => (await asHost('GET', `/bookings/${booking.id}/conflicts`)).body.conflicts;
    await expect.poll(conflicts, slowly).toMatchObject([{ kind: 'moved', resolved_at: null }]);
    const [{ id: conflict }] = await conflicts();
    const decided = await asHost('POST', `/bookings/${booking.id}/conflicts/${conflict}`, { decision: 'move' });
    expect(decided.status, decided.text).toBe(200);
    expect(new Date(decided.body.booking.start).toISOString()).toBe(new Date(start).toISOString());

    // Here: the visitor cancels it on the page of their mail.
    await visitor.goto(`${stack.url}/manage/${booking.id}#token=${token}`);
    await visitor.getByRole('button', { name: 'Cancel booking' }).click();
    await visitor.getByRole('button', { name: /^Cancel (this|the) booking|^Yes|^Cancel booking/ }).click();
    await visitor.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    await expect.poll(() => guests().length, slowly).toBe(0);
  }, 90_000);

  it('who says no at Google, or unticks a permission, is told so, and nothing is connected', async (context) => {
    const page = await visit(context);
    const { email } = await setScene(page);
    await goToConsent(page, email);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'Nothing was connected' }).waitFor();
    await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();

    await goToConsent(page, email);
    await page.getByRole('checkbox').first().uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Permissions are missing' }).waitFor();
    await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();

    await connect(page, email);
  }, 60_000);

  it('whose grant ends is told to reconnect, and does so with the settings kept', async (context) => {
    const page = await visit(context);
    const { email } = await setScene(page);
    await connect(page, email);
    await page.getByRole('group', { name: 'Club' }).getByRole('switch').check();
    world.endGrants(email);
    await page.getByRole('button', { name: /^Sync now/ }).click();
    await page.getByText('Access has ended').waitFor(within);
    await goToConsent(page, email, 'Reconnect');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page
      .getByRole('paragraph')
      .filter({ hasText: /^Connected$/ })
      .waitFor(within);
    expect(await page.getByRole('group', { name: 'Club' }).getByRole('switch').isChecked()).toBe(true);
  }, 60_000);
});
