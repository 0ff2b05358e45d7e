import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createHost, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { useVisits } from './admin-visits.ts';
import { createWritableAccount, setBookingScene } from './booking-scene.ts';
import { recordRequests, replayAs } from './foreign-requests.ts';
import { expectAccessible } from './visitor.ts';

const stack = useStack({
  config: { pollIntervalSeconds: 86_400 },
  providers: [createWritableAccount()],
  rateLimit: null,
});
const visit = useVisits();

type Scene = Awaited<ReturnType<typeof setBookingScene>>;
/** A booking that nobody made by the rules: of any time and state. */
async function insertBooking({ host, eventType }: Scene, name: string, days: number, columns: object = {}) {
  const { start, end } = slotIn(days);
  const booking = await insert(stack.sql, 'bookings', {
    host_id: host.id,
    event_type_id: eventType.id,
    status: 'confirmed',
    starts_at: start,
    ends_at: end,
    ...columns,
  });
  const email = `${name.toLowerCase().replace(/\W/g, '')}@example.com`;
  await insert(stack.sql, 'booking_attendees', { booking_id: booking.id, name, email, time_zone: 'Asia/Tokyo' });
  return String(booking.id);
}
const names = (page: Page) => page.locator('.bk-row-who strong').allTextContents();

it('bookings are listed by day, looked for by name, and each list has an address', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  for (const [name, days] of [
    ['Ann Early', 3],
    ['Ben Later', 4],
    ['Cleo Past', -3],
    ['Dora Older', -9],
  ] as const)
    await insertBooking(scene, name, days);
  await insertBooking(scene, 'Eve Gone', 5, { status: 'cancelled', cancelled_at: new Date(), cancelled_by: 'visitor' });
  await openAdmin(page, stack.url, scene.owner, 'bookings', 'Bookings');
  await page.getByRole('link', { name: /Ann Early/ }).waitFor();
  expect(await names(page)).toEqual(['Ann Early', 'Ben Later']);
  await page.getByText('19:00 in Tokyo').first().waitFor();
  await expectAccessible(page, 'upcoming');

  await page.getByRole('button', { name: 'Past' }).click();
  await page.getByRole('link', { name: /Cleo Past/ }).waitFor();
  expect(await names(page)).toEqual(['Cleo Past', 'Dora Older']);
  expect(new URL(page.url()).search).toBe('?view=past');
  await page.getByLabel('Name or email').fill('doraolder@');
  await expect.poll(() => names(page)).toEqual(['Dora Older']);
  await page.reload();
  await expect.poll(() => names(page)).toEqual(['Dora Older']);
  await page.getByLabel('Name or email').fill('nobody');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await expectAccessible(page, 'nothing found');
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'Cancelled' }).click();
  await page.getByText('Cancelled by the attendee').waitFor();
  await page.getByRole('button', { name: 'Requests' }).click();
  await page.getByRole('heading', { name: 'No requests are waiting' }).waitFor();
});

it('more are shown when asked for, and a new one appears without loading the page again', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  for (let day = 1; day <= 32; day += 1) await insertBooking(scene, `Visitor ${day}`, day);
  await openAdmin(page, stack.url, scene.owner, 'bookings', 'Bookings');
  await expect.poll(() => names(page)).toHaveLength(30);
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await expect.poll(() => names(page)).toHaveLength(32);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Visitor 31');
  await insertBooking(scene, 'Zoe New', 40);
  await expect.poll(() => names(page), { timeout: 10_000 }).toHaveLength(33);
});

it('a booking opens beside its list by the keyboard, and the focus goes back', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const id = await insertBooking(scene, 'Ann Early', 3);
  await openAdmin(page, stack.url, scene.owner, 'bookings?view=upcoming', 'Bookings');
  const row = page.getByRole('link', { name: /Ann Early/ });
  await row.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Call with Ann Early' });
  await drawer.getByText('annearly@example.com').first().waitFor();
  await drawer.getByRole('heading', { name: 'History' }).waitFor();
  expect(new URL(page.url()).search).toBe(`?view=upcoming&open=${id}`);
  await expectAccessible(page, 'drawer');
  await page.keyboard.press('Escape');
  await expect.poll(() => drawer.count()).toBe(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Ann Early');
});

it('a booking is moved to a free time, and to any time with a message, which its attendee gets', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const { id, start } = await scene.book(3);
  await openAdmin(page, stack.url, scene.owner, `bookings/${id}`, 'Call with Ann Visitor');
  const starts = async () => new Date(String((await scene.bookingOf(id))?.starts_at)).toISOString();

  await page.getByRole('button', { name: 'Move', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Move the booking' });
  await dialog.getByRole('group').getByRole('radio').first().waitFor();
  await expectAccessible(page, 'choosing a free time');
  await dialog.getByRole('button', { name: 'Move the booking' }).click();
  await dialog.getByText('Choose a time first.').waitFor();
  const free = dialog.getByRole('radio').nth(2);
  const chosen = String(await free.getAttribute('value'));
  await free.check();
  await dialog.getByText(/^For Ann Visitor \(Tokyo\)$/).waitFor();
  await dialog.getByRole('button', { name: 'Move the booking' }).click();
  await expect.poll(() => dialog.count()).toBe(0);
  await expect.poll(starts).toBe(new Date(chosen).toISOString());
  await page.getByText('Moved by you').waitFor();

  // At three at night, which no hours offer.
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.getByRole('button', { name: 'Any time' }).click();
  await dialog.getByLabel('Begins').fill('03:00');
  await dialog.getByLabel('Message to Ann Visitor').fill('The train is late.');
  await expectAccessible(page, 'any time');
  await dialog.getByRole('button', { name: 'Move the booking' }).click();
  await page.getByText('“The train is late.”').waitFor();
  expect(await starts()).not.toBe(start);
  expect(new Date(await starts()).getUTCMinutes()).toBe(0);
});

it('a time that something takes is refused with what that is', async (context) => {
  const page = await visit(context, { colorScheme: 'dark' });
  const scene = await setBookingScene(stack);
  const [{ id }, other] = [await scene.book(3), await scene.book(4)];
  await openAdmin(page, stack.url, scene.owner, `bookings/${id}`, 'Call with Ann Visitor');
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Any time' }).click();
  await dialog.getByLabel('Day').fill(other.start.slice(0, 10));
  await dialog.getByRole('button', { name: 'Move the booking' }).click();
  await dialog.getByText('This time cannot be taken: there is another booking').waitFor();
  await expectAccessible(page, 'refused');
});

it('another time is proposed, a mail is sent again, a calendar file is kept', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const { id } = await scene.book(3);
  await openAdmin(page, stack.url, scene.owner, `bookings/${id}`, 'Call with Ann Visitor');
  await page.getByRole('button', { name: 'Propose another time' }).click();
  const dialog = page.getByRole('dialog', { name: 'Propose another time' });
  await dialog.getByRole('radio').first().check();
  await expectAccessible(page, 'proposing');
  await dialog.getByRole('button', { name: 'Send the proposal' }).click();
  await page.getByText('You proposed another time').waitFor();
  await page.getByText(/It waits for Ann Visitor/).waitFor();

  const mails = page.getByRole('region', { name: 'Mails' });
  const sent = mails.getByRole('listitem').filter({ hasText: 'Proposed time' });
  await sent.getByText('Sent', { exact: true }).waitFor({ timeout: 15_000 });
  await sent.getByRole('button', { name: 'Send again' }).click();
  await mails.getByText('(sent again)').waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Calendar file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`booking-${id}.ics`);
});

it('an event that could not be written is written again, and a webhook sent again', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const { webhook_endpoint: endpoint } = await scene.post('/webhook-endpoints', {
    url: 'https://hooks.invalid/openslot',
  });
  const { id } = await scene.book(3);
  await scene.rows(
    `update public.booking_calendar_events set state = 'failed', pushed_revision = null, last_error = 'The server refused the event.' where booking_id = $1 returning 1`,
    [id],
  );
  const attempts = async () =>
    (await scene.rows('select attempts from public.webhook_deliveries where endpoint_id = $1', [endpoint.id]))[0]
      ?.attempts;
  await expect.poll(attempts, { timeout: 10_000 }).toBe(1);
  await scene.rows(
    `update public.webhook_deliveries set state = 'failed', last_error = 'No such server.' where endpoint_id = $1 returning 1`,
    [endpoint.id],
  );
  await openAdmin(page, stack.url, scene.owner, `bookings/${id}`, 'Call with Ann Visitor');
  await page.getByText('Could not be written').waitFor();
  await expectAccessible(page, 'failed deliveries');
  await page.getByRole('button', { name: 'Try again now' }).click();
  await page.getByText('Written', { exact: true }).waitFor({ timeout: 10_000 });
  const webhooks = page.getByRole('region', { name: 'Webhooks' });
  await webhooks.getByText('Not delivered').waitFor();
  await webhooks.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => webhooks.getByText('Not delivered').count()).toBe(0);
});

it('somebody who did not come is marked, and the mark can be taken back', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const id = await insertBooking(scene, 'Ann Early', -1);
  await openAdmin(page, stack.url, scene.owner, `bookings/${id}`, 'Call with Ann Early');
  const mark = page.getByRole('button', { name: 'Did not come' });
  await mark.click();
  await expect.poll(async () => (await scene.bookingOf(id))?.no_show).toBe(true);
  await expect.poll(() => mark.getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await scene.bookingOf(id))?.no_show).toBe(false);
});

it('all of it fits on a phone', async (context) => {
  const page = await visit(context, { width: 375, height: 740, colorScheme: 'dark' });
  const scene = await setBookingScene(stack, { requires_confirmation: true });
  const { id } = await scene.book(3, 'pending');
  await openAdmin(page, stack.url, scene.owner, 'bookings?view=requests', 'Bookings');
  await page.getByText('Awaiting your response').waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'list on a phone');
  await page.getByRole('link', { name: /Ann Visitor/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Move the booking' });
  await dialog.getByRole('radio').first().waitFor();
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await expectAccessible(page, 'moving on a phone');
  await page.goto(`${stack.url}/admin/bookings/${id}`);
  await page.getByRole('heading', { name: 'Request: Call with Ann Visitor' }).waitFor();
  expect(await overhang(page)).toBe(0);
});

it('a second owner who sends what the page of the first one sends sees nothing and changes nothing', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const { id } = await scene.book(3);
  const sent = recordRequests(page, stack.url);
  await openAdmin(page, stack.url, scene.owner, `bookings?q=Ann&open=${id}`, 'Bookings');
  const drawer = page.getByRole('dialog', { name: 'Call with Ann Visitor' });
  await drawer.getByRole('button', { name: 'Send again' }).first().click();
  await page.getByText('(sent again)').waitFor();
  await drawer.getByRole('button', { name: 'Propose another time' }).click();
  await page.getByRole('dialog').getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Send the proposal' }).click();
  await page.getByText('You proposed another time').waitFor();
  await drawer.getByRole('button', { name: 'Cancel the booking' }).click();
  await page
    .getByRole('dialog', { name: 'Cancel this booking?' })
    .getByRole('button', { name: 'Cancel the booking' })
    .click();
  await page.getByText('Cancelled by you').waitFor();
  await page.goto('about:blank');

  await scene.rows(
    `update public.bookings set status = 'confirmed', cancelled_at = null, cancelled_by = null where id = $1 returning 1`,
    [id],
  );
  const before = await scene.rows('select to_jsonb(b) from public.bookings as b where id = $1', [id]);
  const mails = () => scene.rows('select id from public.notifications where booking_id = $1 order by id', [id]);
  const mailsBefore = await mails();
  const other = await stack.signUp();
  await createHost(stack.sql, { owner_id: other.id });
  const answers = await replayAs(other.accessToken, sent);
  expect(answers.filter(({ request }) => request.startsWith('POST /bookings/')).map(({ status }) => status)).toEqual(
    answers.filter(({ request }) => request.startsWith('POST /bookings/')).map(() => 403),
  );
  expect(answers.length).toBeGreaterThan(8);
  for (const { request, text } of answers) {
    // Free times are public.
    if (request.endsWith('/get_available_slots')) continue;
    expect(text, request).not.toContain('ann@example.com');
    expect(text, request).not.toContain(scene.host.id);
  }
  expect(await scene.rows('select to_jsonb(b) from public.bookings as b where id = $1', [id])).toEqual(before);
  expect(await mails()).toEqual(mailsBefore);
});
