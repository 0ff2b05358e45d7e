import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import {
  chooseDay,
  chooseZone,
  createVisitor,
  expectAccessible,
  fillDetails,
  openBookingPage,
  seedDemo,
  timeAt,
  times,
  type Visitor,
} from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
});

async function visit(context: { skip: (note: string) => never }, ...options: Parameters<typeof createVisitor>[1][]) {
  const opened = browser ?? context.skip(NO_BROWSER);
  const visitor = await createVisitor(opened, ...options);
  visitors.push(visitor);
  return visitor;
}

/** The active booking of a visitor, as the database has it. */
async function bookingOf(email: string) {
  const { rows } = await stack.sql.query(
    `select b.status, b.starts_at, b.ends_at, a.name, a.time_zone
       from public.bookings b join public.booking_attendees a on a.booking_id = b.id
      where a.email = $1`,
    [email],
  );
  return rows;
}

describe('a visitor in another time zone', () => {
  it('sees the times of their own zone and books the instant they see', async (context) => {
    const { page, faults } = await visit(context, { timeZone: 'America/New_York', locale: 'en-GB' });
    await openBookingPage(page, stack.url);
    expect(await page.getByLabel('Time zone').inputValue()).toMatch(/^New York \(GMT−[45]\)$/);

    const [start = ''] = await chooseDay(page);
    const local = DateTime.fromISO(start, { zone: 'America/New_York' });
    expect(await timeAt(page, start).locator('time').textContent()).toBe(local.toFormat('HH:mm'));
    // The host opens at nine in Berlin, which is night in New York.
    expect(DateTime.fromISO(start, { zone: 'Europe/Berlin' }).hour).toBeGreaterThanOrEqual(9);
    expect(local.hour).toBeLessThan(9);

    await timeAt(page, start).click();
    await fillDetails(page, 'Nora York', 'nora@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    const summary = await page.locator('dl').textContent();
    expect(summary).toContain(local.toFormat('HH:mm'));
    expect(summary).toMatch(/New York \(GMT−[45]\)/);

    const [booking, ...others] = await bookingOf('nora@example.com');
    expect(others).toEqual([]);
    expect(booking).toMatchObject({ status: 'confirmed', name: 'Nora York', time_zone: 'America/New_York' });
    expect(booking?.starts_at.toISOString()).toBe(start);
    expect(faults).toEqual([]);
  });

  it('can look at the times of another zone without a change of the instants', async (context) => {
    const { page } = await visit(context, { timeZone: 'Asia/Tokyo' });
    await openBookingPage(page, stack.url);
    const starts = await chooseDay(page);
    await chooseZone(page, 'Los Angeles');
    const [first = ''] = starts;
    const shown = DateTime.fromISO(first, { zone: 'America/Los_Angeles' });
    await expect.poll(() => timeAt(page, first).locator('time').textContent()).toBe(shown.toFormat('HH:mm'));
  });

  it('downloads a calendar file with the booked instant', async (context) => {
    const { page } = await visit(context, { timeZone: 'Asia/Kathmandu' });
    await openBookingPage(page, stack.url);
    const starts = await chooseDay(page);
    const start = starts.at(-1) ?? '';
    await timeAt(page, start).click();
    await fillDetails(page, 'Kiran', 'kiran@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByText('Add to your calendar').click();
    await expectAccessible(page, 'calendar menu');
    const link = page.getByRole('link', { name: 'Calendar file' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const text = await readFile(await download.path(), 'utf8');
    expect(download.suggestedFilename()).toBe('booking.ics');
    expect(text).toContain(`DTSTART:${DateTime.fromISO(start).toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}\r\n`);
  });
});

describe('a visitor who reads another language', () => {
  it('books in it, and gets their mail in it', async (context) => {
    const { page, faults } = await visit(context, { timeZone: 'Europe/Vienna', locale: 'de-AT' });
    await page.goto(`${stack.url}/book/demo/intro`);
    const free = page.locator('[role=gridcell] button[aria-label*="freie Zeit"]');
    const ahead = page.getByRole('button', { name: /^Nächster freier Tag/ });
    await free.first().or(ahead).first().waitFor();
    if ((await free.count()) === 0) await page.getByRole('button', { name: 'Nächster Monat' }).click();
    await free.first().click();
    await times(page).first().click();
    await expectAccessible(page, 'the form in German');
    await page.getByLabel('Name').fill('Grete');
    await page.getByLabel(/^E.Mail/).fill('grete@example.com');
    await page.getByRole('button', { name: 'Diese Zeit buchen' }).click();
    await page.getByRole('heading', { name: 'Ihr Termin steht' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    const mail = async () =>
      (
        await stack.sql.query(
          `select o.subject, a.locale from private.outbox as o join public.booking_attendees as a on a.email = o.recipient
           where o.recipient = 'grete@example.com'`,
        )
      ).rows;
    await expect
      .poll(mail, { timeout: 10_000 })
      .toEqual([{ subject: expect.stringMatching(/^Bestätigt: /), locale: 'de-AT' }]);
    expect(faults).toEqual([]);
  });
});

describe('two visitors and one time', () => {
  it('tells the second one politely and keeps what they typed', async (context) => {
    const first = await visit(context);
    const second = await visit(context);
    await openBookingPage(second.page, stack.url);
    const starts = await chooseDay(second.page);
    const [start = '', other = ''] = starts.slice(2);
    await timeAt(second.page, start).click();
    await second.page.getByText('This time is kept for you').waitFor();
    await fillDetails(second.page, 'Sam Second', 'sam@example.com');
    // They take so long that their hold runs out, and somebody else books.
    await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where status = 'held'`);

    await openBookingPage(first.page, stack.url);
    await chooseDay(first.page);
    await timeAt(first.page, start).click();
    await fillDetails(first.page, 'Fay First', 'fay@example.com');
    await first.page.getByRole('button', { name: 'Book this time' }).click();
    await first.page.getByRole('heading', { name: 'You are booked' }).waitFor();

    await second.page.getByRole('button', { name: 'Book this time' }).click();
    await second.page.getByText('was just taken').waitFor();
    await expect.poll(() => timeAt(second.page, start).count()).toBe(0);
    expect(await bookingOf('sam@example.com')).toEqual([]);

    await timeAt(second.page, other).click();
    expect(await second.page.getByLabel('Name').inputValue()).toBe('Sam Second');
    expect(await second.page.getByLabel('Email').inputValue()).toBe('sam@example.com');
    await second.page.getByRole('button', { name: 'Book this time' }).click();
    await second.page.getByRole('heading', { name: 'You are booked' }).waitFor();
    const [booking] = await bookingOf('sam@example.com');
    expect(booking?.starts_at.toISOString()).toBe(other);
    expect([...first.faults, ...second.faults]).toEqual([]);
  });

  it('tells a visitor at once when somebody else is already filling in the form', async (context) => {
    const first = await visit(context);
    const second = await visit(context);
    // Their page hears of nothing: the time stays on it until they choose it.
    await second.page.routeWebSocket(/\/live/, () => undefined);
    await openBookingPage(first.page, stack.url);
    await openBookingPage(second.page, stack.url);
    const starts = await chooseDay(first.page);
    await chooseDay(second.page);
    const start = starts.at(4) ?? '';
    await timeAt(first.page, start).click();
    await first.page.getByText('This time is kept for you').waitFor();
    await timeAt(second.page, start).click();
    await second.page.getByText('was just taken').waitFor();

    // The first one gives it up: the time is there again for everybody.
    const released = first.page.waitForResponse((response) => response.request().method() === 'DELETE');
    await first.page.getByRole('button', { name: 'Change time' }).click();
    expect((await released).status()).toBe(204);
    await times(first.page).first().waitFor();
    await openBookingPage(second.page, stack.url);
    await chooseDay(second.page);
    await expect.poll(() => timeAt(second.page, start).count()).toBe(1);
  });
});

describe('an event type that offers places', () => {
  it('has the visitor choose one and say what it needs', async (context) => {
    await stack.sql.query(
      `insert into public.event_types (host_id, slug, title, locations)
       select id, 'places', 'Places', '[{"kind": "address", "value": "Main St 1"}, {"kind": "phone_host_calls"}]'
       from public.hosts where slug = 'demo'`,
    );
    const { page, faults } = await visit(context);
    await openBookingPage(page, stack.url, 'places');
    const [start = ''] = await chooseDay(page);
    await timeAt(page, start).click();
    await fillDetails(page, 'Pia', 'pia@example.com');
    expect(await page.getByLabel('Phone number').count()).toBe(0);
    await page.getByLabel('Where would you like to meet?').selectOption('Phone: you are called');
    await page.getByLabel('Phone number').fill('030 123456');
    await expectAccessible(page, 'places');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    expect(await page.locator('dl').textContent()).toContain('030 123456');
    const { rows } = await stack.sql.query(
      `select b.location from public.bookings as b join public.booking_attendees as a on a.booking_id = b.id where a.email = 'pia@example.com'`,
    );
    expect(rows).toEqual([{ location: { kind: 'phone_host_calls', value: '030 123456' } }]);
    expect(faults).toEqual([]);
  });
});
