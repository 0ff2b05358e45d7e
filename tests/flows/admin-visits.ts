import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createVisitor, type Visitor, type VisitorOptions } from './visitor.ts';

/** Opens pages for the tests of a file; after each nothing may have gone wrong in any of them. */
export function useVisits() {
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
  return async (context: { skip: (note: string) => never }, options: VisitorOptions = {}): Promise<Page> => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin', ...options });
    visitors.push(visitor);
    visitor.page.setDefaultTimeout(8000);
    return visitor.page;
  };
}
