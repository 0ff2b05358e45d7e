import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { oneOf } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { settle, slotIn } from '../sync/feed-scene.ts';
import { startFeed } from '../sync/feed-stand-in.ts';
import { createBookable, openCalendars } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;
let feed: Awaited<ReturnType<typeof startFeed>>;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  feed = await startFeed();
});
afterEach(async () => {
  await feed.stop();
  for (const visitor of visitors.splice(0)) {
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  }
});
afterAll(closePages);

/** An owner whose feed has so many events without a begin, one that may be on some days, and one that is well. */
async function open(context: { skip: (note: string) => never }, count: number, options: VisitorOptions = {}) {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { width: 390, height: 844, ...options });
  visitors.push(visitor);
  const scene = await createBookable(stack);
  await stack.sql.query(`update public.hosts set stale_policy = 'closed' where id = $1`, [scene.host.id]);
  const first = slotIn(3).start.replace(/[-:]/g, '');
  const last = slotIn(5).start.replace(/[-:]/g, '');
  feed.response({
    events: [
      { uid: 'days', lines: [`DTSTART:${first}`, 'DURATION:PT1M', `RRULE:FREQ=SECONDLY;UNTIL=${last}`] },
      ...Array.from({ length: count }, (_, index) => ({ uid: `odd-${index}`, lines: [`DTSTART:day ${index}`] })),
      { uid: 'well', ...slotIn(20) },
    ],
  });
  const response = await fetch(`${stack.url}/calendar/connections/ics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.owner.accessToken}` },
    body: JSON.stringify({ url: feed.url }),
  });
  const { connection } = await response.json();
  await settle(stack.sql, connection.calendars[0].id);
  await openCalendars(visitor.page, stack.url, scene.owner);
  return { ...scene, page: visitor.page, calendarId: connection.calendars[0].id as string };
}
const offered = async (eventTypeId: string, days: number): Promise<number> => {
  const day = slotIn(days).start.slice(0, 10);
  const { data } = await stack.client().rpc('get_available_slots', {
    event_type_id: eventTypeId,
    range_start: `${day}T00:00:00Z`,
    range_end: `${day}T23:59:59Z`,
  });
  return data.slots.length;
};

it('a host sees which days are not known, says that the event takes no time, and has them offered again', async (context) => {
  const { page, eventType } = await open(context, 0);
  await page.getByText('We can’t read the time of an event in this calendar.').waitFor();
  await page.getByText(/Until then, no times are offered on these days\./).waitFor();
  expect(await page.textContent('body')).not.toContain('Secret');
  await expectAccessible(page, 'an event of unknown time');
  expect([await offered(eventType.id, 4), (await offered(eventType.id, 10)) > 0]).toEqual([0, true]);

  await page.getByRole('button', { name: /^It doesn’t block my time/ }).click();
  await page.getByText('You confirmed that an event with an unreadable time doesn’t block your time.').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^You confirmed/);
  expect(await page.locator('.ad > [role=status]').last().textContent()).toContain('Confirmed.');
  expect(await offered(eventType.id, 4)).toBeGreaterThan(0);
  await expectAccessible(page, 'an acknowledged event');
  await page.reload();
  await page.getByText(/^You confirmed/).waitFor();
});

it('a host answers for each of many, one after the other', async (context) => {
  const { page, eventType } = await open(context, 6);
  await page.getByText('We can’t read the time of 7 events in this calendar.').waitFor();
  await page.getByText('And 2 more').waitFor();
  const buttons = page.getByRole('button', { name: /^It doesn’t block my time/ });
  for (let left = 7; left > 0; left -= 1) {
    await expect.poll(() => buttons.count()).toBe(Math.min(5, left));
    expect(await offered(eventType.id, 4)).toBe(0);
    await buttons.first().click();
    await page
      .getByText(left === 2 ? /the time of an event/ : left === 1 ? /^You confirmed/ : `${left - 1} events`)
      .first()
      .waitFor();
  }
  expect(await offered(eventType.id, 4)).toBeGreaterThan(0);
});

it('an event that was corrected meanwhile is gone from the page when its button is used', async (context) => {
  const { page, calendarId } = await open(context, 0);
  const button = page.getByRole('button', { name: /^It doesn’t block my time/ });
  await button.waitFor();
  // The page is told of the change at once, and may have read it before anybody can use the button.
  const { promise: used, resolve: use } = Promise.withResolvers<void>();
  await page.route('**/calendar/connections', async (route) => {
    await used;
    await route.continue();
  });
  await stack.sql.query('delete from private.unknown_times where calendar_id = $1', [calendarId]);
  await button.click();
  await page.getByText('This no longer exists.').waitFor();
  use();
  await expect.poll(() => button.count()).toBe(0);
});

it('a calendar that takes no time asks nothing', async (context) => {
  const { page } = await open(context, 0);
  const question = page.getByText(/^We can’t read the time/);
  await question.waitFor();
  await page.getByRole('switch').uncheck();
  await expect.poll(() => question.count()).toBe(0);
});

const variants: [string, VisitorOptions][] = [
  ['on a phone', { width: 390, height: 844 }],
  ['at 320 pixels in dark colours', { colorScheme: 'dark', width: 320, height: 640 }],
  ['on a desktop', { width: 1280, height: 800 }],
  ['on a desktop in dark colours', { colorScheme: 'dark', width: 1290, height: 800 }],
];

it.each(oneOf(variants))('%s nothing is cut off', async (_, options) => {
  if (browser === null) return;
  const { page } = await open(
    {
      skip: () => {
        throw new Error('there is a browser');
      },
    },
    6,
    options,
  );
  await page.getByText('And 2 more').waitFor();
  await expectAccessible(page, 'many');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${options.width}.png`, fullPage: true });
});
