import { offsetMinutes, wallClock } from '../../../shared/time.ts';
import { cityOf, knownZone } from '../../../shared/zones.ts';
import { statusOf } from './booking-words.ts';
import type { ListedBooking } from './bookings-api.ts';
import { formats } from './formats.ts';
import { StatusBadge } from './status-badge.tsx';

interface RowProps {
  booking: ListedBooking;
  href: string;
  /** Says whose it is, where there are several hosts. */
  hasHost: boolean;
  /** States the day as well: in a list that is not by day. */
  hasDay?: boolean;
  /** The list itself says how they stand. */
  hasNoState?: boolean;
}

/** A booking in a list: when (also where its attendee is), with whom, what, and how it stands. */
export function BookingRow({ booking, href, hasHost, hasDay, hasNoState }: RowProps) {
  const { start, end, attendee, event_type: type, host, status } = booking;
  const zone = knownZone(host.time_zone);
  const [at, until] = [Date.parse(start), Date.parse(end)];
  const theirs = knownZone(attendee?.time_zone ?? zone, zone);
  const isElsewhere = attendee !== null && offsetMinutes(at, theirs) !== offsetMinutes(at, zone);
  const isOff = status === 'cancelled' || status === 'declined' || status === 'expired';
  const state = statusOf(booking);
  return (
    <a class="bk-row" href={href} data-off={isOff ? '' : undefined}>
      <span class="bk-row-time">
        {hasDay && <span class="bk-row-day">{formats.shortDay(wallClock(at, zone).date)}</span>}
        <time dateTime={start}>
          {formats.time(at, zone)} – {formats.time(until, zone)}
        </time>
        {isElsewhere && (
          <span class="bw-muted bk-row-theirs">
            {dayShift(at, zone, theirs)}
            {formats.time(at, theirs)} in {cityOf(theirs)}
          </span>
        )}
      </span>
      <span class="bk-row-who">
        <strong>{attendee?.name ?? 'Nobody yet'}</strong>
        <span class="bw-muted">
          {type.title}
          {hasHost && ` · ${host.display_name || host.slug}`}
          {booking.series && ` · ${booking.series.position} of ${booking.series.count}`}
        </span>
      </span>
      <span class="bk-row-state">
        {booking.no_show && <StatusBadge status={{ tone: 'bad', icon: 'people', label: 'Did not come', text: null }} />}
        {status !== 'confirmed' && !hasNoState && <StatusBadge status={state} />}
      </span>
    </a>
  );
}

/** `Tue 1 Dec, ` where it is another day there. */
function dayShift(at: number, zone: string, theirs: string): string {
  const day = wallClock(at, theirs).date;
  return day === wallClock(at, zone).date ? '' : `${formats.shortDay(day)}, `;
}
