import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import type { TestStack, TestUser } from '../support/stack.ts';

/** An owner with one host that is open around the clock, in UTC, and an event type `call` of 30 minutes. */
export async function createBookable(stack: TestStack) {
  const owner = await stack.signUp(`owner-${randomUUID()}@example.com`);
  const slug = `host-${randomUUID()}`;
  const host = await createHost(stack.sql, { owner_id: owner.id, slug, time_zone: 'UTC', display_name: 'Hanna Host' });
  const eventType = await createEventType(stack.sql, host.id, {
    slug: 'call',
    title: 'Call',
    min_notice_minutes: 0,
    horizon_days: 60,
  });
  await createHours(stack.sql, host.id, '09:00', '17:00');
  return { owner, host, eventType, slug };
}

/** Opens the page of calendars in a browser in which the owner has signed in before. */
export async function openCalendars(page: Page, url: string, { session }: TestUser): Promise<void> {
  await keepSession(page, url, session);
  await page.goto(`${url}/admin/calendars`);
  await page.getByRole('heading', { name: /^Connect / }).waitFor();
}

/** Puts a session where the page keeps it (web-embed/admin/app/session.ts); once, because pages renew and forget it. */
export async function keepSession(page: Page, url: string, session: TestUser['session']): Promise<void> {
  const text = JSON.stringify(session);
  await page.addInitScript(
    ([origin, kept]) => {
      if (location.origin !== origin || sessionStorage.getItem('is-kept') !== null) return;
      sessionStorage.setItem('is-kept', '');
      localStorage.setItem('openslot-session', kept);
    },
    [url, text] as const,
  );
}

/** Signs in where the form is shown. */
export async function signIn(page: Page, email: string, password = 'a long password'): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  if (password === 'a long password') await page.getByRole('heading', { name: /^Connect / }).waitFor();
}
