import { Button } from '../../../shared/controls.tsx';
import { wallClock } from '../../../shared/time.ts';
import { knownZone, zoneLabel } from '../../../shared/zones.ts';
import { calendarName, eventOf, instantText, spanText, statusOf } from './booking-words.ts';
import type { HostBooking } from './bookings-api.ts';
import { formats } from './formats.ts';
import { StatusBadge } from './status-badge.tsx';
import type { BookingProps } from './use-booking.ts';

/** State, time in both zones, who, where, answers, event. */
export function BookingFacts({ sheet, booking: open }: BookingProps) {
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
        <span class="bk-badges">
          <StatusBadge status={status} />
          {booking.no_show && (
            <StatusBadge status={{ tone: 'bad', icon: 'people', label: 'Did not come', text: null }} />
          )}
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
        {booking.proposal && (
          <p class="bk-proposal">
            You proposed {spanText(booking.proposal.start, booking.proposal.end, zone, formats)} instead. It waits for{' '}
            {attendee?.name ?? 'the attendee'}.
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
            {attendee.email_bounced_at && <p class="bk-bad">Mail servers refuse this address: mails do not arrive.</p>}
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
          <dd class="bk-words">
            <Place text={type.location} />
          </dd>
        </>
      )}
      {answersOf(booking).map(({ label, answer }) => (
        <Fact key={label} label={label} text={answer} />
      ))}
      {booking.metadata && Object.keys(booking.metadata).length > 0 && (
        <Fact label="From your web site" text={metadataText(booking.metadata)} />
      )}
      <dt>In your calendar</dt>
      <dd>
        <StatusBadge status={written} />
        {event && <p>{calendarName(event.calendar)}</p>}
        {written.text && <p class={written.tone === 'bad' ? 'bk-bad' : 'bw-muted'}>{written.text}</p>}
        {canRetry(sheet) && (
          <p class="bk-row-actions">
            <Button
              isBusy={open.busy.value === 'retry'}
              onClick={() =>
                void open.act('retry', 'The event is written again.', () => open.api.retryEvent(booking.id))
              }
            >
              Try again now
            </Button>
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

/** Writing failed, and there is nothing to decide about first. */
function canRetry({ booking, event }: BookingProps['sheet']): boolean {
  if (event === null || booking.conflicts.some(({ kind, resolved_at: at }) => kind === 'deleted' && at === null))
    return false;
  return event.state === 'failed' || (event.state === 'pending' && event.last_error !== null);
}

function Place({ text }: { text: string }) {
  if (!/^https:\/\/\S+$/.test(text)) return text;
  return (
    <a href={text} rel="noreferrer" target="_blank">
      {text}
    </a>
  );
}

function Fact({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd class="bk-words">{text}</dd>
    </>
  );
}

function metadataText(metadata: Record<string, unknown>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
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
