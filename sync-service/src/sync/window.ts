import type { TimeWindow } from '../calendar/provider.ts';

const dayMs = 86_400_000;
const daysBack = 7;
const daysAhead = 90;

/**
 * Returns the span that a pull reads: 7 days back and 90 days ahead, cut to whole UTC days, so that all pulls of a day
 * ask for the same span and its end moves on once a day.
 */
export function windowAround(now: Date): TimeWindow {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return { from: new Date(today - daysBack * dayMs), until: new Date(today + (daysAhead + 1) * dayMs) };
}

/** Converts the covered span for the database. */
export function coverageOf(window: TimeWindow): { covered_from: string; covered_until: string } {
  return { covered_from: window.from.toISOString(), covered_until: window.until.toISOString() };
}
