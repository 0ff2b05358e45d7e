import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setScene } from '../http/scene.ts';
import { element, useSite } from './site.ts';
import { chooseDay, fillDetails, timeAt } from './visitor.ts';

/** Cloudflare's check of tokens, as far as it is about the widget: it takes what begins with `good`. */
const cloudflare = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const success = String(JSON.parse(text).response).startsWith('good');
    response.end(JSON.stringify({ success, 'error-codes': success ? [] : ['invalid-input-response'] }));
  });
});
const turnstile = { siteKey: 'the-site', secretKey: 'the secret', baseUrl: '' };
beforeAll(async () => {
  await new Promise<void>((resolve) => cloudflare.listen(0, '127.0.0.1', resolve));
  turnstile.baseUrl = `http://127.0.0.1:${(cloudflare.address() as AddressInfo).port}`;
});
afterAll(() => void cloudflare.close());
const { stack, visit } = useSite({ config: () => ({ turnstile }) });

const guest = 'https://challenges.cloudflare.com';

async function offered(columns: Record<string, unknown> = {}, hostColumns: Record<string, unknown> = {}) {
  const scene = await setScene(stack, { slug: 'talk', ...columns });
  for (const [name, value] of Object.entries(hostColumns))
    await stack.sql.query(`update public.hosts set ${name} = $2 where id = $1`, [scene.host.id, value]);
  return { scene, attributes: `host="${scene.host.slug}" event="talk"` };
}
async function choose(page: Page) {
  const [, start = ''] = await chooseDay(page);
  await timeAt(page, start).click();
  await fillDetails(page, 'Ann', 'ann@example.com');
}
const submit = (page: Page) => page.getByRole('button', { name: 'Book this time' }).click();
const confirmed = (page: Page) => page.getByRole('heading', { name: 'You are booked' }).waitFor();
const set = (page: Page, properties: Record<string, unknown>) =>
  element(page).evaluate((widget, given) => void Object.assign(widget, given), properties);

/** Cloudflare's script in the browser: what it is given, and the tokens that it gives. */
async function standIn(page: Page, tokens: string[]) {
  await page.route(`${guest}/**`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `window.turnstile = { rendered: [], tokens: ${JSON.stringify(tokens)}, render(place, options) {
        this.rendered.push({ sitekey: options.sitekey, isShown: place.isConnected && place.assignedSlot !== null });
        const token = this.tokens.shift();
        setTimeout(() => token ? options.callback(token) : options['error-callback']('300010'));
        return 'id';
      }, remove() {} };`,
    }),
  );
}

describe('a page that shows the element', () => {
  it('keeps data of its own with a booking', async (context) => {
    const { scene, attributes } = await offered();
    const { page, faults } = await visit(context, { attributes }, { timeZone: 'UTC' });
    await choose(page);
    await set(page, { metadata: { campaign: 'spring' } });
    await submit(page);
    await confirmed(page);
    const { rows } = await stack.sql.query('select metadata from public.bookings where host_id = $1', [scene.host.id]);
    expect(rows).toEqual([{ metadata: { campaign: 'spring' } }]);
    expect(faults).toEqual([]);
  });

  it('leaves the notes out, unless the host needs them', async (context) => {
    const question = { id: 'notes', label: 'Notes', type: 'textarea' };
    for (const required of [false, true]) {
      const { attributes } = await offered({ questions: JSON.stringify([{ ...question, required }]) });
      const { page } = await visit(context, { attributes: `${attributes} hide="notes"` }, { timeZone: 'UTC' });
      await choose(page);
      expect(await page.getByLabel('Notes').count()).toBe(required ? 1 : 0);
    }
  });

  it('gets the visitor back on its own site or one that the host permits, with nothing of the booking in the address', async (context) => {
    const thanks = 'https://thanks.example/booked';
    const { attributes } = await offered({}, { allowed_origins: ['https://thanks.example'] });
    const open = await visit(context, { attributes: `${attributes} redirect="${thanks}"` }, { timeZone: 'UTC' });
    // The site itself has to be on the list, too.
    await stack.sql.query('update public.hosts set allowed_origins = allowed_origins || $1::text', [
      new URL(open.page.url()).origin,
    ]);
    await open.page.route('https://thanks.example/**', (route) => route.fulfill({ body: 'Thank you' }));
    await choose(open.page);
    await submit(open.page);
    await open.page.waitForURL(thanks);
  });

  it('gets them to no other site, and to no address that is a script', async (context) => {
    const { attributes } = await offered();
    const shown = { attributes: `${attributes} redirect="https://evil.example/"` };
    const { page } = await visit(context, shown, { timeZone: 'UTC' });
    const address = page.url();
    await choose(page);
    const asked = page.waitForResponse('**/embed/config.json?*');
    await submit(page);
    await confirmed(page);
    expect(await (await asked).json()).toMatchObject({ may_redirect: false });
    await page.getByRole('button', { name: 'Book another time' }).click();
    await element(page).evaluate((widget) => widget.setAttribute('redirect', 'javascript:document.title="evil"'));
    await choose(page);
    await submit(page);
    await confirmed(page);
    expect([page.url(), await page.title()]).toEqual([address, 'A site']);
  });

  it('does a check of its own, whose token the booking is sent with', async (context) => {
    const { scene, attributes } = await offered({}, { challenge: 'turnstile' });
    const { page, faults } = await visit(context, { attributes }, { timeZone: 'UTC' });
    await element(page).evaluate((widget) => {
      Object.assign(widget, { getChallengeToken: async () => 'good token' });
    });
    await choose(page);
    await submit(page);
    await confirmed(page);
    const { rowCount } = await stack.sql.query('select from public.bookings where host_id = $1', [scene.host.id]);
    expect(rowCount).toBe(1);
    expect(faults).toEqual([]);
  });

  it('has Turnstile loaded when a time is chosen and not before, and books with its token', async (context) => {
    const { attributes } = await offered({}, { challenge: 'turnstile' });
    const shown = { attributes: `${attributes} challenge="turnstile:the-site"`, guest };
    const { page, faults } = await visit(context, shown, { timeZone: 'UTC' }, (opened) => standIn(opened, ['good 1']));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const [, start = ''] = await chooseDay(page);
    expect(asked.filter((url) => url.startsWith(guest))).toEqual([]);
    await timeAt(page, start).click();
    await page.getByText('This time is kept for you').waitFor();
    expect(asked.filter((url) => url.startsWith(guest))).toEqual([`${guest}/turnstile/v0/api.js?render=explicit`]);
    await fillDetails(page, 'Ann', 'ann@example.com');
    await submit(page);
    await confirmed(page);
    const rendered = await page.evaluate(
      () => (globalThis as unknown as { turnstile: { rendered: unknown } }).turnstile,
    );
    expect(rendered).toMatchObject({ rendered: [{ sitekey: 'the-site', isShown: true }] });
    expect(await element(page).locator('[slot=challenge]').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('says that the check failed, keeps what was typed, and lets the visitor try again', async (context) => {
    const { attributes } = await offered({}, { challenge: 'turnstile' });
    const shown = { attributes: `${attributes} challenge="turnstile:the-site"`, guest };
    const { page, told } = await visit(context, shown, { timeZone: 'UTC' }, (opened) =>
      // For the hold, for the first try, and for the second.
      standIn(opened, ['', 'bad', 'good 2']),
    );
    await choose(page);
    await submit(page);
    await page.getByText('We could not check that you are a person').waitFor();
    expect((await told()).at(-1)).toMatchObject({ name: 'booking:failed', detail: { code: 'challenge_failed' } });
    expect(await page.getByLabel('Name').inputValue()).toBe('Ann');
    await submit(page);
    await confirmed(page);
  });
});
