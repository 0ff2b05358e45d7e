import { describe, expect, it } from 'vitest';
import { element, freeDay as free, useSite } from './site.ts';
import { expectAccessible, times } from './visitor.ts';

const { stack, visit } = useSite();

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
    // What comes later has come.
    await page.waitForLoadState('networkidle');
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
      opened.route('**/get_page_with_slots*', (route) => route.abort()),
    );
    await page.getByText('Check your connection').waitFor();
    expect(await page.getByRole('link', { name: 'Book a time' }).isVisible()).toBe(true);
    expect((await told()).at(-1)).toMatchObject({ name: 'booking:step', detail: { to: 'error' } });
    await expectAccessible(page, 'service down');
    await page.unroute('**/get_page_with_slots*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await free(page).waitFor();
    expect(await page.getByRole('link', { name: 'Book a time' }).isVisible()).toBe(false);
  });

  it('offers another try where a part of it does not arrive, and goes on with the chosen time', async (context) => {
    for (const part of ['booking', 'form']) {
      let isBlocked = true;
      const { page } = await visit(context, {}, {}, (opened) =>
        opened.route(`**/booking-widget-${part}-*`, (route) => (isBlocked ? route.abort() : route.continue())),
      );
      await free(page).waitFor();
      await times(page).nth(1).click();
      await page.getByText('No connection to the server').waitFor();
      await expectAccessible(page, `without ${part}`);
      expect(await page.getByLabel('Email').count()).toBe(0);
      isBlocked = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByLabel('Email').waitFor();
      await page.getByText('This time is kept for you').waitFor();
    }
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
      if (request.url().includes('/get_available_slots')) polls += 1;
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

  it('opens as a dialog, closes on Esc or by its button, gives the focus back, and takes no room meanwhile', async (context) => {
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
    await opener.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await element(page).evaluate((widget) => widget.getBoundingClientRect().height)).toBe(0);
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
