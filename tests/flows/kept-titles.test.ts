import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { oneOf } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { useBrowsers } from './connected-host.ts';
import { createBookable } from './host-page.ts';
import { expectAccessible, type VisitorOptions } from './visitor.ts';

const source = createAccountStub('caldav');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, providers: [source], rateLimit: null });
const visit = useBrowsers();
type Skippable = Parameters<typeof visit>[0];
const inDays = (days: number): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 11)}10:00:00Z`;
const ends = (start: string): string => start.replace('10:00:00', '10:30:00');

beforeEach(() => {
  source.calendars = [calendarInfo('work', { name: 'Work', isPrimary: true })];
  source.events = { work: [{ id: 'dentist', start: inDays(3), end: ends(inDays(3)), title: 'Dentist' }] };
});

/** An owner with a connected calendar, on the screen of calendars. */
async function open(context: Skippable, options: VisitorOptions = {}) {
  const page = await visit(context, options);
  const scene = await createBookable(stack);
  const response = await fetch(`${stack.url}/calendar/connections/caldav`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.owner.accessToken}` },
    body: JSON.stringify({ url: 'https://dav.example.com/', username: scene.owner.email, password: 'app-password' }),
  });
  const { connection } = await response.json();
  await expect.poll(() => titles(connection.calendars[0].id)).toEqual(['Dentist']);
  await openAdmin(page, stack.url, scene.owner, 'calendars', 'Your calendars');
  const card = page.getByRole('listitem', { name: 'CalDAV' });
  await card.getByText('Last synced').waitFor();
  return { ...scene, page, card, calendarId: connection.calendars[0].id as string };
}
const titles = async (calendarId: string) =>
  (
    await stack.sql.query('select title from public.synced_events where calendar_id = $1 order by provider_event_id', [
      calendarId,
    ])
  ).rows.map(({ title }) => title);
const shoot = async (page: Awaited<ReturnType<typeof visit>>, name: string) => {
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
const sizes: [string, VisitorOptions][] = [
  ['desk-light', { width: 1280, height: 800 }],
  ['phone-dark', { width: 390, height: 844, colorScheme: 'dark' }],
];

describe('A calendar of which only busy times are stored', () => {
  it.for(oneOf(sizes))(
    'is chosen by its owner: its titles are gone at once, and back after they change their mind (%s)',
    async ([name, options], context) => {
      const { page, card, calendarId } = await open(context, options);
      await card.getByText(/^What counts as busy, and what we keep/).click();
      const timesOnly = card.getByRole('switch', { name: 'Store only busy times' });
      expect(await timesOnly.isChecked()).toBe(false);
      await timesOnly.check();
      await expect.poll(() => titles(calendarId)).toEqual([null]);
      await page.getByText('Only times of Work are stored now. Its titles are deleted.').waitFor();
      await expectAccessible(page, 'only busy times');
      expect(await overhang(page)).toBe(0);
      await shoot(page, `titles-${name}`);

      await page.reload();
      await card.getByText(/^What counts as busy, and what we keep/).click();
      expect(await timesOnly.isChecked()).toBe(true);
      await timesOnly.uncheck();
      await page.getByText('Titles of Work come back with its next sync.').waitFor();
      await expect.poll(() => titles(calendarId), { timeout: 15_000 }).toEqual(['Dentist']);
    },
  );

  it('can be taken back right after it was chosen', async (context) => {
    const { page, card, calendarId } = await open(context);
    await card.getByText(/^What counts as busy, and what we keep/).click();
    await card.getByRole('switch', { name: 'Store only busy times' }).check();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => titles(calendarId), { timeout: 15_000 }).toEqual(['Dentist']);
    await expect.poll(() => card.getByRole('switch', { name: 'Store only busy times' }).isChecked()).toBe(false);
  });

  it('is nobody else’s to choose', async (context) => {
    const { calendarId } = await open(context);
    const stranger = await stack.signUp(`stranger-${randomUUID()}@example.com`);
    const response = await fetch(`${stack.url}/rest/v1/calendars?id=eq.${calendarId}&select=id`, {
      method: 'PATCH',
      headers: {
        ...{ apikey: stack.config.supabase.publishableKey, authorization: `Bearer ${stranger.accessToken}` },
        ...{ 'content-type': 'application/json', prefer: 'return=representation' },
      },
      body: JSON.stringify({ stores_titles: false }),
    });
    expect([await response.json(), await titles(calendarId)]).toEqual([[], ['Dentist']]);
  });
});

it.for(oneOf(sizes))(
  'After a restore the owner sees which bookings only their calendar has (%s)',
  async ([name, options], context) => {
    const { page, calendarId, owner } = await open(context, options);
    await stack.sql.query(
      `with e as (
       insert into public.synced_events (calendar_id, provider_event_id, title, starts_at, ends_at)
       select $1, 'lost-' || n, 'Call: Bob', $2::timestamptz + n * interval '1 day', $3::timestamptz + n * interval '1 day' from generate_series(1, 2) as n
       returning provider_event_id
     )
     insert into private.lost_bookings (calendar_id, provider_event_id, booking_id) select $1, e.provider_event_id, gen_random_uuid() from e`,
      [calendarId, inDays(4), ends(inDays(4))],
    );
    await page.getByText('2 bookings are only in this calendar.').waitFor();
    await expectAccessible(page, 'lost bookings');
    expect(await overhang(page)).toBe(0);
    await shoot(page, `lost-${name}`);
    await page
      .getByRole('button', { name: /^I’ve taken care of it/ })
      .first()
      .click();
    await page.getByText('A booking is only in this calendar.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^A booking is only/);

    await openAdmin(page, stack.url, owner, 'overview', 'Overview');
    await page.getByRole('heading', { name: 'A booking is only in your calendar' }).waitFor();
    await expectAccessible(page, 'lost bookings on the overview');
    await shoot(page, `lost-overview-${name}`);
    await page.getByRole('link', { name: 'See it' }).click();
    await page.getByText('A booking is only in this calendar.').waitFor();
  },
);
