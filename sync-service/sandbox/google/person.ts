import { type Controls, type EventTimes, type EventView, spanOf } from '../shared/controls.ts';
import { ApiError } from './api-errors.ts';
import { addEvent, changeEvent, type EventBody, removeEvent } from './controls.ts';
import { listWindow } from './event-listing.ts';
import { type EventTime, instantOf } from './event-times.ts';
import { allows, blocksTime } from './event-view.ts';
import { findEvent } from './events.ts';
import type { SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

/** Start and end as the API takes them. What is null takes away what was there before. */
function timesOf(times: EventTimes): EventBody {
  const { start, end } = spanOf(times);
  const at = (value: string): EventBody =>
    times.time === null
      ? { date: value, dateTime: null, timeZone: null }
      : { date: null, dateTime: value, timeZone: times.time_zone };
  return { start: at(start), end: at(end) };
}

/** What the calendars' owners see and do. */
export function createPersonControls(world: World): Controls {
  const calendarOf = (id: string): SandboxCalendar => world.calendars.get(id) as SandboxCalendar;

  const isWritable = (calendar: SandboxCalendar): boolean =>
    allows(calendar.listings[calendar.ownerSub]?.role ?? 'reader', 'writer');

  function view(calendar: SandboxCalendar, event: StoredEvent): EventView {
    const ownerEmail = world.users.get(calendar.ownerSub)?.email ?? calendar.id;
    const reported = ({ date, dateTime }: EventTime): string => date ?? dateTime ?? '';
    return {
      id: event.id,
      series: event.recurringEventId ?? null,
      title: String(event.content['summary'] ?? '(No title)'),
      busy: blocksTime(event, ownerEmail),
      all_day: event.start.date !== undefined,
      start: reported(event.start),
      end: reported(event.end),
    };
  }

  return {
    accounts: () =>
      [...world.users.values()].map(({ sub, email, name }) => ({
        email,
        name,
        note: null,
        connected: [...world.refreshTokens.values()].some((token) => token.sub === sub && !token.dead),
        calendars: [...world.calendars.values()].flatMap((calendar) => {
          const listing = calendar.listings[sub];
          if (calendar.deleted || !listing || listing.deleted) return [];
          const { id, summary, timeZone, primary } = calendar;
          const writes = allows(listing.role, 'writer') && isWritable(calendar);
          return [{ id, name: primary ? name : summary, time_zone: timeZone, primary, writable: writes }];
        }),
      })),
    access(id) {
      const calendar = world.calendars.get(id);
      if (!calendar || calendar.deleted) return 'none';
      return isWritable(calendar) ? 'write' : 'read';
    },
    has(calendarId, id) {
      const event = findEvent(calendarOf(calendarId), id);
      return event !== null && event.status !== 'cancelled';
    },
    events(calendarId, from, until) {
      const calendar = calendarOf(calendarId);
      const window = { singleEvents: true, showDeleted: false, timeMin: from, timeMax: until };
      return listWindow(world, calendar, window)
        .sort((one, other) => instantOf(one.start, calendar.timeZone) - instantOf(other.start, calendar.timeZone))
        .map((event) => view(calendar, event));
    },
    add(calendarId, event) {
      const added = addEvent(world, calendarId, {
        summary: event.title,
        ...timesOf(event),
        transparency: event.busy ? 'opaque' : 'transparent',
        ...(event.weekly ? { recurrence: ['RRULE:FREQ=WEEKLY'] } : {}),
      });
      return view(calendarOf(calendarId), added);
    },
    move: (calendarId, id, times) => view(calendarOf(calendarId), changeEvent(world, calendarId, id, timesOf(times))),
    remove: (calendarId, id) => removeEvent(world, calendarId, id),
    isRefusal: (error) => error instanceof ApiError,
  };
}
