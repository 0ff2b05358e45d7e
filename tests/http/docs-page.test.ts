import { expect, test } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack();

test('GET /docs shows every operation in a browser, with nothing refused by its policy', async (context) => {
  const browser = await launchBrowser();
  if (browser === null) return context.skip(NO_BROWSER);
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${stack.url}/docs`);
    await page.locator('.opblock-summary-path').first().waitFor();
    const paths = await page.locator('.opblock-summary-path').allTextContents();
    expect(paths.map((path) => path.replaceAll('\u200b', ''))).toContain('/bookings/{id}/reschedule');
    expect(complaints).toEqual([]);
  } finally {
    await closePages();
  }
});
