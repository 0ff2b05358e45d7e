import { wallClock } from '../../../shared/time.ts';
import { cityOf, knownZone, zoneLabel } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Badge, Drawer } from '../../ui/parts.tsx';
import { kindOf } from '../../words.ts';
import { type CalendarBooking, type ExternalEvent, type OpenConflict, readEventPlace } from './calendar-api.ts';
import { type CalendarWords, countText } from './calendar-words.ts';
import { blockNames, type CalendarItem } from './items.ts';
import { openLink } from './open-link.ts';

interface ItemDrawerProps {
  item: CalendarItem;
  words: CalendarWords;
  zone: string;
  conflicts: readonly OpenConflict[];
  onLeave: () => void;
}

/** What is known of an item, and where to change it. */
export function ItemDrawer(props: ItemDrawerProps) {
  const { item, words, zone, onLeave } = props;
  const { source } = item;
  const when =
    item.days === null
      ? `${words.day(wallClock(item.start, zone).date)}, ${words.span(item.start, item.end, zone)}`
      : item.days.first === item.days.last
        ? `${words.fullDay(item.days.first)}, all day`
        : `${words.days(item.days.first, item.days.last)}, all day`;
  return (
    <Drawer title={item.name} onLeave={onLeave}>
      <p class="cal-drawer-when">
        {when} <span class="bw-muted">in {zoneLabel(zone, item.start)}</span>
      </p>
      {(source.is === 'booking' || source.is === 'elsewhere') && <BookingFacts {...props} booking={source.booking} />}
      {source.is === 'session' && (
        <>
          <dl class="ad-facts cal-facts">
            <dt>Event type</dt>
            <dd>{source.session.event_type.title}</dd>
            <dt>Seats</dt>
            <dd>
              {source.session.seats_taken} of {source.session.seats} taken
            </dd>
          </dl>
          <h3>{countText(source.session.attendees.length, 'booking')}</h3>
          <ul class="cal-people">
            {source.session.attendees.map((person) => (
              <li key={person.booking_id}>
                <a href={`/admin/bookings/${person.booking_id}`}>{person.name}</a>{' '}
                <span class="bw-muted">{person.email}</span>{' '}
                {person.status === 'pending' && <Badge tone="warn">Request</Badge>}
              </li>
            ))}
          </ul>
          {source.session.waiting.length > 0 && (
            <>
              <h3>Waiting for a seat</h3>
              <ul class="cal-people">
                {source.session.waiting.map((person) => (
                  <li key={person.id}>
                    {person.name} <span class="bw-muted">{person.email}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {source.is === 'block' && (
        <>
          <dl class="ad-facts cal-facts">
            <dt>Kind</dt>
            <dd>{blockNames[source.block.kind]}</dd>
          </dl>
          <p>Nothing can be booked in this time.</p>
          <p class="bw-actions">
            <a class="bw-button" href="/admin/availability">
              Change it in Availability
            </a>
          </p>
        </>
      )}
      {source.is === 'event' && <EventFacts {...props} event={source.event} />}
    </Drawer>
  );
}

const kinds: Record<OpenConflict['kind'], string> = {
  overlap: 'overlaps this booking',
  moved: 'was moved there',
  deleted: 'was deleted there',
};

function BookingFacts({ booking, conflicts, item, words, zone }: ItemDrawerProps & { booking: CalendarBooking }) {
  const { attendee } = booking;
  const theirs = attendee && knownZone(attendee.time_zone, zone);
  return (
    <>
      <p class="cal-badges">
        <Badge tone={booking.status === 'pending' ? 'warn' : 'good'}>
          {booking.status === 'pending' ? 'Waiting for you' : 'Confirmed'}
        </Badge>
      </p>
      {conflicts
        .filter(({ booking_id: id }) => id === booking.id)
        .map((conflict) => (
          <p key={conflict.kind} class="bw-notice bw-warn">
            <AdminIcon name="alert" />
            <span>
              {conflict.event_title ? `“${conflict.event_title}”` : 'An event'} {kinds[conflict.kind]}.{' '}
              <a href={`/admin/bookings/${booking.id}`}>Decide what to do</a>
            </span>
          </p>
        ))}
      <dl class="ad-facts cal-facts">
        <dt>Event type</dt>
        <dd>{booking.event_type.title}</dd>
        {item.source.is === 'elsewhere' && (
          <>
            <dt>Resource</dt>
            <dd>{booking.host.display_name || booking.host.slug}, whose calendar takes this time as well</dd>
          </>
        )}
        {attendee && theirs && (
          <>
            <dt>For</dt>
            <dd>{attendee.name}</dd>
            <dt>Email</dt>
            <dd>
              <a href={`mailto:${attendee.email}`}>{attendee.email}</a>
            </dd>
            {theirs !== zone && (
              <>
                <dt>Their time</dt>
                <dd>
                  {words.shortDay(wallClock(item.start, theirs).date)}, {words.span(item.start, item.end, theirs)} in{' '}
                  {cityOf(theirs)}
                </dd>
              </>
            )}
          </>
        )}
      </dl>
      <p class="bw-actions">
        <a class="bw-button bw-primary" href={`/admin/bookings/${booking.id}`}>
          Open the booking
        </a>
      </p>
    </>
  );
}

function EventFacts({ event, item, zone }: ItemDrawerProps & { event: ExternalEvent }) {
  const admin = useAdmin();
  const place = useLoad(event.id, [], (signal) => readEventPlace(admin.calls, event.id, signal));
  const date = item.days?.first ?? wallClock(item.start, zone).date;
  const { step, data } = place.state.value;
  const link = step === 'loading' ? null : openLink(event, data, date);
  return (
    <>
      <p class="cal-badges">
        <Badge tone="neutral">Synced from {kindOf(event.provider)}</Badge>{' '}
        {!event.is_busy && <Badge tone="neutral">Takes no time</Badge>}
        {event.status === 'tentative' && <Badge tone="neutral">Tentative</Badge>}
      </p>
      <dl class="ad-facts cal-facts">
        <dt>Calendar</dt>
        <dd>{event.calendar_name}</dd>
        {data?.calendars?.calendar_connections.account_email && (
          <>
            <dt>Account</dt>
            <dd>{data.calendars.calendar_connections.account_email}</dd>
          </>
        )}
      </dl>
      <p class="bw-muted">
        {event.is_busy ? 'Nothing can be booked in this time. ' : ''}
        It belongs to that calendar: change it there, and it changes here by itself.
      </p>
      {link && (
        <p class="bw-actions">
          <a class="bw-button" href={link.href} target="_blank" rel="noreferrer">
            {link.label}
            <AdminIcon name="external" />
          </a>
        </p>
      )}
    </>
  );
}
