import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { type StackOptions, useStack } from '../support/stack.ts';
import { type HostSite, type SitePage, startHostSite } from './host-site.ts';
import { createVisitor, seedDemo, type Visitor, type VisitorOptions } from './visitor.ts';

type Context = { skip: (note: string) => never };

/** Starts the stack and a site on another origin that shows the widget; both end with the tests of the file. */
export function useSite(options: StackOptions = {}) {
  const stack = useStack({ rateLimit: null, ...options });
  const visitors: Visitor[] = [];
  let browser: Browser | null = null;
  let site: HostSite;

  beforeAll(async () => {
    await seedDemo(stack.sql);
    site = await startHostSite(stack.url);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    for (const visitor of visitors) await visitor.close();
    await closePages();
    await site.close();
  });

  /** A visitor on a page of the site; `prepare` runs before anything is loaded. */
  async function visit(
    context: Context,
    shown: SitePage = {},
    options: VisitorOptions = {},
    prepare?: (page: Page) => Promise<unknown>,
  ) {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin', ...options });
    visitors.push(visitor);
    site.show(shown);
    const { page } = visitor;
    const sockets = new Set<unknown>();
    page.on('websocket', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    // Everything that the element tells the page, in order.
    await page.addInitScript(() => {
      const names =
        'ready step duration-select date-select time-zone-change time-select slots-change slot-lost submit confirmed rescheduled cancelled failed error';
      const told: { name: string; detail: unknown; bubbles: boolean; composed: boolean }[] = [];
      Object.assign(globalThis, { told });
      for (const name of names.split(' ')) {
        document.addEventListener(`booking:${name}`, (event) => {
          const { type, detail, bubbles, composed } = event as CustomEvent;
          told.push({ name: type, detail, bubbles, composed });
        });
      }
    });
    await prepare?.(page);
    await page.goto(site.url);
    const told = () =>
      page.evaluate(
        () => (globalThis as unknown as { told: { name: string; detail: Record<string, unknown> }[] }).told,
      );
    return { ...visitor, sockets, told };
  }

  return { stack, visit };
}

export const freeDay = (page: Page) => page.locator('.bw-day[data-kind="free"]').first();
export const element = (page: Page) => page.locator('booking-widget').first();
