import { readdirSync, readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import type { CalendarPolicy, EventUpsert } from '../../../sync-service/src/calendar/event.ts';
import type { ChangePage } from '../../../sync-service/src/calendar/provider.ts';
import { collectPages } from '../contract-suite.ts';
import { localProvider, serveBytes, startWebStandIn } from './feed-server.ts';

export interface Span {
  start: string;
  end: string;
}

/** A feed as a producer wrote it, and what is right of it. */
export interface FeedCase {
  name: string;
  input: Buffer;
  /** `content-type` that the server names; null: none. */
  contentType: string | null;
  hostTimeZone: string;
  window: Span;
  policy: Partial<CalendarPolicy>;
  /** Addresses of the owner besides those in the feed. */
  selfAddresses: string[];
  /** The merged busy time, exactly; or else what must be covered, and what must not be touched. */
  busy?: Span[];
  mustBeBusy?: Span[];
  mustBeFree?: Span[];
  /** Whether the owner is told that something was guessed, or is not known. Left out: no matter. */
  problems?: ('warning' | 'error')[];
  /** Days on which something may be that is not known: `from until`, or `any`. Left out: there is nothing such. */
  unknown?: string[];
}

/** The feeds in a folder of the fixtures: `input.ics` and `expected.json` each. Those without a window are for tests of their own. */
export function readCases(folder: string): FeedCase[] {
  const root = new URL(`../../fixtures/${folder}/`, import.meta.url);
  return readdirSync(root)
    .sort()
    .map((name) => ({ name, expected: JSON.parse(readFileSync(new URL(`${name}/expected.json`, root), 'utf8')) }))
    .filter(({ expected }) => 'window' in expected)
    .map(({ name, expected }) => ({
      name,
      input: readFileSync(new URL(`${name}/input.ics`, root)),
      contentType: 'text/calendar; charset=utf-8',
      policy: {},
      selfAddresses: [],
      ...expected,
    }));
}

/** Connects a feed and reads it as the service does. */
export async function readCase(one: FeedCase): Promise<{ page: ChangePage; busy: Span[] }> {
  const server = await startWebStandIn(serveBytes(one.input, one.contentType));
  try {
    const provider = localProvider();
    const account = { credentials: { url: `${server.origin}/feed.ics` }, selfAddresses: one.selfAddresses };
    const timeZone = (await provider.connect(account.credentials)).calendars[0]?.timeZone ?? null;
    const { hostTimeZone, policy } = one;
    const scene = { provider, account, calendar: { providerCalendarId: 'feed', timeZone, hostTimeZone, policy } };
    const window = { from: new Date(one.window.start), until: new Date(one.window.end) };
    const pages = await collectPages(scene, null, window);
    const rows = pages.flatMap(({ changes }) => changes).filter((change) => change.kind === 'upsert');
    const page = pages.at(-1);
    if (page === undefined) throw new Error('the feed was not read');
    return {
      page,
      busy: merge(rows.filter(({ isBusy }) => isBusy).map((row) => toSpan(row, timeZone ?? hostTimeZone))),
    };
  } finally {
    await server.stop();
  }
}

/** Whole days lie between midnights of the calendar's zone. */
function toSpan(row: EventUpsert, zone: string): { start: number; end: number } {
  if (!row.isAllDay) return { start: Date.parse(row.startsAt), end: Date.parse(row.endsAt) };
  const midnight = (date: string): number => DateTime.fromISO(date, { zone }).toMillis();
  return { start: midnight(row.startDate), end: midnight(row.endDate) };
}

function merge(spans: { start: number; end: number }[]): Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged.map(({ start, end }) => ({ start: isoOf(start), end: isoOf(end) }));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** Those of the spans that are not wholly busy. */
export function findUncovered(spans: readonly Span[], busy: readonly Span[]): Span[] {
  return spans.filter(({ start, end }) => !busy.some((one) => one.start <= start && one.end >= end));
}

/** Those of the spans that meet busy time. */
export function findTouched(spans: readonly Span[], busy: readonly Span[]): Span[] {
  return spans.filter(({ start, end }) => busy.some((one) => one.start < end && one.end > start));
}
