import fs from 'node:fs';
import pg from 'pg';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { launchBrowser, NO_BROWSER } from '../../tests/support/browser.ts';
import { percentile, type Result, round, table } from '../report.ts';
import { startBenchService } from '../stack.ts';

const target = 100;
/** The first week with events; a Monday far enough ahead for any day of the run. */
const firstWeek = '2031-01-06';
const weeks = 10;

/** The demo's host with a calendar that has so many events in each of some weeks, most of them beside others. */
async function enterEvents(sql: pg.Pool, count: number): Promise<void> {
  await sql.query('delete from public.calendar_connections');
  await sql.query(
    `with connection as (
       insert into public.calendar_connections (owner_id, provider, account_email, status)
       select owner_id, 'google', 'dana@example.com', 'active' from public.hosts where slug = 'demo' returning id, owner_id
     ), calendar as (
       insert into public.calendars (connection_id, owner_id, provider_calendar_id, name, last_synced_at, sync_status)
       select id, owner_id, 'dana@example.com', 'Dana', now(), 'synced' from connection returning id, owner_id
     ), link as (
       insert into public.calendar_links (calendar_id, host_id, owner_id)
       select c.id, h.id, c.owner_id from calendar as c, public.hosts as h where h.slug = 'demo'
     )
     insert into public.synced_events (calendar_id, provider_event_id, title, starts_at, ends_at)
     select c.id, 'event' || w || '-' || n, 'Event number ' || n, t.at, t.at + make_interval(mins => 15 * (1 + n % 6))
     from calendar as c, generate_series(0, $2 - 1) as w, generate_series(1, $1) as n,
       lateral (select $3::timestamptz + make_interval(days => 7 * w + n % 7, mins => 360 + 15 * ((n * 37) % 60))) as t (at)`,
    [count, weeks, `${firstWeek}T00:00:00+01:00`],
  );
}

/** What a turn took, in milliseconds: on the clock, and of the processor alone, which others on the machine do not lengthen. */
interface Turn {
  wall: number;
  processor: number;
}

/** From a click on the next week until it is painted, several times. */
async function turnWeeks(page: Page, cdp: CDPSession): Promise<Turn[]> {
  const processorMs = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const each: Turn[] = [];
  for (let turned = 0; turned < weeks - 2; turned += 1) {
    // What is read and done when the browser is idle is done.
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(2500);
    const before = await processorMs();
    const wall = await page.evaluate(async () => {
      const button = document.querySelector<HTMLElement>('button[aria-label="Next week"]');
      const heading = () => document.querySelector('.cal-heading')?.textContent;
      const shown = heading();
      const began = performance.now();
      button?.click();
      // A task after the frame: by then it is painted.
      await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const ms = performance.now() - began;
      if (heading() === shown || document.querySelector('[role=grid][aria-busy=true]'))
        throw new Error('The week was not there yet');
      return ms;
    });
    each.push({ wall, processor: (await processorMs()) - before });
  }
  return each;
}

async function measure(browser: Browser, url: string): Promise<{ each: Turn[]; items: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/admin/calendar?view=week&date=${firstWeek}`);
    await page.getByLabel('Email').fill('demo@example.com');
    await page.getByLabel('Password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('[role=grid][aria-busy=false]').waitFor();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const each = await turnWeeks(page, cdp);
    return { each, items: await page.locator('.cal-item').count() };
  } finally {
    await context.close();
  }
}

/** The calendar of the admin page: the next week, with the processor four times slower. */
export async function benchWeek(postgres: Postgres, quick: boolean): Promise<Result[]> {
  const browser = await launchBrowser();
  if (browser === null) {
    console.log(`admin-week: skipped, ${NO_BROWSER}`);
    return [];
  }
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres') });
  const service = await startBenchService(postgres);
  const rows: Record<string, string | number>[] = [];
  try {
    await sql.query(fs.readFileSync(new URL('../../supabase/seed.sql', import.meta.url), 'utf8'));
    for (const count of quick ? [2000] : [0, 50, 500, 2000]) {
      await enterEvents(sql, count);
      const { each, items } = await measure(browser, service.url);
      // The first one compiles.
      const median = (of: (turn: Turn) => number) => percentile(each.slice(1).map(of), 50);
      const wall = median((turn) => turn.wall);
      rows.push({
        'events a week': count,
        'elements of events': items,
        'median ms': round(wall),
        'slowest ms': round(Math.max(...each.slice(1).map((turn) => turn.wall))),
        'processor ms': round(median((turn) => turn.processor)),
        target,
        met: wall <= target ? 'yes' : 'no',
      });
    }
  } finally {
    await service.stop();
    await sql.end();
    await browser.close();
  }
  return [table('admin-week', 'the next week of the calendar from the click until it is painted, 4 × CPU', rows)];
}
