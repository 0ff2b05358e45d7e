import { offsetMinutes } from '../shared/time.ts';
import type { Series } from './state.ts';

const DAY_MS = 86_400_000;

/** The starts of a series: the same time on the clock of the event type, on other days. */
export function seriesStarts(start: number, zone: string, { frequency, count }: Series): number[] {
  const step = frequency === 'weekly' ? 7 : 1;
  const offset = offsetMinutes(start, zone);
  return Array.from({ length: count }, (_, at) => {
    const same = start + at * step * DAY_MS;
    // The offset there: with the one of today it may be looked for on the other side of a clock change.
    const moved = same + (offset - offsetMinutes(same, zone)) * 60_000;
    return same + (offset - offsetMinutes(moved, zone)) * 60_000;
  });
}
