import type { Slot } from '../shared/booking-api.ts';
import { wallClock } from '../shared/time.ts';
import type { SandboxEvent } from './api.ts';

/** An event as a piece of one day's column: minutes since midnight, and its place among those beside it. */
interface EventBlock {
  event: SandboxEvent;
  from: number;
  until: number;
  column: number;
  columns: number;
}

/** A time that can be booked, as a piece of the day. */
export interface SlotBlock {
  slot: Slot;
  from: number;
  until: number;
}

/** One day of a calendar beside its bookable times. */
export interface DayPlan {
  allDay: SandboxEvent[];
  events: EventBlock[];
  slots: SlotBlock[];
  /** What is shown of the day, in minutes: whole hours. */
  from: number;
  until: number;
}

const dayMinutes = 1440;
/** A shorter event is drawn as if it had this length. */
const leastMinutes = 25;
const usual = { from: 8 * 60, until: 18 * 60 };

/** Whether an event takes place on a date. */
export function isOn(event: SandboxEvent, date: string, zone: string): boolean {
  if (event.all_day) return event.start <= date && date < event.end;
  const [start, end] = [Date.parse(event.start), Date.parse(event.end)];
  // What ends at midnight is not on the next day.
  return wallClock(start, zone).date <= date && date <= wallClock(Math.max(start, end - 1), zone).date;
}

/** The slots that start on a date. */
export function slotsOn(slots: readonly Slot[], date: string, zone: string): Slot[] {
  return slots.filter((slot) => wallClock(slot.start, zone).date === date);
}

function minutesOn(instant: number, date: string, zone: string): number {
  const clock = wallClock(instant, zone);
  if (clock.date < date) return 0;
  return clock.date > date ? dayMinutes : clock.minutes;
}

/** Puts events that overlap beside each other. */
function placed(events: Omit<EventBlock, 'column' | 'columns'>[]): EventBlock[] {
  const blocks: EventBlock[] = [];
  let group: EventBlock[] = [];
  let groupEnd = 0;
  const end = (block: { from: number; until: number }) => Math.max(block.until, block.from + leastMinutes);
  const close = () => {
    const columns = Math.max(1, ...group.map((block) => block.column + 1));
    for (const block of group) block.columns = columns;
    blocks.push(...group);
    group = [];
  };
  for (const event of events.toSorted((a, b) => a.from - b.from || b.until - a.until)) {
    if (event.from >= groupEnd) close();
    let column = 0;
    while (group.some((block) => block.column === column && end(block) > event.from)) column += 1;
    group.push({ ...event, column, columns: 1 });
    groupEnd = Math.max(groupEnd, end(event));
  }
  close();
  return blocks;
}

/** Lays out a day. */
export function planDay(date: string, zone: string, events: readonly SandboxEvent[], slots: readonly Slot[]): DayPlan {
  const present = events.filter((event) => isOn(event, date, zone));
  const timed = present
    .filter((event) => !event.all_day)
    .map((event) => ({
      event,
      from: minutesOn(Date.parse(event.start), date, zone),
      until: minutesOn(Date.parse(event.end), date, zone),
    }));
  const free = slotsOn(slots, date, zone).map((slot) => ({
    slot,
    from: minutesOn(slot.start, date, zone),
    until: minutesOn(slot.end, date, zone),
  }));
  const all = [usual, ...timed, ...free];
  return {
    allDay: present.filter((event) => event.all_day),
    events: placed(timed),
    slots: free,
    from: Math.floor(Math.min(...all.map((piece) => piece.from)) / 60) * 60,
    until: Math.min(dayMinutes, Math.ceil(Math.max(...all.map((piece) => piece.until)) / 60) * 60),
  };
}
