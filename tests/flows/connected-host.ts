import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Controls } from '../../sync-service/sandbox/shared/controls.ts';
import { send } from '../http/scene.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import type { TestStack } from '../support/stack.ts';
import { createBookable, openCalendars } from './host-page.ts';
import {
  chooseDay,
  createVisitor,
  expectAccessible,
  fillDetails,
  openBookingPage,
  timeAt,
  type Visitor,
  type VisitorOptions,
} from './visitor.ts';

/** What a provider that asks for consent, and its sandbox, call things. */
export interface AccountSource {
  /** On the card of a connection. */
  kind: string;
  /** The button that begins a consent. */
  connect: string;
  /** The heading of the consent page, and its buttons. */
  consent: { heading: RegExp; permit: string; refuse: string };
  /** Gives a part of the permissions only. */
  permitPart(page: Page): Promise<void>;
  /** A new person with two calendars of their own; the ids. */
  addAccount(address: string, second: string): { main: string; second: string };
  controls(): Controls;
  /** What the event of a booking says, as the API gives it. */
  read(calendarId: string, eventId: string): { title: string; text: string; place: string };
  setPlace(calendarId: string, eventId: string, place: string): void;
  /** All notices have arrived. */
  settled(): Promise<void>;
  /** Nothing of what the account has granted is good any more. */
  endGrants(address: string): void;
  violations(): string[];
}

/** Anything that happens without anybody asking for it. */
export const slowly = { timeout: 15_000, interval: 50 };
export const within = { timeout: 15_000 };
type Skippable = { skip: (note: string) => never };

/** Browsers of people, which are closed at the end of the file. None of them may have seen a fault. */
export function useBrowsers(): (context: Skippable, options?: VisitorOptions) => Promise<Page> {
  const visitors: Visitor[] = [];
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    for (const visitor of visitors) await visitor.close();
    await closePages();
    expect(visitors.flatMap(({ faults }) => faults)).toEqual([]);
  });
  return async (context, options) => {
    const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), options);
    visitors.push(visitor);
    return visitor.page;
  };
}

/** From the page of calendars to the consent page, with the account chosen. */
export async function goToConsent(
  page: Page,
  { connect, consent }: Pick<AccountSource, 'connect' | 'consent'>,
  address: string,
  by = connect,
): Promise<void> {
  await page.getByRole('button', { name: by, exact: true }).click();
  await page.getByRole('heading', { name: consent.heading }).waitFor();
  await page.getByRole('radio', { name: address }).check();
}

/** Connects the account, and waits until its calendars are read. */
export async function connectAccount(
  page: Page,
  source: Pick<AccountSource, 'connect' | 'consent'>,
  address: string,
): Promise<void> {
  await goToConsent(page, source, address);
  await page.getByRole('button', { name: source.consent.permit, exact: true }).click();
  await page.getByRole('heading', { name: 'The calendar is connected' }).waitFor();
  await page.getByText('Last synced just now').first().waitFor(within);
}

const later = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString();

/** Half an hour from an instant on, as the controls of a person take it. */
export function halfHour(start: string): { date: string; time: string; minutes: number; time_zone: string } {
  const at = new Date(start).toISOString();
  return { date: at.slice(0, 10), time: at.slice(11, 16), minutes: 30, time_zone: 'UTC' };
}

/** The way of a host through their calendars, which is the same wherever they have them. */
export function describeConnectedHost(name: string, stack: TestStack, source: AccountSource): void {
  const visit = useBrowsers();
  afterAll(() => expect(source.violations()).toEqual([]));

  /** A host on their page of calendars, and a person with an account. */
  async function setScene(page: Page) {
    const bookable = await createBookable(stack);
    const address = `ann-${randomUUID()}@example.com`;
    const { main, second } = source.addAccount(address, 'Club');
    await openCalendars(page, stack.url, bookable.owner);
    return { ...bookable, address, main, second };
  }

  /** Connects the account, and waits until changes are told. */
  async function connect(page: Page, address: string, main: string): Promise<void> {
    await connectAccount(page, source, address);
    const isWatched = async () => {
      await stack.sql.query(`select graphile_worker.add_job('channels')`);
      await source.settled();
      const { rows } = await stack.sql.query(
        'select 1 from public.calendars where provider_calendar_id = $1 and push_expires_at is not null',
        [main],
      );
      return rows.length;
    };
    await expect.poll(isWatched, { timeout: 15_000, interval: 250 }).toBe(1);
  }

  /** What is in a calendar for that guest, within two months. */
  const eventsOf = (calendarId: string, guest: string) =>
    source
      .controls()
      .events(calendarId, Date.now() - 86_400_000, Date.now() + 60 * 86_400_000)
      .filter(({ title }) => title.includes(guest));

  describe(`a host with ${name}`, () => {
    it('connects it in the browser; its events and series take times from open booking pages', async (context) => {
      const page = await visit(context);
      const { address, main, slug, eventType } = await setScene(page);
      await goToConsent(page, source, address);
      await expectAccessible(page, 'consent');
      await page.goBack();
      await connect(page, address, main);
      await page.getByRole('listitem', { name: source.kind }).getByText('Connected', { exact: true }).waitFor();
      await page.getByText(/^New bookings are written to /).waitFor();
      await page.reload();
      await page.getByText('changes arrive instantly').waitFor();
      await expectAccessible(page, 'connected');

      const visitor = await visit(context);
      await openBookingPage(visitor, stack.url, 'call', slug);
      const [, first = '', second = '', , fourth = ''] = await chooseDay(visitor);
      const loads: string[] = [];
      visitor.on('framenavigated', (frame) => loads.push(frame.url()));
      const isShown = (start: string) => async () => (await timeAt(visitor, start).count()) === 1;
      const controls = source.controls();
      const dentist = { title: 'Dentist', busy: true, weekly: false };

      const { id } = controls.add(main, { ...dentist, ...halfHour(first) });
      await expect.poll(isShown(first), slowly).toBe(false);
      controls.move(main, id, halfHour(second));
      await expect.poll(isShown(first), slowly).toBe(true);
      expect(await isShown(second)()).toBe(false);
      controls.remove(main, id);
      await expect.poll(isShown(second), slowly).toBe(true);

      // A series takes its time each week; an occurrence that is deleted gives its own back, and no other.
      const nextWeek = later(fourth, 7 * 1440);
      const isOffered = async (start: string) => {
        const range = { range_start: start, range_end: later(start, 1) };
        const found = await stack.client().rpc('get_available_slots', { event_type_id: eventType.id, ...range });
        expect(found.error).toBeNull();
        return found.data.slots.length === 1;
      };
      expect(await isOffered(nextWeek)).toBe(true);
      controls.add(main, { ...dentist, weekly: true, ...halfHour(fourth) });
      await expect.poll(isShown(fourth), slowly).toBe(false);
      await expect.poll(() => isOffered(nextWeek), slowly).toBe(false);
      const [occurrence] = controls.events(main, Date.parse(fourth), Date.parse(later(fourth, 30)));
      expect(occurrence?.series).not.toBeNull();
      controls.remove(main, occurrence?.id ?? '');
      await expect.poll(isShown(fourth), slowly).toBe(true);
      expect(await isOffered(nextWeek)).toBe(false);
      expect(loads).toEqual([]);
      expect(await visitor.content()).not.toContain('Dentist');
    }, 120_000);

    it('finds a booking there once, with who comes, and both sides can move and cancel it', async (context) => {
      const page = await visit(context);
      const { owner, address, main, second: club, slug } = await setScene(page);
      await connect(page, address, main);
      await page.getByRole('group', { name: 'Club' }).getByRole('radio').check();
      await page.getByText('New bookings are written to Club.').waitFor();

      const visitor = await visit(context);
      await openBookingPage(visitor, stack.url, 'call', slug);
      const [, start = '', , , free = ''] = await chooseDay(visitor);
      await timeAt(visitor, start).click();
      await fillDetails(visitor, 'Vera Visitor', 'vera@example.com');
      const response = visitor.waitForResponse((one) => one.url().endsWith('/bookings') && one.status() === 201);
      await visitor.getByRole('button', { name: 'Book this time' }).click();
      await visitor.getByRole('heading', { name: 'You are booked' }).waitFor();
      const { booking, manage_token: token } = await (await response).json();
      const guests = () => eventsOf(club, 'Vera Visitor');
      const starts = () => guests().map((event) => new Date(event.start).toISOString());
      await expect.poll(starts, slowly).toEqual([new Date(start).toISOString()]);
      const id = guests()[0]?.id ?? '';
      expect(source.read(club, id)).toMatchObject({ title: 'Call: Vera Visitor' });
      expect(source.read(club, id).text).toContain('Vera Visitor <vera@example.com>');
      expect(eventsOf(main, 'Vera Visitor')).toEqual([]);

      // Here: the visitor moves it. There: what the host wrote into it stays.
      source.setPlace(club, id, 'Room 5');
      const moved = await send(stack.url, 'POST', `/bookings/${booking.id}/reschedule`, {
        token,
        body: { start: free },
      });
      expect(moved.status, moved.text).toBe(200);
      await expect.poll(starts, slowly).toEqual([new Date(free).toISOString()]);
      expect(source.read(club, id)).toMatchObject({ title: 'Call: Vera Visitor', place: 'Room 5' });

      // There: the host moves it; their decision makes it so.
      const asHost = (method: string, path: string, body?: unknown) =>
        send(stack.url, method, path, { token: owner.accessToken, ...(body === undefined ? {} : { body }) });
      source.controls().move(club, id, halfHour(start));
      const conflicts = async () => (await asHost('GET', `/bookings/${booking.id}/conflicts`)).body.conflicts;
      await expect.poll(conflicts, slowly).toMatchObject([{ kind: 'moved', resolved_at: null }]);
      const [{ id: conflict }] = await conflicts();
      const decided = await asHost('POST', `/bookings/${booking.id}/conflicts/${conflict}`, { decision: 'move' });
      expect(decided.status, decided.text).toBe(200);
      expect(new Date(decided.body.booking.start).toISOString()).toBe(new Date(start).toISOString());
      expect(source.read(club, id)).toMatchObject({ place: 'Room 5' });

      // Here: the visitor cancels it on the page of their mail.
      await visitor.goto(`${stack.url}/manage/${booking.id}#token=${token}`);
      await visitor.getByRole('button', { name: 'Cancel booking' }).click();
      await visitor.getByRole('button', { name: /^Cancel (this|the) booking|^Yes|^Cancel booking/ }).click();
      await visitor.getByRole('heading', { name: 'Your booking is cancelled' }).waitFor();
      await expect.poll(() => guests().length, slowly).toBe(0);
    }, 120_000);

    it('who says no there, or leaves out a permission, is told so, and nothing is connected', async (context) => {
      const page = await visit(context);
      const { address, main } = await setScene(page);
      await goToConsent(page, source, address);
      await page.getByRole('button', { name: source.consent.refuse, exact: true }).click();
      await page.getByRole('heading', { name: 'Nothing was connected' }).waitFor();
      await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();

      await goToConsent(page, source, address);
      await source.permitPart(page);
      await page.getByRole('heading', { name: 'Permissions are missing' }).waitFor();
      await page.getByRole('heading', { name: 'Connect your first calendar' }).waitFor();
      await expectAccessible(page, 'permissions are missing');

      await connect(page, address, main);
    }, 60_000);

    it('whose grant ends is told to reconnect, and does so with the settings kept', async (context) => {
      const page = await visit(context);
      const { address, main } = await setScene(page);
      await connect(page, address, main);
      const blocks = page.getByRole('group', { name: 'Club' }).getByRole('switch');
      const isChecked = await blocks.isChecked();
      await blocks.setChecked(!isChecked);
      source.endGrants(address);
      await page.getByRole('button', { name: /^Sync now/ }).click();
      await page.getByText('Access has ended').waitFor(within);
      await goToConsent(page, source, address, 'Reconnect');
      await page.getByRole('button', { name: source.consent.permit, exact: true }).click();
      await page
        .getByRole('paragraph')
        .filter({ hasText: /^Connected$/ })
        .waitFor(within);
      expect(await blocks.isChecked()).toBe(!isChecked);
    }, 60_000);
  });
}
