import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { freeDay, useSite } from './site.ts';
import { fillDetails, times } from './visitor.ts';

const { stack, visit: open } = useSite();

/** A visitor who does not wait for long. */
const visit: typeof open = async (...args) => {
  const visitor = await open(...args);
  visitor.page.setDefaultTimeout(10_000);
  return visitor;
};

beforeAll(async () => {
  await stack.sql.query(`update public.event_types set horizon_days = 200 where slug = 'intro'`);
});

/** All bookings of a visitor, as the database has them. */
async function bookingsOf(email: string) {
  const { rows } = await stack.sql.query(
    `select b.id, b.status, b.starts_at, b.sequence, a.name
       from public.bookings b join public.booking_attendees a on a.booking_id = b.id where a.email = $1`,
    [email],
  );
  return rows;
}

const book = (page: Page) => page.getByRole('button', { name: 'Book this time' });
const booked = (page: Page) => page.getByRole('heading', { name: 'You are booked' });

/** Chooses another time for the booking of a page, by its place in the list of a day, and returns it. */
async function chooseNewTime(page: Page, place: number): Promise<string> {
  await page.getByRole('button', { name: 'Move booking' }).click();
  await page.getByRole('button', { name: 'Keep it' }).waitFor();
  await page.locator('.bw-day[data-kind="free"]').nth(1).click();
  const time = times(page).nth(place);
  const start = (await time.getAttribute('data-start')) ?? '';
  await time.click();
  return start;
}

describe('a visitor on the page of another site', () => {
  it('books, moves and cancels', async (context) => {
    const { page, faults } = await visit(context);
    await freeDay(page).waitFor();
    await times(page).nth(2).click();
    await fillDetails(page, 'Wanda Way', 'wanda@example.com');
    await book(page).click();
    await booked(page).waitFor();
    const shown = await page.locator('booking-widget time').first().getAttribute('datetime');
    const [first, ...others] = await bookingsOf('wanda@example.com');
    expect(others).toEqual([]);
    expect(first).toMatchObject({ status: 'confirmed', starts_at: new Date(shown ?? ''), sequence: 0 });

    await page.goto((await page.getByRole('link', { name: /Change or cancel/ }).getAttribute('href')) ?? '');
    const start = await chooseNewTime(page, 3);
    await page.getByRole('button', { name: 'Move to this time' }).click();
    await page.getByRole('button', { name: 'Move booking' }).waitFor();
    expect(await bookingsOf('wanda@example.com')).toMatchObject([{ starts_at: new Date(start), sequence: 1 }]);

    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    expect(await bookingsOf('wanda@example.com')).toMatchObject([{ id: first?.id, status: 'cancelled' }]);
    expect(faults).toEqual([]);
  });

  it('loses their time to another browser: the nearest ones are offered, and what they typed is kept', async (context) => {
    const slow = await visit(context, { attributes: 'host="demo" event="intro" live="off"' });
    await freeDay(slow.page).waitFor();
    const start = await times(slow.page).nth(1).getAttribute('data-start');
    const chosen = `button[data-start="${start}"]`;
    await slow.page.locator(chosen).click();
    await slow.page.getByText('This time is kept for you').waitFor();
    await fillDetails(slow.page, 'Sam Slow', 'sam@example.com');
    // Their hold ends, without a word to the page.
    await stack.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where status = 'held'`);

    const fast = await visit(context);
    await fast.page.locator(chosen).click();
    await fillDetails(fast.page, 'Fay Fast', 'fay@example.com');
    await book(fast.page).click();
    await booked(fast.page).waitFor();

    await book(slow.page).click();
    await slow.page.getByText('was just taken').waitFor();
    const nearest = slow.page.locator('.bw-nearest button');
    await expect.poll(() => nearest.count()).toBe(3);
    const offered = await nearest
      .locator('time')
      .evaluateAll((all) => all.map((each) => each.getAttribute('datetime')));
    expect(offered).not.toContain(start);
    await nearest.first().click();
    expect(await slow.page.getByLabel('Name').inputValue()).toBe('Sam Slow');
    await book(slow.page).click();
    await booked(slow.page).waitFor();
    expect((await bookingsOf('sam@example.com')).map((each) => each.starts_at.toISOString())).toEqual([offered[0]]);
    expect((await bookingsOf('fay@example.com')).map((each) => each.starts_at.toISOString())).toEqual([start]);
    expect([...slow.faults, ...fast.faults]).toEqual([]);
  });
});

/** Where the connection breaks: the request does not arrive, or its response does not come back. */
type Break = 'before it arrives' | 'after it was answered';

interface Broken {
  /** Settles with the first request that did not get through. */
  broken: Promise<void>;
  mend(): void;
}

/** Breaks the connection in the middle of the next request whose path ends so, or of all of them until it is mended. */
async function breakNext(page: Page, ending: string, when: Break, count = 1): Promise<Broken> {
  const { promise: broken, resolve } = Promise.withResolvers<void>();
  let left = count;
  await page.route(
    (url) => url.pathname.endsWith(ending),
    async (route) => {
      if (left === 0 || route.request().method() === 'OPTIONS') return route.continue();
      left -= 1;
      if (when === 'after it was answered') expect((await route.fetch({ maxRetries: 2 })).ok()).toBe(true);
      await route.abort('connectionfailed');
      resolve();
    },
  );
  return {
    broken,
    mend: () => {
      left = 0;
    },
  };
}

describe.each<Break>(['before it arrives', 'after it was answered'])('where the connection breaks %s', (when) => {
  it('each request can be made again: one booking, moved once, and no response is lost', async (context) => {
    const email = `cut-${when.length}@example.com`;
    const { page } = await visit(context, {}, {}, (opened) => breakNext(opened, '/get_page_with_slots', when));
    await page.getByText('Check your connection').waitFor();
    // Of these the page asks for some ahead of time.
    const { mend } = await breakNext(page, '/get_available_slots', when, Number.POSITIVE_INFINITY);
    await page.getByRole('button', { name: 'Try again' }).click();
    await freeDay(page).waitFor();
    // Six weeks are known, and no more.
    for (let month = 0; month < 2; month += 1) await page.getByRole('button', { name: 'Next month' }).click();
    await page.getByText('Check your connection').waitFor();
    mend();
    await page.getByRole('button', { name: 'Try again' }).click();
    await freeDay(page).click();

    const hold = await breakNext(page, '/holds', when);
    await times(page).nth(5).click();
    await hold.broken;
    await fillDetails(page, 'Cutter', email);
    await breakNext(page, '/bookings', when);
    await book(page).click();
    await page.getByText('Check your connection').waitFor();
    // What is changed after a request that arrived is not part of it.
    await page.getByLabel('Name').fill('Cutter, Corrected');
    await book(page).click();
    await booked(page).waitFor();
    const name = when === 'before it arrives' ? 'Cutter, Corrected' : 'Cutter';
    expect(await bookingsOf(email)).toMatchObject([{ status: 'confirmed', name }]);
    expect(await page.locator('dl').textContent()).toContain(`${name}${email}`);
    expect(await page.getByText('Your first attempt had already arrived').count()).toBe(name === 'Cutter' ? 1 : 0);

    await page.goto((await page.getByRole('link', { name: /Change or cancel/ }).getAttribute('href')) ?? '');
    const start = await chooseNewTime(page, 4);
    const move = page.getByRole('button', { name: 'Move to this time' });
    await breakNext(page, '/reschedule', when);
    await move.click();
    const moving = page.getByRole('button', { name: 'Move booking' });
    if (when === 'before it arrives') {
      await page.getByRole('alert').waitFor();
      // Whoever comes back by their link sees what is so.
      await page.reload();
      await moving.waitFor();
      expect(await chooseNewTime(page, 4)).toBe(start);
      await move.click();
    }
    // What was done without our hearing of it is found out.
    await moving.waitFor();
    expect(Date.parse((await page.locator('dl time').first().getAttribute('datetime')) ?? '')).toBe(Date.parse(start));
    expect(await bookingsOf(email)).toMatchObject([{ starts_at: new Date(start), sequence: 1 }]);

    await page.getByRole('button', { name: 'Cancel booking' }).click();
    const cancel = page.getByRole('button', { name: 'Cancel this booking' });
    await breakNext(page, '/cancel', when);
    await cancel.click();
    if (when === 'before it arrives') {
      await page.getByRole('alert').waitFor();
      await cancel.click();
    }
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    expect(await bookingsOf(email)).toMatchObject([{ status: 'cancelled', sequence: expect.any(Number) }]);
  });

  it('a hold that is to be renewed ends as the page says, and its time is booked all the same', async (context) => {
    const email = `renew-${when.length}@example.com`;
    const { page } = await visit(context, {}, {}, (opened) => opened.clock.install());
    await freeDay(page).waitFor();
    await times(page).nth(7).click();
    await page.getByText('This time is kept for you').waitFor();
    await page.clock.fastForward('04:00');
    const { broken } = await breakNext(page, '/renew', when);
    await page.getByLabel('Name').fill('Rena');
    await page.clock.fastForward('00:30');
    await broken;
    // The clock of the database does not know of these minutes: the hold is still there.
    const given = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.clock.fastForward('01:00');
    await page.getByText('This time is no longer kept for you').waitFor();
    expect((await given).status()).toBe(204);
    await page.waitForResponse((response) => response.url().includes('/get_available_slots'));
    await fillDetails(page, 'Rena Renewed', email);
    await book(page).click();
    await booked(page).waitFor();
    expect(await bookingsOf(email)).toMatchObject([{ status: 'confirmed', name: 'Rena Renewed' }]);
  });
});
