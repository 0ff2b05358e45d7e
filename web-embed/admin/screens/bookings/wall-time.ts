import { offsetMinutes, wallClock } from '../../../shared/time.ts';

const minuteMs = 60_000;

/**
 * The instant at which a clock on the wall in `zone` shows a date (`2026-11-30`) and a time (`09:30`): the earlier one where it
 * shows it twice; null where it never does, or where they are no date and time.
 */
export function instantOf(date: string, time: string, zone: string): number | null {
  const local = Date.parse(`${date}T${time}Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time) || Number.isNaN(local)) return null;
  // No zone is further from UTC than that, and none changes its clocks twice in between.
  const offsets = [-1, 1].map((side) => offsetMinutes(local + side * 26 * 60 * minuteMs, zone));
  const candidates = offsets.map((offset) => local - offset * minuteMs).sort((a, b) => a - b);
  const shown = (instant: number) => {
    const clock = wallClock(instant, zone);
    return clock.date === date && clock.minutes === Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  };
  return candidates.find(shown) ?? null;
}

/** `09:30`: minutes after midnight, as fields take and give it. */
export function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Whether people are usually up at an instant: from 7 to 22 h there. */
export function isAwake(instant: number, zone: string): boolean {
  const { minutes } = wallClock(instant, zone);
  return minutes >= 7 * 60 && minutes < 22 * 60;
}
