import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { chooseDay, createVisitor, expectAccessible, timeAt, type Visitor, type VisitorOptions } from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
});

/** A booking made over HTTP, as its visitor finds it in their mail. */
async function book(
  columns: Record<string, unknown> = {},
  hostColumns: Record<string, unknown> = {},
): Promise<{ id: string; link: string; slug: string }> {
  const host = await createHost(stack.sql, { display_name: 'Dana', ...hostColumns });
  const eventType = await createEventType(stack.sql, host.id, { title: 'Coffee', ...columns });
  await createHours(stack.sql, host.id);
  const start = new Date(Math.ceil(Date.now() / 86_400_000 + 2) * 86_400_000).toISOString();
  const attendee = { name: 'Ann', email: 'ann@example.com', time_zone: 'Europe/London', locale: 'en' };
  const response = await fetch(`${stack.url}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event_type_id: eventType.id, start, duration_minutes: 30, attendee, answers: {} }),
  });
  const { booking, manage_token: token } = (await response.json()) as { booking: { id: string }; manage_token: string };
  return { id: booking.id, link: `${stack.url}/manage/${booking.id}#token=${token}`, slug: host.slug };
}

async function open(context: { skip: (note: string) => never }, link: string, options: VisitorOptions = {}) {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), options);
  visitors.push(visitor);
  await visitor.page.goto(link);
  await visitor.page.getByRole('heading', { level: 1 }).waitFor();
  return visitor;
}

describe('the link in a visitor’s mail', () => {
  it.for(['en-GB', 'de-DE', 'fr-FR'])('keeps its words whole at 240 pixels, in %s', async (locale, context) => {
    const { link } = await book({}, { time_zone: 'Europe/Berlin' });
    const { page } = await open(context, link, { locale, width: 240, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // One line: a second one would begin inside the word.
    const lines = await page
      .locator('.bw-badge')
      .first()
      .evaluate((badge) => badge.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(badge).fontSize));
    expect(lines).toBeLessThan(2.4);
  });

  it('shows their booking in their own time zone, and lets them cancel it with a reason', async (context) => {
    const { id, link } = await book();
    const { page, faults } = await open(context, link, { timeZone: 'America/New_York' });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your booking');
    expect(await page.getByText('Coffee').first().isVisible()).toBe(true);
    expect(await page.getByText(/New York/).isVisible()).toBe(true);

    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByLabel(/Why are you cancelling/).fill('I am ill');
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel booking' }).count()).toBe(0);
    const { rows } = await stack.sql.query(
      'select status, cancelled_by, cancel_reason from public.bookings where id = $1',
      [id],
    );
    expect(rows[0]).toEqual({ status: 'cancelled', cancelled_by: 'visitor', cancel_reason: 'I am ill' });
    expect(faults).toEqual([]);
  });

  it('changes nothing when they decide to keep it', async (context) => {
    const { id, link } = await book();
    const { page } = await open(context, link);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Cancel booking' }).waitFor();
    const { rows } = await stack.sql.query('select status from public.bookings where id = $1', [id]);
    expect(rows[0].status).toBe('confirmed');
  });

  it('offers no way to cancel where the host permits none, and says what to do', async (context) => {
    const { link } = await book({ cancel_until_minutes: -1 });
    const { page } = await open(context, link);
    await page.getByText('This booking can’t be cancelled online. Please contact Dana.').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel booking' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Move booking' }).count()).toBe(1);
  });

  it('says why nothing can be changed any more, with the address at which the host is reached', async (context) => {
    const rules = { cancel_until_minutes: 14_400, reschedule_until_minutes: 14_400 };
    const { link } = await book(rules, { reply_to: 'dana@example.com' });
    const { page, faults } = await open(context, link);
    await page.getByText('It is too late to move or cancel this booking online. Please write to Dana:').waitFor();
    const address = page.getByRole('link', { name: 'dana@example.com' });
    expect(await address.getAttribute('href')).toBe('mailto:dana@example.com');
    for (const name of ['Cancel booking', 'Move booking']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    await expectAccessible(page, 'refused');
    expect(faults).toEqual([]);
  });

  it('moves the booking to another time that is free', async (context) => {
    const { id, link } = await book({ reason_required: true });
    const { page, faults } = await open(context, link, { timeZone: 'UTC' });
    const was = await page.locator('dl time').getAttribute('datetime');
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByRole('button', { name: 'Keep it' }).waitFor();
    const [, , start = ''] = await chooseDay(page);
    await expectAccessible(page, 'moving');
    await timeAt(page, start).click();
    await page.getByLabel(/Why are you moving it/).fill('A train is late');
    await expectAccessible(page, 'asked whether to move');
    expect(await page.locator('dt').allTextContents()).toEqual(['Was', 'Now']);
    expect(
      await page.locator('dd time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime'))),
    ).toEqual([was, start]);
    await page.getByRole('button', { name: 'Move to this time' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your booking' }).waitFor();
    const { rows } = await stack.sql.query(
      'select starts_at, moved_by, move_reason, sequence from public.bookings where id = $1',
      [id],
    );
    expect(rows[0]).toEqual({
      starts_at: new Date(start),
      moved_by: 'visitor',
      move_reason: 'A train is late',
      sequence: 1,
    });
    expect(await page.locator('dl time').getAttribute('datetime')).toBe(start.replace('.000Z', 'Z'));
    expect(faults).toEqual([]);
  });

  it('offers the nearest times when the chosen one was just taken, and keeps what was typed', async (context) => {
    const { id, link } = await book();
    const { page, faults } = await open(context, link, { timeZone: 'UTC' });
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByRole('button', { name: 'Keep it' }).waitFor();
    const [, taken = ''] = await chooseDay(page);
    await timeAt(page, taken).click();
    await page.getByLabel(/Why are you moving it/).fill('A train is late');
    await stack.sql.query(
      `insert into public.blocked_periods (host_id, kind, starts_at, ends_at)
       select host_id, 'block', $1::timestamptz, $1::timestamptz + interval '30 minutes'
       from public.bookings where id = $2`,
      [taken, id],
    );
    await page.getByRole('button', { name: 'Move to this time' }).click();
    await page.getByText('was just taken').waitFor();
    await expectAccessible(page, 'lost');
    await page.locator('.bw-nearest button').first().click();
    expect(await page.getByLabel(/Why are you moving it/).inputValue()).toBe('A train is late');
    await page.getByRole('button', { name: 'Move to this time' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your booking' }).waitFor();
    const { rows } = await stack.sql.query('select sequence, move_reason from public.bookings where id = $1', [id]);
    expect(rows[0]).toEqual({ sequence: 1, move_reason: 'A train is late' });
    expect(faults).toEqual([]);
  });

  it('asks for a reason where the host wants one', async (context) => {
    const { link } = await book({ reason_required: true });
    const { page } = await open(context, link);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    const reason = page.getByLabel(/Why are you cancelling/);
    expect(await reason.evaluate((field: HTMLTextAreaElement) => field.validity.valueMissing)).toBe(true);
    await reason.fill('I am ill');
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await page.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
  });

  it('shows the time that the host proposes, which they accept', async (context) => {
    const { id, link } = await book({ requires_confirmation: true });
    await stack.sql.query(
      `update public.bookings set proposed_starts_at = starts_at + interval '2 hours', proposed_ends_at = ends_at + interval '2 hours' where id = $1`,
      [id],
    );
    const { page, faults } = await open(context, link, { timeZone: 'UTC' });
    await page.getByText('Dana proposes another time').waitFor();
    await expectAccessible(page, 'proposed');
    await page.getByRole('button', { name: 'Accept this time' }).click();
    await page.getByText('Confirmed').waitFor();
    expect(await page.getByText('Dana proposes another time').count()).toBe(0);
    const { rows } = await stack.sql.query('select status, sequence from public.bookings where id = $1', [id]);
    expect(rows[0]).toEqual({ status: 'confirmed', sequence: 1 });
    expect(faults).toEqual([]);
  });

  it('shows where it takes place, with the video link as soon as it is there', async (context) => {
    const { id, link } = await book({ locations: '[{"kind": "video"}]' });
    const { page } = await open(context, link);
    expect(await page.getByText('find the link here as soon as').isVisible()).toBe(true);
    await stack.sql.query(
      `update public.bookings set location = location || '{"join_url": "https://meet.example/x"}' where id = $1`,
      [id],
    );
    await page.reload();
    const joins = page.getByRole('link', { name: 'https://meet.example/x' });
    await joins.waitFor();
    expect(await joins.getAttribute('href')).toBe('https://meet.example/x');
    const other = await open(context, (await book({ location: '<b>Room</b> 4' })).link);
    expect(await other.page.getByText('<b>Room</b> 4').isVisible()).toBe(true);
  });

  it('leads to the booking page for another time', async (context) => {
    const { link, slug } = await book();
    const { page } = await open(context, link);
    const href = await page.getByRole('link', { name: 'Book another time' }).getAttribute('href');
    expect(href).toMatch(new RegExp(`^/book/${slug}/`));
  });

  it('opens no other booking, and none without its token: it says what to do', async (context) => {
    const [mine, other] = [await book(), await book()];
    const [page, token] = [mine.link.split('#')[0], other.link.split('#')[1]];
    const nothing = `${stack.url}/manage/00000000-0000-4000-8000-00000000dead#${token}`;
    for (const link of [`${page}#${token}`, String(page), nothing]) {
      const visitor = await open(context, link);
      expect(await visitor.page.getByRole('heading', { level: 1 }).textContent()).toBe('No booking here');
      expect(await visitor.page.getByText('Use the link in your latest email').isVisible()).toBe(true);
    }
  });

  it('has no barriers, in light and dark, while it is shown and while they are asked', async (context) => {
    const { link } = await book();
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(context, link, { colorScheme, width: 390, height: 844 });
      await expectAccessible(page, `shown, ${colorScheme}`);
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await expectAccessible(page, `asked, ${colorScheme}`);
    }
  });

  it.for([
    ['de-AT', 'de', 'Ihr Termin', 'Termin verschieben', 'Termin absagen', 'Warum sagen Sie ab?', 'Bestätigt'],
    ['es-MX', 'es', 'Tu reserva', 'Cambiar la hora', 'Cancelar la reserva', '¿Por qué cancelas?', 'Confirmada'],
    [
      'fr-CA',
      'fr',
      'Votre rendez-vous',
      'Déplacer le rendez-vous',
      'Annuler le rendez-vous',
      'Pourquoi annulez-vous',
      'Confirmé',
    ],
    // One that there is not.
    ['pt-BR', 'en', 'Your booking', 'Move booking', 'Cancel booking', 'Why are you cancelling?', 'Confirmed'],
  ] as const)(
    'is in the language of the browser, as the booking page is: %s',
    async ([locale, language, title, move, cancel, why, status], context) => {
      const { id, link } = await book();
      const { page, faults } = await open(context, link, { locale, timeZone: 'UTC' });
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
      expect(await page.title()).toBe(`${title} – Coffee`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      await page.getByText(status, { exact: true }).waitFor();
      const { rows } = await stack.sql.query('select starts_at from public.bookings where id = $1', [id]);
      const region = locale.split('-')[1];
      const day = await page.evaluate(
        ([tag, at]) =>
          new Intl.DateTimeFormat(tag as string, { dateStyle: 'full', timeZone: 'UTC' })
            .formatToParts(at as number)
            .filter(({ type }) => type === 'weekday' || type === 'month')
            .map(({ value }) => value),
        [`${language}-${region}`, rows[0].starts_at.getTime()],
      );
      for (const part of day) expect(await page.locator('dl time').textContent()).toContain(part);
      await page.getByRole('button', { name: move }).waitFor();
      await page.getByRole('button', { name: cancel }).click();
      await page.getByLabel(why).waitFor();
      await expectAccessible(page, locale);
      expect(faults).toEqual([]);
    },
  );
});
