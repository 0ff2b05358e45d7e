import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
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

const { start, end } = slotIn(3);
const date = start.slice(0, 10);

/** The texts and links of the line that a time is in. */
async function lineOf(page: Page, times: string): Promise<{ text: string | null; links: string[] }> {
  const line = page.locator('.why-group').filter({ has: page.getByText(times, { exact: true }) });
  await line.waitFor();
  return {
    text: await line.textContent(),
    links: await line.getByRole('link').evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? '')),
  };
}

it('each start of a day is free, or has all its reasons with what would change them', async (context) => {
  const page = await visit(context);
  const { owner, host, eventType } = await createBookable(stack);
  const booking = await insert(stack.sql, 'bookings', {
    host_id: host.id,
    event_type_id: eventType.id,
    status: 'confirmed',
    starts_at: start,
    ends_at: end,
  });
  const attendee = {
    booking_id: booking.id,
    name: 'Ann Visitor',
    email: 'ann@example.com',
    time_zone: 'UTC',
    locale: 'en',
  };
  await insert(stack.sql, 'booking_attendees', { ...attendee, answers: {} });
  const block = { host_id: host.id, kind: 'block', reason: 'Tax office' };
  await insert(stack.sql, 'blocked_periods', {
    ...block,
    starts_at: start,
    ends_at: end.replace('T10:30', 'T11:00'),
  });
  await openAdmin(page, stack.url, owner, `why?type=call&date=${date}`, 'Why not free?');

  await page.getByText('14 times are free', { exact: true }).waitFor();
  expect(await lineOf(page, '00:00 – 08:30')).toEqual({
    text: expect.stringContaining('It is outside your open hours.'),
    links: ['/admin/availability'],
  });
  expect((await lineOf(page, '09:00 – 09:30')).text).toContain('Free');
  const ten = await lineOf(page, '10:00');
  expect(ten.text).toContain('A block (Tax office) takes 10:00–11:00.');
  expect(ten.text).toContain('The booking of Ann Visitor takes 10:00–10:30.');
  expect(ten.links).toEqual(['/admin/availability', `/admin/bookings/${booking.id}`]);
  expect((await lineOf(page, '10:30')).links).toEqual(['/admin/availability']);
  await expectAccessible(page, 'why');

  await stack.sql.query('update public.event_types set is_active = false, buffer_after_minutes = 30 where id = $1', [
    eventType.id,
  ]);
  await page.getByRole('button', { name: 'Next day' }).click();
  await page.getByRole('button', { name: 'Previous day' }).click();
  await page.getByText('No time is free', { exact: true }).waitFor();
  const before = await lineOf(page, '09:30');
  expect(before.text).toContain('Call is switched off.');
  expect(before.text).toContain('The time to be kept free before or after Call meets the booking of Ann Visitor');
  expect(new Set(before.links)).toEqual(new Set([`/admin/event-types/${eventType.id}`]));
}, 60_000);

it('is usable on a phone, and its address says what was asked', async (context) => {
  const page = await visit(context, { width: 375, height: 740 });
  const { owner, host } = await createBookable(stack);
  await insert(stack.sql, 'event_types', {
    host_id: host.id,
    slug: 'long',
    title: 'Long talk',
    durations_minutes: [60, 90],
    min_notice_minutes: 0,
    horizon_days: 60,
  });
  await openAdmin(page, stack.url, owner, 'why', 'Why not free?');
  await page.getByLabel('Event type').selectOption('long');
  await page.getByLabel('Length').selectOption('90');
  await page.getByLabel('Day', { exact: true }).fill(date);
  await page.getByText('09:00 – 15:00', { exact: true }).waitFor();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ type: 'long', duration: '90', date });
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'why on a phone');
}, 60_000);
