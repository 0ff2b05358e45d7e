/** A stretch of time, in milliseconds. */
export interface Stretch {
  start: number;
  end: number;
}

/** Where something lies on a line, in hundredths of it. */
export interface Place {
  from: number;
  size: number;
  /** It goes on beyond the line. */
  isCut: boolean;
}

export interface TimeLine {
  booking: Place;
  event: Place;
  /** The full hours on it, as instants. */
  hours: { at: number; from: number }[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** How much of what lasts long is shown beside a booking. */
const besideMs = 2 * hourMs;
/** Farther apart they are days to be read, not a line to be looked at. */
const farthestMs = 10 * hourMs;
const maxHours = 6;

/** A booking and an event beside it on one line; null: they lie too far apart for one. */
export function timeLineOf(booking: Stretch, event: Stretch): TimeLine | null {
  const gap = Math.max(event.start - booking.end, booking.start - event.end);
  if (gap > farthestMs) return null;
  const start = Math.min(booking.start, Math.max(event.start, booking.start - (gap > 0 ? farthestMs * 2 : besideMs)));
  const end = Math.max(booking.end, Math.min(event.end, booking.end + (gap > 0 ? farthestMs * 2 : besideMs)));
  const margin = Math.max((end - start) / 12, 10 * minuteMs);
  const [first, last] = [start - margin, end + margin];
  const place = (stretch: Stretch): Place => {
    const from = Math.max(stretch.start, first);
    const until = Math.min(stretch.end, last);
    return {
      from: share(from - first),
      size: share(until - from),
      isCut: from > stretch.start || until < stretch.end,
    };
  };
  function share(ms: number): number {
    return Math.round((10_000 * ms) / (last - first)) / 100;
  }
  const step = Math.max(1, Math.ceil((last - first) / hourMs / maxHours)) * hourMs;
  const hours: TimeLine['hours'] = [];
  for (let at = Math.ceil(first / hourMs) * hourMs; at < last; at += step) hours.push({ at, from: share(at - first) });
  return { booking: place(booking), event: place(event), hours };
}
