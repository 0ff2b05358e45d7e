import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { oneOf } from '../support/scale.ts';
import { element, freeDay, useSite } from './site.ts';
import { enterNextMonth, expectAccessible, times } from './visitor.ts';

const { stack, visit } = useSite();
const site = { lang: 'ar', attributes: 'host="demo" event="consulting" duration="90"' };
const egypt = { locale: 'ar-EG', timeZone: 'Africa/Cairo' };

/** A folder for pictures of each step, to look at them: WIDGET_PICTURES=/tmp/arabic npm test -- tests/flows/arabic.test.ts */
const pictures = process.env.WIDGET_PICTURES;

/** Examines a step: nothing breaks a rule, is wider than the screen, or is cut off. */
async function examine(page: Page, step: string, width: number): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${step}-${width}.png`, fullPage: true });
  await expectAccessible(page, step);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), step).toBeLessThanOrEqual(0);
  expect(await clippedTexts(page), step).toEqual([]);
}

/** Texts of the widget that a box around them cuts off, or that stand beside the screen. */
function clippedTexts(page: Page): Promise<string[]> {
  return element(page).evaluate((widget) => {
    const found: string[] = [];
    const texts = document.createTreeWalker(widget.shadowRoot as ShadowRoot, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement;
      if (!text.nodeValue?.trim() || !parent?.checkVisibility() || parent.closest('.bw-hidden, [role=status]'))
        continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const { left, right, width } of range.getClientRects()) {
        if (width === 0) continue;
        const isBeside = left < -1 || right > innerWidth + 1;
        // A text in a line may be wider than its element, never than the block that the line is in.
        let box: Element | null = parent;
        while (box && /^(inline|contents)$/.test(getComputedStyle(box).display)) box = box.parentElement;
        const edge = box?.getBoundingClientRect();
        const isCut = edge !== undefined && (left < edge.left - 1 || right > edge.right + 1);
        if (isBeside || isCut) found.push(text.nodeValue.trim());
      }
    }
    return found;
  });
}

describe.each(pictures ? [320, 390, 1280] : oneOf([320, 1280]))('the flow in Arabic at %i px', (width) => {
  it('fits and breaks no rule of accessibility in any step', { timeout: 120_000 }, async (context) => {
    const { page, faults } = await visit(context, site, { ...egypt, width, height: 844 });
    await freeDay(page).waitFor();
    await examine(page, 'month', width);
    await freeDay(page).click();
    await times(page).first().waitFor();
    await examine(page, 'times', width);
    const chooser = page.getByRole('combobox', { name: 'المنطقة الزمنية' });
    await chooser.click();
    await page.getByRole('option').nth(3).waitFor();
    await examine(page, 'zones', width);
    await page.keyboard.press('Escape');
    await times(page).first().click();
    await page.getByText('هذا الموعد محجوز لك حتى').waitFor();
    await examine(page, 'form', width);
    await page.getByRole('button', { name: /حجز هذا الموعد|إرسال الطلب/ }).click();
    await page.getByText('حقل مطلوب').first().waitFor();
    await page.getByLabel('البريد الإلكتروني').fill('ann@gmial.com');
    await examine(page, 'faults', width);
    await page.getByLabel('البريد الإلكتروني').fill('ann@example.com');
    await page.getByLabel('الاسم').fill('Ann (Berlin)');
    await page.route('**/bookings', (route) =>
      route.fulfill({ status: 409, json: { error: { code: 'slot_taken', message: 'Taken' } } }),
    );
    await page.getByRole('button', { name: /حجز هذا الموعد|إرسال الطلب/ }).click();
    await page.getByText('للتو').first().waitFor();
    await examine(page, 'lost', width);
    await page.unroute('**/bookings');
    await times(page).first().click();
    await page.getByRole('button', { name: /حجز هذا الموعد|إرسال الطلب/ }).click();
    await page.getByRole('heading', { name: /تم حجز موعدك|تم إرسال الطلب/ }).waitFor();
    await examine(page, 'done', width);

    const other = await visit(
      context,
      { lang: 'ar', attributes: 'host="demo" event="consulting intro" layout="columns"' },
      { ...egypt, width, height: 844 },
    );
    await other.page.locator('.bw-choice').first().waitFor();
    await examine(other.page, 'choice', width);
    await other.page.locator('.bw-choice').last().click();
    await times(other.page).first().waitFor();
    await examine(other.page, 'columns', width);
    expect([...faults, ...other.faults]).toEqual([]);
  });
});

describe('the flow in Arabic', () => {
  it('is mirrored: the summary is on the right of the month, the first day of the week too', async (context) => {
    const { page } = await visit(context, site, egypt);
    await freeDay(page).waitFor();
    expect(await page.locator('.bw-root').getAttribute('dir')).toBe('rtl');
    const left = async (selector: string, index = 0) => (await page.locator(selector).nth(index).boundingBox())?.x ?? 0;
    expect(await left('.bw-title')).toBeGreaterThan(await left('.bw-grid'));
    expect(await left('th', 0)).toBeGreaterThan(await left('th', 6));
    const [back, forward] = [
      page.getByRole('button', { name: 'الشهر السابق' }),
      page.getByRole('button', { name: 'الشهر التالي' }),
    ];
    expect((await back.boundingBox())?.x ?? 0).toBeGreaterThan((await forward.boundingBox())?.x ?? 0);
    // The arrows point the way that leads there.
    for (const button of [back, forward]) {
      expect(await button.locator('svg').evaluate((icon) => new DOMMatrix(getComputedStyle(icon).transform).a)).toBe(
        -1,
      );
    }
  });

  it('the arrow keys move the way they point', async (context) => {
    const { page } = await visit(context, site, egypt);
    await freeDay(page).waitFor();
    const first = DateTime.fromISO(await enterNextMonth(page, 'الشهر التالي'));
    const date = () =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('data-date'));
    for (const [key, days] of [
      ['ArrowLeft', 1],
      ['ArrowLeft', 2],
      ['ArrowDown', 9],
      ['ArrowRight', 8],
      ['ArrowUp', 1],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(date, { message: key }).toBe(first.plus({ days }).toISODate());
    }
  });

  it.each([
    // Where `lang` is around it decides the language; the visitor's region decides the formats.
    ['ar', 'ar-EG', '', 'السبت', /^[٠-٩]{1,2}:[٠-٩]{2} [صم]$/],
    ['ar', 'ar-AE', '', 'الاثنين', /^\d{1,2}:\d\d [صم]$/],
    ['ar', 'de-DE', '', 'الاثنين', /^\d{1,2}:\d\d/],
    ['ar', 'ar-EG', ' hour-cycle="h23" week-start="0"', 'الأحد', /^[٠-٩]{2}:[٠-٩]{2}$/],
    ['en', 'ar-EG', ' locale="ar-MA"', 'الاثنين', /^\d{2}:\d\d$/],
  ])('on a page in %s for a visitor of %s%s the week begins on %s', async (...row) => {
    const context = {
      skip: (note: string): never => {
        throw new Error(note);
      },
    };
    const [lang, locale, more, weekday, time] = row;
    const { page } = await visit(context, { lang, attributes: site.attributes + more }, { locale });
    await freeDay(page).waitFor();
    await times(page).first().waitFor();
    expect(await page.locator('th').first().getAttribute('abbr')).toBe(weekday);
    expect((await times(page).first().textContent())?.replaceAll(/[\u00a0\u202f]/g, ' ')).toMatch(time);
  });

  it('takes the language of the nearest element around, also through shadow roots', async (context) => {
    const { page } = await visit(
      context,
      {
        lang: 'de',
        body: '<div lang="ar"><section><booking-widget host="demo" event="intro"></booking-widget></section></div>',
      },
      egypt,
    );
    await freeDay(page).waitFor();
    expect(await page.locator('.bw-root').getAttribute('lang')).toBe('ar');
    await page.evaluate(() => {
      const [outer, widget] = [document.createElement('div'), document.createElement('booking-widget')];
      outer.lang = 'fr';
      Object.assign(widget, { host: 'demo', event: 'intro', id: 'inner' });
      document.body.append(outer);
      outer.attachShadow({ mode: 'open' }).append(widget);
    });
    await expect.poll(() => page.locator('#inner .bw-root').getAttribute('lang')).toBe('fr');
    expect(await page.locator('#inner .bw-root').getAttribute('dir')).toBe('ltr');
  });

  it('keeps names, addresses and zones in their own direction', async (context) => {
    const { page } = await visit(context, site, egypt);
    await freeDay(page).waitFor();
    await times(page).first().click();
    await page.getByLabel('البريد الإلكتروني').waitFor();
    // An address is typed from left to right, at the side where the other fields begin.
    const style = await page.getByLabel('البريد الإلكتروني').evaluate((input) => {
      const { unicodeBidi, textAlign } = getComputedStyle(input);
      return { unicodeBidi, textAlign };
    });
    expect(style).toEqual({ unicodeBidi: 'plaintext', textAlign: 'right' });
    await page.getByLabel('الاسم').fill('Ann (Berlin)');
    await page.getByLabel('البريد الإلكتروني').fill('ann@example.com');
    await page.getByRole('button', { name: /حجز هذا الموعد|إرسال الطلب/ }).click();
    await page.getByRole('heading', { name: /تم حجز موعدك|تم إرسال الطلب/ }).waitFor();
    // The last bracket stands after the name, which is on its right.
    const isLast = await element(page).evaluate((widget) => {
      const texts = document.createTreeWalker(widget.shadowRoot as ShadowRoot, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const at = text.nodeValue?.indexOf('Ann (Berlin)') ?? -1;
        if (at === -1) continue;
        const sideOf = (index: number) => {
          const range = document.createRange();
          range.setStart(text as Node, at + index);
          range.setEnd(text as Node, at + index + 1);
          return range.getBoundingClientRect().left;
        };
        return sideOf(11) > sideOf(0);
      }
      return null;
    });
    expect(isLast).toBe(true);
  });

  it('hosted pages are in the visitor’s language and direction', async (context) => {
    const { page, faults } = await visit(context, site, egypt);
    await page.goto(`${stack.url}/book/demo/intro`);
    await freeDay(page).waitFor();
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'ar',
      'rtl',
    ]);
    await expectAccessible(page, 'hosted page');
    for (const [name, path] of [
      ['host page', '/book/demo'],
      ['no page', '/book/demo/nothing'],
      ['no place', '/waiting/none'],
    ] as const) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(stack.url + path);
      await page.locator('h1').first().waitFor();
      if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
      expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), name).toEqual([
        'ar',
        'rtl',
      ]);
      await expectAccessible(page, name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
  });
});
