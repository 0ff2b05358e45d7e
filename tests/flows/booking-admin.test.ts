import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createEventType, createHost, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { createWritableAccount, setBookingScene } from './booking-scene.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({
  config: { pollIntervalSeconds: 86_400 },
  providers: [createWritableAccount()],
  rateLimit: null,
});
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

type Row = Record<string, unknown>;
const rows = async (text: string, values: unknown[]): Promise<Row[]> => (await stack.sql.query(text, values)).rows;
const bookingOf = async (id: string) => (await rows('select * from public.bookings where id = $1', [id]))[0];
const setScene = (columns: Row = {}) => setBookingScene(stack, columns);

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('a long password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
const questions = JSON.stringify([{ id: 'topic', label: 'What is it about?', type: 'textarea' }]);

it('the link of a mail leads through the sign-in to the booking, which follows its event when the host says so', async (context) => {
  const page = await visit(context);
  const scene = await setScene({ questions });
  const { id } = await scene.book(3);
  const to = slotIn(4);
  await scene.propose(id, 'moved', { starts_at: to.start, ends_at: to.end });

  await page.goto(await scene.mailedLink(id, 'booking_event_moved'));
  await page.getByLabel('Email').waitFor();
  expect(await page.textContent('body')).not.toContain('Ann');
  await expectAccessible(page, 'sign-in');
  await signIn(page, scene.owner.email);
  await page.getByRole('heading', { name: 'Call with Ann Visitor' }).waitFor();
  await page.getByText('Room 4, first floor').waitFor();
  await page.getByText('Plans for the new office').waitFor();
  await page.getByText('home, CalDAV').waitFor();
  await page.getByText(/^For Ann Visitor: 19:00 – 19:30 in Tokyo \(GMT\+9\)$/).waitFor();
  await expectAccessible(page, 'moved');

  await page.getByRole('button', { name: 'Move the booking there' }).click();
  await expect.poll(() => page.getByRole('region', { name: 'Moved in your calendar' }).count()).toBe(0);
  await page.getByText('Moved in your calendar: the booking was moved to that time').waitFor();
  expect((await bookingOf(id))?.starts_at).toEqual(new Date(to.start));
  await page.getByText('Written', { exact: true }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
});

it('a deleted event is written again, one that overlaps is left, and a booking ends with a word to its attendee', async (context) => {
  const page = await visit(context);
  const scene = await setScene();
  const booking = await scene.book(3);
  await scene.overlap('Dentist', booking);
  await scene.propose(booking.id, 'deleted', null);
  await page.goto(await scene.mailedLink(booking.id, 'booking_conflict'));
  await signIn(page, scene.owner.email);

  const [dentist, deleted] = ['Overlaps with “Dentist”', 'Deleted in your calendar'].map((name) =>
    page.getByRole('region', { name }),
  );
  await page.getByText('Deleted there', { exact: true }).waitFor();
  await expectAccessible(page, 'two conflicts');
  await deleted?.getByRole('button', { name: 'Write the event again' }).click();
  await page.getByText('Written', { exact: true }).waitFor();
  await dentist?.getByRole('button', { name: 'Keep both' }).click();
  await page.getByText('Overlaps with “Dentist”: you kept the booking as it is').waitFor();
  expect((await bookingOf(booking.id))?.status).toBe('confirmed');

  const opener = page.getByRole('button', { name: 'Cancel the booking' });
  await opener.click();
  await page.getByRole('dialog', { name: 'Cancel this booking?' }).waitFor();
  await expectAccessible(page, 'asked whether to cancel');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect((await bookingOf(booking.id))?.status).toBe('confirmed');
  await opener.click();
  await page.getByLabel('Reason').fill('I am ill, sorry.');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the booking' }).click();
  await page.getByText('Cancelled by you').waitFor();
  await page.getByText('I am ill, sorry.').waitFor();
  expect(await bookingOf(booking.id)).toMatchObject({ status: 'cancelled', cancelled_by: 'host' });
  await page.getByText('Removed', { exact: true }).or(page.getByText('Not in any calendar')).waitFor();
});

it('a request for a series shows all of its dates, and is decided as one unless the host says otherwise', async (context) => {
  const page = await visit(context);
  const scene = await setScene({ requires_confirmation: true, series_max: 5 });
  const ids = await scene.bookSeries(3, 3);
  const statuses = async () =>
    (await rows('select status from public.bookings where id = any ($1) order by starts_at', [ids])).map(
      ({ status }) => status,
    );
  await page.goto(await scene.mailedLink(String(ids[0]), 'series_requested'));
  await signIn(page, scene.owner.email);
  const dates = page.getByRole('navigation', { name: 'All dates of this series' });
  await dates.waitFor();
  expect(await dates.getByText('Awaiting your response').count()).toBe(3);
  expect(await page.getByLabel('All 3 dates that wait for it').isChecked()).toBe(true);
  await expectAccessible(page, 'a request for a series');

  await dates.getByRole('link').first().click();
  await page.waitForURL(`**/admin/bookings/${ids[1]}`);
  await page.getByLabel('Only this date').check();
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Decline the request' }).click();
  await dates.getByText('Declined').waitFor();
  expect(await statuses()).toEqual(['pending', 'declined', 'pending']);

  await dates.getByRole('link').first().click();
  await page.waitForURL(`**/admin/bookings/${ids[0]}`);
  await page.getByRole('button', { name: 'Confirm all 2' }).click();
  await expect.poll(() => dates.getByText('Confirmed').count(), { timeout: 8000 }).toBe(2);
  expect(await statuses()).toEqual(['confirmed', 'declined', 'confirmed']);
});

it('a series is cancelled for one date unless the host says for all', async (context) => {
  const page = await visit(context);
  const scene = await setScene({ series_max: 5 });
  const ids = await scene.bookSeries(3, 3);
  const statuses = async () =>
    (await rows('select status from public.bookings where id = any ($1) order by starts_at', [ids])).map(
      ({ status }) => status,
    );
  await page.goto(await scene.mailedLink(String(ids[0]), 'series_confirmed'));
  await signIn(page, scene.owner.email);
  await page.getByRole('button', { name: 'Cancel the booking' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the booking' }).click();
  await page.getByText('Cancelled by you').waitFor();
  expect(await statuses()).toEqual(['cancelled', 'confirmed', 'confirmed']);

  await page.getByRole('navigation', { name: 'All dates of this series' }).getByRole('link').first().click();
  await page.waitForURL(`**/admin/bookings/${ids[1]}`);
  await page.getByLabel('All 2 dates that lie ahead').check();
  await page.getByRole('button', { name: 'Cancel all 2' }).click();
  await page.getByRole('dialog', { name: 'Cancel all 2 dates?' }).waitFor();
  await expectAccessible(page, 'asked whether to cancel a series');
  await page.getByLabel('Reason').fill('I am moving.');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel all 2' }).click();
  await page.getByText('Cancelled by you').waitFor();
  expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

it('of two bookings at one time, of hosts that share a calendar, each leads to the other, and one decision is for both', async (context) => {
  const page = await visit(context);
  const scene = await setScene();
  const booking = await scene.book(3);
  const room = await createHost(stack.sql, { owner_id: scene.owner.id, display_name: 'Room 2' });
  const type = await createEventType(stack.sql, room.id, { title: 'Meeting' });
  const other = await insert(stack.sql, 'bookings', {
    host_id: room.id,
    event_type_id: type.id,
    status: 'confirmed',
    starts_at: booking.start,
    ends_at: booking.end,
  });
  await insert(stack.sql, 'calendar_links', { calendar_id: scene.calendar?.id, host_id: room.id });

  await page.goto(await scene.mailedLink(booking.id, 'booking_conflict'));
  await signIn(page, scene.owner.email);
  await page.getByRole('region', { name: 'Overlaps with the booking “Meeting, Room 2”' }).waitFor();
  await expectAccessible(page, 'a double booking');
  await page.getByRole('link', { name: 'Open the other booking' }).click();
  await page.getByRole('region', { name: /^Overlaps with the booking “.*”$/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/admin/bookings/${other.id}`);
  await page.getByRole('button', { name: 'Keep both' }).click();
  await page.getByText(/: you kept the booking as it is$/).waitFor();
  const open = await rows('select 1 from public.booking_conflicts where booking_id = $1 and resolved_at is null', [
    booking.id,
  ]);
  expect(open).toEqual([]);
});

it('what cannot be done is said in words, and what failed in the calendar, too', async (context) => {
  const page = await visit(context, { colorScheme: 'dark', width: 390, height: 844 });
  const scene = await setScene();
  const [booking, other] = [await scene.book(3), await scene.book(4)];
  const [start, end] = [other.start, other.end].map((instant) =>
    new Date(Date.parse(instant) + 15 * 60_000).toISOString(),
  );
  await scene.propose(booking.id, 'moved', { starts_at: start, ends_at: end });
  await stack.sql.query(
    `update public.booking_calendar_events set state = 'failed', last_error = 'The server refused the event.' where booking_id = $1`,
    [booking.id],
  );
  await stack.sql.query('update public.bookings set unread_calendars = $2 where id = $1', [
    booking.id,
    JSON.stringify([{ calendar_id: scene.calendar?.id, reason: 'It has not been read recently.' }]),
  ]);
  await page.goto(`${stack.url}/admin/bookings/${booking.id}`);
  await signIn(page, scene.owner.email);
  await page.getByText('home: It has not been read recently.').waitFor();
  await page.getByText('Could not be written').waitFor();
  await page.getByText('The server refused the event.').waitFor();
  await page.getByRole('button', { name: 'Move the booking there' }).click();
  await page.getByRole('alert').getByText('There is another booking at that time').waitFor();
  await expectAccessible(page, 'refused');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect((await bookingOf(booking.id))?.starts_at).toEqual(new Date(booking.start));
});

it('a request is answered', async (context) => {
  const page = await visit(context);
  const scene = await setScene({ requires_confirmation: true });
  const [first, second] = [await scene.book(3, 'pending'), await scene.book(4, 'pending')];
  await page.goto(`${stack.url}/admin/bookings/${first.id}`);
  await signIn(page, scene.owner.email);
  await page.getByText('It is written when you confirm.').waitFor();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Confirmed', { exact: true }).waitFor();
  await page.getByText('Written', { exact: true }).waitFor();
  await page.goto(`${stack.url}/admin/bookings/${second.id}`);
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Decline the request' }).click();
  await page.getByText('Declined', { exact: true }).waitFor();
  expect((await bookingOf(second.id))?.status).toBe('declined');
});

it('of a booking of somebody else no more is shown than of one that does not exist', async (context) => {
  const page = await visit(context);
  const { id } = await (await setScene()).book(3);
  const stranger = await stack.signUp();
  await createHost(stack.sql, { owner_id: stranger.id });
  const texts = [];
  for (const [index, one] of [id, crypto.randomUUID(), 'nonsense'].entries()) {
    await page.goto(`${stack.url}/admin/bookings/${one}`);
    if (index === 0) await signIn(page, stranger.email);
    await page.getByRole('heading', { name: 'No booking here' }).waitFor();
    texts.push(await page.textContent('main'));
  }
  await expectAccessible(page, 'not found');
  expect(new Set(texts).size).toBe(1);
});
