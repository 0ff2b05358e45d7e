import { Fault } from '../../../shared/controls.tsx';
import { IconOf } from '../../../shared/icons.tsx';
import { knownZone } from '../../../shared/zones.ts';
import { BookingActions } from './booking-actions.tsx';
import { BookingFacts } from './booking-facts.tsx';
import { History } from './booking-history-part.tsx';
import { settledText } from './booking-words.ts';
import type { BookingSheet } from './bookings-api.ts';
import { ConflictPanel } from './conflict-panel.tsx';
import { Deliveries, Mails } from './delivery-parts.tsx';
import { formats } from './formats.ts';
import { SeriesDates } from './series-part.tsx';
import type { BookingProps } from './use-booking.ts';

/** One booking: its conflicts, what the host has to decide, and everything that is known of it. */
export function BookingView({ sheet, booking: open }: BookingProps) {
  const { booking, stale } = sheet;
  const zone = knownZone(booking.host.time_zone);
  const isActive =
    (booking.status === 'confirmed' || booking.status === 'pending') && Date.parse(booking.ends_at) > Date.now();
  const conflicts = booking.conflicts.filter(({ resolved_at: at }) => at === null);
  const settled = booking.conflicts.filter(({ resolved_at: at }) => at !== null);
  return (
    <div class="bk-view">
      <Fault text={open.fault.value} hasIcon />
      {isActive &&
        conflicts.map((conflict) => (
          <ConflictPanel
            key={conflict.id}
            conflict={conflict}
            subject={{
              id: booking.id,
              start: booking.starts_at,
              end: booking.ends_at,
              title: booking.event_type.title,
              zone,
              attendee: booking.attendee,
              eventTypeId: booking.event_type.id,
              others: sheet.others,
            }}
            booking={open}
          />
        ))}
      {isActive && stale.length > 0 && <StaleNotice stale={stale} />}
      <section class="ad-panel bk-details" aria-label="Details">
        <BookingFacts sheet={sheet} booking={open} />
        <BookingActions
          key={booking.status}
          sheet={sheet}
          booking={open}
          isActive={isActive}
          hasConflict={conflicts.length > 0}
        />
      </section>
      <SeriesDates sheet={sheet} zone={zone} />
      {settled.length > 0 && (
        <section class="bk-section" aria-labelledby="settled">
          <h2 id="settled">Resolved</h2>
          <ul class="bk-settled">
            {settled.map((conflict) => (
              <li key={conflict.id}>{settledText(conflict, zone, formats)}</li>
            ))}
          </ul>
        </section>
      )}
      <Mails sheet={sheet} booking={open} zone={zone} />
      <Deliveries sheet={sheet} booking={open} zone={zone} />
      <History sheet={sheet} zone={zone} />
    </div>
  );
}

function StaleNotice({ stale }: Pick<BookingSheet, 'stale'>) {
  return (
    <section class="bk-alert" aria-labelledby="unread">
      <IconOf name="alert" />
      <div>
        <h2 id="unread">Not every calendar could be read when this was booked</h2>
        <ul>
          {stale.map(({ name, reason }) => (
            <li key={name}>
              {name}: {reason}
            </li>
          ))}
        </ul>
        <p>
          They may have an event at the same time. If we find one, we will ask you here. See how they are doing now
          under <a href="/admin/calendars">your calendars</a>.
        </p>
      </div>
    </section>
  );
}
