import { type Signal, useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { addDays } from '../../../shared/month-grid.ts';
import { isoOf, wallClock } from '../../../shared/time.ts';
import { zoneLabel } from '../../../shared/zones.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { dayStart } from '../calendar/wall-time.ts';
import type { BookingsApi, Slot } from './bookings-api.ts';
import { formats } from './formats.ts';
import type { MoveSubject } from './subjects.ts';

interface FreeTimesProps {
  subject: MoveSubject;
  minutes: number;
  api: BookingsApi;
  chosen: Signal<string | null>;
}

const windowDays = 7;

/** The free times of a week, by day, one to be chosen. */
export function FreeTimes({ subject, minutes, api, chosen }: FreeTimesProps) {
  const { zone } = subject;
  const today = wallClock(Date.now(), zone).date;
  const own = wallClock(Date.parse(subject.start), zone).date;
  const first = useSignal(later(own, today));
  const last = addDays(first.value, windowDays - 1);
  const load = useLoad(`${first.value} ${minutes}`, ['schedule', 'connections'], (signal) =>
    api.slots(
      subject.eventTypeId,
      isoOf(dayStart(first.value, zone)),
      isoOf(dayStart(addDays(first.value, windowDays), zone)),
      minutes,
      signal,
    ),
  );
  const go = (days: number) => {
    const next = addDays(first.value, days);
    first.value = later(next, today);
    chosen.value = null;
  };
  return (
    <div class="bk-free">
      <div class="bk-free-head">
        <Button aria-label="Earlier days" aria-disabled={first.value === today} onClick={() => go(-windowDays)}>
          <AdminIcon name="back" />
        </Button>
        <p class="bw-strong" role="status">
          {formats.shortDay(first.value)} – {formats.shortDay(last)}
        </p>
        <Button aria-label="Later days" onClick={() => go(windowDays)}>
          <AdminIcon name="forward" />
        </Button>
      </div>
      <p class="bw-muted bk-small">Times in {zoneLabel(zone, dayStart(first.value, zone))}</p>
      <LoadedView of={load} subject="The free times" skeleton={<span class="bw-bone" />}>
        {(slots) =>
          slots.length === 0 ? (
            <p class="bk-free-none">Nothing is free in these days. Look at later ones, or choose any time.</p>
          ) : (
            <div class="bk-free-days">
              {daysOf(slots, zone).map(([date, times]) => (
                <fieldset key={date} class="bk-free-day">
                  <legend>{formats.day(date)}</legend>
                  {times.map(({ start }) => (
                    <label key={start} class="bk-time">
                      <input
                        type="radio"
                        name="start"
                        value={start}
                        checked={chosen.value === start}
                        onChange={() => {
                          chosen.value = start;
                        }}
                      />
                      {formats.time(Date.parse(start), zone)}
                    </label>
                  ))}
                </fieldset>
              ))}
            </div>
          )
        }
      </LoadedView>
    </div>
  );
}

/** The later one of two dates. */
function later(one: string, other: string): string {
  return one.localeCompare(other) < 0 ? other : one;
}

function daysOf(slots: readonly Slot[], zone: string): [string, Slot[]][] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const { date } = wallClock(Date.parse(slot.start), zone);
    days.set(date, [...(days.get(date) ?? []), slot]);
  }
  return [...days];
}
