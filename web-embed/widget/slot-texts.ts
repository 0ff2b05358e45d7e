import { offsetLabel, wallClock } from '../shared/time.ts';
import { cityOf } from '../shared/zones.ts';
import type { BookingState } from './state.ts';

type Texts = Pick<BookingState, 'formats' | 'timeZone' | 'messages' | 'selectedDay'>;

/** A time, with its day if that is not the chosen one. */
export function dayAndTime(start: number, { formats, timeZone, selectedDay }: Texts): string {
  const { date } = wallClock(start, timeZone);
  const time = formats.time(start, timeZone);
  return date === selectedDay ? time : formats.day(date) + formats.comma + time;
}

/** What the clock of the host shows, with its day where that is another: `10:30 in Berlin`; null where both clocks agree. */
export function hostTime(start: number, hostZone: string, { formats, timeZone, messages }: Texts): string | null {
  const [own, hosts] = [wallClock(start, timeZone), wallClock(start, hostZone)];
  if (own.date === hosts.date && own.minutes === hosts.minutes) return null;
  const time = formats.time(start, hostZone);
  return messages.timeIn(
    own.date === hosts.date ? time : formats.day(hosts.date) + formats.comma + time,
    cityOf(hostZone),
  );
}

/** In the hour that a clock change repeats, two times read the same: those carry their offset. */
export function slotLabels(starts: readonly number[], { formats, timeZone }: Texts): string[] {
  const labels = starts.map((start) => formats.time(start, timeZone));
  return starts.map((start, index) => {
    const label = labels[index] ?? '';
    const isDoubled = labels.indexOf(label) !== labels.lastIndexOf(label);
    return isDoubled ? `${label} ${offsetLabel(start, timeZone)}` : label;
  });
}
