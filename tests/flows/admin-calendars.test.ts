import { beforeEach, expect, it } from 'vitest';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { openAdmin, overhang } from './admin-page.ts';
import { useBrowsers } from './connected-host.ts';
import { createBookable } from './host-page.ts';
import { expectAccessible, focused, type VisitorOptions } from './visitor.ts';

const source = createAccountStub('caldav');
const google = {
  clientId: 'id',
  clientSecret: 'secret',
  redirectUri: 'http://127.0.0.1:9/',
  baseUrl: 'http://127.0.0.1:9',
};
const stack = useStack({ config: { google }, providers: [source], rateLimit: null });
const visit = useBrowsers();
type Skippable = Parameters<typeof visit>[0];

beforeEach(() => {
  source.failure = null;
  source.password = 'app-password';
  source.calendars = [calendarInfo('work', { name: 'Work', isPrimary: true })];
});

/** An owner of a person and a room, whose account is connected for the person. */
async function open(context: Skippable, options: VisitorOptions = {}) {
  const page = await visit(context, options);
  const scene = await createBookable(stack);
  const room = await createHost(stack.sql, { owner_id: scene.owner.id, display_name: 'Room', kind: 'room' });
  const response = await fetch(`${stack.url}/calendar/connections/caldav`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.owner.accessToken}` },
    body: JSON.stringify({
      url: 'https://dav.example.com/',
      username: 'ann@example.com',
      password: 'app-password',
      host_id: scene.host.id,
    }),
  });
  expect(response.status).toBe(201);
  const { connection } = await response.json();
  await openAdmin(page, stack.url, scene.owner, 'calendars', 'Your calendars');
  const card = page.getByRole('listitem', { name: 'CalDAV' });
  await card.getByText('Last synced just now').waitFor();
  return { ...scene, page, room, card, calendarId: connection.calendars[0].id as string };
}
const policyOf = async (id: string) =>
  (await stack.sql.query('select policy from public.calendars where id = $1', [id])).rows[0].policy;
const linksOf = async (id: string) =>
  (
    await stack.sql.query(
      `select h.display_name as host, l.blocks_availability as blocks, l.is_booking_target as target
         from public.calendar_links l join public.hosts h on h.id = l.host_id where l.calendar_id = $1 order by 1`,
      [id],
    )
  ).rows;

it('before anything is connected, each kind says what it will ask for', async (context) => {
  const page = await visit(context);
  const { owner } = await createBookable(stack);
  await openAdmin(page, stack.url, owner, 'calendars', 'Your calendars');
  const kind = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Google Calendar' }) });
  for (const text of ['See your email address', 'See the list of your calendars', /write your bookings$/])
    await kind.getByText(text).waitFor();
  await expectAccessible(page, 'nothing connected');
});

it('what counts as busy is chosen for each calendar by keyboard, and can be taken back', async (context) => {
  const { page, card, calendarId } = await open(context);
  await card.getByText(/^What counts as busy/).focus();
  await page.keyboard.press('Enter');
  const tentative = card.getByRole('switch', { name: 'Tentative events' });
  await tentative.waitFor();
  await expectAccessible(page, 'what counts as busy');
  expect(await card.getByRole('switch', { name: 'Working place' }).isChecked()).toBe(false);
  await page.keyboard.press('Tab');
  await expect.poll(async () => (await focused(page)).name).toBe('Tentative events');
  await page.keyboard.press('Space');
  await expect.poll(() => policyOf(calendarId)).toMatchObject({ tentative: 'free', all_day: 'busy' });
  await page.getByText('Work is saved.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => policyOf(calendarId)).toMatchObject({ tentative: 'busy', all_day: 'busy' });
  expect(await tentative.isChecked()).toBe(true);
});

it('a choice that somebody else made meanwhile is not overwritten', async (context) => {
  const { page, card, calendarId } = await open(context);
  await card.getByText(/^What counts as busy/).click();
  await card.getByRole('switch', { name: 'All-day events' }).waitFor();
  await stack.sql.query(`update public.calendars set policy = policy || '{"needs_action": "free"}' where id = $1`, [
    calendarId,
  ]);
  await card.getByRole('switch', { name: 'All-day events' }).uncheck();
  await page.getByRole('alert').getByText('Somebody else changed this calendar').waitFor();
  expect(await policyOf(calendarId)).toMatchObject({ needs_action: 'free', all_day: 'busy' });
});

it('a calendar can also count for other resources', async (context) => {
  const { page, card, calendarId } = await open(context);
  await card.getByText(/^What counts as busy, for whom/).click();
  await card.getByLabel('Work blocks the time of Room').check();
  await card.getByLabel('Bookings of Room go to Work').check();
  await expect
    .poll(() => linksOf(calendarId))
    .toEqual([
      { host: 'Hanna Host', blocks: true, target: true },
      { host: 'Room', blocks: true, target: true },
    ]);
  await expectAccessible(page, 'other resources');
  await card.getByLabel('Bookings of Room go to Work').uncheck();
  await expect.poll(async () => (await linksOf(calendarId))[1]?.target).toBe(false);
});

it('an account that fails says so in plain words, shows what is behind it, and leads to its log', async (context) => {
  const { page, card, owner } = await open(context);
  await stack.sql.query(
    `update public.calendar_connections set status = 'error', last_error = 'The server answered 503.' where owner_id = $1`,
    [owner.id],
  );
  await page.reload();
  await card.getByText('Temporarily unreachable').waitFor();
  await card.getByText('Technical details').click();
  await card.getByText('"last_error": "The server answered 503."').waitFor();
  expect(await page.textContent('body')).not.toContain('app-password');
  await expectAccessible(page, 'technical details');
  await card.getByRole('link', { name: /^Sync log/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Sync log' }).waitFor();
  expect(await page.getByLabel('Account', { exact: true }).inputValue()).not.toBe('');
});

it('reconnecting keeps what the calendars are for', async (context) => {
  const { page, card, owner, calendarId } = await open(context);
  await card.getByRole('switch', { name: 'Blocks my time' }).uncheck();
  await expect.poll(async () => (await linksOf(calendarId))[0]?.blocks).toBe(false);
  await stack.sql.query(`update public.calendar_connections set status = 'needs_reconnect' where owner_id = $1`, [
    owner.id,
  ]);
  await page.reload();
  await card.getByRole('button', { name: 'Reconnect' }).click();
  await page.getByLabel('Server address').fill('https://dav.example.com/');
  await page.getByLabel('Password').fill('app-password');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await card.getByText('Connected', { exact: true }).waitFor();
  expect(await card.getByRole('switch', { name: 'Blocks my time' }).isChecked()).toBe(false);
  expect(await linksOf(calendarId)).toEqual([{ host: 'Hanna Host', blocks: false, target: true }]);
});

it.for<VisitorOptions>([
  { width: 375, height: 812 },
  { width: 375, height: 812, colorScheme: 'dark' },
])('on a phone nothing is cut off (%j)', async (options, context) => {
  const { page, card } = await open(context, options);
  await card.getByText(/^What counts as busy/).click();
  await card.getByRole('switch', { name: 'Tentative events' }).waitFor();
  expect(await overhang(page)).toBe(0);
  await expectAccessible(page, 'phone');
});
