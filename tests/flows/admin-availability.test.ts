import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, expectAccessible, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
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

type Context = { skip: (note: string) => never };
type Scene = Awaited<ReturnType<typeof createBookable>>;

async function visit(context: Context, options: VisitorOptions = {}): Promise<Page> {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin', ...options });
  visitors.push(visitor);
  visitor.page.setDefaultTimeout(8000);
  return visitor.page;
}

/** The screen of a new host in UTC that is open from 9 to 17 h every day, with an event type `call`. */
async function open(context: Context, path = '', options: VisitorOptions = {}) {
  const page = await visit(context, options);
  const scene = await createBookable(stack);
  await openScreen(page, scene, path);
  return { page, ...scene };
}
async function openScreen(page: Page, { owner }: Pick<Scene, 'owner'>, path = ''): Promise<void> {
  await openAdmin(page, stack.url, owner, `availability${path}`, 'Availability');
  await page.getByRole('heading', { level: 2 }).first().waitFor();
}

const rowsOf = async (table: string, hostId: unknown) =>
  (await stack.sql.query(`select * from public.${table} where host_id = $1`, [hostId])).rows;
/** The weekly hours of a day, as `09:00-17:00`. */
async function hoursOf({ host }: Pick<Scene, 'host'>, day: number, typeId: unknown = null): Promise<string[]> {
  const { rows } = await stack.sql.query(
    `select to_char(start_time, 'HH24:MI') || '-' || left(end_time::text, 5) as hours from public.availability_rules
      where host_id = $1 and day_of_week = $2 and event_type_id is not distinct from $3 and valid_from is null
      order by start_time`,
    [host.id, day, typeId],
  );
  return rows.map(({ hours }) => hours);
}
const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const cell = (page: Page, name: string) => page.getByRole('gridcell', { name });
const dialog = (page: Page) => page.getByRole('dialog');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function drag(page: Page, from: string, to: string): Promise<void> {
  await cell(page, from).hover();
  await page.mouse.down();
  await cell(page, to).hover();
  await page.mouse.up();
}

interface Preview {
  lost: { start: string; end: string }[];
  gained: { start: string; end: string }[];
}

/**
 * Saves what was changed; what visitors find before and after is exactly what the preview says.
 * Returns the text of the review.
 */
async function save(page: Page, { eventType }: Pick<Scene, 'eventType'>): Promise<string> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/rpc/preview_slots'));
  await button(page, 'Review and save').click();
  const response = await answered;
  const preview: Preview = await response.json();
  const { range_start, range_end } = response.request().postDataJSON();
  // What begins in a moment may be gone before all is asked.
  const from = new Date(Date.parse(range_start) + 600_000).toISOString();
  const slots = async (): Promise<string[]> => {
    const { data, error } = await stack
      .client()
      .rpc('get_available_slots', { event_type_id: eventType.id, range_start: from, range_end: earlier(range_end) });
    if (error) throw error;
    return data.slots.map(({ start }: { start: string }) => start);
  };
  const before = await slots();
  await dialog(page).locator('.av-review-type, .av-outside').first().waitFor();
  const text = (await dialog(page).textContent()) ?? '';
  const saved = page.waitForResponse((response) => response.url().endsWith('/rpc/save_schedule'));
  await button(page, 'Save').click();
  expect((await saved).status()).toBe(200);
  await page.getByText('The hours are saved.').waitFor();
  const after = await slots();
  const later = (list: Preview['lost']) =>
    list.map(({ start }) => start).filter((start) => start >= from.slice(0, 19) && start < earlier(range_end));
  expect(before.filter((start) => !after.includes(start))).toEqual(later(preview.lost));
  expect(after.filter((start) => !before.includes(start))).toEqual(later(preview.gained));
  return text;
}
/** At most a hundred days, as visitors may ask for. */
const earlier = (end: string) => new Date(Math.min(Date.parse(end), Date.now() + 90 * 86_400_000)).toISOString();

it('hours are opened and closed with the mouse, looked at before they are saved, and taken back', async (context) => {
  const { page, ...scene } = await open(context);
  await page.getByText('Times in UTC (GMT).').waitFor();
  await drag(page, 'Monday 17:00–17:30, closed', 'Tuesday 18:30–19:00, closed');
  await drag(page, 'Monday 12:30–13:00, open', 'Monday 12:00–12:30, open');
  // The list of times is the same state.
  await expect.poll(() => page.getByLabel('Monday, block 1, until').inputValue()).toBe('12:00');
  await expect.poll(() => page.getByLabel('Tuesday until').inputValue()).toBe('19:00');
  expect(await hoursOf(scene, 1)).toEqual(['09:00-17:00']);
  await expectAccessible(page, 'changed');

  const text = await save(page, scene);
  expect(text).toMatch(/\d+ times lost, \d+ gained in the next 8 weeks/);
  expect(await hoursOf(scene, 1)).toEqual(['09:00-12:00', '13:00-19:00']);
  expect(await hoursOf(scene, 2)).toEqual(['09:00-19:00']);

  await button(page, 'Undo').click();
  await expect.poll(() => hoursOf(scene, 1)).toEqual(['09:00-17:00']);
  await cell(page, 'Monday 12:00–12:30, open').waitFor();
  expect(await button(page, 'Review and save').count()).toBe(0);
});

it('hours are opened and closed with the keyboard alone', async (context) => {
  const { page, ...scene } = await open(context, '?step=15');
  await cell(page, 'Monday 09:00–09:15, open').focus();
  await page.keyboard.press('Space');
  await cell(page, 'Monday 09:00–09:15, closed').waitFor();
  // Carried on by what the first one became: three quarters, and the day after as well.
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await cell(page, 'Tuesday 09:30–09:45, closed').waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  expect(await focused()).toBe('Tuesday 09:30–09:45, closed');
  await page.keyboard.press('Shift+ArrowUp');
  await cell(page, 'Tuesday 09:30–09:45, open').waitFor();

  // Above the hours that are shown is the night.
  await page.keyboard.press('Home');
  for (let row = 0; row < 14; row += 1) await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('Monday 05:45–06:00, closed');
  await page.keyboard.press('Space');
  await save(page, scene);
  // The bar that saves is gone, the focus is not.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Hours');
  expect(await hoursOf(scene, 1)).toEqual(['05:45-06:00', '09:30-17:00']);
  expect(await hoursOf(scene, 2)).toEqual(['09:30-17:00']);
});

it('exact times are typed, until the end of the day, and a day is copied to others', async (context) => {
  const { page, ...scene } = await open(context);
  const until = page.getByLabel('Friday until');
  await until.fill('noon');
  await page.keyboard.press('Tab');
  await page.getByText('Write times such as 9:00 or 17:30; the end of the day is 24:00.').waitFor();
  await button(page, 'Review and save').click();
  expect(await until.getAttribute('aria-invalid')).toBe('true');
  await expectAccessible(page, 'fault');
  // What cannot be read goes with all other changes.
  await button(page, 'Discard').click();
  await expect.poll(() => until.inputValue()).toBe('17:00');
  await until.fill('12.10');
  await page.keyboard.press('Enter');
  await button(page, 'Add hours on Friday').click();
  await page.getByLabel('Friday, block 2, from').fill('2pm');
  await page.getByLabel('Friday, block 2, until').fill('24:00');
  await page.keyboard.press('Enter');
  await cell(page, 'Friday 12:00–12:30, partly open').waitFor();

  await button(page, 'Copy Friday to other days').click();
  await expectAccessible(page, 'copy');
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday']) await dialog(page).getByLabel(day).uncheck();
  await dialog(page).getByLabel('Sunday').check();
  await button(page, 'Copy').click();
  await page.getByText('Friday was copied to Sunday.').waitFor();
  await save(page, scene);
  for (const day of [5, 0]) expect(await hoursOf(scene, day)).toEqual(['09:00-12:10', '14:00-24:00']);
  expect(await hoursOf(scene, 1)).toEqual(['09:00-17:00']);
});

it('an event type gets hours of its own, which change nothing else, and gives them up', async (context) => {
  const { page, ...scene } = await open(context);
  await page.getByLabel('Hours of').selectOption('Call (default hours)');
  const own = page.getByRole('switch', { name: 'Hours of its own' });
  await own.check();
  await cell(page, 'Wednesday 17:00–17:30, closed').click();
  await save(page, scene);
  expect(await hoursOf(scene, 3, scene.eventType.id)).toEqual(['09:00-17:30']);
  expect(await hoursOf(scene, 3)).toEqual(['09:00-17:00']);

  await own.click();
  await expectAccessible(page, 'give up');
  await button(page, 'Use the default hours').click();
  expect(await page.getByRole('grid').getAttribute('aria-readonly')).toBe('true');
  await save(page, scene);
  expect(await hoursOf(scene, 3, scene.eventType.id)).toEqual([]);
});

it('temporary hours count for some weeks', async (context) => {
  const { page, ...scene } = await open(context);
  await button(page, 'Add temporary hours').click();
  await expectAccessible(page, 'temporary');
  await dialog(page).getByLabel('Time from').fill('18:00');
  await dialog(page).getByLabel('Time until').fill('20:00');
  await dialog(page).getByLabel('First day').fill(dateIn(3));
  await dialog(page).getByLabel('Label').fill('Christmas season');
  await button(page, 'Add').click();
  await page.getByText('Saturday 18:00–20:00').waitFor();
  const text = await save(page, scene);
  expect(text).toContain('16 times gained in the next 8 weeks');
  const [rule] = (await rowsOf('availability_rules', scene.host.id)).filter(({ label }) => label !== null);
  expect(rule).toMatchObject({ day_of_week: 6, start_time: '18:00:00', label: 'Christmas season' });
});

it('a date is closed on the calendar by keyboard, with a booking on it, and its day is gone for visitors', async (context) => {
  const { page, ...scene } = await open(context, '?tab=dates');
  const date = dateIn(5);
  const booked = await insert(stack.sql, 'bookings', {
    host_id: scene.host.id,
    event_type_id: scene.eventType.id,
    status: 'confirmed',
    starts_at: `${date}T10:00:00Z`,
    ends_at: `${date}T10:30:00Z`,
  });
  await insert(stack.sql, 'booking_attendees', {
    booking_id: booked.id,
    name: 'Ann Visitor',
    email: 'ann@example.com',
    time_zone: 'UTC',
    locale: 'en',
  });
  await expectAccessible(page, 'dates');
  await page.locator('[aria-current=date]').focus();
  for (let day = 0; day < 5; day += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  expect(await dialog(page).getByLabel('Date, or first day').inputValue()).toBe(date);
  await expectAccessible(page, 'date');
  await dialog(page).getByLabel('Label').fill('Trade fair');
  await page.keyboard.press('Enter');
  await page.locator(`[data-date="${date}"][aria-label$="Closed all day (Trade fair)"]`).waitFor();
  // The focus is where it was.
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['date'])).toBe(date);

  await button(page, 'Review and save').click();
  await dialog(page).getByText('1 booking is outside').waitFor();
  expect(await dialog(page).getByRole('link').textContent()).toMatch(/^Ann Visitor, .* 10:00$/);
  await expectAccessible(page, 'review');
  await button(page, 'Go on editing').click();
  await save(page, scene);
  expect(await rowsOf('availability_overrides', scene.host.id)).toMatchObject([
    { effect: 'closed', start_time: null, label: 'Trade fair', event_type_id: null },
  ]);
  const visitor = await visit(context, { timeZone: 'UTC' });
  await visitor.goto(`${stack.url}/book/${scene.slug}/call?date=${date}`);
  const named = new Date(date).getUTCDate();
  await visitor
    .getByRole('gridcell')
    .getByRole('button', { name: /times? available$/ })
    .first()
    .waitFor();
  const shut = visitor
    .getByRole('gridcell')
    .getByRole('button', { name: new RegExp(`\\b${named} .*no times available`) });
  await shut.first().waitFor();
});

it('dates get other or extra hours, several at once, and are changed and removed', async (context) => {
  const { page, ...scene } = await open(context, '?tab=dates');
  await button(page, 'Add a date').click();
  await dialog(page).getByLabel('Date, or first day').fill(dateIn(3));
  await dialog(page).getByLabel('Last day (optional)').fill(dateIn(2));
  await button(page, 'Add').click();
  await page.getByText('The last day must not be before the first.').waitFor();
  await dialog(page).getByLabel('Last day (optional)').fill(dateIn(4));
  await dialog(page).getByLabel('Other hours').check();
  await dialog(page).getByLabel('Time from').fill('10:00');
  await dialog(page).getByLabel('Time until').fill('11:00');
  await dialog(page).getByRole('button', { name: 'Add a window' }).click();
  await button(page, 'Add').click();
  await page
    .getByText(/^Open 10:00–11:00, 12:00–15:00 only$/)
    .first()
    .waitFor();
  await save(page, scene);
  expect(await rowsOf('availability_overrides', scene.host.id)).toHaveLength(4);

  await page.locator(`[data-date="${dateIn(3)}"]`).click();
  await expectAccessible(page, 'day');
  await dialog(page).getByRole('button', { name: /^Edit/ }).click();
  await dialog(page).getByLabel('Extra hours').check();
  await button(page, 'Change').click();
  await page.getByText(/^Also open/).waitFor();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Open 10:00–11:00, 12:00–15:00 only' })
    .getByRole('button', { name: /^Remove/ })
    .click();
  await page.getByText('The date was removed.').waitFor();
  await save(page, scene);
  const effects = (await rowsOf('availability_overrides', scene.host.id)).map(({ effect }) => effect);
  expect(effects).toEqual(['extra', 'extra']);
});

it('public holidays of a country are added as closed days, those that are there already are marked', async (context) => {
  const { page, ...scene } = await open(context, '?tab=dates');
  await button(page, 'Public holidays').click();
  await dialog(page).getByLabel('Country').selectOption('Germany');
  const christmas = dialog(page).getByRole('checkbox', { name: /^Christmas Day/ });
  await christmas.waitFor();
  await expectAccessible(page, 'holidays');
  // In a part of the country there are more.
  const count = () => dialog(page).getByRole('checkbox').count();
  const all = await count();
  await dialog(page).getByLabel('Region').selectOption({ value: 'BY' });
  await expect.poll(count).toBeGreaterThan(all);
  await dialog(page).getByLabel('All of them').uncheck();
  await christmas.check();
  await button(page, 'Close 1 day').click();
  await page.locator('[data-date$="-12-25"][aria-label$="Closed all day (Christmas Day)"]').waitFor();

  await button(page, 'Public holidays').click();
  await dialog(page).getByLabel('Country').selectOption('Germany');
  await christmas.waitFor();
  expect([await christmas.isChecked(), await christmas.isDisabled()]).toEqual([true, true]);
  await dialog(page).getByText('Closed already').waitFor();
  await button(page, 'Cancel').click();
  await save(page, scene);
  expect(await rowsOf('availability_overrides', scene.host.id)).toMatchObject([
    { effect: 'closed', start_time: null, label: 'Christmas Day' },
  ]);
});

it('vacations and blocks take days and times away', async (context) => {
  const { page, ...scene } = await open(context, '?tab=away');
  await button(page, 'Add time away').click();
  await expectAccessible(page, 'away');
  await dialog(page).getByLabel('First day').fill(dateIn(2));
  await dialog(page).getByLabel('Last day').fill(dateIn(4));
  await dialog(page).getByLabel('Reason').fill('Skiing');
  await button(page, 'Add').click();
  await button(page, 'Add time away').click();
  await button(page, 'Blocked').click();
  await dialog(page).getByLabel('Whole days').uncheck();
  await dialog(page).getByLabel('First day').fill(dateIn(6));
  await dialog(page).getByLabel('From').fill('12');
  await dialog(page).getByLabel('Until').fill('14:30');
  await dialog(page).getByLabel('For').selectOption('Call');
  await expectAccessible(page, 'block');
  await button(page, 'Add').click();
  await page.getByText('Call only').waitFor();
  const text = await save(page, scene);
  expect(text).toContain('53 times lost in the next 8 weeks');
  const rows = await rowsOf('blocked_periods', scene.host.id);
  expect(rows).toHaveLength(2);
  expect(rows.find(({ kind }) => kind === 'block')).toMatchObject({
    event_type_id: scene.eventType.id,
    starts_at: new Date(`${dateIn(6)}T12:00:00Z`),
    ends_at: new Date(`${dateIn(6)}T14:30:00Z`),
  });
});

it('a second tab overwrites nothing, shows what the first one did, and comes on top when told to', async (context) => {
  const { page, ...scene } = await open(context);
  const other = await visit(context);
  await openScreen(other, scene);
  await cell(other, 'Sunday 17:00–17:30, closed').click();
  await cell(page, 'Monday 17:00–17:30, closed').click();
  await save(page, scene);

  await button(other, 'Review and save').click();
  await dialog(other).locator('.av-review-type').first().waitFor();
  await button(other, 'Save').click();
  await other.getByText('Somebody changed the hours meanwhile').waitFor();
  expect(await hoursOf(scene, 0)).toEqual(['09:00-17:00']);
  await cell(other, 'Sunday 17:00–17:30, open').waitFor();
  await other.getByText(/^See what they changed/).click();
  await other.getByText('Changed: Monday 09:00–17:00 to Monday 09:00–17:30').waitFor();
  await expectAccessible(other, 'changed elsewhere');
  await button(other, 'Apply mine on top').click();
  await save(other, scene);
  expect(await hoursOf(scene, 0)).toEqual(['09:00-17:30']);
  expect(await hoursOf(scene, 1)).toEqual(['09:00-17:30']);
});

it('leaving with changes asks first: at links, at the way back, and nothing is lost by staying', async (context) => {
  const { page } = await open(context);
  await button(page, 'Time away').click();
  await page.getByRole('heading', { name: 'Time away' }).waitFor();
  await button(page, 'Hours').click();
  await cell(page, 'Monday 17:00–17:30, closed').click();
  await page.getByRole('link', { name: 'Event types' }).click();
  await dialog(page).getByText('Leave without saving?').waitFor();
  await expectAccessible(page, 'leave');
  await button(page, 'Cancel').click();
  await cell(page, 'Monday 17:00–17:30, open').waitFor();
  await button(page, 'Discard').click();
  await cell(page, 'Monday 17:00–17:30, closed').waitFor();
  await button(page, 'Undo').click();
  await cell(page, 'Monday 17:00–17:30, open').waitFor();
  await page.getByRole('link', { name: 'Event types' }).click();
  await button(page, 'Leave without saving').click();
  await page.getByRole('heading', { level: 1, name: 'Event types' }).waitFor();

  await page.getByRole('link', { name: 'Availability' }).click();
  await cell(page, 'Monday 17:00–17:30, closed').click();
  await button(page, 'Review and save').waitFor();
  // The page asks from the next look on.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  await page.evaluate(() => history.back());
  await button(page, 'Cancel').click();
  expect(new URL(page.url()).pathname).toBe('/admin/availability');
  await cell(page, 'Monday 17:00–17:30, open').waitFor();
  await page.evaluate(() => history.back());
  await button(page, 'Leave without saving').click();
  await page.getByRole('heading', { level: 1, name: 'Event types' }).waitFor();
});

it('on a phone times are typed and cells are tapped, and nothing is wider than the screen', async (context) => {
  const { page, ...scene } = await open(context, '', { width: 375, height: 812, hasTouch: true });
  for (const tab of ['Hours', 'Dates', 'Time away', 'Hours']) {
    await button(page, tab).click();
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await overhang(page), tab).toBe(0);
  }
  await page.getByLabel('Monday until').fill('18');
  await page.keyboard.press('Enter');
  await button(page, 'Grid').click();
  await cell(page, 'Monday 17:30–18:00, open').waitFor();
  await cell(page, 'Sunday 17:00–17:30, closed').tap();
  await cell(page, 'Sunday 17:00–17:30, open').waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'phone');
  await save(page, scene);
  expect(await hoursOf(scene, 1)).toEqual(['09:00-18:00']);
  expect(await hoursOf(scene, 0)).toEqual(['09:00-17:30']);
});
