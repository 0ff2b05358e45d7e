import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { overhang } from './admin-page.ts';
import { button, cell, dateIn, dialog, useAvailability } from './availability-scene.ts';
import { expectAccessible } from './visitor.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const { visit, open, openScreen, rowsOf, hoursOf, save } = useAvailability(stack);

async function drag(page: Page, from: string, to: string): Promise<void> {
  await cell(page, from).hover();
  await page.mouse.down();
  await cell(page, to).hover();
  await page.mouse.up();
}

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
