import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { createVisitor, expectAccessible, seedDemo } from './visitor.ts';

const stack = useStack({ rateLimit: null, withSandbox: true });
let browser: Browser | null = null;

beforeAll(async () => {
  await seedDemo(stack.sql);
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('/sandbox/calendars', () => {
  it('shows the accounts of each provider, and changes events of each', async (context) => {
    const { page, faults, close } = await createVisitor(browser ?? context.skip(NO_BROWSER), {});
    await page.goto(`${stack.url}/sandbox/calendars`);
    await page.locator('.sc-slot').first().waitFor();
    const names = await page.locator('.sc-account h2').allTextContents();
    expect(names).toEqual([
      ...['Anna Berg', 'Ben Okafor'],
      ...['Clara Vogel', 'Daniel Reyes', 'Eva Lind', 'Farid Amini', 'Gina Moretti'],
    ]);
    await page.getByText('Microsoft 365 · Personal account').waitFor();

    await page.getByRole('radio', { name: 'Clara Vogel (main)' }).check({ force: true });
    await page.getByRole('button', { name: 'Add event' }).click();
    await page.getByLabel('Title').fill('Dentist');
    await page.getByRole('dialog').getByRole('button', { name: 'Add event' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const event = page.getByRole('button', { name: /^Dentist/ });
    await event.waitFor();
    await expectAccessible(page, 'accounts of two providers');
    await event.click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await event.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    expect(stack.microsoftSandbox?.sandbox.violations).toEqual([]);
    await close();
  });

  it('are there only for providers whose accounts can be connected', async () => {
    const response = await fetch(`${stack.url}/embed/config.json`);
    expect(await response.json()).toMatchObject({ hasSandbox: true, sandboxes: ['google', 'microsoft'] });
    expect((await fetch(`${stack.url}/sandbox/microsoft/control/accounts`)).status).toBe(200);
    expect((await fetch(`${stack.url}/sandbox/apple/control/accounts`)).status).toBe(404);
  });
});
