import { Fault } from '../shared/controls.tsx';
import type { Formats } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import { wallClock } from '../shared/time.ts';
import { knownZone, zoneLabel } from '../shared/zones.ts';
import type { BookingSheet, HostBooking } from './booking-api.ts';
import type { BookingStore } from './booking-store.ts';
import { calendarName, eventOf, instantText, settledText, spanText, statusOf } from './booking-words.ts';
import { ConflictPanel } from './conflict-panel.tsx';
import { EndingDialog } from './ending-dialog.tsx';
import { Decisions, SeriesDates } from './series-part.tsx';

interface ViewProps {
  sheet: BookingSheet;
  store: BookingStore;
  formats: Formats;
}

/** One booking: its conflicts, what the host has to decide, and everything that is known of it. */
export function BookingView({ sheet, store, formats }: ViewProps) {
  const { booking, stale, others } = sheet;
  const { fault, question } = store.state;
  const zone = knownZone(booking.host.time_zone);
  const isActive =
    (booking.status === 'confirmed' || booking.status === 'pending') && Date.parse(booking.ends_at) > Date.now();
  const open = booking.conflicts.filter(({ resolved_at: at }) => at === null);
  const settled = booking.conflicts.filter(({ resolved_at: at }) => at !== null);
  return (
    <>
      <Fault text={fault} hasIcon />
      {isActive &&
        open.map((conflict) => <ConflictPanel key={conflict.id} {...{ conflict, zone, formats, others, store }} />)}
      {isActive && stale.length > 0 && <StaleNotice stale={stale} />}
      <section class="cal-panel" aria-label="Details">
        <Details {...{ sheet, store, formats }} />
        {isActive && (booking.status === 'pending' || open.length === 0) && (
          <Decisions key={booking.status} sheet={sheet} store={store} />
        )}
      </section>
      <SeriesDates {...{ sheet, zone, formats }} />
      {settled.length > 0 && (
        <section aria-labelledby="settled">
          <h2 class="cal-section" id="settled">
            Resolved
          </h2>
          <ul class="bk-settled">
            {settled.map((conflict) => (
              <li key={conflict.id}>{settledText(conflict, zone, formats)}</li>
            ))}
          </ul>
        </section>
      )}
      {question && (
        <EndingDialog
          {...{ question, booking, others, store }}
          hasEvent={sheet.event !== null}
          when={spanText(booking.starts_at, booking.ends_at, zone, formats)}
        />
      )}
    </>
  );
}

function StaleNotice({ stale }: Pick<BookingSheet, 'stale'>) {
  return (
    <section class="cal-outcome" aria-labelledby="unread">
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

function Details({ sheet, formats }: ViewProps) {
  const { booking, event, others } = sheet;
  const { starts_at: start, ends_at: end, event_type: type, attendee } = booking;
  const status = statusOf(booking);
  const written = eventOf(sheet);
  const zone = knownZone(booking.host.time_zone);
  const theirZone = knownZone(attendee?.time_zone ?? zone, zone);
  const at = Date.parse(start);
  return (
    <dl class="bk-facts">
      <dt>Status</dt>
      <dd>
        <span class="bw-badge cal-status" data-tone={status.tone}>
          <IconOf name={status.icon} />
          {status.label}
        </span>
        {status.text && <p class="bw-muted">{status.text}</p>}
        {booking.status === 'pending' && booking.expires_at && (
          <p class="bw-muted">The time is kept until {instantText(booking.expires_at, zone, formats)}.</p>
        )}
        {booking.cancel_reason && <p class="bk-words">{booking.cancel_reason}</p>}
      </dd>
      <dt>When</dt>
      <dd>
        <time class="bw-strong" dateTime={start}>
          {formats.fullDay(wallClock(at, zone).date)}
        </time>
        <p>
          {spanText(start, end, zone, formats, zone)} <span class="bw-muted">in {zoneLabel(zone, at)}</span>
        </p>
        {booking.series && (
          <p class="bw-muted">
            Number {booking.series.position} of {booking.series.count} in a series
          </p>
        )}
        {zoneLabel(theirZone, at) !== zoneLabel(zone, at) && (
          <p class="bw-muted">
            For {attendee?.name}: {spanText(start, end, theirZone, formats, zone)} in {zoneLabel(theirZone, at)}
          </p>
        )}
      </dd>
      {attendee && (
        <>
          <dt>Who</dt>
          <dd>
            {attendee.name}
            <p>
              <a href={`mailto:${encodeURIComponent(attendee.email).replace('%40', '@')}`}>{attendee.email}</a>
            </p>
            {others > 0 && (
              <p class="bw-muted">
                {others === 1 ? 'One other person' : `${others} other people`} booked the same time.
              </p>
            )}
          </dd>
        </>
      )}
      {type.location && (
        <>
          <dt>Where</dt>
          <dd class="bk-words">{type.location}</dd>
        </>
      )}
      {answersOf(booking).map(({ label, answer }) => (
        <Answer key={label} label={label} answer={answer} />
      ))}
      <dt>In your calendar</dt>
      <dd>
        <span class="bw-badge cal-status" data-tone={written.tone}>
          <IconOf name={written.icon} />
          {written.label}
        </span>
        {event && <p>{calendarName(event.calendar)}</p>}
        {written.text && (
          <p class={written.tone === 'bad' ? 'cal-text' : 'bw-muted'} data-tone={written.tone}>
            {written.text}
          </p>
        )}
        {(event?.state === 'failed' || (event === null && booking.status === 'confirmed')) && (
          <p>
            <a href="/admin/calendars">Your calendars</a>
          </p>
        )}
      </dd>
    </dl>
  );
}

function Answer({ label, answer }: { label: string; answer: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd class="bk-words">{answer}</dd>
    </>
  );
}

/** What the form asked, in its order; then what was asked before the form was changed. */
function answersOf({ event_type: { questions }, attendee }: HostBooking) {
  const answers = attendee?.answers ?? {};
  const ids = [...questions.map(({ id }) => id), ...Object.keys(answers)];
  return [...new Set(ids)]
    .filter((id) => answers[id] !== undefined && answers[id] !== '')
    .map((id) => ({
      label: questions.find((question) => question.id === id)?.label ?? id,
      answer: answers[id] === true ? 'Yes' : answers[id] === false ? 'No' : String(answers[id]),
    }));
}
