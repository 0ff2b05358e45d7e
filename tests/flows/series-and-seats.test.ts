import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, setScene } from '../http/scene.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { createVisitor, expectAccessible, type Visitor } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
});

async function open(context: { skip: (note: string) => never }, path: string, locale = 'en-GB') {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { locale });
  visitors.push(visitor);
  await visitor.page.goto(`${stack.url}${path}`);
  await visitor.page.getByRole('heading', { level: 1 }).waitFor();
  return visitor;
}

describe('the page of a booking of a series', () => {
  it('leads to all dates of the series, and cancels one or all of them', async (context) => {
    const scene = await setScene(stack, { series_max: 5 });
    const { body } = await scene.book({ series: { frequency: 'daily', count: 3 } });
    const ids: string[] = body.bookings.map(({ id }: { id: string }) => id);
    const { page, faults } = await open(context, `/manage/${ids[0]}#token=${body.manage_token}`);
    const series = page.getByRole('navigation', { name: 'All dates of this series' });
    expect(await series.getByRole('listitem').count()).toBe(3);
    await expectAccessible(page, 'shown');
    await series.getByRole('link').first().click();
    await page.waitForURL(`**/manage/${ids[1]}*`);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    expect(await series.getByText('(Cancelled)').count()).toBe(1);
    await series.getByRole('link').first().click();
    await page.waitForURL(`**/manage/${ids[0]}*`);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByLabel('Cancel all dates of this series').check();
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    expect(await series.getByText('(Cancelled)').count()).toBe(3);
    expect(faults).toEqual([]);
  });
});

describe('the page of a place on a waiting list', () => {
  async function waits() {
    const scene = await setScene(stack, { seats: 2 });
    const start = scene.freeStart();
    const booked = [await scene.booked({ start }), await scene.booked({ start })];
    const { body } = await send(stack.url, 'POST', '/waiting-list', { body: scene.request(start) });
    const cancel = () =>
      send(stack.url, 'POST', `/bookings/${booked[0]?.id}/cancel`, { token: String(booked[0]?.token) });
    return { path: `/waiting/${body.entry.id}#token=${body.token}`, cancel };
  }

  it('books the seat that is kept, and goes on to the booking', async (context) => {
    const { path, cancel } = await waits();
    const { page, faults } = await open(context, path);
    await page.getByRole('heading', { name: 'You are on the waiting list' }).waitFor();
    await expectAccessible(page, 'shown');
    await cancel();
    await page.reload();
    await page.getByRole('heading', { name: 'A seat is free for you' }).waitFor();
    await expectAccessible(page, 'shown');
    await page.getByRole('button', { name: 'Take the seat' }).click();
    await page.getByRole('heading', { name: 'Your booking' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/manage\//);
    expect(faults).toEqual([]);
  });

  it.for([
    ['de', 'Sie stehen auf der Warteliste', 'Warteliste verlassen', 'Ihr Platz ist nicht mehr reserviert'],
    ['es', 'Estás en la lista de espera', 'Salir de la lista de espera', 'Ya no te guardamos la plaza'],
    ['fr', 'Vous êtes sur la liste d’attente', 'Quitter la liste d’attente', 'Votre place n’est plus réservée'],
  ] as const)('is in the language of the browser: %s', async ([locale, title, leave, missed], context) => {
    const { path, cancel } = await waits();
    const { page, faults } = await open(context, path, locale);
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    await page.getByRole('button', { name: leave }).waitFor();
    await cancel();
    await stack.sql.query(
      `update public.bookings set expires_at = now() where id = (select booking_id from public.waitlist_entries where id = $1)`,
      [new URL(page.url()).pathname.split('/')[2]],
    );
    await page.reload();
    await page.getByRole('heading', { name: missed }).waitFor();
    await expectAccessible(page, locale);
    expect(faults).toEqual([]);
  });

  it('still gives the seat to whoever comes late, as long as nobody else has it', async (context) => {
    const { path, cancel } = await waits();
    await cancel();
    await stack.sql.query(
      `update public.bookings set expires_at = now() where id = (select booking_id from public.waitlist_entries where id = $1)`,
      [path.split(/[/#]/)[2]],
    );
    const { page } = await open(context, path);
    await page.getByRole('button', { name: 'Take it if it is still free' }).click();
    await page.getByRole('heading', { name: 'Your booking' }).waitFor();
  });

  it('lets them leave the list, and opens nothing without its token', async (context) => {
    const { path } = await waits();
    const { page } = await open(context, path);
    await page.getByRole('button', { name: 'Leave the waiting list' }).click();
    await page.getByRole('heading', { name: 'You left the waiting list' }).waitFor();
    const other = await open(context, path.replace(/#.*/, '#token=nonsense'));
    await other.page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  });
});
