import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setScene } from '../http/scene.ts';
import { useSite } from './site.ts';
import { chooseDay, expectAccessible, fillDetails, timeAt } from './visitor.ts';

const { stack, visit } = useSite();

/** A host with series, on a foreign site. */
async function offered(columns: Record<string, unknown> = {}) {
  const scene = await setScene(stack, { slug: 'lesson', series_max: 6, ...columns });
  return { scene, attributes: `host="${scene.host.slug}" event="lesson"` };
}
const booked = async (hostId: string) =>
  (
    await stack.sql.query(
      `select starts_at, series_id from public.bookings where host_id = $1 and status in ('confirmed', 'pending') order by starts_at`,
      [hostId],
    )
  ).rows;

/** Fills in the form for a time and the same one a week later; the first of them. */
async function askForTwoWeeks(page: Page): Promise<string> {
  const [, , , , start = ''] = await chooseDay(page);
  await timeAt(page, start).click();
  await fillDetails(page, 'Ann', 'ann@example.com');
  await page.getByRole('radio', { name: 'Every week' }).check();
  await page.getByLabel('How many dates').selectOption('2');
  return start;
}

describe('a visitor who wants several dates', () => {
  it('sees the dates in their own zone, books all at once, and the page is told of each', async (context) => {
    const { scene, attributes } = await offered();
    const { page, faults, told } = await visit(context, { attributes }, { timeZone: 'Asia/Kolkata' });
    const [, start = ''] = await chooseDay(page);
    await timeAt(page, start).click();
    await fillDetails(page, 'Ann', 'ann@example.com');
    expect(await page.getByRole('radio', { name: 'Just once' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Every day' }).check();
    await page.getByLabel('How many dates').selectOption('3');
    await page.getByText('All 3 dates').waitFor();
    await expectAccessible(page, 'series');
    const previewed = await page.locator('ol time').evaluateAll((all) => all.map((at) => at.getAttribute('datetime')));
    await page.getByRole('button', { name: 'Book all dates' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await expectAccessible(page, 'booked');
    const rows = await booked(scene.host.id);
    expect(rows.map(({ starts_at: at }) => at.toISOString())).toEqual(previewed);
    expect(new Set(rows.map(({ series_id: id }) => id)).size).toBe(1);
    expect(await page.locator('dd time').count()).toBe(3);
    const events = (await told()).filter(({ name }) => name === 'booking:confirmed');
    expect(events.map(({ detail }) => new Date(String(detail.start)).toISOString())).toEqual(previewed);

    await page.getByText('Add to your calendar').click();
    expect(await page.getByRole('link', { name: 'Google Calendar' }).count()).toBe(0);
    const link = await page.getByRole('link', { name: 'Change or cancel' }).getAttribute('href');
    await page.goto(link ?? '');
    await expect.poll(() => page.getByRole('navigation').getByRole('listitem').count()).toBe(3);
    expect(faults).toEqual([]);
  });

  it('is shown which dates are taken and what is free near them, and moves the whole series there', async (context) => {
    const { scene, attributes } = await offered();
    const { page, told } = await visit(context, { attributes }, { timeZone: 'UTC' });
    const start = await askForTwoWeeks(page);
    const second = Date.parse(start) + 7 * 86_400_000;
    await stack.sql.query(
      `insert into public.blocked_periods (host_id, kind, starts_at, ends_at) values ($1, 'block', $2, $2::timestamptz + interval '30 minutes')`,
      [scene.host.id, new Date(second).toISOString()],
    );
    await page.getByRole('button', { name: 'Book all dates' }).click();
    await page.getByText('One of these dates is not free').waitFor();
    await expectAccessible(page, 'clash');
    expect(await booked(scene.host.id)).toEqual([]);
    expect((await told()).at(-1)).toMatchObject({ name: 'booking:failed', detail: { code: 'slot_taken' } });
    expect(await page.locator('.bw-nearest button').count()).toBe(3);
    expect(await page.getByLabel('Name').inputValue()).toBe('Ann');

    await page.locator('.bw-nearest button').last().click();
    await page.getByText('One of these dates is not free').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Book all dates' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    const rows = await booked(scene.host.id);
    expect(rows).toHaveLength(2);
    expect(rows[1].starts_at - rows[0].starts_at).toBe(7 * 86_400_000);
    expect(rows[0].starts_at.toISOString()).not.toBe(start);
  });

  it('is offered no time on a day that nobody chose, nor one at which it could not begin', async (context) => {
    const { scene, attributes } = await offered();
    const { page } = await visit(context, { attributes }, { timeZone: 'UTC' });
    const start = await askForTwoWeeks(page);
    const day = start.slice(0, 10);
    await stack.sql.query(
      `insert into public.blocked_periods (host_id, kind, start_date, end_date) values ($1, 'vacation', $2::date + 7, $2::date + 7)`,
      [scene.host.id, day],
    );
    const refused = page.waitForResponse(
      (response) => response.url().endsWith('/bookings') && response.status() === 409,
    );
    await page.getByRole('button', { name: 'Book all dates' }).click();
    const { error } = await (await refused).json();
    // Free times of other days are known, and would move the series there.
    expect(error.details.clashes[0].nearest.length).toBeGreaterThan(0);
    await page.getByText('One of these dates is not free').waitFor();
    expect(await page.locator('.bw-nearest button').count()).toBe(0);
  });

  it('keeps to what the host permits, and nobody is asked where there are no series', async (context) => {
    const { attributes } = await offered({ series_max: 3 });
    const { page } = await visit(context, { attributes, lang: 'de' }, { timeZone: 'UTC' });
    await page.locator('[role=gridcell] button[aria-label*="freie"]').nth(1).click();
    await page.locator('button[data-start]').first().click();
    await page.getByRole('radio', { name: 'Jede Woche' }).check();
    const count = page.getByLabel('Wie viele Termine');
    expect(await count.locator('option').allTextContents()).toEqual(['2', '3']);
    expect(await count.inputValue()).toBe('3');
    const single = await offered({ series_max: 1 });
    const other = await visit(context, { attributes: single.attributes }, { timeZone: 'UTC' });
    const asked: string[] = [];
    other.page.on('request', (request) => asked.push(request.url()));
    const [start = ''] = await chooseDay(other.page);
    await timeAt(other.page, start).click();
    await other.page.getByLabel('Email').waitFor();
    expect(await other.page.getByText('Repeat').count()).toBe(0);
    expect(asked.filter((url) => url.includes('series'))).toEqual([]);
  });
});
