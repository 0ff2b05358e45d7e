import type { Configuration, Override, Rule } from './configuration.ts';
import { aConfiguration, PLAIN_TYPE, withCalendar } from './examples.ts';
import { type ClockChange, dateOf, dayOfWeek, instantOf, timeOf } from './wall-clock.ts';

/** A stretch of wall time, in minutes since 1970-01-01 00:00 of the local calendar; it may run over midnight. */
interface WallWindow {
  name: string;
  from: number;
  until: number;
}

type Form = 'weekly' | 'temporary' | 'open' | 'extra';
const FORMS: readonly Form[] = ['weekly', 'temporary', 'open', 'extra'];
const STEPS = [30, 15, 20, 60, 7, null] as const;
const DURATIONS = [30, 45, 60, 20] as const;

/**
 * Hours before, across, inside and after one clock change, in turn as weekly hours, temporary hours and overrides, with
 * several steps and durations; and whole days around it with an all-day event, a vacation or a `closed` window.
 */
export function changeConfigurations(
  zone: string,
  change: ClockChange,
  turn: number,
): { name: string; configuration: Configuration }[] {
  const low = change.minute + Math.min(change.before, change.after);
  const high = change.minute + Math.max(change.before, change.after);
  const windows: WallWindow[] = [
    { name: 'before the change', from: low - 150, until: low },
    { name: 'across the change', from: low - 95, until: high + 130 },
    { name: 'inside the change', from: low, until: high },
    { name: 'within the skipped or repeated time', from: low + 5, until: high - 10 },
    { name: 'from within the change', from: low + 15, until: high + 100 },
    { name: 'until within the change', from: low - 100, until: low + 15 },
    { name: 'after the change', from: high, until: high + 150 },
  ];
  const configurations = windows.map((window, index) => {
    const form = FORMS[(turn + index) % FORMS.length] ?? 'weekly';
    return {
      name: `${form} hours ${window.name}`,
      configuration: configure(zone, change, turn + index, hours(window, form)),
    };
  });
  return [...configurations, ...wholeDays(zone, change, turn, low)];
}

function wholeDays(
  zone: string,
  change: ClockChange,
  turn: number,
  low: number,
): { name: string; configuration: Configuration }[] {
  const day = Math.floor(low / 1440);
  const around = hours({ name: '', from: (day - 1) * 1440, until: (day + 3) * 1440 }, 'temporary');
  const closed: Override[] = split({ name: '', from: low - 45, until: low + 75 }).map((part) => ({
    eventType: null,
    effect: 'closed',
    ...part,
  }));
  const allDay = {
    calendar: 0,
    isAllDay: true,
    startsAt: null,
    endsAt: null,
    startDate: dateOf(day),
    endDate: dateOf(day + 1),
    isBusy: true,
    isDeleted: false,
    booking: null,
  };
  const vacation = { eventType: null, kind: 'vacation' as const, startsAt: null, endsAt: null };
  return [
    {
      name: 'closed around the change',
      configuration: configure(zone, change, turn, { ...around, overrides: closed }),
    },
    {
      name: 'an all-day event',
      configuration: configure(zone, change, turn + 1, { ...around, ...withCalendar([allDay], zone) }),
    },
    {
      name: 'a vacation',
      configuration: configure(zone, change, turn + 2, {
        ...around,
        blocks: [{ ...vacation, startDate: dateOf(day), endDate: dateOf(day) }],
      }),
    },
  ];
}

function configure(zone: string, change: ClockChange, turn: number, changes: Partial<Configuration>): Configuration {
  const now = instantOf(change.minute - 3 * 1440);
  const durationMinutes = DURATIONS[turn % DURATIONS.length] ?? 30;
  const slotIntervalMinutes = STEPS[turn % STEPS.length] ?? null;
  const configuration = aConfiguration({
    host: { timeZone: zone, stalePolicy: 'closed', staleAfterMinutes: 15 },
    eventTypes: [{ ...PLAIN_TYPE, durationsMinutes: [durationMinutes], slotIntervalMinutes }],
    now,
    range: { start: instantOf(change.minute - 1500), end: instantOf(change.minute + 1500) },
    durationMinutes,
    ...changes,
  });
  const fresh = { lastSyncedAt: now, coveredUntil: instantOf(change.minute + 10_000) };
  return { ...configuration, calendars: configuration.calendars.map((calendar) => ({ ...calendar, ...fresh })) };
}

function hours(window: WallWindow, form: Form): Partial<Configuration> {
  const parts = split(window);
  if (form === 'open' || form === 'extra') {
    return { overrides: parts.map((part) => ({ eventType: 0, effect: form, ...part })) };
  }
  return {
    rules: parts.map(
      ({ date, startTime, endTime }): Rule => ({
        eventType: form === 'weekly' ? null : 0,
        dayOfWeek: dayOfWeek(Date.parse(date) / 86_400_000),
        startTime,
        endTime,
        validFrom: form === 'weekly' ? null : date,
        validUntil: form === 'weekly' ? null : date,
      }),
    ),
  };
}

/** Cuts a stretch of wall time at each midnight. */
function split({ from, until }: WallWindow): { date: string; startTime: string; endTime: string }[] {
  const parts: { date: string; startTime: string; endTime: string }[] = [];
  for (let day = Math.floor(from / 1440); day * 1440 < until; day += 1) {
    const start = Math.max(from - day * 1440, 0);
    const end = Math.min(until - day * 1440, 1440);
    if (start < end) parts.push({ date: dateOf(day), startTime: timeOf(start), endTime: timeOf(end) });
  }
  return parts;
}
