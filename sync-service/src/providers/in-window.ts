import type { EventTimes } from '../calendar/event.ts';
import type { TimeWindow } from '../calendar/provider.ts';

const dayMs = 86_400_000;

/**
 * Whether an event is in the window. All-day events have no known zone here: they count if any zone puts them there.
 */
export function isInWindow(times: EventTimes, { from, until }: TimeWindow): boolean {
  const margin = times.isAllDay ? dayMs : 0;
  const start = Date.parse(times.startsAt ?? times.startDate ?? '') - margin;
  const end = Date.parse(times.endsAt ?? times.endDate ?? '') + margin;
  return start < until.getTime() && (end > from.getTime() || (start === end && start === from.getTime()));
}
