import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { screens } from '../../web-embed/admin/app/screens.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { type TestUser, useStack } from '../support/stack.ts';
import { useBrowsers } from './connected-host.ts';
import { createBookable, keepSession } from './host-page.ts';
import { PRIVATE, PUBLIC, plantedOwner, type Recorded, recordRequests, replay, rowsOfOwner } from './rights-scene.ts';

const source = createAccountStub('caldav');
source.calendars = [calendarInfo('work', { name: 'Calendar of Zerlina', isPrimary: true })];
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
source.events = { work: [{ id: 'later', start: days(20), end: days(20.1) }] };
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, providers: [source], rateLimit: null });
const visit = useBrowsers();

/** Functions that say the same to everybody. */
const OF_EVERYBODY =
  /\/rpc\/(get_available_slots|get_booking_page|get_full_sessions|get_host_page|get_page_with_slots)$/;

type Scene = Awaited<ReturnType<typeof plantedOwner>>;

/** Everything that the owner can open, each with a change that can be saved there, if there is one. */
function places({
  booking,
  request,
  eventType,
  host,
}: Scene): [path: string, change?: (page: Page) => Promise<void>][] {
  const save = async (page: Page) => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByText(/Saved\.|is saved|are saved/)
      .first()
      .waitFor();
  };
  return [
    ...screens.map(({ path }): [string] => [path]),
    // First: the calendar does not have the event, and is read before the request is confirmed.
    [
      `/bookings/${booking.id}`,
      async (page) => {
        const responded = page.waitForResponse((response) => response.request().method() === 'POST' && response.ok());
        await page.getByRole('button', { name: /^Keep/ }).first().click();
        await responded;
      },
    ],
    ['/welcome?step=2'],
    ['/availability?tab=dates'],
    ['/availability?tab=away'],
    ['/calendar?view=week'],
    ['/calendar?view=day'],
    ['/bookings?view=requests'],
    [`/bookings?q=${PRIVATE}`],
    ['/why?type=call'],
    [
      '/integrations?tab=webhooks',
      async (page) => {
        await page.getByRole('button', { name: /^Deliveries/ }).click();
        await page.getByRole('dialog', { name: 'Deliveries' }).getByText('Details').first().click();
      },
    ],
    [
      '/integrations',
      async (page) => {
        await page.getByRole('button', { name: 'New key' }).click();
        await page.getByLabel('Name', { exact: true }).fill('Invoices');
        await page.getByRole('button', { name: 'Create the key' }).click();
        await page.getByRole('button', { name: 'I have saved it' }).click();
      },
    ],
    [
      '/settings',
      async (page) => {
        await page.getByLabel('Language of mails to you').selectOption('de-CH');
        await save(page);
      },
    ],
    [
      '/settings?part=safety',
      async (page) => {
        await page.getByRole('radio', { name: /^Offer nothing/ }).check();
        await save(page);
      },
    ],
    [
      '/settings?part=privacy',
      async (page) => {
        await page.getByLabel('Forget visitors after (days)').fill('400');
        await save(page);
      },
    ],
    [
      '/settings?part=account',
      async (page) => {
        const exported = page.waitForResponse(/\/host\/export$/);
        await page.getByRole('button', { name: 'Export everything' }).click();
        await exported;
      },
    ],
    [
      '/availability',
      async (page) => {
        await page.getByRole('gridcell', { name: 'Monday 17:00–17:30, closed' }).click();
        await page.getByRole('button', { name: 'Review and save' }).click();
        await page.getByRole('dialog').locator('.av-review-type').first().waitFor();
        await save(page);
      },
    ],
    [
      `/event-types/${eventType.id}`,
      async (page) => {
        await page.getByLabel('Description').fill('What we talk about');
        await save(page);
      },
    ],
    [
      `/resources/${host.id}`,
      async (page) => {
        await page.getByLabel('Address').fill(`free-${host.id}`);
        await save(page);
      },
    ],
    [
      `/bookings/${request.id}`,
      async (page) => {
        await page.getByRole('button', { name: 'Confirm', exact: true }).click();
        await page.getByText('Confirmed.', { exact: true }).first().waitFor();
      },
    ],
    [
      '/calendars',
      async (page) => {
        const responded = page.waitForResponse(
          (response) => /calendar_links/.test(response.url()) && response.request().method() === 'POST',
        );
        await page.getByRole('switch', { name: 'Blocks my time' }).uncheck();
        await responded;
      },
    ],
  ];
}

/** Opens all of them as the owner: what the pages have asked. */
async function walk(page: Page, scene: Scene): Promise<Recorded[]> {
  await keepSession(page, stack.url, scene.owner.session);
  const recorded = recordRequests(page, stack.url);
  for (const [path, change] of places(scene)) {
    const before = recorded.length;
    await page.goto(`${stack.url}/admin${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await change?.(page);
    await page.waitForLoadState('networkidle');
    expect(recorded.slice(before).filter(({ isOwners }) => isOwners).length, path).toBeGreaterThan(0);
  }
  return recorded;
}

/** How much the service has to do by itself: also the pull that follows a written event. */
const countJobs = async () => {
  const due = `run_at <= now() + interval '1 minute' or locked_at is not null`;
  return (await stack.sql.query(`select from graphile_worker.jobs where ${due}`)).rowCount;
};

/** What a response says of an owner that whoever sent the request may not know. */
function leaks(
  request: Recorded,
  { status, text }: { status: number; text: string },
  own: Set<string>,
  shown: string[],
) {
  const isPublic = !request.isOwners || OF_EVERYBODY.test(new URL(request.url).pathname);
  const asked = `${request.url} ${request.body ?? ''}`.toLowerCase();
  const said = text.toLowerCase();
  return (
    [...own, PRIVATE, ...(isPublic ? [] : [PUBLIC, ...shown])]
      .filter((secret) => said.includes(secret))
      // A refusal may repeat what was asked.
      .filter((secret) => status < 300 || !asked.includes(secret))
  );
}

it('what the page asks for one owner gives and changes nothing of theirs for another one, nor for nobody', async (context) => {
  const page = await visit(context);
  page.setDefaultTimeout(15_000);
  const scene = await plantedOwner(stack);
  const { owner: other }: { owner: TestUser } = await createBookable(stack);
  const recorded = await walk(page, scene);
  await page.goto('about:blank');
  expect(new Set(recorded.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD', 'POST', 'PATCH']));

  await expect.poll(countJobs, { timeout: 60_000 }).toBe(0);
  const before = await rowsOfOwner(stack, scene.owner.id);
  expect(Object.entries(before).flatMap(([table, rows]) => (rows.length === 0 ? [table] : []))).toEqual([]);
  // Every id there is of theirs, but what visitors know of a host.
  const shown = [scene.host.id, scene.eventType.id];
  const ids = JSON.stringify(before).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  const own = new Set([...ids.filter((id) => !shown.includes(id)), scene.owner.email.toLowerCase()]);

  // Asked by themselves the same requests do say it: the search finds what it looks for.
  const read = recorded.filter(({ method, isOwners }) => method === 'GET' && isOwners);
  const responses = await Promise.all(read.slice(0, 20).map((each) => replay(each, scene.owner.accessToken)));
  expect(
    read.slice(0, 20).flatMap((each, n) => leaks(each, responses[n] ?? expect.unreachable(), own, shown)),
  ).toContain(PRIVATE);

  const found: string[] = [];
  for (const request of recorded) {
    const name = `${request.method} ${request.url.slice(stack.url.length)} ${request.body ?? ''}`;
    const asOther = await replay(request, other.accessToken);
    for (const secret of leaks(request, asOther, own, shown)) found.push(`another owner: ${secret} from ${name}`);
    const asNobody = await replay(request, null);
    for (const secret of leaks(request, asNobody, own, shown)) found.push(`nobody: ${secret} from ${name}`);
    if (asOther.status >= 500 || asNobody.status >= 500) found.push(`${asOther.status}, ${asNobody.status}: ${name}`);
  }
  expect(found).toEqual([]);
  expect(await rowsOfOwner(stack, scene.owner.id)).toEqual(before);
}, 240_000);
