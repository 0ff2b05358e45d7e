import { expect, it } from 'vitest';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { button, dateIn, dialog, useAvailability } from './availability-scene.ts';
import { expectAccessible } from './visitor.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const { visit, open, rowsOf, save } = useAvailability(stack);

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
