import { DateTime } from 'luxon';

/** A calendar as its account lists it. */
interface CalendarView {
  id: string;
  name: string;
  time_zone: string;
  primary: boolean;
  writable: boolean;
}

/** A person of the sandbox. */
interface AccountView {
  email: string;
  name: string;
  /** What is special about the account; null: nothing. */
  note: string | null;
  /** Whether the application may read it. */
  connected: boolean;
  calendars: CalendarView[];
}

/** An event, or one of a series. `start` and `end` are instants, or dates if it is all-day. */
export interface EventView {
  id: string;
  /** The series it belongs to. */
  series: string | null;
  title: string;
  busy: boolean;
  all_day: boolean;
  start: string;
  end: string;
}

/** When an event is to be: without a time whole days, so many as the minutes make. */
export interface EventTimes {
  date: string;
  time: string | null;
  minutes: number;
  time_zone: string;
}

/** What a new event says. */
interface NewEvent extends EventTimes {
  title: string;
  busy: boolean;
  weekly: boolean;
}

/** What the calendars' owners see, and what they may do, in the words of no provider. Nothing of it passes an API. */
export interface Controls {
  accounts(): AccountView[];
  /** Whether a calendar is there and may be changed. */
  access(calendarId: string): 'none' | 'read' | 'write';
  /** Whether an event is there. */
  has(calendarId: string, eventId: string): boolean;
  /** What meets a window of instants, in order. */
  events(calendarId: string, from: number, until: number): EventView[];
  add(calendarId: string, event: NewEvent): EventView;
  move(calendarId: string, eventId: string, times: EventTimes): EventView;
  remove(calendarId: string, eventId: string): void;
  /** Whether the calendar itself refuses, such as an event of an impossible kind. */
  isRefusal(error: Error): boolean;
}

/** Start and end: dates of whole days (the end is the day after), or moments with an offset. */
export function spanOf({ date, time, minutes, time_zone: zone }: EventTimes): { start: string; end: string } {
  if (time === null) {
    const end = DateTime.fromISO(date, { zone: 'utc' }).plus({ days: Math.ceil(minutes / 1440) });
    return { start: date, end: end.toISODate() ?? date };
  }
  const start = DateTime.fromISO(`${date}T${time}`, { zone });
  return { start: start.toISO() ?? '', end: start.plus({ minutes }).toISO() ?? '' };
}
