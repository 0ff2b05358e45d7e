import fs from 'node:fs';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { launchBrowser, NO_BROWSER } from '../../tests/support/browser.ts';
import { percentile, type Result, round, table } from '../report.ts';
import { type BenchService, load, startBenchService } from '../stack.ts';
import { judge, type Target } from '../targets.ts';
import { type Conditions, cable, loadPage, medianOf, type PageLoad, slow4g } from './browse.ts';
import { openDoor } from './door.ts';
import { benchPeers } from './peers.ts';
import { type Site, startSite } from './site.ts';

/** Gated by the median with this margin: machines are noisy. */
const margin = 1.3;

/** The page has the first bookable day on screen. */
function whenUsable(name: string) {
  // Looking once a frame would make frames, which cost what is measured.
  const isThere = (root: ShadowRoot) => root.querySelector('.bw-day[data-kind="free"]') !== null;
  const mark = () =>
    requestAnimationFrame(() => {
      const { [name]: marks } = globalThis as unknown as Record<string, { at: number }>;
      if (marks) marks.at ||= performance.now();
    });
  const find = setInterval(() => {
    const root = document.querySelector('booking-widget')?.shadowRoot;
    if (!root) return;
    clearInterval(find);
    if (isThere(root)) return void mark();
    const watch = new MutationObserver(() => {
      if (!isThere(root)) return;
      watch.disconnect();
      mark();
    });
    watch.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-kind'] });
  }, 5);
}

/** Milliseconds from clicks on other days until each is painted. */
async function clickDays(page: Page): Promise<number[]> {
  // What is done when the browser is idle is done.
  await page.waitForTimeout(1500);
  return page.evaluate(async () => {
    const root = document.querySelector('booking-widget')?.shadowRoot as ShadowRoot;
    const days = [...root.querySelectorAll<HTMLElement>('.bw-day[data-kind="free"]')].slice(1, 9);
    const each: number[] = [];
    for (const day of days) {
      const began = performance.now();
      day.click();
      // A task after the frame: by then it is painted.
      await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      each.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return each;
  });
}

/** From the commit of a change until the open page shows it, one after the other. */
async function changes(browser: Browser, url: string, sql: pg.Pool, count: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const times = page.locator('booking-widget button[data-start]');
    await times.first().waitFor();
    await page.waitForTimeout(1500);
    const each: number[] = [];
    for (let made = 0; made < count; made += 1) {
      const start = await times.nth(made % 2).getAttribute('data-start');
      const gone = page.locator(`booking-widget button[data-start="${start}"]`).waitFor({ state: 'detached' });
      const { rows } = await sql.query(
        `insert into public.blocked_periods (host_id, kind, starts_at, ends_at)
         select id, 'block', $1::timestamptz, $1::timestamptz + interval '30 minutes' from public.hosts where slug = 'demo' returning id`,
        [start],
      );
      const committed = performance.now();
      await gone;
      each.push(performance.now() - committed);
      const back = page.locator(`booking-widget button[data-start="${start}"]`).waitFor();
      await sql.query('delete from public.blocked_periods where id = $1', [rows[0].id]);
      const restored = performance.now();
      await back;
      each.push(performance.now() - restored);
      await page.waitForTimeout(300);
    }
    return each;
  } finally {
    await context.close();
  }
}

/** What the service takes for the details of an event type with six weeks of its slots. */
async function firstRequests({ url, publishableKey }: BenchService, count: number): Promise<number[]> {
  const from = new Date();
  const query = new URLSearchParams({
    host_slug: 'demo',
    event_slug: 'intro',
    range_start: from.toISOString(),
    range_end: new Date(from.getTime() + 42 * 86_400_000).toISOString(),
    apikey: publishableKey,
  });
  const { each } = await load(Array.from({ length: count }), 1, async () => {
    const response = await fetch(`${url}/rest/v1/rpc/get_page_with_slots?${query}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`get_page_with_slots: ${response.status} ${text}`);
  });
  return each;
}

const snippet = (url: string) =>
  `<script async src="${url}/embed/booking-widget.js"></script><booking-widget host="demo" event="intro" style="display:block;min-height:38rem"><a href="${url}/book/demo/intro">Book a time</a></booking-widget>`;

/** The widget on a foreign site: until it can be used, and how fast it is then; beside it what others load. */
export async function benchWidget(postgres: Postgres, quick: boolean): Promise<Result[]> {
  const browser = await launchBrowser();
  if (browser === null) {
    console.log(`widget: skipped, ${NO_BROWSER}`);
    return [];
  }
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres') });
  const [site, door] = [await startSite(), await openDoor()];
  const times = quick ? 1 : 5;
  const rows: Record<string, string | number>[] = [];
  const measured: [string, Conditions, PageLoad][] = [];
  const clicks: number[] = [];
  try {
    await sql.query(fs.readFileSync(new URL('../../supabase/seed.sql', import.meta.url), 'utf8'));
    for (const origins of ['one origin', 'Data API on a second origin']) {
      const dataApi = origins === 'one origin' ? {} : { dataApiUrl: door.url };
      const service = await startBenchService(postgres, dataApi);
      door.target = service.url;
      site.body = snippet(service.url);
      try {
        for (const conditions of [slow4g, cable]) {
          const after = async (page: Page) => {
            if (conditions === slow4g && origins === 'one origin') clicks.push(...(await clickDays(page)));
          };
          const page = await medianOf(times, () => loadPage(browser, site.url, conditions, whenUsable, after));
          measured.push([origins, conditions, page]);
          rows.push({ network: conditions.name, origins, ...rowOf(page) });
        }
      } finally {
        await service.stop();
      }
    }
    const service = await startBenchService(postgres);
    site.body = snippet(service.url);
    try {
      const shown = await changes(browser, site.url, sql, quick ? 3 : 20);
      const served = await firstRequests(service, quick ? 50 : 500);
      const peers = await benchPeers(browser, site, service, times);
      return [
        table(
          'widget',
          `From the navigation to a foreign page with the snippet until the first bookable day is on screen, median of ${times}; requests and KB (with headers, br) without the page`,
          rows,
        ),
        table('widget targets', 'Times with a margin of 30 %: what they have to be is beside it', [
          ...judge(targetsOf(measured, clicks, shown, served)),
        ]),
        ...peers,
      ];
    } finally {
      await service.stop();
    }
  } finally {
    await closeAll(site, door, sql, browser);
  }
}

async function closeAll(site: Site, door: { close(): Promise<void> }, sql: pg.Pool, browser: Browser) {
  await site.close();
  await door.close();
  await sql.end();
  await browser.close();
}

/** The figures of a load, as a row has them. */
function rowOf({ ms, requests, preflights, kilobytes, blockingMs, mainThreadMs, shift }: PageLoad) {
  return {
    ms: Math.round(ms),
    requests,
    preflights,
    KB: round(kilobytes),
    'blocking ms': Math.round(blockingMs),
    'main thread ms': Math.round(mainThreadMs),
    'layout shift': round(shift),
  };
}

function targetsOf(
  measured: readonly [string, Conditions, PageLoad][],
  clicks: number[],
  shown: number[],
  served: number[],
): Target[] {
  const loads = measured.flatMap(([origins, conditions, page]): Target[] => [
    {
      what: `usable, ${conditions.name}, ${origins}`,
      figure: page.ms,
      limit: (conditions === slow4g ? 1300 : 450) * margin,
      unit: 'ms',
    },
    ...(conditions === slow4g
      ? [
          {
            what: `blocking time, ${conditions.name}, ${origins}`,
            figure: page.blockingMs,
            limit: 150 * margin,
            unit: 'ms',
          },
          { what: `requests, ${origins}`, figure: page.requests + page.preflights, limit: 3, unit: '' },
          { what: `KB, ${origins}`, figure: page.kilobytes, limit: 18, unit: 'KB' },
          { what: `layout shift, ${origins}`, figure: page.shift, limit: 0.01, unit: '' },
        ]
      : []),
  ]);
  return [
    ...loads,
    {
      what: 'click on a day until it is painted, 4 × CPU, median',
      figure: percentile(clicks, 50),
      limit: 100 * margin,
      unit: 'ms',
    },
    { what: 'change committed until the page shows it, p95', figure: percentile(shown, 95), limit: 1000, unit: 'ms' },
    {
      what: 'details and six weeks of slots, p95 at the service',
      figure: percentile(served, 95),
      limit: 80,
      unit: 'ms',
    },
  ];
}
