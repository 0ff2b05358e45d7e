import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { createVisitor, expectAccessible } from '../flows/visitor.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { send } from './scene.ts';

const stack = useStack();
afterAll(closePages);

test('GET /docs has every operation, every schema and every way to sign in, with links that lead somewhere', async () => {
  const { text } = await send(stack.url, 'GET', '/docs');
  const { body } = await send(stack.url, 'GET', '/openapi.json');
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  for (const [path, item] of Object.entries<Record<string, { summary: string }>>(body.paths)) {
    for (const method of Object.keys(item)) {
      const heading = `<span class="method">${method.toUpperCase()}</span> <code>${path}</code>`;
      expect(text.includes(heading), heading).toBe(true);
    }
  }
  for (const name of Object.keys(body.webhooks)) expect(text.includes(`<code>${name}</code>`), name).toBe(true);
  for (const name of Object.keys(body.components.schemas)) expect(ids).toContain(`schema-${name}`);
  for (const name of Object.keys(body.components.securitySchemes)) expect(ids).toContain(`security-${name}`);
});

test('GET /docs is light and needs nothing else, from here or from others', async () => {
  const { text, headers } = await send(stack.url, 'GET', '/docs');
  expect(gzipSync(text).length).toBeLessThan(40 * 1024);
  expect(/<script|<link rel="stylesheet"|src=/.test(text)).toBe(false);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test.for([
  [375, 'light'],
  [1280, 'dark'],
] as const)('GET /docs is accessible, %i px wide in %s, and fits', async ([width, colorScheme], context) => {
  const browser = (await launchBrowser()) ?? context.skip(NO_BROWSER);
  const { page, faults, close } = await createVisitor(browser, { width, colorScheme });
  await page.goto(`${stack.url}/docs#post-bookings`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await page.locator('#post-bookings').isVisible()).toBe(true);
  // Some of each kind: looking at the colours of all of them takes half a minute.
  await page.evaluate(() => {
    for (const group of document.querySelectorAll('main > section'))
      for (const each of [...group.querySelectorAll(':scope > section')].slice(5)) each.remove();
  });
  await expectAccessible(page, 'docs');
  expect(faults).toEqual([]);
  await close();
});
