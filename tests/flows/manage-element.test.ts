import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { send, setScene } from '../http/scene.ts';
import { element, useSite } from './site.ts';
import { chooseDay, expectAccessible, timeAt } from './visitor.ts';

const { stack, visit } = useSite();

const utc = { timeZone: 'UTC' } as const;
const cancelButton = (page: Page) => page.getByRole('button', { name: 'Cancel booking' });

/** A booking that was made over HTTP. */
async function booked(columns: Record<string, unknown> = {}) {
  const scene = await setScene(stack, { slug: 'talk', ...columns });
  return { scene, ...(await scene.booked()) };
}

describe('the element with a booking', () => {
  it('shows it on a foreign site, and cancels it with a reason', async (context) => {
    const { id, token, start } = await booked({ reason_required: true });
    const { page, faults, told } = await visit(context, { attributes: `booking="${id}#${token}"` }, utc);
    await page.getByRole('heading', { level: 2, name: 'Your booking' }).waitFor();
    await expectAccessible(page, 'shown');
    await cancelButton(page).click();
    await expectAccessible(page, 'asked');
    await page.getByLabel(/Why are you cancelling/).fill('I am ill');
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    await expectAccessible(page, 'cancelled');
    const { rows } = await stack.sql.query('select status, cancel_reason from public.bookings where id = $1', [id]);
    expect(rows).toEqual([{ status: 'cancelled', cancel_reason: 'I am ill' }]);
    const end = new Date(Date.parse(start) + 1_800_000).toISOString().replace('.000Z', 'Z');
    const events = (await told()).filter(({ name }) => !/step|ready/.test(name));
    expect(events.map(({ name, detail }) => ({ name, detail }))).toEqual([
      { name: 'booking:cancelled', detail: { id, event: 'talk', start, end, timeZone: 'UTC' } },
    ]);
    expect(faults).toEqual([]);
  });

  it('moves it to a time of the same month view, and tells the page when it is now', async (context) => {
    const { id, token } = await booked();
    const attributes = `booking="${stack.url}/manage/${id}#token=${token}" action="reschedule"`;
    const { page, faults, told } = await visit(context, { attributes }, utc);
    const holds: string[] = [];
    page.on('request', (request) => void (request.url().endsWith('/holds') && holds.push(request.url())));
    const [, , start = ''] = await chooseDay(page);
    await timeAt(page, start).click();
    await page.getByRole('button', { name: 'Move to this time' }).click();
    await page.getByRole('heading', { name: 'Your booking' }).waitFor();
    const moved = (await told()).find(({ name }) => name === 'booking:rescheduled');
    expect(moved?.detail).toMatchObject({ id, start: start.replace('.000Z', 'Z'), event: 'talk', timeZone: 'UTC' });
    expect(holds, 'a hold of the new time would be in the way of the booking').toEqual([]);
    expect(await element(page).evaluate((widget) => (widget as unknown as { step: string }).step)).toBe('managing');
    expect(faults).toEqual([]);
  });

  it('asks at once what the visitor comes for, unless it is not permitted', async (context) => {
    const { id, token } = await booked({ reschedule_until_minutes: -1 });
    const { page } = await visit(context, { attributes: `booking="${id}#${token}" action="cancel"` }, utc);
    await page.getByLabel(/Why are you cancelling/).waitFor();
    await element(page).evaluate((widget) => widget.setAttribute('action', 'reschedule'));
    await page.getByText('This booking can’t be moved online.').waitFor();
    expect(await cancelButton(page).count()).toBe(1);
  });

  it('never has the token in the document, in an event or in a URL, where a page gives it as a property', async (context) => {
    const { id, token } = await booked();
    const { page, told } = await visit(context, { attributes: '' }, utc, (opened) =>
      opened.addInitScript((link) => {
        addEventListener('DOMContentLoaded', () => {
          Object.assign(document.querySelector('booking-widget') as object, { booking: link });
        });
      }, `${id}#${token}`),
    );
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await cancelButton(page).click();
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    const parts = await page.evaluate(() => {
      const widget = document.querySelector('booking-widget') as HTMLElement & { booking: unknown };
      return [document.documentElement.outerHTML, widget.shadowRoot?.innerHTML, JSON.stringify(widget.booking)];
    });
    for (const text of [...parts, JSON.stringify(await told()), asked.join(' '), stack.logs.join(' ')])
      expect(text).not.toContain(token);
    expect(parts[2]).toContain(id);
  });

  it('takes the token from the address of the page where the attribute has only the id', async (context) => {
    const { id, token } = await booked();
    const { page } = await visit(context, { attributes: `booking="${id}"` }, utc);
    await page.getByRole('heading', { name: 'No booking here' }).waitFor();
    await page.goto(`${page.url()}#token=${token}`);
    await page.reload();
    await cancelButton(page).waitFor();
  });

  it.for(['', 'nonsense', `${randomUUID()}#nonsense`])(
    'says that %j is no booking, and asks the service only if it could be one',
    async (given, context) => {
      const { page, told, faults } = await visit(context, { attributes: `booking="${given}#x"` }, utc);
      await page.getByRole('heading', { name: 'No booking here' }).waitFor();
      await expectAccessible(page, 'no booking');
      expect((await told()).at(-1)).toMatchObject({ name: 'booking:error' });
      expect(faults).toEqual([]);
    },
  );

  it('goes through the dates of a series without leaving the site, and cancels all of them', async (context) => {
    const scene = await setScene(stack, { series_max: 5, slug: 'talk' });
    const { body } = await scene.book({ series: { frequency: 'daily', count: 3 } });
    const ids: string[] = body.bookings.map(({ id }: { id: string }) => id);
    const { page, told } = await visit(context, { attributes: `booking="${ids[0]}#${body.manage_token}"` }, utc);
    const address = page.url();
    const series = page.getByRole('navigation', { name: 'All dates of this series' });
    await series.getByRole('link').first().click();
    await expect.poll(() => series.getByRole('listitem').nth(1).locator('[aria-current=page]').count()).toBe(1);
    expect(page.url()).toBe(address);
    await cancelButton(page).click();
    await page.getByLabel('Cancel all dates of this series').check();
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    const cancelled = (await told()).filter(({ name }) => name === 'booking:cancelled').map(({ detail }) => detail.id);
    expect(cancelled.sort()).toEqual([...ids].sort());
  });

  it('is moved though the answer got lost', async (context) => {
    const { id, token } = await booked();
    const { page, told } = await visit(context, { attributes: `booking="${id}#${token}" action="reschedule"` }, utc);
    await page.route('**/reschedule', async (route) => {
      await route.fetch({ maxRetries: 2 });
      await route.abort();
    });
    const [, , start = ''] = await chooseDay(page);
    await timeAt(page, start).click();
    await page.getByRole('button', { name: 'Move to this time' }).click();
    await page.getByRole('heading', { name: 'Your booking' }).waitFor();
    const names = (await told()).map(({ name }) => name);
    expect(names).toContain('booking:rescheduled');
    expect(names).not.toContain('booking:failed');
    const { body } = await send(stack.url, 'GET', `/bookings/${id}`, { token });
    expect(body.booking).toMatchObject({ start: start.replace('.000Z', 'Z'), sequence: 1 });
  });

  it('says why a change is refused that was possible when it was shown, and how the booking stands now', async (context) => {
    const { id, token, scene } = await booked();
    const { page, told } = await visit(context, { attributes: `booking="${id}#${token}"` }, utc);
    await cancelButton(page).click();
    await stack.sql.query('update public.event_types set cancel_until_minutes = -1 where id = $1', [
      scene.eventType.id,
    ]);
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('alert').getByText('This booking can’t be cancelled online.').waitFor();
    expect(await cancelButton(page).count()).toBe(0);
    expect((await told()).at(-1)).toMatchObject({ name: 'booking:failed', detail: { code: 'invalid_state' } });
  });

  it('speaks another language with the rest of the page', async (context) => {
    const { id, token } = await booked();
    const { page, faults } = await visit(context, { attributes: `booking="${id}#${token}"`, lang: 'de' }, utc);
    await page.getByRole('button', { name: 'Termin verschieben' }).click();
    await page.getByRole('button', { name: 'Nichts ändern' }).waitFor();
    await page.getByRole('button', { name: 'Nächster Monat' }).waitFor();
    expect(faults).toEqual([]);
  });
});
