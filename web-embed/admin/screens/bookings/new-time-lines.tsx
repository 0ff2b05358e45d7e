import { isoOf, offsetMinutes } from '../../../shared/time.ts';
import { cityOf, knownZone } from '../../../shared/zones.ts';
import { isAwake } from './awake.ts';
import { spanText } from './booking-words.ts';
import { formats } from './formats.ts';

/** `Tue 1 Dec`, so that each is a line. */
const short = { ...formats, fullDay: formats.shortDay };

interface LinesProps {
  before: { start: string; end: string; zone: string; attendee: { name: string; time_zone: string } | null };
  /** Null: none is chosen yet. */
  start: string | null;
  minutes: number;
  /** What the new time is called. */
  label?: string;
}

/** What was, what would be, and when that is for whoever booked; which warns at night. */
export function NewTimeLines({ before, start, minutes, label = 'New time' }: LinesProps) {
  const { zone, attendee } = before;
  const theirs = knownZone(attendee?.time_zone ?? zone, zone);
  const at = start === null ? null : Date.parse(start);
  const end = at === null ? null : isoOf(at + minutes * 60_000);
  const isElsewhere = at !== null && offsetMinutes(at, theirs) !== offsetMinutes(at, zone);
  const isNight = at !== null && !isAwake(at, theirs);
  return (
    <dl class="bk-lines" aria-live="polite">
      <dt>Was</dt>
      <dd class="bk-was">{spanText(before.start, before.end, zone, short)}</dd>
      <dt>{label}</dt>
      <dd class="bw-strong">{start === null || end === null ? 'Choose one' : spanText(start, end, zone, short)}</dd>
      {start !== null && end !== null && isElsewhere && attendee !== null && (
        <>
          <dt>
            For {attendee.name} ({cityOf(theirs)})
          </dt>
          <dd class={isNight ? 'bk-night' : undefined}>
            {spanText(start, end, theirs, short)}
            {isNight && ': that is at night'}
          </dd>
        </>
      )}
    </dl>
  );
}
