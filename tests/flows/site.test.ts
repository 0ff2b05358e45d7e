import { isDeepStrictEqual } from 'node:util';
import type { Page, Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { element, freeDay as free, useSite } from './site.ts';
import { expectAccessible, fillDetails, times } from './visitor.ts';

const { stack, visit } = useSite();

describe('on the page of another site with a strict policy', () => {
  it('a visitor books, and the page is told of each step without a word about the visitor', async (context) => {
    const { page, faults, told } = await visit(context);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await free(page).waitFor();
    await times(page).nth(3).click();
    await expectAccessible(page, 'form on a site');
    await fillDetails(page, 'Ann Site', 'ann-site@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await expectAccessible(page, 'confirmation on a site');

    const events = await told();
    expect(events.map(({ name }) => name).filter((name) => name !== 'booking:slots-change')).toEqual([
      'booking:step',
      'booking:ready',
      'booking:time-select',
      'booking:step',
      'booking:submit',
      'booking:confirmed',
      'booking:step',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/Ann|ann-site/);
    for (const event of events) expect(event).toMatchObject({ bubbles: true, composed: true });
    const { rows } = await stack.sql.query(
      `select b.id, b.starts_at from public.bookings b join public.booking_attendees a on a.booking_id = b.id where a.email = 'ann-site@example.com'`,
    );
    const { detail } = events.find(({ name }) => name === 'booking:confirmed') ?? {};
    expect(detail).toMatchObject({ id: rows[0]?.id, event: 'intro', timeZone: 'Europe/Berlin' });
    expect(new Date(String(detail?.start))).toEqual(rows[0]?.starts_at);
    expect(faults).toEqual([]);

    // The link that changes the booking works.
    const link = await page.getByRole('link', { name: /Change or cancel/ }).getAttribute('href');
    await page.goto(link ?? '');
    await page.getByRole('heading', { name: 'Your booking' }).waitFor();
  });

  it('nothing is kept in the browser, and no cookie is sent', async (context) => {
    const { page, faults } = await visit(context);
    await free(page).waitFor();
    await times(page).first().click();
    await page.getByText('This time is kept for you').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, history.length <= 2])).toEqual([
      0,
      0,
      true,
    ]);
    expect(faults).toEqual([]);
  });

  it('two requests lead to the first times, and none of them asks for permission before', async (context) => {
    const requests: Request[] = [];
    const { page } = await visit(context, {}, {}, async (opened) => {
      opened.on('request', (request) => requests.push(request));
    });
    await free(page).waitFor();
    const needed = requests.filter((request) => !/^\/(site\.css)?$/.test(new URL(request.url()).pathname)).slice(0, 2);
    expect(needed.map((request) => new URL(request.url()).pathname)).toEqual([
      '/embed/booking-widget.js',
      '/rest/v1/rpc/get_page_with_slots',
    ]);
    // Fetch, 2.2.2: with these alone a browser sends no preflight to another origin.
    const [, read] = needed;
    expect(read?.method()).toBe('GET');
    const own = Object.keys((await read?.allHeaders()) ?? {}).filter((name) => /key|auth|content-type|^x-/.test(name));
    expect(own).toEqual([]);
  });

  it('a visitor is told what to do where the host permits other sites only', async (context) => {
    const host = await createHost(stack.sql, { allowed_origins: ['https://other.example'] });
    await createEventType(stack.sql, host.id, { slug: 'talk' });
    await createHours(stack.sql, host.id);
    const { page } = await visit(context, { attributes: `host="${host.slug}" event="talk"` });
    await free(page).waitFor();
    await times(page).first().click();
    await fillDetails(page, 'Ann Site', 'ann-other-site@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByText('This web site may not take bookings for this host.').waitFor();
  });

  it('styles of the page change nothing', async (context) => {
    const appearance = (page: Page) =>
      page.evaluate(() => {
        const root = document.querySelector('booking-widget')?.shadowRoot;
        return ['.bw-title', '[part="day day-available"]', '.bw-slot', '.bw-grid', '.bw-input'].map((selector) => {
          const found = root?.querySelector(selector);
          const {
            fontSize,
            letterSpacing,
            backgroundColor,
            color,
            borderStyle,
            textTransform,
            lineHeight,
            fontFamily,
          } = getComputedStyle(found as Element);
          const { width, height } = (found as Element).getBoundingClientRect();
          return {
            selector,
            fontSize,
            letterSpacing,
            backgroundColor,
            color,
            borderStyle,
            textTransform,
            lineHeight,
            fontFamily,
            width,
            height,
          };
        });
      });
    const plain = await visit(context, { styles: 'body { margin: 0 }' });
    await times(plain.page).first().waitFor();
    const hostile = await visit(context, {
      styles: `html { font-size: 10px } body { margin: 0 } button, input { all: unset !important; background: red !important }
        * { letter-spacing: 3px; line-height: 3 !important } table, td { border: 3px dashed red !important }
        booking-widget { color: lime; text-transform: uppercase; font: 40px cursive; white-space: pre; text-align: right; cursor: wait; visibility: inherit }
        :root { --accent: red; --bg: red; --line: red }`,
    });
    await times(hostile.page).first().waitFor();
    // Colours change in a tenth of a second.
    await expect
      .poll(async () => isDeepStrictEqual(await appearance(hostile.page), await appearance(plain.page)))
      .toBe(true);
    expect(await appearance(hostile.page)).toEqual(await appearance(plain.page));
  });

  it('custom properties and parts change what they name', async (context) => {
    const { page } = await visit(context, {
      styles: `booking-widget { --bw-accent: rgb(1, 2, 3); --bw-font-size: 20px } booking-widget::part(day-selected) { border-radius: 0px }
        booking-widget:state(picking) { outline: 5px solid rgb(4, 5, 6) }`,
    });
    await free(page).waitFor();
    const selected = page.locator('[part~="day-selected"]');
    await selected.waitFor();
    const appearance = () =>
      selected.evaluate((day) => {
        const { backgroundColor, borderRadius, fontSize } = getComputedStyle(day);
        return [backgroundColor, borderRadius, fontSize];
      });
    await expect.poll(appearance).toEqual(['rgb(1, 2, 3)', '0px', '20px']);
    expect(await element(page).evaluate((widget) => getComputedStyle(widget).outlineColor)).toBe('rgb(4, 5, 6)');
  });
});
