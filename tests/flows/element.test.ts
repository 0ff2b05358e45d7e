import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { useStack } from '../support/stack.ts';
import { type HostSite, type SitePage, startHostSite } from './host-site.ts';
import {
  createVisitor,
  expectAccessible,
  fillDetails,
  seedDemo,
  times,
  type Visitor,
  type VisitorOptions,
} from './visitor.ts';

const stack = useStack({ rateLimit: null });
const visitors: Visitor[] = [];
let browser: Browser | null = null;
let site: HostSite;

beforeAll(async () => {
  await seedDemo(stack.sql);
  site = await startHostSite(stack.url);
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await closePages();
  await site.close();
});

type Context = { skip: (note: string) => never };

/** A visitor on a page of the site; `prepare` runs before anything is loaded. */
async function visit(
  context: Context,
  shown: SitePage = {},
  options: VisitorOptions = {},
  prepare?: (page: Page) => Promise<unknown>,
) {
  const visitor = await createVisitor(browser ?? context.skip(NO_BROWSER), { timeZone: 'Europe/Berlin', ...options });
  visitors.push(visitor);
  site.show(shown);
  const { page } = visitor;
  const sockets = new Set<unknown>();
  page.on('websocket', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // Everything that the element tells the page, in order.
  await page.addInitScript(() => {
    const names =
      'ready step duration-select date-select time-zone-change time-select slots-change slot-lost submit confirmed failed error';
    const told: { name: string; detail: unknown; bubbles: boolean; composed: boolean }[] = [];
    Object.assign(globalThis, { told });
    for (const name of names.split(' ')) {
      document.addEventListener(`booking:${name}`, (event) => {
        const { type, detail, bubbles, composed } = event as CustomEvent;
        told.push({ name: type, detail, bubbles, composed });
      });
    }
  });
  await prepare?.(page);
  await page.goto(site.url);
  const told = () =>
    page.evaluate(() => (globalThis as unknown as { told: { name: string; detail: Record<string, unknown> }[] }).told);
  return { ...visitor, sockets, told };
}

const free = (page: Page) => page.locator('.bw-day[data-kind="free"]').first();
const element = (page: Page) => page.locator('booking-widget').first();

describe('on the page of another site with a strict policy', () => {
  it('a visitor books, and the page is told of each step without a word about the visitor', async (context) => {
    const { page, faults, told } = await visit(context);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await free(page).waitFor();
    await times(page).nth(3).click();
    await expectAccessible(page, 'form on a site');
    await fillDetails(page, 'Ann Site', 'ann-site@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    await expectAccessible(page, 'confirmation on a site');

    const events = await told();
    expect(events.map(({ name }) => name).filter((name) => name !== 'booking:slots-change')).toEqual([
      'booking:step',
      'booking:ready',
      'booking:time-select',
      'booking:step',
      'booking:submit',
      'booking:confirmed',
      'booking:step',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/Ann|ann-site/);
    for (const event of events) expect(event).toMatchObject({ bubbles: true, composed: true });
    const { rows } = await stack.sql.query(
      `select b.id, b.starts_at from public.bookings b join public.booking_attendees a on a.booking_id = b.id where a.email = 'ann-site@example.com'`,
    );
    const { detail } = events.find(({ name }) => name === 'booking:confirmed') ?? {};
    expect(detail).toMatchObject({ id: rows[0]?.id, event: 'intro', timeZone: 'Europe/Berlin' });
    expect(new Date(String(detail?.start))).toEqual(rows[0]?.starts_at);
    expect(faults).toEqual([]);

    // The link that changes the booking works.
    const link = await page.getByRole('link', { name: /Change or cancel/ }).getAttribute('href');
    await page.goto(link ?? '');
    await page.getByRole('heading', { name: 'Your booking' }).waitFor();
  });

  it('nothing is kept in the browser, and no cookie is sent', async (context) => {
    const { page, faults } = await visit(context);
    await free(page).waitFor();
    await times(page).first().click();
    await page.getByText('This time is kept for you').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, history.length <= 2])).toEqual([
      0,
      0,
      true,
    ]);
    expect(faults).toEqual([]);
  });

  it('three requests lead to the first times: script, details, slots', async (context) => {
    const requests: string[] = [];
    const { page } = await visit(context, {}, {}, async (opened) => {
      opened.on('request', (request) => requests.push(new URL(request.url()).pathname));
    });
    await free(page).waitFor();
    const needed = requests.filter((path) => !/^\/(site\.css)?$/.test(path)).slice(0, 3);
    expect(needed).toEqual([
      '/embed/booking-widget.js',
      '/rest/v1/rpc/get_booking_page',
      '/rest/v1/rpc/get_available_slots',
    ]);
  });

  it('styles of the page change nothing', async (context) => {
    const appearance = (page: Page) =>
      page.evaluate(() => {
        const root = document.querySelector('booking-widget')?.shadowRoot;
        return ['.bw-title', '[part="day day-available"]', '.bw-slot', '.bw-grid', '.bw-input'].map((selector) => {
          const found = root?.querySelector(selector);
          const {
            fontSize,
            letterSpacing,
            backgroundColor,
            color,
            borderStyle,
            textTransform,
            lineHeight,
            fontFamily,
          } = getComputedStyle(found as Element);
          const { width, height } = (found as Element).getBoundingClientRect();
          return {
            selector,
            fontSize,
            letterSpacing,
            backgroundColor,
            color,
            borderStyle,
            textTransform,
            lineHeight,
            fontFamily,
            width,
            height,
          };
        });
      });
    const plain = await visit(context, { styles: 'body { margin: 0 }' });
    await times(plain.page).first().waitFor();
    const hostile = await visit(context, {
      styles: `html { font-size: 10px } body { margin: 0 } button, input { all: unset !important; background: red !important }
        * { letter-spacing: 3px; line-height: 3 !important } table, td { border: 3px dashed red !important }
        booking-widget { color: lime; text-transform: uppercase; font: 40px cursive; white-space: pre; text-align: right; cursor: wait; visibility: inherit }
        :root { --accent: red; --bg: red; --line: red }`,
    });
    await times(hostile.page).first().waitFor();
    // Colours change in a tenth of a second.
    await expect
      .poll(async () => isDeepStrictEqual(await appearance(hostile.page), await appearance(plain.page)))
      .toBe(true);
    expect(await appearance(hostile.page)).toEqual(await appearance(plain.page));
  });

  it('custom properties and parts change what they name', async (context) => {
    const { page } = await visit(context, {
      styles: `booking-widget { --bw-accent: rgb(1, 2, 3); --bw-font-size: 20px } booking-widget::part(day-selected) { border-radius: 0px }
        booking-widget:state(picking) { outline: 5px solid rgb(4, 5, 6) }`,
    });
    await free(page).waitFor();
    const selected = page.locator('[part~="day-selected"]');
    await selected.waitFor();
    const appearance = () =>
      selected.evaluate((day) => {
        const { backgroundColor, borderRadius, fontSize } = getComputedStyle(day);
        return [backgroundColor, borderRadius, fontSize];
      });
    await expect.poll(appearance).toEqual(['rgb(1, 2, 3)', '0px', '20px']);
    expect(await element(page).evaluate((widget) => getComputedStyle(widget).outlineColor)).toBe('rgb(4, 5, 6)');
  });
});

describe('the element', () => {
  it('that is loaded twice is defined once and works', async (context) => {
    const { page, faults } = await visit(context, {
      before: `<script async src="${stack.url}/embed/booking-widget.js?again"></script>`,
    });
    await free(page).waitFor();
    expect(
      await page.locator('booking-widget').evaluate((widget) => widget.shadowRoot?.querySelectorAll('.bw-card').length),
    ).toBe(1);
    expect(faults).toEqual([]);
  });

  it('that is defined late takes over the properties that were set before', async (context) => {
    const { page, faults } = await visit(context, { attributes: '' }, {}, async (opened) => {
      await opened.route('**/booking-widget.js', async (route) => {
        await opened.waitForFunction(() => {
          const widget = document.querySelector('booking-widget');
          if (!widget) return false;
          const properties = { host: 'demo', event: 'intro', timeZone: 'Asia/Tokyo', prefill: { name: 'Lee Late' } };
          return Object.assign(widget, properties) && true;
        });
        await route.continue();
      });
    });
    await free(page).waitFor();
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Tokyo (GMT+9)');
    expect(await element(page).getAttribute('host')).toBe('demo');
    await times(page).first().click();
    await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Lee Late');
    expect(faults).toEqual([]);
  });

  it('that is removed and added 100 times has one connection and was rendered no more often', async (context) => {
    const { page, sockets, faults } = await visit(context);
    await free(page).waitFor();
    await expect.poll(() => sockets.size).toBe(1);
    await times(page).first().waitFor();
    const selected = await page.locator('[part~="day-selected"]').getAttribute('data-date');
    const slotRequests: string[] = [];
    page.on('request', (request) => request.url().includes('get_') && slotRequests.push(request.url()));
    const changes = await page.evaluate(async () => {
      const widget = document.querySelector('booking-widget') as HTMLElement;
      const root = widget.shadowRoot as ShadowRoot;
      let count = 0;
      new MutationObserver((records) => {
        count += records.length;
      }).observe(root, { subtree: true, childList: true });
      for (let n = 0; n < 100; n += 1) {
        const parent = widget.parentElement as HTMLElement;
        widget.remove();
        if (n % 2 === 0) await new Promise((resolve) => setTimeout(resolve));
        parent.append(widget);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { count, cards: root.querySelectorAll('.bw-card').length };
    });
    expect(changes.cards).toBe(1);
    expect(changes.count).toBe(0);
    await expect.poll(() => sockets.size, { timeout: 15_000 }).toBe(1);
    expect(await page.locator('[part~="day-selected"]').getAttribute('data-date')).toBe(selected);
    expect(slotRequests).toEqual([]);

    await page.evaluate(() => document.querySelector('booking-widget')?.remove());
    await expect.poll(() => sockets.size).toBe(0);
    expect(faults).toEqual([]);
  });

  it('keeps what the visitor did when it is moved, also into another shadow root', async (context) => {
    const { page, faults } = await visit(context);
    await free(page).waitFor();
    await times(page).nth(1).click();
    await page.getByLabel('Name').fill('Mo Moved');
    await page.evaluate(() => {
      const widget = document.querySelector('booking-widget') as HTMLElement;
      const box = document.createElement('section');
      document.body.append(box);
      box.attachShadow({ mode: 'open' }).append(widget);
    });
    expect(await page.getByLabel('Name').inputValue()).toBe('Mo Moved');
    await page.getByLabel('Email').fill('mo@example.com');
    await page.getByRole('button', { name: 'Book this time' }).click();
    await page.getByRole('heading', { name: 'You are booked' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows the link of the page where scripts are switched off or the script is blocked', async (context) => {
    const { page } = await visit(context, { hasScript: false });
    expect(await page.getByRole('link', { name: 'Book a time' }).isVisible()).toBe(true);
    const blocked = await visit(context, {}, {}, (opened) =>
      opened.route('**/booking-widget.js', (route) => route.abort()),
    );
    expect(await blocked.page.getByRole('link', { name: 'Book a time' }).isVisible()).toBe(true);
  });

  it('shows the link of the page when it fails itself', async (context) => {
    const { page } = await visit(context, {}, {}, (opened) =>
      opened.addInitScript(() => {
        // A browser that lacks something that nobody thought of.
        Object.defineProperty(globalThis, 'IntersectionObserver', { value: undefined });
      }),
    );
    await page.getByRole('link', { name: 'Book a time' }).waitFor();
  });

  it('says that the service is down, shows the link, and recovers on another try', async (context) => {
    const { page, told } = await visit(context, {}, {}, (opened) =>
      opened.route('**/get_booking_page', (route) => route.abort()),
    );
    await page.getByText('Check your connection').waitFor();
    expect(await page.getByRole('link', { name: 'Book a time' }).isVisible()).toBe(true);
    expect((await told()).at(-1)).toMatchObject({ name: 'booking:step', detail: { to: 'error' } });
    await expectAccessible(page, 'service down');
    await page.unroute('**/get_booking_page');
    await page.getByRole('button', { name: 'Try again' }).click();
    await free(page).waitFor();
    expect(await page.getByRole('link', { name: 'Book a time' }).isVisible()).toBe(false);
  });

  it('polls where the page permits no socket', async (context) => {
    const { page, faults } = await visit(context, {}, {}, async (opened) => {
      await opened.clock.install();
      await opened.addInitScript(() => {
        globalThis.WebSocket = class {
          constructor() {
            throw new DOMException('Refused by the policy of the page', 'SecurityError');
          }
        } as unknown as typeof WebSocket;
      });
    });
    await free(page).waitFor();
    let polls = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/get_available_slots')) polls += 1;
    });
    const wait = async () => {
      await page.clock.runFor(20_000);
      return polls;
    };
    // Once a minute, as soon as the socket has failed three times.
    await expect.poll(wait, { timeout: 25_000 }).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });

  it('follows its attributes, properties and methods', async (context) => {
    const { page, faults } = await visit(context, {
      attributes:
        'host="demo" event="consulting" duration="90" hide="host description" hour-cycle="h12" week-start="0"',
    });
    await free(page).waitFor();
    expect(await page.getByRole('radio', { name: '90 min' }).isChecked()).toBe(true);
    expect(await page.locator('th').first().textContent()).toBe('Sun');
    expect(await times(page).first().textContent()).toMatch(/am|pm/i);
    expect(await page.getByText('Dana Demo').count()).toBe(0);
    await element(page).evaluate((widget: HTMLElement & Record<string, unknown>) => {
      widget.hide = '';
      widget.timeZone = 'Asia/Tokyo';
      widget.lockTimeZone = true;
    });
    await page.getByText('Tokyo (GMT+9)').waitFor();
    expect(await page.getByLabel('Time zone').count()).toBe(0);
    await page.getByText('Dana Demo').waitFor();
    const start = await times(page).first().getAttribute('data-start');
    const isChosen = await element(page).evaluate(
      (widget, at) => (widget as unknown as { select(at: string): boolean }).select(at),
      start ?? '',
    );
    expect(isChosen).toBe(true);
    await page.getByLabel('Email').waitFor();
    expect(
      await element(page).evaluate((widget) => (widget as unknown as { selection: unknown }).selection),
    ).toMatchObject({ duration: 90, timeZone: 'Asia/Tokyo' });
    expect(faults).toEqual([]);
  });

  it('shows the next days side by side, where nothing has to be opened', async (context) => {
    const { page, faults } = await visit(context, { attributes: 'host="demo" event="intro" layout="columns"' });
    await times(page).first().waitFor();
    const days = () => page.locator('.bw-day-times').count();
    expect(await days()).toBe(4);
    await expectAccessible(page, 'columns');
    const first = await times(page).first().getAttribute('data-start');
    await page.getByRole('button', { name: 'Later days' }).click();
    await expect.poll(() => times(page).first().getAttribute('data-start')).not.toBe(first);
    await page.getByRole('button', { name: 'Earlier days' }).click();
    await expect.poll(() => times(page).first().getAttribute('data-start')).toBe(first);
    await element(page).evaluate((widget: HTMLElement & Record<string, unknown>) => {
      widget.layout = 'list';
    });
    await expect.poll(days).toBeGreaterThan(4);
    await times(page).first().click();
    await page.getByLabel('Email').waitFor();
    expect(faults).toEqual([]);
  });

  it('lets the visitor choose between event types, and go back', async (context) => {
    const { page, faults } = await visit(context, { attributes: 'host="demo" event="consulting intro nothing"' });
    await page.getByRole('heading', { name: 'What would you like to book?' }).waitFor();
    expect(await page.locator('.bw-choice').count()).toBe(2);
    await expectAccessible(page, 'choice');
    await page.getByRole('button', { name: /^Introductory call/ }).click();
    await free(page).waitFor();
    await page.getByRole('button', { name: 'Choose something else' }).click();
    await page.getByRole('button', { name: /^Consulting/ }).click();
    await page.getByRole('radio', { name: '90 min' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('speaks the language of the page around it, with the formats of the visitor', async (context) => {
    const { page } = await visit(context, { lang: 'de' }, { locale: 'en-US' });
    await page.getByRole('button', { name: 'Nächster Monat' }).waitFor();
    await free(page).waitFor();
    expect(await page.locator('th').first().textContent()).toBe('So');
  });

  it('finds a zone by its city with the keyboard alone', async (context) => {
    const { page, faults } = await visit(context);
    await free(page).waitFor();
    const chooser = page.getByRole('combobox', { name: 'Time zone' });
    await chooser.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('kolk');
    await page.getByRole('option', { name: /^Kolkata \(GMT\+5:30\)/ }).waitFor();
    await expectAccessible(page, 'zones');
    await page.keyboard.press('Enter');
    await expect.poll(() => chooser.inputValue()).toBe('Kolkata (GMT+5:30)');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    expect(await chooser.getAttribute('aria-expanded')).toBe('false');
    expect(faults).toEqual([]);
  });

  it('does nothing that the page prevents', async (context) => {
    const { page } = await visit(context);
    await free(page).waitFor();
    await page.evaluate(() => document.addEventListener('booking:time-select', (event) => event.preventDefault()));
    await times(page).first().click();
    expect(await page.getByLabel('Email').count()).toBe(0);
    expect(await element(page).evaluate((widget) => (widget as unknown as { step: string }).step)).toBe('picking');
  });

  it('opens as a dialog, closes on Esc, and gives the focus back', async (context) => {
    const { page, faults } = await visit(context, {
      attributes: 'host="demo" event="intro" mode="popup" id="popup"',
      before: '<button data-booking-open="popup">Book now</button>',
    });
    const opener = page.getByRole('button', { name: 'Book now' });
    await page.waitForFunction(() => document.querySelector('booking-widget')?.shadowRoot?.querySelector('dialog'));
    expect(await page.getByRole('dialog').count()).toBe(0);
    await opener.click();
    await page.getByRole('dialog', { name: 'Introductory call' }).waitFor();
    await free(page).waitFor();
    await expectAccessible(page, 'popup');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(faults).toEqual([]);
  });

  it('moves nothing around it while it loads', async (context) => {
    const { page } = await visit(context, {}, { width: 390, height: 844 }, (opened) =>
      opened.addInitScript(() => {
        Object.assign(globalThis, { shift: 0 });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            (globalThis as unknown as { shift: number }).shift += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
      }),
    );
    await free(page).waitFor();
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => (globalThis as unknown as { shift: number }).shift)).toBeLessThanOrEqual(0.01);
  });
});
