import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { send } from '../http/scene.ts';
import { type Receiver, startReceiver, verify } from '../http/webhook-receiver.ts';
import { useStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { useBrowsers, within } from './connected-host.ts';
import { createBookable } from './host-page.ts';
import { expectAccessible, focused, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visit = useBrowsers();
type Skippable = Parameters<typeof visit>[0];
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

async function open(context: Skippable, tab: 'keys' | 'webhooks', options: VisitorOptions = {}) {
  const page = await visit(context, options);
  const scene = await createBookable(stack);
  await openAdmin(page, stack.url, scene.owner, `integrations${tab === 'keys' ? '' : '?tab=webhooks'}`, 'Integrations');
  const book = async (days: number) => {
    const { status, text } = await send(stack.url, 'POST', '/bookings', {
      body: {
        event_type_id: scene.eventType.id,
        start: slotIn(days).start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      },
    });
    expect(status, text).toBe(201);
  };
  return { ...scene, page, book };
}
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const secretOf = async (page: Page, title: string) => {
  const secret = (await dialog(page, title).locator('.int-secret').textContent()) ?? '';
  await expectAccessible(page, title);
  // Whoever presses Esc too early is asked first.
  await page.keyboard.press('Escape');
  await dialog(page, title).getByRole('alert').getByText('It cannot be shown again.').waitFor();
  await dialog(page, title).getByRole('button', { name: 'I have saved it' }).click();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect(await page.textContent('body')).not.toContain(secret);
  return secret;
};

it('a key is made by keyboard alone, shown once, works, and opens nothing once it is revoked', async (context) => {
  const { page } = await open(context, 'keys');
  await page.getByRole('heading', { name: 'No program has a key' }).waitFor();
  await expectAccessible(page, 'no keys');
  await page.getByRole('button', { name: 'New key' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await focused(page)).name).toBe('Name');
  await page.keyboard.type('Invoices');
  await page.keyboard.press('Tab');
  // It may read; with a space also book.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expectAccessible(page, 'new key');
  await page.keyboard.press('Enter');
  await dialog(page, 'Your new key').waitFor();
  const secret = await secretOf(page, 'Your new key');
  expect(secret).toMatch(/^osk_/);
  const row = page.getByRole('listitem').filter({ hasText: 'Invoices' });
  await row.getByText(`${secret.slice(0, 12)}…`).waitFor();
  await row.getByText('Book', { exact: true }).waitFor();
  await row.getByText(/never used/).waitFor();
  const read = async () => (await send(stack.url, 'GET', '/event-types', { token: secret })).status;
  expect(await read()).toBe(200);

  await row.getByRole('button', { name: 'Revoke Invoices' }).click();
  await dialog(page, 'Revoke this key? Invoices').waitFor();
  await expectAccessible(page, 'revoke');
  await dialog(page, /^Revoke/)
    .getByRole('button', { name: 'Revoke' })
    .click();
  await page.getByText('The key “Invoices” is revoked.').waitFor();
  await page.getByText('1 revoked key').waitFor();
  expect(await read()).toBe(401);
});

it('a key that may do nothing is not made', async (context) => {
  const { page } = await open(context, 'keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Nothing');
  await page.getByRole('checkbox', { name: /^Read/ }).uncheck();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByRole('alert').getByText('Choose at least one thing').waitFor();
  await expectAccessible(page, 'refused');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'No program has a key' }).waitFor();
});

it('a webhook is made, told of bookings, replayed, given a new secret, switched off and deleted', async (context) => {
  const { page, book } = await open(context, 'webhooks');
  await page.getByRole('heading', { name: 'No program is told' }).waitFor();
  await expectAccessible(page, 'no webhooks');
  await page.getByRole('button', { name: 'New webhook' }).click();
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('checkbox', { name: /^A visitor asks for a time/ }).uncheck();
  await expectAccessible(page, 'new webhook');
  await page.getByRole('button', { name: 'Create the webhook' }).click();
  await dialog(page, 'The secret of this webhook').waitFor();
  const secret = await secretOf(page, 'The secret of this webhook');
  await page.getByText('Told of 8 events').waitFor();
  await expectAccessible(page, 'a webhook');

  await book(3);
  await expect.poll(() => receiver.received.length, within).toBe(1);
  expect(verify(secret, receiver.received[0] ?? expect.unreachable()).type).toBe('booking.confirmed');
  await page.getByRole('button', { name: /^Deliveries/ }).click();
  const deliveries = dialog(page, 'Deliveries');
  await deliveries.getByText('A booking is made or confirmed').waitFor();
  await deliveries.getByText('Delivered', { exact: true }).waitFor(within);
  await deliveries.getByText('Details').click();
  await expectAccessible(page, 'deliveries');
  await deliveries.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => receiver.received.length, within).toBe(2);
  await deliveries.getByText('Delivered', { exact: true }).waitFor(within);
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await focused(page)).name).toMatch(/^Deliveries/);

  await page.getByRole('button', { name: /^New secret/ }).click();
  await dialog(page, /^Make a new secret\?/).waitFor();
  await expectAccessible(page, 'new secret');
  await dialog(page, /^Make a new secret\?/)
    .getByRole('button', { name: 'Make a new secret' })
    .click();
  await dialog(page, 'The secret of this webhook').waitFor();
  expect(await secretOf(page, 'The secret of this webhook')).not.toBe(secret);
  await page.getByText(/^The secret before the last one also signs until/).waitFor();

  await page.getByRole('switch').uncheck();
  await page.getByText('Off', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('Off', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Delete/ }).click();
  await expectAccessible(page, 'delete');
  await dialog(page, /^Delete this webhook\?/)
    .getByRole('button', { name: 'Delete' })
    .click();
  await page.getByRole('heading', { name: 'No program is told' }).waitFor();
});

it('a webhook that was switched off says why, and can be edited', async (context) => {
  receiver.respond = (_, response) => void response.writeHead(410).end();
  const { page, owner, book } = await open(context, 'webhooks');
  const { status } = await send(stack.url, 'POST', '/webhook-endpoints', {
    token: owner.accessToken,
    body: { url: receiver.url },
  });
  expect(status).toBe(201);
  await book(3);
  await expect.poll(() => receiver.received.length, within).toBe(1);
  await expect
    .poll(async () => {
      await page.reload();
      await page.getByText('Told of all events').waitFor();
      return page.getByText('Switched off', { exact: true }).count();
    }, within)
    .toBe(1);
  await page.getByText(/^We switched it off: /).waitFor();
  await expectAccessible(page, 'switched off');
  await page.getByRole('button', { name: /^Edit/ }).click();
  await page.getByRole('checkbox', { name: /^You decline a request/ }).uncheck();
  await page.getByLabel('Address').fill('ftp://example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('form', { name: 'Edit the webhook' }).getByRole('alert').waitFor();
  await page.getByLabel('Address').fill(`${receiver.url}/new`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: `${receiver.url}/new` }).waitFor();
  await page.getByText('Told of 8 events').waitFor();
});

it('nobody sees keys and webhooks of somebody else', async (context) => {
  const mine = await open(context, 'keys');
  await send(stack.url, 'POST', '/api-keys', {
    token: mine.owner.accessToken,
    body: { name: 'Mine alone', scopes: ['read'] },
  });
  const { page } = await open(context, 'keys');
  await page.getByRole('heading', { name: 'No program has a key' }).waitFor();
  expect(await page.textContent('body')).not.toContain('Mine alone');
});

it.for<['keys' | 'webhooks', VisitorOptions]>([
  ['keys', { width: 375, height: 812 }],
  ['webhooks', { width: 375, height: 812, colorScheme: 'dark' }],
])('on a phone nothing is cut off (%j)', async ([tab, options], context) => {
  const { page, owner } = await open(context, tab, options);
  await send(stack.url, 'POST', '/api-keys', {
    token: owner.accessToken,
    body: { name: 'Invoices', scopes: ['read'] },
  });
  await send(stack.url, 'POST', '/webhook-endpoints', { token: owner.accessToken, body: { url: receiver.url } });
  await page.reload();
  await page
    .getByText(tab === 'keys' ? 'Invoices' : 'Told of all events', { exact: true })
    .first()
    .waitFor();
  await page.getByRole('button', { name: tab === 'keys' ? 'New key' : 'New webhook' }).click();
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'phone');
});
