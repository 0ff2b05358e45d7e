import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { type Engine, engines } from '../support/engines.ts';
import { useStack } from '../support/stack.ts';
import { type HostSite, startHostSite } from './host-site.ts';
import { seedDemo } from './visitor.ts';

const stack = useStack({ rateLimit: null });
let site: HostSite;

beforeAll(async () => {
  await seedDemo(stack.sql);
  site = await startHostSite(stack.url);
});
afterAll(async () => {
  await closePages();
  await site.close();
});

/** What has the focus, in whatever shadow root, named as a screen reader would. */
const focusedName = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const label = element?.labels?.[0]?.textContent;
  return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').replaceAll(/\\s+/g, ' ').trim();
})()`;
const inWidget = (expression: string) => `document.querySelector('booking-widget')?.shadowRoot?.${expression}`;

describe.each(engines)('with the keyboard alone, in $name', ({ name, missing, start }) => {
  let engine: Engine | null = null;
  beforeEach(async (context) => {
    if (missing !== null) context.skip(missing);
    if (name === 'Chromium' && (await launchBrowser()) === null) context.skip(NO_BROWSER);
    engine = await start();
  }, 120_000);
  afterEach(() => engine?.close());

  it('a visitor on a foreign page books, and each key leads to where its name says', async () => {
    if (engine === null) throw new Error('no engine');
    const { goto, evaluate, press } = engine;
    const named = () => evaluate<string>(focusedName);
    /** Presses a key, and says what then has the focus. */
    const expectFocus = async (key: string, expected: RegExp) => {
      await press(key);
      await expect.poll(named, { timeout: 10_000, message: `after ${key}` }).toMatch(expected);
    };
    /** Presses a key until the name fits; each on the way has a name. */
    const pressUntil = async (key: string, expected: RegExp, most = 12) => {
      for (let pressed = 0; pressed < most && !expected.test(await named()); pressed += 1) {
        await press(key);
        expect(await named()).not.toBe('');
      }
      expect(await named()).toMatch(expected);
    };
    const type = async (text: string) => {
      for (const character of text) await press(character);
    };

    site.show({ attributes: 'host="demo" event="intro" locale="en-GB"' });
    await goto(site.url);
    await expect
      .poll(() => evaluate(`${inWidget('querySelectorAll(\'[data-kind="free"]\').length')} ?? 0`), { timeout: 15_000 })
      .toBeGreaterThan(0);
    await evaluate(`document.body.focus() ?? null`);
    await pressUntil('Tab', /^Next month$/);
    await expectFocus('Tab', /available$/);
    await expectFocus('ArrowRight', /\d{1,2} \w+/);
    await pressUntil('ArrowRight', /\d+ times? available$/, 10);
    await expectFocus('Enter', /^Times on /);
    await expectFocus('Tab', /^\d\d:\d\d/);
    await expectFocus('Tab', /^\d\d:\d\d/);
    await expectFocus('Enter', /^Your details$/);
    await expectFocus('Tab', /^Name/);
    // What is missing is said, and the first of it has the focus.
    await expectFocus('Enter', /^Name/);
    await expect.poll(() => evaluate(`${inWidget('querySelectorAll(\'[aria-invalid="true"]\').length')}`)).toBe(2);
    await type('Kay');
    await expectFocus('Tab', /^Email/);
    await type('kay@example.com');
    await expectFocus('Tab', /^What would you like to talk about/);
    await expectFocus('Tab', /^Book this time$/);
    await expectFocus('Enter', /^You are booked$/);
    const { rows } = await stack.sql.query(
      `update public.booking_attendees a set email = 'past@example.com' from public.bookings b
        where b.id = a.booking_id and a.email = 'kay@example.com' and b.status = 'confirmed' returning a.name`,
    );
    expect(rows).toEqual([{ name: 'Kay' }]);
  }, 90_000);
});
