import { expect, it } from 'vitest';
import { createHost } from '../support/fixtures.ts';
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

it('an event that appears over a booking is shown beside it without loading the page again, and kept', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const booking = await scene.book(3);
  await openAdmin(page, stack.url, scene.owner, 'conflicts', 'Conflicts');
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  await expectAccessible(page, 'nothing to decide');
  await scene.overlap('Dentist', booking);
  const panel = page.getByRole('region', { name: 'Overlaps with “Dentist”' });
  await panel.waitFor({ timeout: 10_000 });
  await page.getByRole('link', { name: 'Call with Ann Visitor' }).waitFor();
  await panel.getByText('home, CalDAV').waitFor();
  await panel.getByText('Dentist', { exact: true }).waitFor();
  await expectAccessible(page, 'an overlap');

  await panel.getByRole('button', { name: 'Keep both' }).press('Enter');
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByText('you kept the booking as it is').waitFor();
  expect(new URL(page.url()).search).toBe('?view=history');
  await expectAccessible(page, 'history');
});

it('a moved event takes its booking along, or elsewhere, or is left where it is', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const [along, left] = [await scene.book(3), await scene.book(5)];
  const to = slotIn(4);
  await scene.propose(along.id, 'moved', { starts_at: to.start, ends_at: to.end });
  await openAdmin(page, stack.url, scene.owner, 'conflicts', 'Conflicts');
  await page.getByText('Now in your calendar').waitFor();
  await expectAccessible(page, 'a moved event');
  await page.getByRole('button', { name: 'Move the booking there' }).click();
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  expect((await scene.bookingOf(along.id))?.starts_at).toEqual(new Date(to.start));

  const elsewhere = slotIn(6);
  const times = { starts_at: elsewhere.start, ends_at: elsewhere.end };
  await scene.propose(left.id, 'moved', times);
  await page.getByRole('button', { name: 'Leave both' }).click({ timeout: 15_000 });
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  expect((await scene.bookingOf(left.id))?.starts_at).toEqual(new Date(left.start));
  // Seen again as it is, it is no new question; moved once more, it is.
  await scene.propose(left.id, 'moved', times);
  const open = () =>
    scene.rows('select 1 from public.booking_conflicts where booking_id = $1 and resolved_at is null', [left.id]);
  expect(await open()).toEqual([]);
  const later = slotIn(7);
  await scene.propose(left.id, 'moved', { starts_at: later.start, ends_at: later.end });
  expect(await open()).toHaveLength(1);
});

it('a booking whose event was deleted moves to another time, or ends with a word to its attendee', async (context) => {
  const page = await visit(context, { width: 375, height: 740 });
  const scene = await setBookingScene(stack);
  const [moved, ended] = [await scene.book(3), await scene.book(4)];
  await scene.propose(moved.id, 'deleted', null);
  await openAdmin(page, stack.url, scene.owner, 'conflicts', 'Conflicts');
  await page.getByRole('button', { name: 'Move it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move the booking' });
  await dialog.getByRole('radio').nth(1).check();
  await expectAccessible(page, 'moving it');
  await dialog.getByRole('button', { name: 'Move the booking' }).click();
  const start = async () => String((await scene.bookingOf(moved.id))?.starts_at);
  await expect.poll(start).not.toBe(String(new Date(moved.start)));
  await expect.poll(() => dialog.count()).toBe(0);

  await scene.overlap('Dentist', ended);
  const panel = page.getByRole('region', { name: 'Overlaps with “Dentist”' });
  await panel.waitFor({ timeout: 10_000 });
  expect(await overhang(page)).toBe(0);
  await panel.getByRole('button', { name: 'Cancel the booking' }).click();
  await page.getByLabel('Reason').fill('I have to be elsewhere.');
  await expectAccessible(page, 'cancelling it');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the booking' }).click();
  await expect.poll(async () => (await scene.bookingOf(ended.id))?.cancel_reason).toBe('I have to be elsewhere.');
});

it('a second owner who sends what the page of the first one sends sees nothing and decides nothing', async (context) => {
  const page = await visit(context);
  const scene = await setBookingScene(stack);
  const booking = await scene.book(3);
  await scene.overlap('Dentist', booking);
  const sent = recordRequests(page, stack.url);
  await openAdmin(page, stack.url, scene.owner, 'conflicts', 'Conflicts');
  await page.getByRole('button', { name: 'Keep both' }).click();
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  await page.goto('about:blank');
  await scene.rows(
    'update public.booking_conflicts set resolved_at = null, resolution = null where booking_id = $1 returning 1',
    [booking.id],
  );
  const other = await stack.signUp();
  await createHost(stack.sql, { owner_id: other.id });
  const answers = await replayAs(other.accessToken, sent);
  expect(answers.filter(({ request }) => request.startsWith('POST /bookings/')).map(({ status }) => status)).toEqual([
    403,
  ]);
  for (const { request, text } of answers) {
    expect(text, request).not.toContain('Dentist');
    expect(text, request).not.toContain('ann@example.com');
  }
  const [conflict] = await scene.rows('select resolution from public.booking_conflicts where booking_id = $1', [
    booking.id,
  ]);
  expect(conflict).toEqual({ resolution: null });
});
