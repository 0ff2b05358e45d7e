import { wallClock } from '../shared/time.ts';
import { zoneLabel } from '../shared/zones.ts';
import { hostTime } from './slot-texts.ts';
import type { BookingState } from './state.ts';

export interface WhenProps {
  state: BookingState;
  hostZone: string;
  start: string;
  end: string;
}

/** A time with its day and zone, and what the clock of the host shows where that is another. */
export function When({ state, hostZone, start, end }: WhenProps) {
  const { formats, timeZone } = state;
  const from = Date.parse(start);
  const there = hostTime(from, hostZone, state);
  return (
    <>
      <time class="bw-strong" dateTime={start}>
        {formats.fullDay(wallClock(from, timeZone).date)}
      </time>
      <br />
      <span class="bw-hours">
        {formats.time(from, timeZone)} – {formats.time(Date.parse(end), timeZone)}
      </span>
      <br />
      <span class="bw-muted">
        {zoneLabel(timeZone, from)}
        {there && (
          <>
            <br />
            {there}
          </>
        )}
      </span>
    </>
  );
}
