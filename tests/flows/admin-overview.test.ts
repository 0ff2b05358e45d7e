import { expect, it } from 'vitest';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
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

it('what is next, what waits and what is to be decided is in one place, and requests are answered there', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack, { requires_confirmation: true });
  const [first, second] = [await scene.book(3, 'pending'), await scene.book(4, 'pending')];
  await openAdmin(page, stack.url, scene.owner, 'overview', 'Overview');
  const waiting = page.getByRole('region', { name: 'Waiting for you' });
  await expect.poll(() => waiting.getByRole('listitem').count()).toBe(2);
  await page
    .getByText(/^All calendars fresh/)
    .first()
    .waitFor();
  await expectAccessible(page, 'requests');

  await waiting.getByRole('button', { name: 'Confirm: Ann Visitor' }).first().click();
  await page
    .getByRole('region', { name: 'Next' })
    .getByRole('link', { name: /Ann Visitor/ })
    .waitFor();
  expect((await scene.bookingOf(first.id))?.status).toBe('confirmed');
  await waiting.getByRole('button', { name: 'Decline: Ann Visitor' }).press('Enter');
  await page.getByLabel('Reason').fill('I am away.');
  await expectAccessible(page, 'declining');
  await page.getByRole('dialog').getByRole('button', { name: 'Decline the request' }).click();
  await expect.poll(() => waiting.count()).toBe(0);
  expect(await scene.bookingOf(second.id)).toMatchObject({ status: 'declined', cancel_reason: 'I am away.' });

  await scene.overlap('Dentist', first);
  await page.getByText('Overlaps with “Dentist”').waitFor({ timeout: 10_000 });
  await page.getByRole('link', { name: 'Decide' }).click();
  await page.getByRole('heading', { level: 1, name: 'Conflicts' }).waitFor();
});

it('a calendar that cannot be read is named with what mends it', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  await scene.rows(
    `update public.calendar_connections set status = 'error', last_error = 'The server is away.' where owner_id = $1 returning 1`,
    [scene.owner.id],
  );
  await openAdmin(page, stack.url, scene.owner, 'overview', 'Overview');
  const problems = page.getByRole('region', { name: '1 calendar problem' });
  await problems.getByText(/The server is away/).waitFor();
  await expectAccessible(page, 'a problem');
  await problems.getByRole('button', { name: 'Sync now: CalDAV' }).click();
  await page
    .getByRole('status')
    .getByText(/^It is read/)
    .waitFor();
  await expect.poll(() => problems.count(), { timeout: 15_000 }).toBe(0);

  await scene.rows(
    `update public.calendar_connections set status = 'needs_reconnect', last_error = 'The password was changed.' where owner_id = $1 returning 1`,
    [scene.owner.id],
  );
  await page.reload();
  await page.getByRole('link', { name: 'Reconnect: CalDAV' }).click();
  await page.getByRole('heading', { level: 1, name: /alendars/ }).waitFor();
});

it('whoever begins is told what is missing, and shares the link as a text and as a code', async (context) => {
  const page = await visit(context, { width: 375, height: 740, colorScheme: 'dark' });
  const owner = await stack.signUp();
  const host = await createHost(stack.sql, { owner_id: owner.id, slug: 'anna-begins' });
  await openAdmin(page, stack.url, owner, 'overview', 'Overview');
  const steps = page.getByRole('region', { name: 'Still to do' });
  await expect
    .poll(() => steps.getByRole('link').allTextContents())
    .toEqual(['Add an event type', 'Set your hours', 'Connect a calendar']);
  expect(await page.getByRole('link', { name: /\/book\/anna-begins$/ }).getAttribute('href')).toBe(
    `${stack.url}/book/${host.slug}`,
  );
  await page.getByRole('button', { name: 'QR code' }).click();
  await page.getByRole('img', { name: `QR code of ${stack.url}/book/anna-begins` }).waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'a code');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as SVG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('book-anna-begins.svg');
});

it('a second owner who sends what the page of the first one sends sees and answers nothing', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack, { requires_confirmation: true });
  const { id } = await scene.book(3, 'pending');
  const sent = recordRequests(page, stack.url);
  await openAdmin(page, stack.url, scene.owner, 'overview', 'Overview');
  await page.getByRole('button', { name: 'Confirm: Ann Visitor' }).click();
  await page
    .getByRole('region', { name: 'Next' })
    .getByRole('link', { name: /Ann Visitor/ })
    .waitFor();
  await page.goto('about:blank');
  await scene.rows(`update public.bookings set status = 'pending' where id = $1 returning 1`, [id]);
  const other = await stack.signUp();
  await createHost(stack.sql, { owner_id: other.id });
  const answers = await replayAs(other.accessToken, sent);
  expect(answers.find(({ request }) => request === `POST /bookings/${id}/confirm`)?.status).toBe(403);
  for (const { request, text } of answers) {
    expect(text, request).not.toContain('ann@example.com');
    expect(text, request).not.toContain(scene.host.slug);
  }
  expect((await scene.bookingOf(id))?.status).toBe('pending');
});
