import { describe, expect, it } from 'vitest';
import { hasRadicale, putObject, startRadicale, writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { slowly, useBrowsers, within } from './connected-host.ts';
import { createBookable, openCalendars } from './host-page.ts';
import { chooseDay, openBookingPage, timeAt } from './visitor.ts';

// A poll a day: what is seen here was asked for on the page.
const stack = useStack({ rateLimit: null, config: { pollIntervalSeconds: 86_400 } });
const visit = useBrowsers();

describe.skipIf(!hasRadicale)('a real CalDAV server', () => {
  it('is connected by the form, its event takes a time from an open booking page, and leaves a line in the log', async (context) => {
    const server = await startRadicale();
    try {
      const page = await visit(context);
      const { owner, slug } = await createBookable(stack);
      await openCalendars(page, stack.url, owner);
      await page.getByRole('button', { name: 'Connect CalDAV' }).click();
      await page.getByLabel('Server address').fill(server.url);
      await page.getByLabel('User name').fill(server.username);
      await page.getByLabel('Password').fill(server.password);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      const card = page.getByRole('listitem', { name: 'CalDAV' });
      await card.getByText('Last synced just now').waitFor(within);

      const visitor = await visit(context);
      await openBookingPage(visitor, stack.url, 'call', slug);
      const [, start = ''] = await chooseDay(visitor);
      const end = new Date(Date.parse(start) + 1_800_000).toISOString();
      await putObject(server, 'dentist.ics', writeEvent({ uid: 'dentist', start, end, summary: 'Dentist' }));
      await card.getByRole('button', { name: /^Sync now/ }).click();
      await expect.poll(() => timeAt(visitor, start).count(), slowly).toBe(0);
      await expect.poll(() => card.locator('.cal-facts').textContent(), slowly).toContain('Calendars1');

      await card.getByRole('link', { name: /^Sync log/ }).click();
      await page.getByRole('cell', { name: '1 added', exact: true }).waitFor(within);
      await page.goBack();
      await card.getByRole('button', { name: /^Disconnect/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
      await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();
      await expect.poll(() => timeAt(visitor, start).count(), slowly).toBe(1);
    } finally {
      await server.stop();
    }
  }, 60_000);
});
