import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;
const password = 'a long password';

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

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The link in the newest mail to an address, which Auth has sent. */
async function mailedLink(page: Page, email: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(
      async () => {
        const response = await page.request.get(`${stack.url}/sandbox/mail?to=${encodeURIComponent(email)}`);
        const text = (await response.text()).replaceAll(/&(amp|#38);/g, '&');
        link = /https?:\/\/[^\s"'<>]+\/auth\/v1\/verify\?[^\s"'<>]+/.exec(text)?.[0];
        return link !== undefined;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  return link ?? '';
}

it('whoever signs in comes to the screen that they asked for', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await page.goto(`${stack.url}/admin/settings?part=safety`);
  await expectAccessible(page, 'signing in');
  await signIn(page, owner.email);
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  expect(new URL(page.url()).search).toBe('?part=safety');
  await page.getByRole('radio', { name: /Ask me first/ }).waitFor();
});

it('a wrong password is told in words, and what was typed stays', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await page.goto(`${stack.url}/admin/overview`);
  await page.getByLabel('Email').fill(owner.email);
  await page.getByLabel('Password').fill('something else');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Email and password do not match.').waitFor();
  expect(await page.getByLabel('Email').inputValue()).toBe(owner.email);
});

it('a link in a mail signs in, and leaves no token in the address', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await page.goto(`${stack.url}/admin/overview`);
  await page.getByRole('button', { name: 'Sign in by a link in a mail' }).click();
  await page.getByLabel('Email').fill(owner.email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await page.goto(await mailedLink(page, owner.email));
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(page.url()).not.toMatch(/token/);
});

it('no link goes to an address without an account, and the page does not say so', async (context) => {
  const page = await visit(context);
  await page.goto(`${stack.url}/admin/overview`);
  await page.getByRole('button', { name: 'Sign in by a link in a mail' }).click();
  await page.getByLabel('Email').fill('nobody-at-all@example.com');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  const { rows } = await stack.sql.query('select 1 from auth.users where email = $1', ['nobody-at-all@example.com']);
  expect(rows).toEqual([]);
});

it('with a second factor nobody is in before its code is right', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  // Embedded Auth has no second factor: what GoTrue answers, by its documentation.
  const factors = [{ id: '11111111-1111-4111-8111-111111111111', factor_type: 'totp', status: 'verified' }];
  const withLevel = (token: string, level: string) => {
    const [head, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return [head, Buffer.from(JSON.stringify({ ...claims, aal: level })).toString('base64url'), signature].join('.');
  };
  const good = owner.session;
  const respond = (route: Route, body: object, status = 200) =>
    route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
  const sessionOf = (level: string) => ({
    ...good,
    user: { ...good.user, factors },
    access_token: withLevel(good.access_token, level),
  });
  await page.route('**/auth/v1/token?grant_type=password', (route) => respond(route, sessionOf('aal1')));
  await page.route('**/auth/v1/user', (route) => respond(route, { ...good.user, factors }));
  await page.route('**/auth/v1/factors/*/challenge', (route) =>
    respond(route, { id: 'c1', type: 'totp', expires_at: Math.floor(Date.now() / 1000) + 300 }),
  );
  await page.route('**/auth/v1/factors/*/verify', (route) =>
    route.request().postDataJSON().code === '123456'
      ? respond(route, sessionOf('aal2'))
      : respond(route, { code: 422, error_code: 'mfa_verification_failed', msg: 'Invalid TOTP code entered' }, 422),
  );
  // The service knows the token as it was signed.
  for (const path of ['**/rest/v1/**', '**/calendar/connections'])
    await page.route(path, (route) =>
      route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${good.access_token}` } }),
    );
  await page.goto(`${stack.url}/admin/settings`);
  await signIn(page, owner.email);
  const code = page.getByLabel('Code');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('This code is not right.').waitFor();
  expect(await page.getByRole('navigation', { name: 'Admin' }).count()).toBe(0);
  await expectAccessible(page, 'the code');
  await code.fill('123 456');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
});

it('a session that ends asks on the spot, and what was typed is still there', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  await page.getByLabel('Name').fill('Hanna of the future');
  // Refused once, as an account whose sessions were all ended is.
  await page.route('**/rest/v1/hosts?*', (route) => route.fulfill({ status: 401, body: '{}' }), { times: 1 });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Your session has ended.').waitFor();
  await expectAccessible(page, 'the end of a session');
  await dialog.getByLabel('Email').fill(owner.email);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Name').inputValue()).toBe('Hanna of the future');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).first().waitFor();
  const { rows } = await stack.sql.query('select display_name from public.hosts where owner_id = $1', [owner.id]);
  expect(rows).toEqual([{ display_name: 'Hanna of the future' }]);
});

it('another screen gets the focus on its title, and the browser’s way back leads to the last one', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Share and embed' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Share and embed' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Share and embed');
  expect(await page.title()).toBe('Share and embed · Openslot');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
});

it('on a phone five places are at the bottom and all others behind “More”', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context, { width: 375, height: 700 });
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  expect(await overhang(page)).toBe(0);
  const bottom = page.getByRole('navigation', { name: 'Main places' });
  expect(await bottom.getByRole('listitem').count()).toBe(5);
  await bottom.getByRole('button', { name: 'More' }).click();
  await expectAccessible(page, 'the menu');
  await page
    .getByRole('navigation', { name: 'Admin', exact: true })
    .getByRole('link', { name: 'Share and embed' })
    .click();
  await page.getByRole('heading', { level: 1, name: 'Share and embed' }).waitFor();
  expect(await overhang(page)).toBe(0);
});

it('says that it is offline, and goes on by itself', async (context) => {
  const { owner } = await createBookable(stack);
  const page = await visit(context);
  await openAdmin(page, stack.url, owner, 'settings', 'Settings');
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
});
