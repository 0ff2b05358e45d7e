import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createPersonControls } from '../../sync-service/sandbox/microsoft/person.ts';
import type { MicrosoftSandbox } from '../../sync-service/sandbox/microsoft/sandbox.ts';
import { useStack } from '../support/stack.ts';
import { connectAccount, goToConsent, halfHour, slowly, useBrowsers, within } from './connected-host.ts';
import { createBookable, openCalendars } from './host-page.ts';
import { chooseDay, expectAccessible, openBookingPage, timeAt } from './visitor.ts';

const stack = useStack({ withSandbox: true, rateLimit: null });
const visit = useBrowsers();
const consentPage = {
  connect: 'Connect Microsoft',
  consent: { heading: /would like to/, permit: 'Permit', refuse: 'Refuse' },
};
const permit = (page: Page) => page.getByRole('button', { name: 'Permit', exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

afterAll(() => expect(microsoft().violations).toEqual([]));

function microsoft(): MicrosoftSandbox {
  if (stack.microsoftSandbox === null) throw new Error('the stack has a sandbox');
  return stack.microsoftSandbox.sandbox;
}

/** A new owner on their page of calendars. */
async function setScene(page: Page) {
  const bookable = await createBookable(stack);
  await openCalendars(page, stack.url, bookable.owner);
  return bookable;
}

/** Nothing on the page is wider than a phone. */
async function expectNothingCutOff(page: Page): Promise<void> {
  const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(beyond)).toBe(0);
}

describe('an owner with an account at Microsoft', () => {
  it.for([
    ['work', 'clara.vogel@contoso.example'],
    ['personal', 'eva.lind@outlook.example'],
  ])('of the kind %s connects it in one consent', async ([, address = ''], context) => {
    const page = await visit(context);
    await setScene(page);
    await connectAccount(page, consentPage, address);
    const card = page.getByRole('listitem', { name: 'Microsoft 365' });
    await card.getByText(address, { exact: true }).waitFor();
    await card.getByText('Connected', { exact: true }).waitFor();
    await page.getByText('New bookings are written to Calendar.').waitFor();
    expect(await page.getByRole('group', { name: 'Family' }).getByRole('switch').isChecked()).toBe(true);
  });

  it('that only an administrator can permit hands a link on, and connects it afterwards', async (context) => {
    const phone = { width: 375, height: 812 };
    const page = await visit(context, phone);
    await setScene(page);
    await goToConsent(page, consentPage, 'farid.amini@fabrikam.example');
    await permit(page);
    await heading(page, 'Need admin approval').waitFor();
    await expectAccessible(page, 'need admin approval');
    await page.getByRole('button', { name: /^Return to the application/ }).click();
    await heading(page, 'An administrator has to permit this first').waitFor();
    await heading(page, 'Connect your first calendar').waitFor();
    const link = page.getByRole('region', { name: 'For your administrator' }).getByRole('link').first();
    const url = (await link.getAttribute('href')) ?? '';
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
    const mail = new URL((await page.getByRole('link', { name: 'Write an email' }).getAttribute('href')) ?? '');
    expect(mail.searchParams.get('body')).toContain(url);
    await expectNothingCutOff(page);
    await expectAccessible(page, 'the link for an administrator');

    // In another browser: nobody is signed in to Openslot there.
    const administrator = await visit(context, phone);
    await administrator.goto(url);
    await heading(administrator, 'Permissions for your organisation').waitFor();
    await expectAccessible(administrator, 'the page for an administrator');
    await administrator.getByRole('button', { name: 'Refuse' }).click();
    await heading(administrator, 'Nothing was connected').waitFor();
    await administrator.goto(url);
    await administrator.getByRole('radio', { name: 'farid.amini@fabrikam.example' }).check();
    await permit(administrator);
    await heading(administrator, 'Openslot is permitted').waitFor();
    await expectNothingCutOff(administrator);
    await expectAccessible(administrator, 'permitted');

    await connectAccount(page, consentPage, 'farid.amini@fabrikam.example');
  }, 60_000);

  it('without a mailbox is told why nothing is connected', async (context) => {
    const page = await visit(context, { width: 375, height: 812, colorScheme: 'dark' });
    await setScene(page);
    await goToConsent(page, consentPage, 'gina.moretti@contoso.example');
    await permit(page);
    await heading(page, 'This account has no calendar').waitFor();
    await page.getByText('its mailbox has to be at Microsoft 365 or Outlook.com').waitFor();
    await heading(page, 'Connect your first calendar').waitFor();
    await expectAccessible(page, 'no calendar');
    await page.goto(`${stack.url}/sandbox/calendars`);
    await page.getByRole('button', { name: 'Connect Gina Moretti to the demo host' }).waitFor();
    await expectNothingCutOff(page);
  });
});

it('two owners have the same mailbox: one disconnects it, the other lives on', async (context) => {
  const address = `shared-${randomUUID()}@contoso.example`;
  const { world } = microsoft();
  world.addUser(address, { name: 'Front Desk', timeZone: 'UTC' });
  const { id: calendar } = world.calendarOf(address);
  const controls = createPersonControls(world);

  const owners = [];
  for (let index = 0; index < 2; index += 1) {
    const page = await visit(context, { width: 375, height: 812 });
    const { slug } = await setScene(page);
    await connectAccount(page, consentPage, address);
    const visitor = await visit(context);
    await openBookingPage(visitor, stack.url, 'call', slug);
    const [, first = '', second = ''] = await chooseDay(visitor);
    const isFree = (start: string) => async () => (await timeAt(visitor, start).count()) === 1;
    owners.push({ page, first, second, isFree });
  }
  const [leaving, staying] = owners as [(typeof owners)[0], (typeof owners)[0]];
  const { first, second } = staying;
  const syncNow = ({ page }: typeof staying) => page.getByRole('button', { name: /^Sync now/ }).click();

  const { id } = controls.add(calendar, { title: 'Trip', busy: true, weekly: false, ...halfHour(first) });
  for (const owner of owners) {
    await syncNow(owner);
    await expect.poll(owner.isFree(first), slowly).toBe(false);
  }

  await leaving.page.getByRole('button', { name: /^Disconnect/ }).click();
  const dialog = leaving.page.getByRole('dialog', { name: `Disconnect Microsoft 365? ${address}` });
  for (const [name, to] of [
    ['myapps.microsoft.com', 'https://myapps.microsoft.com'],
    ['account.live.com/consent/Manage', 'https://account.live.com/consent/Manage'],
  ] as const)
    expect(await dialog.getByRole('link', { name }).getAttribute('href')).toBe(to);
  await expectNothingCutOff(leaving.page);
  await expectAccessible(leaving.page, 'disconnecting');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await heading(leaving.page, 'Connect your first calendar').waitFor();
  await expect.poll(leaving.isFree(first), slowly).toBe(true);
  expect(await staying.isFree(first)()).toBe(false);

  controls.move(calendar, id, halfHour(second));
  await syncNow(staying);
  await expect.poll(staying.isFree(first), slowly).toBe(true);
  expect(await staying.isFree(second)()).toBe(false);
  expect(await leaving.isFree(second)()).toBe(true);
  await staying.page.getByText('Last synced just now').waitFor(within);
  await staying.page.getByText('Connected', { exact: true }).last().waitFor();
}, 120_000);
