import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { oneOf } from '../support/scale.ts';
import { freeDay, useSite } from './site.ts';
import { expectAccessible, times, type VisitorOptions } from './visitor.ts';

const { stack, visit } = useSite();

const NOW = Date.UTC(2026, 10, 2, 8);
const HOUR = 3_600_000;

/** What a host offers whose days never change: three of November 2026, each with three times. */
function answerOf(path: string, isTaken: boolean): { status: number; json: unknown } {
  const slots = [3, 4, 10].flatMap((day) =>
    [9, 10, 14].map((hour) => {
      const start = Date.UTC(2026, 10, day, hour);
      return { start: new Date(start).toISOString(), end: new Date(start + HOUR / 2).toISOString() };
    }),
  );
  const listed = { duration_minutes: 30, slots, truncated_at: null };
  const topic = { id: 'topic', label: 'What is it about?', type: 'textarea', required: true };
  const page = {
    host: { slug: 'demo', display_name: 'Dana Demo', time_zone: 'Europe/Berlin' },
    event_type: {
      id: '5eed0000-0000-4000-8000-000000000003',
      slug: 'intro',
      title: 'Introductory call',
      description: 'Half an hour to get to know each other.',
      durations_minutes: [30],
      time_zone: 'Europe/Berlin',
      location: 'Video call',
      locations: [{ kind: 'video' }],
      questions: [topic],
      seats: 1,
      requires_confirmation: false,
    },
  };
  if (path.endsWith('/get_page_with_slots')) return { status: 200, json: { page, slots: listed } };
  if (path.endsWith('/get_available_slots')) return { status: 200, json: listed };
  if (path.endsWith('/holds'))
    return { status: 201, json: { id: 'hold', token: 'token', expires_at: '2026-11-02T08:05:00Z' } };
  if (isTaken) return { status: 409, json: { error: { code: 'slot_taken', message: 'Taken' } } };
  const booking = { id: 'booking', status: 'confirmed', start: slots[1]?.start, end: slots[1]?.end, sequence: 0 };
  return { status: 201, json: { booking, manage_token: 'token' } };
}

/** Makes clock and host of a page those that never change. */
async function fix(page: Page) {
  const scene = { isTaken: false };
  await page.clock.setFixedTime(NOW);
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  await page.route(/\/rest\/v1\/|\/holds$|\/bookings$/, (route) => {
    const { status, json } = answerOf(new URL(route.request().url()).pathname, scene.isTaken);
    return route.fulfill({ status, json, headers });
  });
  return scene;
}

/** Goes through all that a visitor may come to, and calls back in each state. */
async function walk(page: Page, scene: { isTaken: boolean }, at: (state: string) => Promise<void>): Promise<void> {
  const submit = page.locator('booking-widget [part~="submit"]');
  await freeDay(page).waitFor();
  if ((await times(page).count()) === 0) {
    await at('pick');
    await freeDay(page).click();
  }
  await times(page).first().waitFor();
  await at('times');
  await times(page).nth(1).click();
  await page.locator('.bw-held').waitFor();
  await at('form');
  await submit.click();
  await page.locator('[aria-invalid="true"]').first().waitFor();
  await at('errors');
  await page.locator('input[name=name]').fill('Ann');
  await page.locator('input[name=email]').fill('ann@example.com');
  await page.locator('textarea').fill('A plan');
  scene.isTaken = true;
  await submit.click();
  await page.locator('.bw-nearest button').first().waitFor();
  await at('lost slot');
  scene.isTaken = false;
  await page.locator('.bw-nearest button').nth(1).click();
  await page.locator('.bw-held').waitFor();
  await submit.click();
  await page.locator('[part~="confirmation"]').waitFor();
  await at('done');
}

interface Node {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value?: unknown } }[];
  childIds?: string[];
}

/** The accessibility tree as Chromium hands it out: a line a node, role and name, and what state it is in. */
async function accessibilityTree(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = (await cdp.send('Accessibility.getFullAXTree')) as unknown as { nodes: Node[] };
  await cdp.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const states = ['disabled', 'invalid', 'required', 'selected', 'focused', 'expanded'];
  const linesOf = (node: Node, depth: number, isNamed = false): string[] => {
    const role = node.role?.value ?? '';
    // What only groups, and the pieces of texts, say nothing of their own; what is named says its text by its name.
    const isSilent = ['none', 'generic', 'InlineTextBox', 'LineBreak', 'LabelText'].includes(role);
    const isSaid = !node.ignored && !isSilent && !(isNamed && role === 'StaticText');
    const marks = (node.properties ?? [])
      .filter(({ name, value }) => states.includes(name) && value.value !== false && value.value !== 'false')
      .map(({ name }) => ` (${name})`);
    const line = `${'  '.repeat(depth)}${role} ${JSON.stringify(node.name?.value ?? '')}${marks.join('')}`;
    const children = (node.childIds ?? []).flatMap((id) => byId.get(id) ?? []);
    return [
      ...(isSaid ? [line] : []),
      ...children.flatMap((child) =>
        linesOf(child, depth + (isSaid ? 1 : 0), isSaid ? Boolean(node.name?.value) : isNamed),
      ),
    ];
  };
  const [root] = nodes;
  return `${root ? linesOf(root, 0).join('\n') : ''}\n`;
}

describe('what assistive technology is told', () => {
  it('is the same in each state as it was when somebody last read it', async (context) => {
    let scene = { isTaken: false };
    const attributes = 'host="demo" event="intro" locale="en-GB" live="off"';
    const { page, faults } = await visit(context, { attributes }, { timeZone: 'UTC' }, async (opened) => {
      scene = await fix(opened);
    });
    await walk(page, scene, async (state) => {
      // The focus and what is announced come after what is shown.
      await page.waitForTimeout(300);
      const file = `golden/widget-${state.replace(' ', '-')}.txt`;
      await expect(await accessibilityTree(page)).toMatchFileSnapshot(file);
    });
    expect(faults).toEqual([]);
  });
});

const variants: [string, VisitorOptions, Parameters<Page['emulateMedia']>[0], string][] = [
  ['at 320 pixels', { width: 320, height: 640 }, {}, 'en'],
  // 1280 × 1024 at 400 %.
  ['at a zoom of 400 %', { width: 320, height: 256 }, {}, 'en'],
  ['in forced colours', {}, { forcedColors: 'active' }, 'en'],
  ['with reduced motion, in the dark', { colorScheme: 'dark' }, { reducedMotion: 'reduce' }, 'en'],
  ['from right to left', { width: 390, height: 844 }, {}, 'ar'],
];

describe.each(oneOf(variants))('a foreign page %s', (_name, options, media, lang) => {
  it('has no barrier in any state, breaks no policy and is never wider than its window', async (context) => {
    let scene = { isTaken: false };
    const attributes = 'host="demo" event="intro" theme="auto" live="off"';
    const { page, faults } = await visit(context, { attributes, lang }, options, async (opened) => {
      await opened.emulateMedia(media);
      scene = await fix(opened);
    });
    await walk(page, scene, async (state) => {
      await expectAccessible(page, state);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(overflow, { message: state }).toBeLessThanOrEqual(0);
    });
    expect(faults).toEqual([]);
  });
});

it('The widget can be used after two requests and few bytes', async (context) => {
  let bytes = 0;
  const requests: string[] = [];
  const { page } = await visit(context, {}, {}, async (opened) => {
    const cdp = await opened.context().newCDPSession(opened);
    const wanted = new Map<string, string>();
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.url.startsWith(stack.url)) wanted.set(requestId, request.url);
    });
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const url = wanted.get(requestId);
      // What comes in idle time, after the first times, is needed later.
      if (url === undefined || !/booking-widget\.js|get_page_with_slots/.test(url)) return;
      requests.push(url);
      bytes += encodedDataLength;
    });
    await cdp.send('Network.enable');
  });
  await freeDay(page).waitFor();
  expect(requests).toHaveLength(2);
  // The aim is 18.
  expect(bytes / 1024).toBeLessThanOrEqual(23);
});
