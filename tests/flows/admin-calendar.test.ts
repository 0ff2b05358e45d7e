import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shiftMonth } from '../../web-embed/shared/month-grid.ts';
import { createAccountStub } from '../support/account-stub.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const source = createAccountStub('caldav');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, providers: [source], rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  source.events = {};
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

/** Days from now, as the address has it. */
const dateIn = (days: number): string => slotIn(days).start.slice(0, 10);
const dayName = (days: number): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    Date.parse(slotIn(days).start),
  );

/** A host in UTC, open from 9 to 17, whose calendar is connected, with ways for things to be there. */
async function setScene() {
  const { owner, host, eventType } = await createBookable(stack);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${owner.accessToken}` };
  const response = await fetch(`${stack.url}/calendar/connections/caldav`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      url: 'https://dav.example.com/',
      username: 'h@example.com',
      password: 'app-password',
      host_id: host.id,
    }),
  });
  expect(response.status).toBe(201);
  const { connection } = await response.json();
  const calendarId = connection.calendars[0].id as string;
  const status = async () =>
    (await stack.sql.query('select sync_status from public.calendars where id = $1', [calendarId])).rows[0]
      ?.sync_status;
  await expect.poll(status).toBe('synced');
  return {
    owner,
    host,
    eventType,
    calendarId,
    async book(days: number, name: string) {
      const { start, end } = slotIn(days);
      const booking = await insert(stack.sql, 'bookings', {
        host_id: host.id,
        event_type_id: eventType.id,
        status: 'confirmed',
        starts_at: start,
        ends_at: end,
      });
      const attendee = {
        booking_id: booking.id,
        name,
        email: 'ann@example.com',
        time_zone: 'Asia/Tokyo',
        locale: 'en',
      };
      await insert(stack.sql, 'booking_attendees', { ...attendee, answers: {} });
      return String(booking.id);
    },
    event: (title: string, start: string, end: string, more = {}) =>
      insert(stack.sql, 'synced_events', {
        calendar_id: calendarId,
        provider_event_id: title,
        title,
        starts_at: start,
        ends_at: end,
        ...more,
      }),
    /** The account's next poll. */
    pull: () => stack.sql.query('select private.enqueue_pull($1, $2)', [calendarId, connection.id]),
  };
}

const open = (page: Page, scene: { owner: Parameters<typeof openAdmin>[2] }, query: string) =>
  openAdmin(page, stack.url, scene.owner, `calendar?${query}`, 'Calendar').then(() =>
    page.locator('[role=grid][aria-busy=false]').waitFor(),
  );
const cell = (page: Page, name: string | RegExp): Locator => page.getByRole('gridcell', { name });
const item = (page: Page, name: string | RegExp): Locator =>
  page.locator('.cal-item').and(page.getByRole('button', { name }));
/** What has the focus, as a screen reader says it. */
const focusName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const label = document.activeElement?.getAttribute('aria-label');
    const copy = document.activeElement?.cloneNode(true) as Element;
    for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
    return label ?? copy.textContent ?? '';
  });

describe('the week', () => {
  it('shows bookings, blocks and events of other calendars, each with its name, and conflicts as they are stored', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    const id = await scene.book(3, 'Ann Visitor');
    const { start, end } = slotIn(3);
    const event = await scene.event('Dentist', start, end);
    await stack.sql.query(`select private.detect_conflicts($1, array[$2::uuid], '{}')`, [scene.calendarId, event.id]);
    await insert(stack.sql, 'blocked_periods', {
      host_id: scene.host.id,
      kind: 'block',
      reason: 'Tax office',
      starts_at: start.replace('T10', 'T14'),
      ends_at: end.replace('T10', 'T15'),
    });
    await open(page, scene, `view=week&date=${dateIn(3)}`);

    await item(page, /^Booking: Ann Visitor, 10:00–10:30, conflict$/).waitFor();
    await item(page, /^External event: Dentist, 10:00–10:30, Synced from CalDAV$/).waitFor();
    await item(page, /^Blocked: Tax office, 14:00–15:30$/).waitFor();
    await cell(page, `${dayName(3)} at 09:00, free`).waitFor();
    await cell(page, `${dayName(3)} at 08:30, closed`).waitFor();
    await expectAccessible(page, 'week');

    await item(page, /^Booking: Ann/).click();
    await page.getByRole('dialog', { name: 'Ann Visitor' }).waitFor();
    await page.getByText('“Dentist” overlaps this booking.').waitFor();
    await page.getByText(/19:00–19:30 in Tokyo$/).waitFor();
    expect(await page.getByRole('link', { name: 'Open the booking' }).getAttribute('href')).toBe(
      `/admin/bookings/${id}`,
    );
    await expectAccessible(page, 'a booking');
    await page.keyboard.press('Escape');
    await item(page, /^External event: Dentist/).click();
    await page.getByRole('dialog', { name: 'Dentist' }).getByText('Synced from CalDAV').waitFor();
    await expectAccessible(page, 'an external event');
  }, 60_000);

  it('is used with the keyboard alone: cells, what is in them and back, other weeks, a day', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    await scene.book(3, 'Ann Visitor');
    await open(page, scene, `view=week&date=${dateIn(3)}`);
    const name = () => focusName(page);
    await cell(page, `${dayName(3)} at 10:00, Booking: Ann Visitor, 10:00–10:30`).focus();
    await page.keyboard.press('ArrowUp');
    expect(await name()).toBe(`${dayName(3)} at 09:30, free`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await name()).toBe('Booking: Ann Visitor, 10:00–10:30');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Ann Visitor' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(name, { message: 'the focus comes back' }).toBe('Booking: Ann Visitor, 10:00–10:30');
    await page.keyboard.press('Escape');
    expect(await name()).toBe(`${dayName(3)} at 10:00, Booking: Ann Visitor, 10:00–10:30`);

    await page.keyboard.press('PageDown');
    await expect.poll(name).toBe(`${dayName(10)} at 10:00, free`);
    await page.keyboard.press('PageUp');
    await expect.poll(name).toBe(`${dayName(3)} at 10:00, Booking: Ann Visitor, 10:00–10:30`);
    await page.keyboard.press('End');
    const last = await name();
    await page.keyboard.press('ArrowRight');
    await expect.poll(name, { message: 'the next week follows' }).not.toBe(last);
    await expect.poll(name).toMatch(/at 10:00, free$/);

    // Up over whole days to the day itself.
    for (let press = 0; press < 40; press += 1) await page.keyboard.press('ArrowUp');
    expect(await name()).toMatch(/: show the day/);
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('view')).toBe('day');
    expect(await page.locator('[role=grid] [tabindex="0"]').count(), 'one tab stop').toBe(1);
  }, 60_000);

  it('loses a slot without reload when an event appears in the calendar, and gets it back', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    await open(page, scene, `view=week&date=${dateIn(3)}&type=call`);
    const slot = slotIn(3);
    const at = `${dayName(3)} at 10:00`;
    await cell(page, `${at}, free`).focus();
    const loads: string[] = [];
    page.on('framenavigated', (frame) => loads.push(frame.url()));

    source.events = {
      home: [
        { id: 'dentist', ...slot },
        { id: 'later', ...slotIn(20) },
      ],
    };
    await scene.pull();
    await cell(page, new RegExp(`^${at}, External event`)).waitFor({ timeout: 15_000 });
    await item(page, /^External event: .* Synced from CalDAV$/).waitFor();
    expect(await focusName(page), 'the focus stays').toContain(at);

    // Not empty: a calendar that is suddenly empty stays busy.
    source.events = { home: [{ id: 'later', ...slotIn(20) }] };
    await scene.pull();
    await cell(page, `${at}, free`).waitFor({ timeout: 15_000 });
    expect(loads, 'nothing was loaded anew').toEqual([]);
  }, 60_000);

  it('keeps how its hours are shown: from when to when, a second zone, and what is hidden', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    await scene.book(3, 'Ann Visitor');
    await open(page, scene, `view=week&date=${dateIn(3)}`);
    expect(await page.getByRole('row').count()).toBe(2 + 32);
    await page.getByText('View options').click();
    await page.getByLabel('From', { exact: true }).selectOption('8');
    await page.getByLabel('Until').selectOption('18');
    await page.getByLabel('Second time zone').selectOption('Asia/Tokyo');
    await expectAccessible(page, 'options');
    await page.getByRole('button', { name: 'Bookings', pressed: true }).click();
    await item(page, /^Booking/).waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('[role=grid][aria-busy=false]').waitFor();
    expect(await page.getByRole('row').count()).toBe(2 + 20);
    await page.getByRole('rowheader', { name: '09:00 18:00' }).waitFor();
    expect(await item(page, /^Booking/).count()).toBe(0);
  }, 60_000);
});

describe('a booking on behalf', () => {
  it('is made by choosing a free time of the day, and is there at once', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    await open(page, scene, `view=day&date=${dateIn(3)}`);
    await cell(page, `${dayName(3)} at 10:00, free`).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New booking' });
    await dialog.getByText('This time is free.').waitFor();
    await expectAccessible(page, 'form');
    await dialog.getByLabel('Name').fill('Bo Example');
    await dialog.getByLabel('Email').fill('bo@example.com');
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Booked for Bo Example.').waitFor();
    await item(page, 'Booking: Bo Example, 10:00–10:30').waitFor();
    const { rows } = await stack.sql.query('select status from public.bookings where host_id = $1', [scene.host.id]);
    expect(rows).toEqual([{ status: 'confirmed' }]);
  }, 60_000);

  it('says what is in the way, and is made nevertheless only when the host says so', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    const slot = slotIn(3);
    await scene.event('Dentist', slot.start, slot.end);
    await open(page, scene, `view=day&date=${dateIn(3)}`);
    await cell(page, `${dayName(3)} at 07:00, closed`).click();
    const dialog = page.getByRole('dialog', { name: 'New booking' });
    await dialog.getByText('It is outside your open hours.').waitFor();
    expect(await dialog.getByRole('switch').count()).toBe(1);
    await dialog.getByLabel('Begins').fill('10:00');
    await dialog.getByText(/“Dentist” in home \(CalDAV\) takes 10:00–10:30/).waitFor();
    await expectAccessible(page, 'what is in the way');
    await dialog.getByLabel('Name').fill('Bo Example');
    await dialog.getByLabel('Email').fill('bo@example.com');
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await dialog.getByRole('alert').getByText('This time is not free.').waitFor();
    await dialog.getByText('This is in the way:').waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Bo Example');
    await dialog.getByRole('switch', { name: 'Book although the time is taken' }).check();
    await dialog.getByRole('button', { name: 'Book', exact: true }).click();
    await item(page, 'Booking: Bo Example, 10:00–10:30').waitFor();
  }, 60_000);
});

describe('the month', () => {
  it('has six weeks with what is on each day, leads to the day, and is used with the keyboard', async (context) => {
    const page = await visit(context);
    const scene = await setScene();
    await scene.book(3, 'Ann Visitor');
    await open(page, scene, `view=month&date=${dateIn(3)}`);
    expect(await page.getByRole('gridcell').count()).toBe(42);
    expect(await page.getByRole('columnheader').count()).toBe(7);
    await cell(page, new RegExp(`^${dayName(3)}, 1 booking, 15 free times$`)).waitFor();
    await expectAccessible(page, 'month');
    await cell(page, new RegExp(`^${dayName(3)}, 1 booking`)).focus();
    await page.keyboard.press('PageDown');
    await expect
      .poll(() => focusName(page), { message: 'the same day of the next month, or its last one' })
      .toContain(String(Number(shiftMonth(dateIn(3), 1).slice(8))));
    expect(new URL(page.url()).searchParams.get('date')).toBe(shiftMonth(dateIn(3), 1));
    await page.keyboard.press('PageUp');
    await expect.poll(() => focusName(page)).toMatch(new RegExp(`^${dayName(3)}`));
    await page.keyboard.press('Enter');
    await item(page, 'Booking: Ann Visitor, 10:00–10:30').waitFor();
    expect(new URL(page.url()).searchParams.get('date')).toBe(dateIn(3));
    await page.goBack();
    await cell(page, new RegExp(`^${dayName(3)}, 1 booking`)).waitFor();
  }, 60_000);
});

it('asked why, a time says what is against it, and gives the focus back', async (context) => {
  const page = await visit(context);
  const scene = await setScene();
  const id = await scene.book(3, 'Ann Visitor');
  await open(page, scene, `view=week&date=${dateIn(3)}`);
  await page.getByRole('button', { name: 'Why?' }).click();
  await cell(page, `${dayName(3)} at 10:00, Booking: Ann Visitor, 10:00–10:30`).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Why is ${dayName(3)} at 10:00 not free?` });
  await dialog.getByText('The booking of Ann Visitor takes 10:00–10:30.').waitFor();
  expect(await dialog.getByRole('link', { name: 'Open the booking' }).getAttribute('href')).toBe(
    `/admin/bookings/${id}`,
  );
  await expectAccessible(page, 'why');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => focusName(page)).toBe(`${dayName(3)} at 10:00, Booking: Ann Visitor, 10:00–10:30`);
}, 60_000);

it('without an event type the next step is to create one', async (context) => {
  const page = await visit(context);
  const scene = await setScene();
  await stack.sql.query('delete from public.event_types where id = $1', [scene.eventType.id]);
  await open(page, scene, 'view=week');
  await page.getByRole('link', { name: 'Create an event type' }).waitFor();
  await expectAccessible(page, 'no event type');
}, 60_000);

it('on a phone each view fits the width, and begins with the day', async (context) => {
  const page = await visit(context, { width: 375, height: 740 });
  const scene = await setScene();
  await scene.book(3, 'Ann Visitor');
  await open(page, scene, `date=${dateIn(3)}`);
  await item(page, /^Booking: Ann Visitor/).waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'day on a phone');
  await item(page, /^Booking: Ann Visitor/).click();
  await page.getByRole('dialog', { name: 'Ann Visitor' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  for (const view of ['Week', 'Month']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    await page.locator('[role=grid][aria-busy=false]').waitFor();
    expect(await overhang(page), view).toBe(0);
    await expectAccessible(page, `${view} on a phone`);
  }
  await page.getByRole('button', { name: 'New booking' }).click();
  await page.getByRole('dialog', { name: 'New booking' }).getByText('This time is free.').waitFor();
  expect(await overhang(page)).toBe(0);
}, 60_000);
