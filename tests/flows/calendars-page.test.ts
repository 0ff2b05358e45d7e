import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentResults } from '../../sync-service/src/routes/oauth-routes.ts';
import { launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { createVisitor, expectAccessible } from './visitor.ts';

const stack = useStack({ rateLimit: null });
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('/admin/calendars', () => {
  it('says in words how connecting an account ended, for every code there is', async (context) => {
    const { page } = await createVisitor(browser ?? context.skip(NO_BROWSER));
    const titles: string[] = [];
    for (const result of consentResults) {
      await page.goto(`${stack.url}/admin/calendars?result=${result}`);
      titles.push((await page.getByRole('heading', { level: 1 }).textContent()) ?? '');
      await expectAccessible(page, result);
    }
    expect(titles[0]).toBe('The calendar is connected');
    expect(new Set(titles).size).toBe(consentResults.length);
  });

  it('shows nothing that an address says', async (context) => {
    const { page } = await createVisitor(browser ?? context.skip(NO_BROWSER));
    await page.goto(`${stack.url}/admin/calendars?result=%3Cb%3Eyour%20password%3C/b%3E&message=call%20555`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your calendars');
    expect(await page.textContent('body')).not.toMatch(/password|555/);
  });
});
