import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { createBookable } from './host-page.ts';
import { chooseDay, createVisitor, expectAccessible, fillDetails, openBookingPage, timeAt } from './visitor.ts';

const stack = useStack({ rateLimit: null });
let browser: Browser | null = null;
/** A web site of somebody else. */
const site = http.createServer((request, response) => {
  const frame = new URL(request.url ?? '/', 'http://site').searchParams.get('frame') ?? '';
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1>
<iframe title="Book" src="${frame.replaceAll('&', '&amp;')}" width="700" height="300"></iframe></main>
<script>window.heights = []; addEventListener('message', ({ origin, data }) => heights.push({ origin, data }));</script></html>`);
});
let origin = '';
beforeAll(async () => {
  browser = await launchBrowser();
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(closePages);
afterAll(() => void site.close());

const heights = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { heights: { origin: string; data: unknown }[] }).heights);
const show = (page: Page, frame: string) => page.goto(`${origin}/?frame=${encodeURIComponent(frame)}`);

describe('the booking page in the frame of another site', () => {
  it('is shown, tells the site how high it is, and shows nothing that a policy refuses', async (context) => {
    const { slug } = await createBookable(stack);
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const { page, faults } = visitor;
    await show(page, `${stack.url}/embed/frame/${slug}/call?origin=${encodeURIComponent(origin)}`);
    await page.frameLocator('iframe').getByRole('heading', { name: 'Call' }).waitFor();
    await page.frameLocator('iframe').getByRole('grid').first().waitFor();
    await expect.poll(async () => (await heights(page)).length).toBeGreaterThan(0);
    for (const { origin: from, data } of await heights(page)) {
      expect(from).toBe(stack.url);
      expect(data).toEqual({ type: 'booking:height', height: expect.any(Number) });
    }
    await expectAccessible(page, 'in a frame');
    expect(faults).toEqual([]);
    await visitor.close();
  });

  it('tells its height to nobody who is not named, and is not shown where the host does not permit it', async (context) => {
    const { slug, host } = await createBookable(stack);
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const { page } = visitor;
    await show(page, `${stack.url}/embed/frame/${slug}/call?origin=https%3A%2F%2Fother.example`);
    await page.frameLocator('iframe').getByRole('grid').first().waitFor();
    expect(await heights(page)).toEqual([]);

    await stack.sql.query("update public.hosts set allowed_origins = '{https://other.example}' where id = $1", [
      host.id,
    ]);
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await show(page, `${stack.url}/embed/frame/${slug}/call?origin=${encodeURIComponent(origin)}`);
    await refused;
    expect(await page.frameLocator('iframe').getByRole('heading', { name: 'Call' }).count()).toBe(0);
    await visitor.close();
  });
});

describe('a host who wants browsers to calculate first', () => {
  it('is booked by a visitor who notices nothing of it', async (context) => {
    const { slug, host } = await createBookable(stack);
    await stack.sql.query("update public.hosts set challenge = 'proof_of_work' where id = $1", [host.id]);
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const { page, faults } = visitor;
    await openBookingPage(page, stack.url, 'call', slug);
    const [start = ''] = await chooseDay(page);
    await timeAt(page, start).click();
    await fillDetails(page, 'Ann', 'ann@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    expect(faults).toEqual([]);
    await visitor.close();
  });
});
