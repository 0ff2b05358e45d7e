import type { Page } from 'playwright-core';
import type { TestUser } from '../support/stack.ts';
import { keepSession } from './host-page.ts';

/** Opens a screen of the admin page in a browser in which the owner has signed in before, and waits for its title. */
export async function openAdmin(page: Page, url: string, { session }: TestUser, path: string, title: string) {
  await keepSession(page, url, session);
  await page.goto(`${url}/admin/${path}`);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** How far the page can be scrolled sideways: 0 on any width. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
