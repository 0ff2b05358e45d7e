import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createEventType, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

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
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin', ...options });
  visitors.push(visitor);
  visitor.page.setDefaultTimeout(8000);
  return visitor.page;
}

async function rowsOf(hostId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await stack.sql.query(
    'select * from public.event_types where host_id = $1 order by position, slug',
    [hostId],
  );
  return rows;
}
const titles = (page: Page) => page.locator('.et-title a').allTextContents();

it('an event type is made, looked at in the preview without booking, and can be booked by its link', async (context) => {
  const page = await visit(context);
  const { owner, host, slug } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, 'event-types', 'Event types');
  await page.getByRole('link', { name: 'New event type' }).click();
  await page.getByRole('heading', { level: 1, name: 'New event type' }).waitFor();
  await expectAccessible(page, 'a new one');

  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Say what it is.').waitFor();
  await page.getByLabel('Title').fill('Café visit');
  await expect.poll(() => page.getByLabel('Address', { exact: true }).inputValue()).toBe('cafe-visit');
  await page.getByRole('button', { name: '45 minutes' }).click();
  await page.locator('summary', { hasText: 'Where' }).click();
  await page.getByRole('button', { name: /^At an address/ }).click();
  await page.getByLabel('Address', { exact: true }).last().fill('12 Long Street');
  await page.getByRole('button', { name: 'Create' }).click();

  await page.getByRole('heading', { level: 1, name: 'Café visit' }).waitFor();
  await page.waitForURL(/event-types\/[0-9a-f-]{36}/);
  const made = (await rowsOf(host.id)).find((row) => row.slug === 'cafe-visit');
  expect(made).toMatchObject({
    title: 'Café visit',
    durations_minutes: [30, 45],
    locations: [{ kind: 'address', value: '12 Long Street' }],
  });

  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByRole('button', { name: /^Next available/ }).click();
  await preview.locator('button[data-start]').first().click();
  await preview.getByLabel('Name').fill('Ann Visitor');
  await preview.getByLabel('Email').fill('ann@example.com');
  await preview.getByRole('button', { name: /^(Book|Confirm)/ }).click();
  await preview.getByText('This is a preview, so nothing was.').waitFor();
  await expectAccessible(page, 'the preview');
  const { rows } = await stack.sql.query('select 1 from public.bookings where host_id = $1', [host.id]);
  expect(rows).toEqual([]);
  expect((await fetch(`${stack.url}/book/${slug}/cafe-visit`)).status).toBe(200);
});

it('all settings are saved; what the database refuses is said at its field', async (context) => {
  const page = await visit(context);
  const { owner, host, eventType } = await createBookable(stack);
  await createEventType(stack.sql, host.id, { slug: 'other', title: 'Other' });
  await openAdmin(page, stack.url, owner, `event-types/${eventType.id}`, 'Call');
  const open = (name: string) => page.locator('summary', { hasText: name }).click();

  await page.getByLabel('Address', { exact: true }).fill('other');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Another of your event types has this address.').waitFor();
  await expect
    .poll(() => page.getByLabel('Address', { exact: true }).evaluate((e) => e === document.activeElement))
    .toBe(true);
  await expectAccessible(page, 'refused');
  await page.getByLabel('Address', { exact: true }).fill('call-2');

  await open('When it can be booked');
  await page.getByLabel('Notice', { exact: true }).fill('3');
  await page.getByLabel('Notice: unit').selectOption('days');
  await page.getByLabel('Pause after', { exact: true }).fill('15');
  await page.getByLabel('Pause after: unit').selectOption('minutes');
  await page.getByLabel('At most a day').fill('4');
  await page.getByLabel('Days ahead').fill('5000');
  await open('When it can be booked');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('From 1 to 3,660 days.').waitFor();
  await page.getByLabel('Days ahead').fill('90');

  await open('What you ask');
  await page.getByRole('button', { name: 'Add a question' }).click();
  await page.getByLabel('Question', { exact: true }).fill('How did you hear of us?');
  await page.getByLabel('Answer', { exact: true }).selectOption('select');
  await page.getByLabel('Has to be answered').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('it needs options to choose from').waitFor();
  await page.getByLabel('Options, one a line').fill('A friend\nThe web');

  await open('Requests');
  await page.getByLabel('You confirm each booking').check();
  await page.getByLabel('A request waits', { exact: true }).fill('3');
  await open('Changes by visitors');
  await page.getByLabel('Visitors may cancel').selectOption('before');
  await page.getByLabel('Visitors may move it').selectOption('never');
  await open('Mails');
  await page.getByRole('group', { name: 'Reminders' }).getByRole('button', { name: '1 hour' }).click();
  await page.getByLabel('Your words in mails').fill('Bring your papers.');
  await open('Several people');
  await page.getByLabel('Seats').fill('8');
  await page.getByLabel('Waiting list').fill('5');
  await page.getByLabel('Dates at once').fill('6');
  await expectAccessible(page, 'all parts open');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Everything is saved').waitFor();

  expect((await rowsOf(host.id)).find(({ id }) => id === eventType.id)).toMatchObject({
    slug: 'call-2',
    min_notice_minutes: 4320,
    buffer_after_minutes: 15,
    max_per_day: 4,
    horizon_days: 90,
    questions: [
      {
        id: 'how_did_you_hear_of_us',
        label: 'How did you hear of us?',
        type: 'select',
        required: true,
        options: ['A friend', 'The web'],
      },
    ],
    requires_confirmation: true,
    request_hours: 72,
    cancel_until_minutes: 1440,
    reschedule_until_minutes: -1,
    reminders_minutes: [60],
    message: 'Bring your papers.',
    seats: 8,
    waitlist_max: 5,
    series_max: 6,
  });
});

it('a second tab is told, and nothing of the first is overwritten unseen', async (context) => {
  const page = await visit(context);
  const { owner, host, eventType } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, `event-types/${eventType.id}`, 'Call');
  await page.getByLabel('Description').fill('Mine');
  await stack.sql.query(`update public.event_types set title = 'Theirs' where id = $1`, [eventType.id]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was changed elsewhere meanwhile').waitFor();
  await expectAccessible(page, 'changed elsewhere');
  expect((await rowsOf(host.id))[0]).toMatchObject({ title: 'Theirs', description: '' });
  await page.getByRole('button', { name: 'Keep my changes on top' }).click();
  await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Theirs');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Everything is saved').waitFor();
  expect((await rowsOf(host.id))[0]).toMatchObject({ title: 'Theirs', description: 'Mine' });
});

it('whoever leaves with changes that are not saved is asked, by a link and by the way back', async (context) => {
  const page = await visit(context);
  const { owner, eventType } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, 'event-types', 'Event types');
  await page.getByRole('link', { name: 'Call', exact: true }).click();
  await page.getByLabel('Description').fill('Mine');
  await page.goBack();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await dialog.waitFor();
  await expectAccessible(page, 'asked before leaving');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Description').inputValue()).toBe('Mine');
  expect(page.url()).toContain(eventType.id);
  await page.getByRole('link', { name: 'All event types' }).click();
  await dialog.getByRole('button', { name: 'Leave without saving' }).click();
  await page.getByRole('heading', { level: 1, name: 'Event types' }).waitFor();
});

it('event types are ordered with the keyboard alone, and by dragging; visitors see that order', async (context) => {
  const page = await visit(context);
  const { owner, host, slug } = await createBookable(stack);
  await createEventType(stack.sql, host.id, { slug: 'b', title: 'Second' });
  await createEventType(stack.sql, host.id, { slug: 'c', title: 'Third' });
  await openAdmin(page, stack.url, owner, 'event-types', 'Event types');
  await page.getByText('Third').waitFor();
  expect(await titles(page)).toEqual(['Second', 'Third', 'Call']);
  await expectAccessible(page, 'the list');

  await page.getByRole('button', { name: 'Move Call up' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => titles(page)).toEqual(['Second', 'Call', 'Third']);
  await page.keyboard.press('Enter');
  await expect.poll(() => titles(page)).toEqual(['Call', 'Second', 'Third']);
  // At the top the way down has the focus.
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await expect.poll(focus).toBe('Move Call down');
  await expect.poll(async () => (await rowsOf(host.id)).map((row) => row.title)).toEqual(['Call', 'Second', 'Third']);

  await page.locator('.et-line', { hasText: 'Third' }).locator('.et-handle').dragTo(page.locator('.et-line').first());
  await expect.poll(() => titles(page)).toEqual(['Third', 'Call', 'Second']);
  await expect.poll(async () => (await rowsOf(host.id)).map((row) => row.title)).toEqual(['Third', 'Call', 'Second']);
  const html = await (await fetch(`${stack.url}/book/${slug}`)).text();
  expect(html.indexOf('Third')).toBeLessThan(html.indexOf('Second'));
});

it('one is switched off and on again by undoing it, duplicated with its hours, and deleted', async (context) => {
  const page = await visit(context);
  const { owner, host, eventType, slug } = await createBookable(stack);
  await insert(stack.sql, 'availability_rules', {
    host_id: host.id,
    event_type_id: eventType.id,
    day_of_week: 2,
    start_time: '10:00',
    end_time: '12:00',
  });
  await openAdmin(page, stack.url, owner, 'event-types', 'Event types');
  await page.getByRole('switch', { name: 'Call can be booked' }).uncheck();
  await page.getByText('“Call” is off').waitFor();
  expect((await fetch(`${stack.url}/book/${slug}/call`)).status).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await fetch(`${stack.url}/book/${slug}/call`)).status).toBe(200);

  await page.getByRole('button', { name: 'Duplicate Call' }).click();
  await page.getByRole('heading', { level: 1, name: 'Call (copy)' }).waitFor();
  const copy = (await rowsOf(host.id)).find((row) => row.slug === 'call-copy');
  expect(copy).toMatchObject({ is_active: false, position: 1 });
  const { rows } = await stack.sql.query('select day_of_week from public.availability_rules where event_type_id = $1', [
    copy?.id,
  ]);
  expect(rows).toEqual([{ day_of_week: 2 }]);

  await page.getByRole('link', { name: 'All event types' }).click();
  await page.getByRole('button', { name: 'Delete Call (copy)' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this event type?' });
  await dialog.waitFor();
  await expectAccessible(page, 'asked whether to delete');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => titles(page)).toEqual(['Call']);
  expect(await rowsOf(host.id)).toHaveLength(1);
});

it('one with bookings is not deleted but switched off, on a phone', async (context) => {
  const page = await visit(context, { width: 375, height: 740 });
  const { owner, host, eventType } = await createBookable(stack);
  await insert(stack.sql, 'bookings', {
    host_id: host.id,
    event_type_id: eventType.id,
    status: 'confirmed',
    starts_at: new Date(Date.now() + 86_400_000).toISOString(),
    ends_at: new Date(Date.now() + 88_200_000).toISOString(),
  });
  await openAdmin(page, stack.url, owner, 'event-types', 'Event types');
  await page.getByRole('button', { name: 'Delete Call' }).click();
  const dialog = page.getByRole('dialog', { name: 'It has bookings' });
  await dialog.getByText('There is 1 booking to come.').waitFor();
  await expectAccessible(page, 'it has bookings');
  expect(await overhang(page)).toBe(0);
  await dialog.getByRole('button', { name: 'Switch it off' }).click();
  await expect.poll(async () => (await rowsOf(host.id))[0]?.is_active).toBe(false);

  await page.getByRole('link', { name: 'Call', exact: true }).click();
  await page.getByLabel('Title').waitFor();
  for (const summary of await page.locator('.et-section:not([open]) > summary').all())
    await summary.click({ trial: true });
  expect(await overhang(page)).toBe(0);
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('It is off, so its page is not shown to anybody.').waitFor();
  await expectAccessible(page, 'the preview on a phone');
  expect(await overhang(page)).toBe(0);
});

it('nobody sees or changes an event type of somebody else', async (context) => {
  const page = await visit(context);
  const { host, eventType } = await createBookable(stack);
  const { owner: stranger } = await createBookable(stack);
  await openAdmin(page, stack.url, stranger, `event-types/${eventType.id}`, 'Event type');
  await page.getByText('It is no longer there.').waitFor();
  const { data } = await stranger.client.from('event_types').update({ title: 'Mine' }).eq('id', eventType.id).select();
  expect(data).toEqual([]);
  expect((await rowsOf(host.id))[0]?.title).toBe('Call');
});
