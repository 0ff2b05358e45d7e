import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { chooseDay, createVisitor, expectAccessible, timeAt, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
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

async function visit(context: { skip: (note: string) => never }, options: VisitorOptions = {}): Promise<Page> {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), options);
  visitors.push(visitor);
  visitor.page.setDefaultTimeout(8000);
  return visitor.page;
}

it('the code follows every choice, which stands in the address', async (context) => {
  const { owner, slug } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'embed', 'Share and embed');
  const code = page.locator('.ad-code');
  await expect.poll(() => code.textContent()).toContain(`<booking-widget host="${slug}" event="call">`);
  await page.getByLabel('Layout').selectOption('columns');
  await page.getByLabel('Colours').selectOption('dark');
  await expect.poll(() => code.textContent()).toContain('layout="columns" theme="dark"');
  expect(new URL(page.url()).searchParams.get('layout')).toBe('columns');
  await page.getByRole('button', { name: 'React' }).click();
  await expect.poll(() => code.textContent()).toContain('@openslot/booking-widget/react');
  await expectAccessible(page, 'the code');
  await page.reload();
  await expect.poll(() => code.textContent()).toContain('theme="dark"');
});

it('the preview is the real widget, and books nothing', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'embed', 'Share and embed');
  const [start = ''] = await chooseDay(page);
  await timeAt(page, start).click();
  const preview = page.locator('booking-widget');
  await preview.getByLabel('Name').fill('Ann');
  await preview.getByLabel('Email').fill('ann@example.com');
  await preview.getByRole('button', { name: /^(Confirm|Book)/ }).click();
  await page.getByText('This is a preview: nothing was booked.').waitFor();
  const { rows } = await stack.sql.query(
    `select status from public.bookings where host_id = $1 and status in ('confirmed', 'pending')`,
    [host.id],
  );
  expect(rows).toEqual([]);
});

it('a colour on which nothing could be read is warned of', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'embed?accent=%23ffee88', 'Share and embed');
  await page.getByText('Too weak').waitFor();
  await page.getByRole('button', { name: 'Back to the usual colour' }).click();
  await page.getByText('Buttons can be read well.').waitFor();
});

it('the QR code can be saved as a picture', async (context) => {
  const { owner, slug } = await createBookable(stack);
  const page = await visit(context, { width: 375, height: 700 });
  await openAdmin(page, stack.url, owner, 'embed?as=qr', 'Share and embed');
  await page.getByRole('img', { name: new RegExp(`/book/${slug}/call`) }).waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'the QR code');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as SVG' }).click();
  expect((await download).suggestedFilename()).toBe(`book-${slug}.svg`);
});

it('only named web sites may show it, once the owner wants that', async (context) => {
  const { owner, host } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'embed', 'Share and embed');
  await page.getByRole('switch', { name: 'Only the ones that I name' }).check();
  await page.getByLabel('Web sites, one a line').fill('https://www.example.com\n\nhttps://example.org\n');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.', { exact: true }).first().waitFor();
  const { rows } = await stack.sql.query('select allowed_origins from public.hosts where id = $1', [host.id]);
  expect(rows).toEqual([{ allowed_origins: ['https://www.example.com', 'https://example.org'] }]);
});
