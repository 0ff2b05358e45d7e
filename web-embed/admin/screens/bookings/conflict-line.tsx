import { spanText } from './booking-words.ts';
import type { Conflict } from './bookings-api.ts';
import { formats } from './formats.ts';
import type { ConflictSubject } from './subjects.ts';
import { type Place, timeLineOf } from './time-line.ts';

/** The booking beside the event, on one line of time; nothing where they lie days apart. */
export function ConflictLine({ conflict, subject }: { conflict: Conflict; subject: ConflictSubject }) {
  const { kind, event_starts_at: from, event_ends_at: until } = conflict;
  const isGone = kind === 'deleted';
  const [start, end] = isGone ? [subject.start, subject.end] : [from, until];
  if (start === null || end === null) return null;
  const line = timeLineOf(
    { start: Date.parse(subject.start), end: Date.parse(subject.end) },
    { start: Date.parse(start), end: Date.parse(end) },
  );
  if (line === null) return null;
  const { zone } = subject;
  const name = isGone ? 'Its event' : kind === 'moved' ? 'Its event now' : conflict.event_title || 'Event';
  return (
    <div class="bk-line">
      <Row
        kind="booking"
        name={subject.attendee?.name ?? subject.title}
        time={spanText(subject.start, subject.end, zone, formats, zone)}
        place={line.booking}
      />
      <Row
        kind={isGone ? 'gone' : 'event'}
        name={name}
        time={isGone ? 'deleted' : spanText(start, end, zone, formats, zone)}
        place={line.event}
      />
      <div class="bk-line-hours" aria-hidden="true">
        {line.hours.map(({ at, from: share }) => (
          <span key={at} style={{ insetInlineStart: `${share}%` }}>
            {formats.time(at, zone)}
          </span>
        ))}
      </div>
    </div>
  );
}

function Row({ kind, name, time, place }: { kind: string; name: string; time: string; place: Place }) {
  return (
    <div class="bk-line-row">
      <p class="bk-line-name">
        <span>{name}</span> <span class="bw-muted">{time}</span>
      </p>
      <div class="bk-line-track">
        <span
          class="bk-line-bar"
          data-kind={kind}
          data-cut={place.isCut ? '' : undefined}
          style={{ insetInlineStart: `${place.from}%`, inlineSize: `${place.size}%` }}
        />
      </div>
    </div>
  );
}
