import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type pg from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

const seed = readFileSync(new URL('../../supabase/seed.sql', import.meta.url), 'utf8');

/** Enters the demo host, as a first start does. */
export async function seedDemo(sql: pg.Pool): Promise<void> {
  await sql.query(seed);
}

/** Where and how a visitor looks at the page. */
export interface VisitorOptions {
  timeZone?: string;
  locale?: string;
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  hasTouch?: boolean;
}

/** A visitor's browser: a context of its own, with everything that went wrong in it. */
export interface Visitor {
  page: Page;
  /** Console errors, uncaught errors and policy violations so far. */
  faults: string[];
  close(): Promise<void>;
}

/** Opens a context for one visitor. */
export async function createVisitor(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
  const context: BrowserContext = await browser.newContext({
    timezoneId: options.timeZone ?? 'America/New_York',
    locale: options.locale ?? 'en-GB',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.colorScheme ?? 'light',
    hasTouch: options.hasTouch ?? false,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself reports every answer over 399, also the 409 that a lost slot is told with.
    const isExpected = /status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isExpected) faults.push(`console: ${message.text()}`);
  });
  await page.exposeFunction('reportViolation', (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    const report = (globalThis as unknown as { reportViolation(text: string): void }).reportViolation;
    document.addEventListener('securitypolicyviolation', (event) =>
      report(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return { page, faults, close: () => context.close() };
}

/** Opens a booking page and waits for the first day with times. */
export async function openBookingPage(page: Page, url: string, event = 'intro', host = 'demo'): Promise<void> {
  await page.goto(`${url}/book/${host}/${event}`);
  await untilKnown(page);
  // At the end of a month nothing may be left of it.
  if ((await freeDays(page).count()) === 0) await turnMonth(page);
}

/** Waits until it is known which days of the month have times. */
async function untilKnown(page: Page): Promise<void> {
  const ahead = page.getByRole('button', { name: /^Next available/ });
  await freeDays(page).first().or(ahead.first()).first().waitFor();
}

/** Shows the next month, which has days with times. */
export async function turnMonth(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next month' }).click();
  await freeDays(page).first().waitFor();
}

/** Turns the month and goes to where the keyboard enters its grid: the first day with times, once these are known. Answers its date. */
export async function enterNextMonth(page: Page, button = 'Next month'): Promise<string> {
  const tabStop = page.locator('[role=grid] button[tabindex="0"]');
  const date = async () => (await tabStop.getAttribute('data-date')) ?? '';
  const before = await date();
  await page.getByRole('button', { name: button }).click();
  const entry = async () => ({ kind: await tabStop.getAttribute('data-kind'), isLater: (await date()) > before });
  await expect.poll(entry).toEqual({ kind: 'free', isLater: true });
  await tabStop.focus();
  return await date();
}

/** The days with times of the month that is shown. */
function freeDays(page: Page) {
  return page.locator('[role=gridcell] button[aria-label$="available"]:not([aria-disabled=true])');
}

/** The times of the chosen day. */
export function times(page: Page) {
  return page.locator('button[data-start]');
}

/** Chooses a day that lies ahead far enough to have all its times, and returns the times' instants. */
export async function chooseDay(page: Page, index = 1): Promise<string[]> {
  await untilKnown(page);
  // Late in a month the next one has more to choose from.
  if ((await freeDays(page).count()) <= index) {
    await page.getByRole('button', { name: 'Next month' }).click();
    await freeDays(page).nth(index).waitFor();
  }
  await freeDays(page).nth(index).click();
  await times(page).first().waitFor();
  // What is far from the visitor's day is folded away.
  const more = page.getByRole('button', { name: /^Show earlier and later times/ });
  if ((await more.count()) > 0) await more.click();
  return times(page).evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-start') ?? ''));
}

/** Chooses another zone by its city. */
export async function chooseZone(page: Page, city: string): Promise<void> {
  const chooser = page.getByLabel('Time zone');
  await chooser.click();
  await chooser.fill(city);
  await page.getByRole('option', { name: city }).first().click();
}

/** What has the focus, in whatever shadow root: its name as a screen reader would say it, and the time it stands for. */
export function focused(page: Page): Promise<{ name: string; start: string | null }> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return {
      name: (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim(),
      start: element instanceof HTMLElement ? (element.dataset.start ?? null) : null,
    };
  });
}

/** The button of one time. */
export function timeAt(page: Page, start: string) {
  return page.locator(`button[data-start="${start}"]`);
}

/** Fills in name and email. */
export async function fillDetails(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(email);
}

/** Fails with every rule that axe finds broken on the page as it is. */
export async function expectAccessible(page: Page, step: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: Document,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      };
    };
    const result = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, AXE_TAGS);
  expect(violations, step).toEqual([]);
}
