import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { IconOf } from '../../../shared/icons.tsx';
import type { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';
import { ago } from '../../words.ts';
import { canMove, conflictText, spanText } from './booking-words.ts';
import type { BookingsApi, Conflict, Decision } from './bookings-api.ts';
import { ConflictLine } from './conflict-line.tsx';
import { EndingDialog } from './ending-dialog.tsx';
import { formats } from './formats.ts';
import { MoveDialog } from './move-dialog.tsx';
import { NewTimeLines } from './new-time-lines.tsx';
import type { ConflictSubject } from './subjects.ts';

/** What decisions are made with: those of the page of a booking, or of a list. */
export interface Decider {
  api: BookingsApi;
  busy: { value: string | null };
  act(name: string, done: string, call: () => Promise<void>, faultOf?: (error: RequestError) => string): Promise<void>;
  follow(done: string): void;
}

interface ConflictProps {
  conflict: Conflict;
  subject: ConflictSubject;
  booking: Decider;
  /** The calendar of the event. */
  calendar?: string | null;
  /** Of its heading. */
  level?: 2 | 3;
}

const done: Record<Decision, string> = {
  keep: 'The booking stays as it is.',
  move: 'The booking has the new time.',
  ignore: 'Both stay as they are.',
};

/** A conflict of a booking with the calendar, and the host's ways to decide. */
export function ConflictPanel({ conflict, subject, booking, calendar, level = 2 }: ConflictProps) {
  const asked = useSignal<'cancel' | 'move' | null>(null);
  const { title, text } = conflictText(conflict, subject.zone, formats);
  const isMovable = canMove(conflict);
  const Heading = level === 2 ? 'h2' : 'h3';
  const heading = `conflict-${conflict.id}`;
  const { event_starts_at: start, event_ends_at: end } = conflict;
  const leave = () => {
    asked.value = null;
  };

  return (
    <section class="bk-alert" data-tone="bad" aria-labelledby={heading}>
      <IconOf name="alert" />
      <div>
        <Heading id={heading}>{title}</Heading>
        <p>{text}</p>
        <p class="bw-muted bk-small">
          {calendar && `${calendar} · `}Found {ago(conflict.detected_at, Date.now())}
        </p>
        <ConflictLine conflict={conflict} subject={subject} />
        {isMovable && start !== null && end !== null && (
          <NewTimeLines
            label="Now in your calendar"
            before={subject}
            start={start}
            minutes={(Date.parse(end) - Date.parse(start)) / 60_000}
          />
        )}
        {conflict.other_booking_id !== null && (
          <p>
            <a href={`/admin/bookings/${conflict.other_booking_id}`}>Open the other booking</a>
          </p>
        )}
        {isMovable && subject.others > 0 && <p>Everyone who booked this time moves with it.</p>}
        <div class="bk-decisions">
          {isMovable && decide('move', 'Move the booking there')}
          {decide('keep', keepText(conflict))}
          <Button
            aria-describedby={heading}
            onClick={() => {
              asked.value = 'move';
            }}
          >
            {isMovable ? 'Move it elsewhere' : 'Move it'}
          </Button>
          {conflict.kind !== 'overlap' &&
            decide('ignore', conflict.kind === 'moved' ? 'Leave both' : 'Leave it deleted')}
          <button
            type="button"
            class="bw-button ad-danger-quiet"
            aria-describedby={heading}
            onClick={() => {
              asked.value = 'cancel';
            }}
          >
            Cancel the booking
          </button>
        </div>
        {asked.value === 'cancel' && (
          <EndingDialog
            kind="cancel"
            scope="booking"
            dates={1}
            booking={{ event_type: { title: subject.title }, attendee: subject.attendee }}
            others={subject.others}
            hasEvent
            when={spanText(subject.start, subject.end, subject.zone, formats)}
            onLeave={leave}
            onEnd={async (reason) => {
              await booking.api.cancel(subject.id, 'booking', reason);
              leave();
              booking.follow('Cancelled.');
            }}
          />
        )}
        {asked.value === 'move' && (
          <MoveDialog
            kind="move"
            api={booking.api}
            subject={{ ...subject, lengths: [] }}
            onLeave={leave}
            onDone={(text) => {
              leave();
              booking.follow(text);
            }}
          />
        )}
      </div>
    </section>
  );

  function decide(decision: Decision, label: string) {
    const name = `${conflict.id} ${decision}`;
    return (
      <Button
        isPrimary={decision === 'move' || (decision === 'keep' && !isMovable)}
        isBusy={booking.busy.value === name}
        aria-disabled={booking.busy.value !== null}
        aria-describedby={heading}
        onClick={() =>
          void booking.act(
            name,
            done[decision],
            () => booking.api.decide(subject.id, conflict.id, decision),
            decisionFault,
          )
        }
      >
        {label}
      </Button>
    );
  }
}

function keepText({ kind }: Conflict): string {
  if (kind === 'moved') return 'Put the event back';
  return kind === 'deleted' ? 'Write the event again' : 'Keep both';
}

function decisionFault(error: RequestError): string {
  return error.code === 'slot_taken'
    ? 'There is another booking at that time, so this one can’t move there. Put the event back, or move one of the two.'
    : faultText(error);
}
