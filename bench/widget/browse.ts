import type { Browser, CDPSession, Page } from 'playwright-core';
import { percentile } from '../report.ts';

/** A connection and a machine as visitors have them. */
export interface Conditions {
  name: string;
  latencyMs: number;
  bitsPerSecond: number;
  /** How many times slower than this machine. */
  cpu: number;
}

export const slow4g: Conditions = { name: 'Slow 4G, 4 × CPU', latencyMs: 150, bitsPerSecond: 1_600_000, cpu: 4 };
export const cable: Conditions = { name: '10 Mbit, 40 ms', latencyMs: 40, bitsPerSecond: 10_000_000, cpu: 1 };

/** One load of a page, from its navigation until the mark. */
export interface PageLoad {
  ms: number;
  /** Without the page itself and without preflights. */
  requests: number;
  preflights: number;
  /** As they came over the wire, headers included, without the page itself. */
  kilobytes: number;
  /** What tasks took beyond 50 ms each. */
  blockingMs: number;
  /** What the main thread did. */
  mainThreadMs: number;
  shift: number;
}

interface Marks {
  at: number;
  tasks: [start: number, ms: number][];
  shift: number;
}

/**
 * Opens a page in a new context and waits until it has made its mark.
 * @param watch Runs in the page before anything else and calls `mark()`.
 * @param after What else is measured before the page is closed.
 */
export async function loadPage(
  browser: Browser,
  url: string,
  conditions: Conditions,
  watch: (mark: string) => void,
  after?: (page: Page) => Promise<void>,
): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const network = await slowDown(cdp, conditions);
    await page.addInitScript(observe);
    await page.addInitScript(watch, 'marks');
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => (globalThis as unknown as { marks: Marks }).marks.at > 0, null, {
      polling: 50,
      timeout: 60_000,
    });
    const { metrics } = await cdp.send('Performance.getMetrics');
    const seen = network();
    const marks = await page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks);
    await after?.(page);
    return {
      ms: marks.at,
      ...seen,
      blockingMs: marks.tasks
        .filter(([start]) => start < marks.at)
        .reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0),
      mainThreadMs: 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN),
      shift: marks.shift,
    };
  } finally {
    await context.close();
  }
}

/** Each figure's median over several loads; the first one is thrown away: nothing is warm in it. */
export async function medianOf(times: number, load: () => Promise<PageLoad>): Promise<PageLoad> {
  const loads: PageLoad[] = [];
  await load();
  for (let count = 0; count < times; count += 1) loads.push(await load());
  const median = (read: (each: PageLoad) => number) => percentile(loads.map(read), 50);
  return {
    ms: median((each) => each.ms),
    requests: median((each) => each.requests),
    preflights: median((each) => each.preflights),
    kilobytes: median((each) => each.kilobytes),
    blockingMs: median((each) => each.blockingMs),
    mainThreadMs: median((each) => each.mainThreadMs),
    shift: Math.max(...loads.map((each) => each.shift)),
  };
}

/** Sets the conditions, and counts what comes from then on. */
async function slowDown(cdp: CDPSession, conditions: Conditions) {
  const ids = new Map<string, string>();
  let [requests, preflights, bytes] = [0, 0, 0];
  cdp.on('Network.requestWillBeSent', ({ requestId, type, request }) => {
    if (type === 'Document' || request.url.endsWith('/favicon.ico')) return;
    ids.set(requestId, request.url);
    if (type === 'Preflight') preflights += 1;
    else requests += 1;
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (ids.has(requestId)) bytes += encodedDataLength;
  });
  await cdp.send('Network.enable');
  await cdp.send('Performance.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const throughput = conditions.bitsPerSecond / 8;
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: conditions.latencyMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput / 2,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: conditions.cpu });
  return () => ({ requests, preflights, kilobytes: bytes / 1024 });
}

function observe() {
  const marks: Marks = { at: 0, tasks: [], shift: 0 };
  Object.assign(globalThis, { marks });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) marks.tasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) marks.shift += (entry as PerformanceEntry & { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
}
