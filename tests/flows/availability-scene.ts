import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import type { TestStack } from '../support/stack.ts';
import { openAdmin } from './admin-page.ts';
import { createBookable } from './host-page.ts';
import { createVisitor, type Visitor, type VisitorOptions } from './visitor.ts';

type Context = { skip: (note: string) => never };
type Scene = Awaited<ReturnType<typeof createBookable>>;

/** A date so many days ahead, in UTC. */
export const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
export const cell = (page: Page, name: string) => page.getByRole('gridcell', { name });
export const dialog = (page: Page) => page.getByRole('dialog');
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

interface Preview {
  lost: { start: string; end: string }[];
  gained: { start: string; end: string }[];
}

/** Ways to the screen of availability of a stack, and to what is behind it, for the tests of a file. */
export function useAvailability(stack: TestStack) {
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
    // At most a hundred days, as visitors may ask for.
    const until = new Date(Math.min(Date.parse(range_end), Date.now() + 90 * 86_400_000)).toISOString();
    // What begins in a moment may be gone before all is asked.
    const from = new Date(Date.parse(range_start) + 600_000).toISOString();
    const slots = async (): Promise<string[]> => {
      const { data, error } = await stack
        .client()
        .rpc('get_available_slots', { event_type_id: eventType.id, range_start: from, range_end: until });
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
      list.map(({ start }) => start).filter((start) => start >= from.slice(0, 19) && start < until);
    expect(before.filter((start) => !after.includes(start))).toEqual(later(preview.lost));
    expect(after.filter((start) => !before.includes(start))).toEqual(later(preview.gained));
    return text;
  }

  return { visit, open, openScreen, rowsOf, hoursOf, save };
}
